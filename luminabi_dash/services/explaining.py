"""Explain this: which segments carry the change between a mark and what it is compared with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from luminabi_dash.charts.contributions import Bar, contributions
from luminabi_dash.charts.kind import parse_spec
from luminabi_dash.charts.numbers import said
from luminabi_dash.charts.options import Numbered
from luminabi_dash.charts.spec import ChartSpec, Figure
from luminabi_dash.context import Context
from luminabi_dash.errors import Invalid, NotFound
from luminabi_dash.insights.explaining.columns import Explained, Segment, explained, folded
from luminabi_dash.insights.explaining.sentences import (
    change_words,
    column_words,
    counted,
    headline,
    name,
    usual_words,
)
from luminabi_dash.insights.explaining.view import (
    ColumnExplanation,
    ExplanationView,
    SegmentView,
)
from luminabi_dash.insights.significance import LEVEL
from luminabi_dash.insights.words import amount
from luminabi_dash.services import datasets, figures, lines
from luminabi_dash.services.sources import source
from luminabi_dash.services.weighing import Asked, Place, Weighed, weighed
from luminabi_dash.tables.filters import parse_filters
from luminabi_dash.views import UserView

PLAIN = Numbered(kind="")


def of_tile(
    ctx: Context,
    user: UserView,
    dashboard_id: int,
    tile_id: int,
    point: Place | None,
    against: Place | None = None,
    column: str | None = None,
    *,
    link: Any = None,
    drill: Any = None,
    past: Any = None,
) -> ExplanationView:
    """A mark of a tile as the page shows it: under the filters that it is drawn under, broken down
    as it is, on the data that one looks back at. `point` and `against` are trace and number of a
    mark; an indicator has none.
    """
    view, tile, filters = lines.opened(ctx, user, dashboard_id, tile_id, link, drill, past)
    asked = Asked(figures.source_of(view), parse_spec(tile.spec), filters, point, against)
    return answered(asked, weighed(ctx, asked), column)


def of_page(
    ctx: Context,
    user: UserView,
    state: Mapping[str, Any],
    asked: Mapping[str, Any],
    column: str | None,
) -> ExplanationView:
    """What a page asks: `state` is how it shows the dashboard, `asked` has the tile and its marks
    (`place`, `against`), as a browser sent them.
    """
    tile = asked.get("tile")
    if not isinstance(tile, int):
        raise Invalid("There is no such tile.", code="tile_not_found")
    point, against = place_in(asked.get("place")), place_in(asked.get("against"))
    shown = {key: state.get(key) for key in ("link", "drill", "past")}
    return of_tile(ctx, user, int(state["dashboard"]), tile, point, against, column, **shown)


def place_in(value: Any) -> Place | None:
    """Trace and number of a mark."""
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != 2 or not all(type(one) is int for one in value):
        raise Invalid("There is no such mark.", code="no_such_mark")
    return value[0], value[1]


def of_spec(
    ctx: Context,
    user: UserView,
    dataset_id: int,
    spec: Any,
    filters: Any,
    point: Place | None,
    against: Place | None = None,
    column: str | None = None,
    number: int | None = None,
) -> ExplanationView:
    """A mark of any chart, without a dashboard."""
    version = datasets.located(ctx, user, dataset_id, number)
    found = source(ctx, dataset_id, version.number)
    checked = parse_filters(filters if filters is not None else [], found.schema)
    asked = Asked(found, parse_spec(spec), checked, point, against)
    return answered(asked, weighed(ctx, asked), column)


def answered(asked: Asked, found: Weighed, column: str | None) -> ExplanationView:
    """The explanation with the waterfall of a column, the best one when none is named."""
    columns = explained(found.columns)
    form = form_of(asked.spec)
    say = says(form, found.measured.unit)
    names = [one.name for one in columns]
    if column is not None and column not in names:
        raise NotFound(f"{column!r} is not among the columns that were compared.", code="not_found")
    chosen = column or next(iter(names), None)
    shown = next((one for one in columns if one.name == chosen), None)
    after, before = found.after, found.before
    change = after.value - before.value
    return ExplanationView(
        measure=found.measured.name,
        before=before,
        after=after,
        change=change,
        words=change_words(
            found.measured.name,
            (after.words, after.value),
            (before.words, before.value),
            change,
            say,
        ),
        sentence=headline(columns, say),
        usual=usual_words(found.usual, found.unit),
        counted=counted(columns),
        caveats=found.caveats,
        level=LEVEL,
        tested=sum(one.tested for one in columns),
        beyond=sum(len(one.beyond) for one in columns),
        columns=tuple(column_view(one, say) for one in columns),
        column=chosen,
        figure=None if shown is None else waterfall(shown, form),
        data_version=asked.source.number,
    )


def form_of(spec: ChartSpec) -> Numbered:
    """How the tile writes its numbers."""
    fields = {key: getattr(spec, key, None) for key in ("number", "decimals", "prefix", "suffix")}
    return Numbered(kind="", **{key: one for key, one in fields.items() if one is not None})


def says(form: Numbered, unit: str) -> Callable[[float], str]:
    """Numbers of sentences: as the tile writes them, or with three digits and the unit."""
    if form != PLAIN:
        return lambda value: said(value, form)
    return lambda value: amount(value, unit)


def column_view(column: Explained, say: Callable[[float], str]) -> ColumnExplanation:
    return ColumnExplanation(
        name=column.name,
        sentence=column_words(column, say),
        carried=column.carried,
        tested=column.tested,
        beyond=len(column.beyond),
        segments=tuple(segment_view(one, column.change) for one in column.segments),
        twins=column.twins,
    )


def segment_view(one: Segment, change: float) -> SegmentView:
    return SegmentView(
        name=name(one),
        value=one.key.isoformat() if isinstance(one.key, date) else one.key,
        before=one.before,
        after=one.after,
        rows_before=one.rows_before,
        rows_after=one.rows_after,
        contribution=one.contribution,
        share=one.contribution / change if change else None,
        expected=one.expected,
        q_value=one.q_value,
        beyond=one.is_beyond,
        rate=one.rate,
        mix=one.mix,
    )


def waterfall(column: Explained, form: Numbered) -> Figure:
    word = "Change" if column.is_course else "Difference"
    return contributions(bars(folded(column)), column.change, form, word)


def bars(segments: Sequence[Segment]) -> list[Bar]:
    return [Bar(name(one), one.contribution, one.is_beyond) for one in segments]
