"""The form of an alert: what is watched, when it fires, whom it tells."""

from __future__ import annotations

from collections.abc import Callable

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from layouts.parts.acts import choice, field, note, text_field
from layouts.parts.attributes import attributes
from layouts.parts.schedule_form import pair
from luminabi_dash.alerts.condition import VERDICTS
from luminabi_dash.alerts.draft import (
    Draft,
    filtered_columns,
    first_date,
    measures,
    summaries,
)

FieldId = Callable[[str], str]
OPS = (
    ("above", "is above"),
    ("below", "is below"),
    ("outside", "is outside of"),
    ("change", "changes by more than"),
    ("change_percent", "changes by more than (%)"),
    ("empty", "is empty"),
)
AGAINST = (("version", "the data version before"), ("period", "the period before"))
UNITS = ("day", "week", "month", "quarter", "year")
HELD = (
    (1, "At once"),
    (2, "After 2 versions in a row"),
    (3, "After 3 versions in a row"),
    (5, "After 5 versions in a row"),
)
VERDICT_LABELS = {
    "holds": "holds",
    "stronger": "is stronger",
    "weaker": "is weaker",
    "reversed": "has reversed",
    "gone": "is gone",
}


def alert_form(draft: Draft, field_id: FieldId) -> list[Component]:
    """Fields by name; those that do not belong to the op, or to what is watched, are hidden."""
    is_number = draft.kind == "number"
    return [
        html.Div(free_fields(draft, field_id), className=shown(draft.is_free)),
        html.Div(fixed_words(draft), className=shown(not draft.is_free)),
        html.Div(number_fields(draft, field_id), className=shown(is_number)),
        html.Div(verdict_field(draft, field_id), className=shown(not is_number)),
        html.P(
            id=field_id("preview"),
            className="lb-alert-now",
            role="status",
            **attributes(aria_live="polite"),
        ),
        field(
            "Mail to",
            text_field(field_id("recipients"), draft.recipients, "Nobody: the bell alone tells"),
            "Addresses, separated by commas."
            if draft.sends_mail
            else "No mail server is set, so the bell alone tells.",
        ),
        field(
            "Name", text_field(field_id("name"), draft.name, f"As the {draft.kind}", maxlength=200)
        ),
        note(field_id("problem")),
    ]


def shown(is_shown: bool) -> str:
    return "lb-alert-part" if is_shown else "lb-alert-part d-none"


def free_fields(draft: Draft, field_id: FieldId) -> list[Component]:
    chosen = draft.about.get("dataset")
    datasets = [{"label": name, "value": number} for number, name in draft.datasets]
    return [
        field(
            "Dataset",
            choice(
                field_id("dataset"),
                datasets,
                chosen,
                placeholder="No dataset yet",
            ),
        ),
        pair(
            field("Number", choice(field_id("measure"), measures(draft.schema), "rows")),
            field("Summary", choice(field_id("summary"), summaries(), "sum")),
        ),
        pair(
            field(
                "Only rows where",
                choice(
                    field_id("column"),
                    filtered_columns(draft.schema),
                    placeholder="All rows",
                    clearable=True,
                    searchable=True,
                ),
            ),
            field(
                "is",
                dcc.Dropdown(
                    [],
                    id=field_id("values"),
                    multi=True,
                    searchable=True,
                    placeholder="Choose values",
                ),
            ),
        ),
    ]


def fixed_words(draft: Draft) -> list[Component]:
    rows = html.P(draft.rows, className="lb-s lb-2") if draft.rows else None
    return [part for part in (html.P(draft.subject, className="lb-b"), rows) if part]


def number_fields(draft: Draft, field_id: FieldId) -> list[Component]:
    now = draft.condition
    ops = [{"label": words, "value": name} for name, words in OPS]
    has_date = first_date(draft.schema) is not None
    ways = AGAINST if has_date else AGAINST[:1]
    return [
        pair(
            field("Fires when it", choice(field_id("op"), ops, now.get("op", "above"))),
            html.Div(
                field("Limit", number(field_id("value"), now.get("value"))), className="for-limit"
            ),
        ),
        html.Div(
            field("Upper limit", number(field_id("high"), now.get("high"))),
            className="for-outside",
        ),
        html.Div(
            pair(
                field(
                    "Against",
                    choice(
                        field_id("against"),
                        [{"label": words, "value": name} for name, words in ways],
                        now.get("against", "version"),
                    ),
                ),
                html.Div(
                    field(
                        "Period",
                        choice(
                            field_id("unit"),
                            [{"label": unit, "value": unit} for unit in UNITS],
                            "month",
                        ),
                    ),
                    className="for-period",
                ),
            ),
            className="for-change",
        ),
        html.Div(
            pair(
                field(
                    "Way back",
                    number(field_id("back"), now.get("back"), "Chosen for you"),
                    "How far inside of the limit it must come before it is over.",
                ),
                field(
                    "Tells",
                    choice(
                        field_id("versions"),
                        [{"label": words, "value": count} for count, words in HELD],
                        now.get("versions", 1),
                    ),
                ),
            ),
            className="for-limit",
        ),
    ]


def number(id: str, value: float | None, hint: str = "") -> Component:
    return dbc.Input(id=id, type="number", value=value, step="any", placeholder=hint, debounce=300)


def verdict_field(draft: Draft, field_id: FieldId) -> Component:
    listed = dbc.Checklist(
        options=[{"label": VERDICT_LABELS[name], "value": name} for name in VERDICTS],
        value=list(draft.condition.get("verdicts", ())),
        id=field_id("verdicts"),
    )
    return html.Fieldset(
        [html.Legend("Fires when a new version says that it", className="form-label"), listed],
        className="lb-field",
    )
