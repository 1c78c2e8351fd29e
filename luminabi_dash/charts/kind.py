"""What a chart kind is, and how one is added."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import ValidationError

from luminabi_dash.charts.colours import Palette
from luminabi_dash.charts.spec import ChartSpec, Figure
from luminabi_dash.errors import Invalid
from luminabi_dash.registry import Registry
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import Query, Rows
from luminabi_dash.tables.schema import Schema


@dataclass(frozen=True, slots=True)
class Scene:
    """What a figure is drawn with besides its own rows: colours of values that are the same on
    every tile, and the rows that a kind asked to compare with (`Kind.compare`).
    """

    palette: Palette = field(default_factory=Palette)
    before: Rows | None = None


SpecT = TypeVar("SpecT", bound=ChartSpec)
Draw = Callable[[SpecT, Rows, Schema, Scene], Figure]
Ask = Callable[[SpecT, Schema], Query]
Point = Callable[[SpecT, Rows, Schema, tuple[int, int]], tuple[Filter, ...]]
Compare = Callable[[SpecT, Rows, Schema, Sequence[Filter]], Query | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """`ask` turns a spec into the query it needs; `draw` turns the answer into a figure; `point`
    gives the filters of the mark at (trace, point): the rows behind it. `compare` may ask for
    further rows once the first are there. `coloured` names the fields whose columns have stable
    colours; `is_text` says that pages show it as text, `needs_data` that it asks for rows at all.
    """

    name: str
    title: str
    spec: type[ChartSpec]
    ask: Callable[[Any, Schema], Query]
    draw: Callable[[Any, Rows, Schema, Scene], Figure]
    point: Callable[[Any, Rows, Schema, tuple[int, int]], tuple[Filter, ...]]
    compare: Callable[[Any, Rows, Schema, Sequence[Filter]], Query | None] | None = None
    description: str = ""
    icon: str = "bar-chart"
    coloured: tuple[str, ...] = ("color",)
    is_text: bool = False
    needs_data: bool = True


def whole(_spec: Any, _rows: Rows, _schema: Schema, _place: tuple[int, int]) -> tuple[Filter, ...]:
    """A mark that stands for all rows."""
    return ()


KINDS: Registry[Kind] = Registry("chart kind")


def chart_kind(
    title: str,
    spec: type[SpecT],
    *,
    ask: Ask[SpecT],
    point: Point[SpecT] = whole,
    **more: Any,
) -> Callable[[Draw[SpecT]], Draw[SpecT]]:
    """Add the decorated function to `KINDS`, under the `kind` that its spec defaults to."""

    def add(draw: Draw[SpecT]) -> Draw[SpecT]:
        name = spec.model_fields["kind"].default
        KINDS.add(name, Kind(name, title, spec, ask, draw, point, **more))
        return draw

    return add


def is_text(name: str) -> bool:
    """Whether pages show a tile of this kind as text; an unknown kind is drawn as a chart."""
    return name in KINDS and KINDS.get(name).is_text


def coloured_columns(spec: ChartSpec, schema: Schema) -> tuple[str, ...]:
    """The columns of a spec whose values have a colour."""
    found = []
    for option in KINDS.get(spec.kind).coloured:
        value = getattr(spec, option, None)
        name = value[0] if isinstance(value, tuple) and value else value
        if isinstance(name, str) and name in schema and not schema.column(name).is_formula:
            found.append(name)
    return tuple(found)


def compared_column(spec: ChartSpec) -> str | None:
    """The date whose period before a spec compares with."""
    if KINDS.get(spec.kind).compare is None or getattr(spec, "compare", "none") != "before":
        return None
    return getattr(spec, "x", None)


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
