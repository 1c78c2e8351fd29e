"""Which charts fit some columns: the three best, each with the reason in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from luminabi_dash.charts.kind import KINDS, parse_spec
from luminabi_dash.charts.places import Area, area_of
from luminabi_dash.charts.spec import ChartSpec
from luminabi_dash.tables.columns import ColumnView
from luminabi_dash.tables.query import Unit
from luminabi_dash.tables.schema import Column, Role, Schema, Type

FITTING = 3
MOST_COLUMNS = 8
FEW, SOME, MANY = 6, 9, 12
USUAL = 10
"""How many values a column is thought to have when nobody counted them."""


@dataclass(frozen=True, slots=True)
class Fitting:
    """A chart that fits, and why."""

    spec: ChartSpec
    why: str


@dataclass(frozen=True, slots=True)
class Given:
    """The chosen columns by what they can be in a chart."""

    dates: tuple[Column, ...]
    numbers: tuple[Column, ...]
    groups: tuple[Column, ...]
    rest: tuple[Column, ...]
    unit: Unit = "month"
    views: Mapping[str, ColumnView] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        every = (*self.groups, *self.dates, *self.numbers, *self.rest)
        return [column.name for column in every if not column.is_formula]

    def distinct(self, column: Column) -> int:
        view = self.views.get(column.name)
        return view.distinct if view is not None else USUAL

    def area(self, column: Column) -> Area | None:
        """The map on which most of the column's commonest values are."""
        view = self.views.get(column.name)
        return area_of(view.labels) if view is not None else None


Found = tuple[int, dict[str, Any], str]
Rule = Callable[[Given], Iterator[Found]]


def recommend(
    schema: Schema,
    columns: Sequence[str],
    profile: Sequence[ColumnView] = (),
    unit: Unit = "month",
) -> list[Fitting]:
    """The charts that fit these columns best, at most one of a kind; unknown columns are Invalid.

    `profile` says how many values a column has and which are common: without it places are not
    found. After Mackinlay, Show Me (IEEE TVCG 2007), section 4: by types and counts of columns.
    """
    chosen = [schema.column(name) for name in dict.fromkeys(columns)][:MOST_COLUMNS]
    given = sorted_out(chosen, {view.name: view for view in profile}, unit)
    found = [item for rule in RULES for item in rule(given)]
    found.sort(key=lambda item: -item[0])
    best: dict[str, Fitting] = {}
    for _, spec, why in found:
        if spec["kind"] in KINDS and spec["kind"] not in best and len(best) < FITTING:
            best[spec["kind"]] = Fitting(parse_spec(spec), why)
    return list(best.values())


def sorted_out(columns: Sequence[Column], views: Mapping[str, ColumnView], unit: Unit) -> Given:
    dates = tuple(c for c in columns if c.type.is_temporal)
    numbers = tuple(c for c in columns if is_amount(c))
    groups = tuple(
        c
        for c in columns
        if c not in dates and c not in numbers and c.role not in {Role.IDENTIFIER, Role.TEXT}
    )
    rest = tuple(c for c in columns if c not in dates and c not in numbers and c not in groups)
    return Given(dates, numbers, groups, rest, unit, views)


def is_amount(column: Column) -> bool:
    return column.is_formula or (
        column.type.is_numeric and (column.role is Role.MEASURE or column.type is Type.NUMBER)
    )


def measure(given: Given, at: int = 0) -> dict[str, Any]:
    """`y` and `aggregate` of a number: amounts are summed, anything else is averaged."""
    if len(given.numbers) <= at:
        return {"y": None, "aggregate": "count"}
    column = given.numbers[at]
    return {"y": column.name, "aggregate": "sum" if column.additive else "mean"}


def said(given: Given, at: int = 0) -> str:
    if len(given.numbers) <= at:
        return "Rows"
    column = given.numbers[at]
    return column.name if column.additive or column.is_formula else f"Mean {column.name}"


def is_sum(given: Given) -> bool:
    """Whether parts add up: amounts, or counts of rows."""
    return not given.numbers or (given.numbers[0].additive and not given.numbers[0].is_formula)


def titled(*words: str) -> str:
    return " ".join(words)[:200]


