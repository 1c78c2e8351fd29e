"""Which number of a chart can be watched: that of an indicator, the total of a single measure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from luminabi_dash.charts.kind import parse_spec
from luminabi_dash.charts.kinds.indicator import IndicatorSpec
from luminabi_dash.charts.options import Numbered
from luminabi_dash.dashboards.sentences import measured
from luminabi_dash.errors import Invalid, LuminaError

KEPT = ("y", "aggregate", "number", "decimals", "prefix", "suffix")


def watched(spec: Mapping[str, Any]) -> dict[str, Any] | None:
    """The spec of an indicator for a tile's number; None for a tile that has no single one."""
    try:
        fields = parse_spec(spec).model_dump(mode="json")
    except LuminaError:
        return None
    if fields["kind"] == "indicator":
        return dict(fields)
    if not {"y", "aggregate"} <= set(fields) or fields.get("more") or fields.get("second"):
        return None
    return {"kind": "indicator", **{name: fields[name] for name in KEPT if name in fields}}


def indicator(spec: Any) -> IndicatorSpec:
    """The spec as that of an indicator; Invalid (422) for any other."""
    parsed = parse_spec(spec)
    if not isinstance(parsed, IndicatorSpec):
        raise Invalid(
            "An alert watches one number: its spec is that of an indicator.",
            code="wrong_spec",
            details={"field": "kind"},
        )
    return parsed


def against_period(spec: IndicatorSpec) -> IndicatorSpec:
    """The spec that also answers the number of the period before."""
    if spec.x is None:
        raise Invalid(
            "A change against the period before needs a date: choose one for the indicator.",
            code="wrong_condition",
            details={"field": "against"},
        )
    return spec.model_copy(update={"compare": "before"})


def named(spec: IndicatorSpec) -> str:
    """What the number is called where nobody has named it: Sum of amount."""
    words = spec.title or measured(spec.model_dump())
    return words[:1].upper() + words[1:]


def form_of(spec: IndicatorSpec) -> Numbered:
    """How the indicator writes its numbers."""
    return Numbered(
        kind="",
        number=spec.number,
        decimals=spec.decimals,
        prefix=spec.prefix,
        suffix=spec.suffix,
    )
