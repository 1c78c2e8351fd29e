"""What a chart kind is, and how one is added."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import ValidationError

from luminabi_dash.charts.spec import ChartSpec, Figure
from luminabi_dash.errors import Invalid
from luminabi_dash.registry import Registry
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import Query, Rows
from luminabi_dash.tables.schema import Schema

SpecT = TypeVar("SpecT", bound=ChartSpec)
Draw = Callable[[SpecT, Rows, Schema], Figure]
Ask = Callable[[SpecT, Schema], Query]
Point = Callable[[SpecT, Rows, Schema, tuple[int, int]], tuple[Filter, ...]]


@dataclass(frozen=True, slots=True)
class Kind:
    """`ask` turns a spec into the query it needs; `draw` turns the answer into a figure; `point`
    gives the filters of the mark at (trace, point): the rows behind it.
    """

    name: str
    title: str
    spec: type[ChartSpec]
    ask: Callable[[Any, Schema], Query]
    draw: Callable[[Any, Rows, Schema], Figure]
    point: Callable[[Any, Rows, Schema, tuple[int, int]], tuple[Filter, ...]]


def whole(_spec: Any, _rows: Rows, _schema: Schema, _place: tuple[int, int]) -> tuple[Filter, ...]:
    """A mark that stands for all rows."""
    return ()


KINDS: Registry[Kind] = Registry("chart kind")


def chart_kind(
    title: str, spec: type[SpecT], *, ask: Ask[SpecT], point: Point[SpecT] = whole
) -> Callable[[Draw[SpecT]], Draw[SpecT]]:
    """Add the decorated function to `KINDS`, under the `kind` that its spec defaults to."""

    def add(draw: Draw[SpecT]) -> Draw[SpecT]:
        name = spec.model_fields["kind"].default
        KINDS.add(name, Kind(name, title, spec, ask, draw, point))
        return draw

    return add


def parse_spec(data: Mapping[str, Any]) -> ChartSpec:
    """Read a stored or posted spec as the class of its kind; Invalid (422) names what is wrong."""
    if not isinstance(data, Mapping) or not isinstance(data.get("kind"), str):
        raise Invalid("A chart spec needs a kind.", code="wrong_spec", details={"field": "kind"})
    kind = KINDS.get(data["kind"])
    try:
        return kind.spec.model_validate(dict(data))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "spec"
        raise Invalid(
            f"The {kind.title.lower()} cannot be drawn: {where}: {first['msg']}.",
            code="wrong_spec",
            details={"field": where},
        ) from None