def over_time(given: Given) -> Iterator[Found]:
    if not given.dates:
        return
    when, title = given.dates[0].name, titled(said(given), "by", given.unit)
    shared = {"x": when, "unit": given.unit, **measure(given), "title": title}
    if not given.groups:
        more = [c.name for c in given.numbers[1:4] if not c.is_formula]
        yield (
            95,
            {"kind": "line", **shared, **second_of(given)},
            f"{when} holds dates: a line shows how {said(given)} went."
            if not more
            else f"A line for each measure shows how they went along {when}.",
        )
        yield 70, {"kind": "bar", **shared}, f"Bars compare one {given.unit} with another."
        yield (
            66 if not given.numbers else 58,
            {
                "kind": "calendar",
                "x": when,
                **measure(given),
                "title": titled(said(given), "a day"),
            },
            "A calendar shows weekdays and seasons, day by day.",
        )
        return
    group = given.groups[0]
    split = {**shared, "color": group.name}
    few = given.distinct(group) <= SOME
    yield (
        97 if few else 80,
        {"kind": "line", **split},
        f"A line for each {group.name} compares how they went.",
    )
    if is_sum(given):
        yield 86, {"kind": "area", **split}, f"Areas show what each {group.name} adds to the whole."
    yield (
        82 if few else 92,
        {"kind": "facets", "facet": group.name, **shared},
        f"A small chart for each {group.name} keeps many lines apart.",
    )


def second_of(given: Given) -> dict[str, Any]:
    """A second measure on its own axis: nobody knows that both have the same unit."""
    if len(given.numbers) < 2:
        return {}
    other = measure(given, 1)
    return {"second": other["y"], "second_aggregate": other["aggregate"]}


def when_in_the_week(given: Given) -> Iterator[Found]:
    if given.dates and not given.groups and len(given.numbers) < 2:
        when = given.dates[0]
        cut = "hour_of_day" if when.type is Type.DATETIME else "month_of_year"
        value = {"value": measure(given)["y"], "aggregate": measure(given)["aggregate"]}
        spec = {
            "kind": "heatmap",
            "x": when.name,
            "x_cut": cut,
            "y": when.name,
            "y_cut": "weekday",
            **value,
            "title": titled(said(given), "by weekday"),
        }
        yield 64, spec, "A heat map shows at which times of the week there is most."


def by_group(given: Given) -> Iterator[Found]:
    if len(given.groups) != 1 or given.dates:
        return
    group = given.groups[0]
    name, count = group.name, given.distinct(group)
    shared = {"x": name, **measure(given), "title": titled(said(given), "by", name)}
    if (area := given.area(group)) is not None:
        words = "countries" if area == "world" else "states"
        yield 98, {"kind": "choropleth", "area": area, **shared}, f"{name} names {words}: a map."
    if len(given.numbers) < 2:
        spec = {"kind": "bar", **shared, "horizontal": True, "top": 10}
        yield 95, spec, f"Bars from the largest compare {said(given)} by {name}."
    if is_sum(given) and count <= FEW:
        yield 84, {"kind": "pie", **shared}, f"{name} has only {count} values: parts of a whole."
    if is_sum(given):
        spec = {"kind": "treemap", "path": [name], **without_x(shared)}
        yield 83 if count > MANY else 62, spec, f"Areas show the shares of {count:,} values."
        yield 55, {"kind": "waterfall", **shared}, "Steps show what adds up to the total."
    if given.numbers and not given.numbers[0].is_formula:
        spec = {
            "kind": "box",
            "x": name,
            "y": given.numbers[0].name,
            "title": titled(given.numbers[0].name, "by", name),
        }
        yield 72 if is_sum(given) else 88, spec, f"Boxes show the spread inside each {name}."


def without_x(spec: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in spec.items() if key != "x"}


