"""Calculated columns and measures of a dataset: a list, an expression, help while typing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from layouts.parts.acts import button, field, icon_button, note, text_field
from layouts.parts.attributes import attributes
from layouts.parts.dialog import dialog
from layouts.parts.marks import icon, tag
from layouts.parts.states import empty
from luminabi_dash.tables.expressions.functions import ALL, GROUP

Item = tuple[str, str, str | None, bool, str | None]
"""Name, expression, kind of the value, whether it is a measure, what is wrong with it now."""


class Ids:
    OPEN = "calculated-open"
    DATASET = "calculated-dataset"
    DIALOG = "calculated-dialog"
    LIST = "calculated-list"
    NAME = "calculated-name"
    EXPRESSION = "calculated-expression"
    STATUS = "calculated-status"
    SUGGESTIONS = "calculated-suggestions"
    PROBLEM = "calculated-problem"
    KEEP = "calculated-keep"
    CHANGED = "calculated-changed"

    @staticmethod
    def take(place: Any) -> dict[str, Any]:
        return {"type": "calculated-take", "place": place}

    @staticmethod
    def edit(place: Any) -> dict[str, Any]:
        return {"type": "calculated-edit", "place": place}

    @staticmethod
    def delete(place: Any) -> dict[str, Any]:
        return {"type": "calculated-delete", "place": place}


def open_button() -> Component:
    return button("Calculated columns", Ids.OPEN, kind="ghost", symbol="plus-lg", small=True)


def calculated_dialog(dataset_id: int) -> Component:
    """`CHANGED` counts what was kept or deleted, for the page to look again."""
    expression = dbc.Textarea(
        id=Ids.EXPRESSION,
        placeholder="sum(profit) / sum(sales)",
        rows=3,
        maxlength=2_000,
        debounce=250,
        class_name="lb-mono",
        spellcheck="false",
    )
    inside = [
        dcc.Store(id=Ids.DATASET, data=dataset_id),
        dcc.Store(id=Ids.CHANGED, data=0),
        html.Div(id=Ids.LIST, className="lb-list"),
        field("Name", text_field(Ids.NAME, placeholder="Margin", maxlength=200)),
        field("Expression", expression),
        html.Div(id=Ids.STATUS, className="lb-s", **attributes(aria_live="polite")),
        html.Div(
            id=Ids.SUGGESTIONS,
            className="lb-suggest",
            role="group",
            **attributes(aria_label="What may come next"),
        ),
        note(Ids.PROBLEM),
        reference(),
    ]
    acts = [button("Keep", Ids.KEEP, kind="primary")]
    return dialog(Ids.DIALOG, "Calculated columns and measures", inside, acts, "lg")


def items(found: Sequence[Item]) -> list[Component]:
    """Children of LIST."""
    if not found:
        words = "Give a name and an expression; charts and filters then have it like any column."
        return [empty("calculator", "None yet", words)]
    return [line(place, item) for place, item in enumerate(found)]


def line(place: int, item: Item) -> Component:
    name, text, kind, is_measure, problem = item
    says: list[Component] = [html.Code(text, className="lb-cut")]
    if problem is not None:
        says.append(html.Div(problem, className="lb-s lb-bad"))
    kind_words = "measure" if is_measure else (kind or "set aside")
    return html.Div(
        [
            html.Div([html.B(name, className="lb-cut"), *says], className="lb-grow lb-formula"),
            tag(kind_words),
            icon_button("pencil", f"Change {name}", Ids.edit(place)),
            icon_button("trash", f"Delete {name}", Ids.delete(place)),
        ],
        className="lb-row",
    )


def status(kind: str | None, problem: str | None, *, is_measure: bool) -> Component:
    """What the expression gives as far as it is typed."""
    if problem is not None:
        return html.Span([icon("exclamation-circle"), problem], className="lb-2")
    level = "one number for each group of a chart" if is_measure else f"a {kind} for each row"
    return html.Span([icon("check-lg"), f"Gives {level}"], className="lb-good")


def suggestions(found: Sequence[tuple[str, str]]) -> list[Component]:
    """Children of SUGGESTIONS: what is put in, and what it is."""
    return [
        html.Button(
            html.Code(text),
            id=Ids.take(place),
            type="button",
            title=words,
            className="btn btn-secondary btn-sm",
        )
        for place, (text, words) in enumerate(found)
    ]


def reference() -> Component:
    rows = [
        html.Tr(
            [
                html.Td(html.Code(one.example)),
                html.Td(one.words),
                html.Td("group" if one.level == GROUP else "row", className="lb-3"),
            ]
        )
        for one in ALL
    ]
    head = html.Thead(
        html.Tr([html.Th(word, scope="col") for word in ("Example", "What", "For each")])
    )
    return html.Details(
        [
            html.Summary("All functions"),
            html.Div(
                html.Table([head, html.Tbody(rows)], className="lb-table is-dense"),
                className="lb-functions",
                tabIndex=0,
            ),
        ]
    )
