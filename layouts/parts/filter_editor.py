"""The editor of one filter, fit to the type of its column; fields carry what the filter needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from layouts.parts.sparkline import bars
from layouts.parts.words import number
from luminabi_dash.tables.columns import Known
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.schema import Column, Type

FieldId = Callable[[str], dict[str, Any]]
Counted = Sequence[tuple[Any, int]]

EMPTY = (("is_null", "is empty"), ("not_null", "is not empty"))
MODES: dict[str, tuple[tuple[str, str], ...]] = {
    "values": (("in", "is"), ("not_in", "is not"), *EMPTY),
    "text": (("contains", "contains"), ("in", "is"), ("not_in", "is not"), *EMPTY),
    "number": (("between", "is between"), *EMPTY),
    "date": (("last", "in the last"), ("within", "in"), ("between", "is between"), *EMPTY),
    "yes_no": (("eq", "is"), *EMPTY),
}
UNITS = tuple(
    f"{a} {b}" for a in ("this", "previous") for b in ("week", "month", "quarter", "year")
)
SPANS = ("7 days", "30 days", "90 days", "12 months")
FEW = 50


def filter_editor(
    field_id: FieldId, column: Column, known: Known, current: Filter | None
) -> Component:
    """Fields by name: `op`, and as it asks: values, low, high, range, last, from, to, text, is.

    Those that do not belong to the chosen op are hidden by the style sheet.
    """
    kind = kind_of(column, known.values)
    modes = MODES[kind]
    ops = {name for name, _ in modes}
    op = current.op if current is not None and current.op in ops else modes[0][0]
    return html.Div(
        [mode_field(field_id, modes, op), *fields(field_id, kind, known, current)],
        className="lb-editor",
    )


def kind_of(column: Column, values: Counted | None) -> str:
    if column.type.is_numeric:
        return "number"
    if column.type.is_temporal:
        return "date"
    if column.type is Type.BOOLEAN:
        return "yes_no"
    return "values" if values and len(values) < FEW else "text"


def mode_field(field_id: FieldId, modes: Sequence[tuple[str, str]], op: str) -> Component:
    return dbc.RadioItems(
        options=[{"label": words, "value": name} for name, words in modes],
        value=op,
        id=field_id("op"),
        class_name="lb-seg is-radio lb-modes",
    )


def fields(field_id: FieldId, kind: str, known: Known, now: Filter | None) -> list[Component]:
    if kind == "number":
        return [*spread(known), *number_fields(field_id, known.low, known.high, now)]
    if kind == "date":
        return [*spread(known), *date_fields(field_id, known.low, known.high, now)]
    if kind == "yes_no":
        return [yes_no_field(field_id, now)]
    picked = value_field(field_id, known, now)
    return [picked] if kind == "values" else [text_field(field_id, now), picked]


def spread(known: Known) -> list[Component]:
    """How the rows lie between the ends, above the fields that choose a part of them."""
    counts = [count for _, _, count in known.bars]
    drawn = bars(counts, f"{sum(counts):,} rows from {day(known.low)} to {day(known.high)}")
    return [] if drawn is None else [html.Div(drawn, className="lb-for-between lb-spread")]


def value_field(field_id: FieldId, known: Known, now: Filter | None) -> Component:
    """Values with their counts; several at once; typing asks for values beyond the commonest."""
    chosen = [value for value in picked(now) if value is not None]
    shown = dcc.Dropdown(
        options(known, chosen),
        chosen,
        id=field_id("values"),
        multi=True,
        searchable=True,
        placeholder="Choose values",
        optionHeight=32,
    )
    return html.Div([shown, few_of_many(known)], className="lb-for-in")


def picked(now: Filter | None) -> list[Any]:
    return list(now.value) if now is not None and now.op in {"in", "not_in"} else []


def options(known: Known, chosen: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """Values with their rows, the commonest first; what is chosen is always among them."""
    listed = list(known.values or ())
    held = {value for value, _ in listed}
    listed += [(value, 0) for value in chosen if value not in held]
    return [
        {"label": f"{value}  ({count:,})" if count else str(value), "value": value}
        for value, count in listed
        if value is not None and value != ""
    ]


def few_of_many(known: Known) -> Component | None:
    shown = len(known.values or ())
    if known.distinct <= shown:
        return None
    words = f"The {shown:,} commonest of {known.distinct:,} values; type to find others."
    return html.Div(words, className="lb-s lb-3")


def text_field(field_id: FieldId, now: Filter | None) -> Component:
    value = now.value if now is not None and now.op == "contains" else ""
    return html.Div(
        dbc.Input(id=field_id("text"), value=value, placeholder="Part of the text", maxlength=1000),
        className="lb-for-contains",
    )


def number_fields(field_id: FieldId, low: Any, high: Any, now: Filter | None) -> list[Component]:
    start, end = pair(now)
    inputs = html.Div(
        [
            labelled("From", number_input(field_id("low"), start, low)),
            labelled("To", number_input(field_id("high"), end, high)),
        ],
        className="lb-pair lb-for-between",
    )
    if not usable(low, high):
        return [inputs]
    slider = dcc.RangeSlider(
        float(low),
        float(high),
        value=[bounded(start, low, high, low), bounded(end, low, high, high)],
        marks={float(low): number(float(low)), float(high): number(float(high))},
        id=field_id("range"),
        allow_direct_input=False,
        allowCross=False,
        updatemode="drag",
    )
    return [html.Div(slider, className="lb-for-between lb-range"), inputs]


def number_input(id: dict[str, Any], value: Any, hint: Any) -> Component:
    placeholder = number(hint) if isinstance(hint, int | float) else ""
    return dbc.Input(
        id=id, type="number", value=value, placeholder=placeholder, step="any", debounce=True
    )


def date_fields(field_id: FieldId, low: Any, high: Any, now: Filter | None) -> list[Component]:
    start, end = pair(now)
    last = now.value if now is not None and now.op == "last" else "30 days"
    spans = [*SPANS, last] if last not in SPANS else list(SPANS)
    first, final = day(low), day(high)
    return [
        html.Div(
            dbc.RadioItems(
                options=[{"label": span, "value": span} for span in spans],
                value=last,
                id=field_id("last"),
                class_name="lb-spans",
            ),
            className="lb-for-last",
        ),
        html.Div(
            dbc.RadioItems(
                options=[{"label": unit, "value": unit} for unit in UNITS],
                value=now.value if now is not None and now.op == "within" else "this month",
                id=field_id("within"),
                class_name="lb-spans",
            ),
            className="lb-for-within",
        ),
        html.Div(
            [
                labelled("From", date_input(field_id("from"), day(start), first, final)),
                labelled("To", date_input(field_id("to"), day(end), first, final)),
            ],
            className="lb-pair lb-for-between",
        ),
    ]


def date_input(id: dict[str, Any], value: str, first: str, final: str) -> Component:
    return dbc.Input(id=id, type="date", value=value, min=first, max=final)


def yes_no_field(field_id: FieldId, now: Filter | None) -> Component:
    value = "no" if now is not None and now.op == "eq" and now.value is False else "yes"
    return html.Div(
        dbc.RadioItems(
            options=[{"label": "yes", "value": "yes"}, {"label": "no", "value": "no"}],
            value=value,
            id=field_id("is"),
            class_name="lb-spans",
        ),
        className="lb-for-eq",
    )


def labelled(words: str, control: Component) -> Component:
    return html.Label([html.Span(words, className="form-label"), control])


def pair(now: Filter | None) -> tuple[Any, Any]:
    if now is None or now.op != "between":
        return None, None
    return now.value[0], now.value[1]


def usable(low: Any, high: Any) -> bool:
    return isinstance(low, int | float) and isinstance(high, int | float) and low < high


def bounded(value: Any, low: Any, high: Any, none: Any) -> float:
    return float(none if value is None else min(max(value, low), high))


def day(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return str(value)[:10] if value else ""