def by_two_groups(given: Given) -> Iterator[Found]:
    if len(given.groups) < 2:
        return
    ordered = sorted(given.groups[:2], key=given.distinct, reverse=True)
    wide, narrow = ordered[0].name, ordered[1].name
    title = titled(said(given), "by", wide, "and", narrow)
    if not given.dates:
        mode = "stacked" if is_sum(given) else "grouped"
        spec = {
            "kind": "bar",
            "x": wide,
            "color": narrow,
            **measure(given),
            "mode": mode,
            "title": title,
            "top": 10,
            "horizontal": mode == "stacked",
        }
        few = given.distinct(ordered[1]) <= SOME
        yield 92 if few else 70, spec, f"Bars by {wide}, split by {narrow}."
    value = {"value": measure(given)["y"], "aggregate": measure(given)["aggregate"]}
    yield (
        90,
        {"kind": "heatmap", "x": narrow, "y": wide, **value, "title": title},
        f"A heat map shows every pair of {wide} and {narrow} at a glance.",
    )
    if is_sum(given):
        path = [column.name for column in sorted(given.groups[:3], key=given.distinct)]
        yield (
            80,
            {"kind": "treemap", "path": path, **measure(given), "title": title},
            f"Areas inside areas show the shares of {narrow} and what is in them.",
        )
    values = [column.name for column in given.numbers[:4]]
    spec = {
        "kind": "pivot",
        "rows": [wide],
        "columns": narrow,
        "values": values,
        "title": title,
        "aggregate": measure(given)["aggregate"],
    }
    yield 74, spec, "A pivot table gives the numbers with their totals."


def one_number(given: Given) -> Iterator[Found]:
    if len(given.numbers) != 1 or given.groups:
        return
    [column] = given.numbers
    if not given.dates and not column.is_formula:
        title = titled("How", column.name, "is spread")
        spec = {"kind": "histogram", "x": column.name, "title": title}
        yield 95, spec, f"A histogram shows how {column.name} is spread."
        yield 80, {"kind": "box", "y": column.name, "title": title}, "A box shows median and ends."
    when = (
        {"x": given.dates[0].name, "unit": given.unit, "compare": "before"} if given.dates else {}
    )
    spec = {"kind": "indicator", **measure(given), **when, "title": titled(said(given))}
    yield 68, spec, "One number to keep an eye on."


def numbers_together(given: Given) -> Iterator[Found]:
    plain = [column for column in given.numbers if not column.is_formula]
    if len(plain) < 2:
        return
    first, second = plain[0].name, plain[1].name
    spec: dict[str, Any] = {
        "kind": "scatter",
        "x": first,
        "y": second,
        "title": titled(second, "against", first),
    }
    why = f"Each row is a mark: does {second} go with {first}?"
    if given.groups:
        spec["color"] = given.groups[0].name
        why = f"Each row is a mark, coloured by {given.groups[0].name}."
    elif len(plain) > 2:
        spec["size"] = plain[2].name
    yield 96 if not given.dates else 76, spec, why
    if not given.groups and not given.dates:
        cells = {
            "kind": "heatmap",
            "x": first,
            "y": second,
            "x_cut": "intervals",
            "y_cut": "intervals",
            "title": titled(second, "against", first),
        }
        yield 78, cells, "Cells count how many rows have both."
        spread = {"kind": "histogram", "x": first, "title": titled("How", first, "is spread")}
        yield 60, spread, f"First see how {first} is spread."
    if len(given.groups) == 1 and not given.dates:
        group = given.groups[0].name
        bars = {
            "kind": "bar",
            "x": group,
            **measure(given),
            "more": [second],
            "top": 10,
            "title": titled(first, "and", second, "by", group),
        }
        yield 79, bars, f"Bars side by side compare both by {group}."
        names = [column.name for column in given.numbers]
        pivot = {
            "kind": "pivot",
            "rows": [group],
            "values": names,
            "aggregate": measure(given)["aggregate"],
            "title": titled("Measures by", group),
        }
        yield 75, pivot, "A table gives all measures beside one another."


def counted(given: Given) -> Iterator[Found]:
    """What always works."""
    if given.names:
        spec: dict[str, Any] = {"kind": "table", "columns": given.names, "title": "Rows"}
        reason = "These columns tell rows apart: see them." if given.rest else "See the rows."
        yield 85 if given.rest else 40, spec, reason
    yield 30, {"kind": "indicator", "aggregate": "count", "title": "Rows"}, "How many rows match."
    if given.rest and not given.groups:
        name = given.rest[0].name
        spec = {
            "kind": "bar",
            "x": name,
            "horizontal": True,
            "top": 10,
            "title": titled("Rows by", name),
        }
        yield 35, spec, f"The commonest values of {name}."
    if given.groups:
        name = given.groups[0].name
        title = titled("Rows by", name)
        spec = {"kind": "bar", "x": name, "horizontal": True, "top": 10, "title": title}
        yield 35, spec, f"How many rows each {name} has."


RULES: tuple[Rule, ...] = (
    over_time,
    when_in_the_week,
    by_group,
    by_two_groups,
    one_number,
    numbers_together,
    counted,
)
