"""The rows of a mark and of what it is compared with, by the segments of every other column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from luminabi_dash.charts.periods import as_moment, relative_on, resolved
from luminabi_dash.charts.periods import before as period_before
from luminabi_dash.charts.points import of_key
from luminabi_dash.charts.render import ask, behind
from luminabi_dash.charts.spec import ChartSpec
from luminabi_dash.context import Context
from luminabi_dash.errors import Invalid, LuminaError
from luminabi_dash.insights.explaining.cells import Cells, Compared
from luminabi_dash.insights.explaining.course import (
    Course,
    halves,
    paired,
    segments_in,
    side_words,
    sides_of,
    unfinished,
    usual_of,
    within,
    worth,
)
from luminabi_dash.insights.explaining.measure import (
    LAST,
    SEGMENT,
    Measured,
    X,
    alone,
    filled,
    measured,
    per_key,
)
from luminabi_dash.insights.explaining.sides import (
    PEERS,
    Sides,
    group_of,
    in_order,
    is_ordered,
    of_categories,
    place_of,
)
from luminabi_dash.insights.explaining.usual import Usual
from luminabi_dash.insights.explaining.view import SideView
from luminabi_dash.services import datasets
from luminabi_dash.services.answering import answer, answers, with_filters
from luminabi_dash.services.sources import Source, reader
from luminabi_dash.tables.combining import combined
from luminabi_dash.tables.filters import Filter, in_words
from luminabi_dash.tables.query import Group, Measure, Query
from luminabi_dash.tables.schema import Role, Type

COLUMNS = 24
VALUES = 50
"""A column of more values is not compared."""
Place = tuple[int, int]
Segments = tuple[list[Any], Compared]


@dataclass(frozen=True, slots=True)
class Asked:
    """A mark of a chart, and the other mark if there is one; trace and number each."""

    source: Source
    spec: ChartSpec
    filters: tuple[Filter, ...]
    point: Place | None
    against: Place | None


@dataclass(frozen=True, slots=True)
class Weighed:
    """Both sides as a whole, and by the segments of each column."""

    measured: Measured
    before: SideView
    after: SideView
    columns: Mapping[str, Segments]
    usual: Usual | None = None
    unit: str = "point"
    caveats: tuple[str, ...] = ()


def weighed(ctx: Context, asked: Asked) -> Weighed:
    """Both sides of a mark; Invalid (422) says what cannot be compared."""
    if asked.spec.kind == "indicator":
        return of_number(ctx, asked)
    if asked.point is None:
        raise Invalid("Choose a point first.", code="no_such_mark")
    group = group_of(asked.spec, asked.source.schema)
    column = asked.source.schema.column(group.column)
    own = mark(ctx, asked, asked.point)
    found = measured(asked.spec, asked.source.schema, asked.point[0])
    inside = tuple(item for item in own if item.column != column.name)
    along = course(ctx, asked, found, group, inside)
    at = place_of(own, column, group.unit, along.keys)
    second = None
    if asked.against is not None:
        other = mark(ctx, asked, asked.against)
        if tuple(item for item in other if item.column != column.name) != inside:
            return of_marks(ctx, asked, found, other, own)
        second = place_of(other, column, group.unit, along.keys)
    if is_ordered(asked.spec, column):
        return by_lines(ctx, asked, found, along, in_order(at, second))
    return by_lines(ctx, asked, found, along, of_categories(at, second, len(along.keys)))


def mark(ctx: Context, asked: Asked, place: Place) -> tuple[Filter, ...]:
    """The filters of a mark."""
    spec, schema = asked.spec, asked.source.schema
    rows = answer(ctx, asked.source, with_filters(ask(spec, schema), asked.filters))
    return behind(spec, rows, schema, place)


def course(
    ctx: Context, asked: Asked, found: Measured, group: Group, inside: tuple[Filter, ...]
) -> Course:
    column = asked.source.schema.column(group.column)
    filters = (*asked.filters, *inside)
    newest = (Measure(LAST, "max", column.name),) if column.type.is_temporal else ()
    query = Query(groups=(replace(group, alias=X),), measures=(*found.measures, *newest), sort=(X,))
    wide = replace(asked.source, schema=found.schema)
    frame = answer(ctx, wide, with_filters(query, filters)).frame
    if is_ordered(asked.spec, column):
        frame = frame.filter(pl.col(X).is_not_null())
    last = frame[LAST].to_list() if newest else [None] * frame.height
    moments = tuple(None if one is None else as_moment(one) for one in last)
    keys = tuple(frame[X].to_list())
    return Course(column, group, filters, keys, per_key(found, frame), moments)


def by_lines(ctx: Context, asked: Asked, found: Measured, along: Course, sides: Sides) -> Weighed:
    """Two points of a course, or a category and the others."""
    keys, unit = along.keys, along.group.unit
    before, after, scale = halves(along.cells, sides)
    caveats = unfinished(along, sides)
    if sides.are_peers and len(keys) > PEERS:
        own = of_key(along.column, keys[sides.after], unit)
        columns = by_difference(ctx, asked, found, along.filters, own, scale)
    else:
        columns = by_keys(ctx, asked, found, along, sides, scale)
    words = side_words(along, sides, found)
    return Weighed(
        found,
        SideView(words[0], worth(before, found, scale)),
        SideView(words[1], worth(after, found, 1.0)),
        columns,
        usual_of(along, sides, found),
        unit or "point",
        caveats,
    )


def by_keys(
    ctx: Context, asked: Asked, found: Measured, along: Course, sides: Sides, scale: float
) -> dict[str, Segments]:
    """All columns from as few passes as can be: each by x and its own values."""
    names = candidates(ctx, asked, along.column.name)
    kept = [along.keys[at] for at in sides.lines]
    filters = (*along.filters, *within(along, sides))
    queries = [
        with_filters(
            Query(
                groups=(replace(along.group, alias=X), Group(name, alias=SEGMENT)),
                measures=found.measures,
            ),
            filters,
        )
        for name in names
    ]
    slow = products(ctx, asked, found, along, sides, queries)
    columns = {}
    for name, fast in frames(ctx, asked, found, names, queries):
        frame = fast if slow is None else beside(fast, slow.get(name))
        segments = segments_in(frame)
        if not 2 <= len(segments) <= VALUES or frame[X].n_unique() == frame.height:
            continue  # too many, or each key of x has but one of them
        cells = filled(found, frame, kept, segments)
        if (shared := sides_of(segments, paired(cells, sides, scale))) is not None:
            columns[name] = shared
    return columns


def products(
    ctx: Context,
    asked: Asked,
    found: Measured,
    along: Course,
    sides: Sides,
    queries: Sequence[Query],
) -> dict[str, pl.DataFrame] | None:
    """What takes longer, of the two sides only, by column; None when there is no such thing."""
    if not found.apart:
        return None
    pair = sides if sides.before is None else replace(sides, lines=(sides.before, sides.after))
    filters = (*along.filters, *within(along, pair))
    names = [query.groups[1].column for query in queries]
    wanted = [with_filters(replace(query, measures=found.apart), filters) for query in queries]
    return dict(frames(ctx, asked, found, names, wanted))


def beside(fast: pl.DataFrame, slow: pl.DataFrame | None) -> pl.DataFrame:
    if slow is None:
        return fast
    return fast.join(slow, on=[X, SEGMENT], how="left", nulls_equal=True)


def by_difference(
    ctx: Context,
    asked: Asked,
    found: Measured,
    filters: tuple[Filter, ...],
    own: tuple[Filter, ...],
    scale: float,
) -> dict[str, Segments]:
    """One of very many categories against the rest: the rest is all without it."""
    names = candidates(ctx, asked, own[0].column)
    part = (*filters, *own)
    return of_two(ctx, asked, found, names, filters, part, scale, is_rest=True, is_course=False)


def of_two(
    ctx: Context,
    asked: Asked,
    found: Measured,
    names: Sequence[str],
    first: tuple[Filter, ...],
    second: tuple[Filter, ...],
    scale: float = 1.0,
    *,
    is_rest: bool = False,
    is_course: bool = True,
) -> dict[str, Segments]:
    """Columns of two sets of rows; with `is_rest` the second is a part of the first, and compared
    with what is left of it.
    """
    queries = [
        with_filters(Query(groups=(Group(name, alias=SEGMENT),), measures=found.every), side)
        for side in (first, second)
        for name in names
    ]
    twice = [*names, *names]
    answered = list(frames(ctx, asked, found, twice, queries))
    if len(answered) != len(twice):
        return {}
    columns = {}
    half = len(names)
    for (name, old), (_, new) in zip(answered[:half], answered[half:], strict=True):
        segments = list(dict.fromkeys([*segments_in(old), *segments_in(new)]))
        if not 2 <= len(segments) <= VALUES:
            continue
        before, after = alone(found, old, segments), alone(found, new, segments)
        first_side = before.less(after) if is_rest else before
        pair = Compared(first_side, after, scale, is_course=is_course)
        if (shared := sides_of(segments, pair)) is not None:
            columns[name] = shared
    return columns


def frames(
    ctx: Context, asked: Asked, found: Measured, names: Sequence[str], queries: Sequence[Query]
) -> list[tuple[str, pl.DataFrame]]:
    """The answers of columns that have one."""
    wide = replace(asked.source, schema=found.schema)
    answered = answers(ctx, wide, queries, is_once=True)
    return [
        (name, rows.frame)
        for name, rows in zip(names, answered, strict=True)
        if not isinstance(rows, LuminaError)
    ]


def candidates(ctx: Context, asked: Asked, x: str | None) -> list[str]:
    """Columns of few values that are not x itself."""
    source = asked.source
    known = {
        item.name: item.distinct
        for item in datasets.columns(
            ctx, reader(ctx, source.dataset_id), source.dataset_id, source.number
        )
    }
    names = [
        column.name
        for column in source.schema.columns
        if (column.role is Role.DIMENSION or column.type is Type.BOOLEAN)
        and column.name != x
        and not column.is_formula
        and 2 <= known.get(column.name, 2) <= VALUES
    ]
    return names[:COLUMNS]


def of_marks(
    ctx: Context,
    asked: Asked,
    found: Measured,
    first: tuple[Filter, ...],
    second: tuple[Filter, ...],
) -> Weighed:
    """Two marks of different colours, whatever they stand for."""
    names = candidates(ctx, asked, asked.spec.model_dump().get("x"))
    filters = [(*asked.filters, *one) for one in (first, second)]
    columns = of_two(ctx, asked, found, names, filters[0], filters[1], is_course=False)
    schema = asked.source.schema
    sides = [
        SideView(
            f"for {' and '.join(' '.join(in_words(item)) for item in combined(own, schema))}",
            worth(total_of(ctx, asked, found, side), found, 1.0),
        )
        for own, side in zip((first, second), filters, strict=True)
    ]
    return Weighed(found, sides[0], sides[1], columns)


def of_number(ctx: Context, asked: Asked) -> Weighed:
    """An indicator against the period that it is compared with."""
    spec, source = asked.spec, asked.source
    x = str(getattr(spec, "x", None) or "")
    is_compared = getattr(spec, "compare", "none") == "before" and x in source.schema
    if not is_compared or not source.schema.column(x).type.is_temporal:
        raise Invalid(
            "This number is compared with nothing: its settings can compare it with the period "
            "before.",
            code="nothing_before",
        )
    column = source.schema.column(x)
    found = measured(spec, source.schema, 0)
    present = asked.filters
    if relative_on(present, x) is not None:
        newest = answer(ctx, source, Query(measures=(Measure("value", "max", x),)))
        if (latest := newest.frame["value"][0]) is not None:
            present = resolved(present, x, as_moment(latest))
    earlier = period_before(present, x)
    if earlier is None:
        group = Group(x, unit=getattr(spec, "unit", "month"))
        along = course(ctx, replace(asked, spec=spec), found, group, ())
        kept = [at for at, key in enumerate(along.keys) if key is not None]
        if len(kept) < 2:
            raise Invalid("There is no earlier period.", code="nothing_before")
        return by_lines(ctx, asked, found, along, in_order(kept[-1], None))
    names = candidates(ctx, asked, column.name)
    columns = of_two(ctx, asked, found, names, earlier, present)
    totals = [total_of(ctx, asked, found, side) for side in (earlier, present)]
    words = ("in the period before", "now")
    sides = [
        SideView(said, worth(one, found, 1.0)) for said, one in zip(words, totals, strict=True)
    ]
    return Weighed(found, sides[0], sides[1], columns)


def total_of(ctx: Context, asked: Asked, found: Measured, filters: tuple[Filter, ...]) -> Cells:
    query = with_filters(Query(measures=found.measures), filters)
    frame = answer(ctx, replace(asked.source, schema=found.schema), query).frame
    return per_key(found, frame)
