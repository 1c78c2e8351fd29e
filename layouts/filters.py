"""The filters of a dashboard: as words in a bar, and their editor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from layouts.parts.acts import button, choice, field, icon_button, note, text_field
from layouts.parts.attributes import attributes
from layouts.parts.chips import chip
from layouts.parts.dialog import dialog
from layouts.parts.filter_editor import filter_editor as editor
from layouts.parts.marks import icon
from layouts.parts.states import empty, lines_skeleton
from luminabi_dash.tables.columns import Known
from luminabi_dash.tables.filters import Filter, sentence
from luminabi_dash.tables.schema import Column, Schema


class Ids:
    CHIPS = "filters-chips"
    SENTENCE = "filters-sentence"
    MATCHED = "filters-matched"
    OPEN = "filters-open"
    OPEN_PHONE = "filters-open-phone"
    DIALOG = "filters-dialog"
    COLUMN = "filters-column"
    EDITOR = "filters-editor"
    PROBLEM = "filters-problem"
    APPLY = "filters-apply"
    REMOVE = "filters-remove"
    CLEAR = "filters-clear"
    RESET = "filters-reset"
    CONTROL = "filters-control"
    REQUIRED = "filters-required"
    START = "filters-start"
    TILES = "filters-tiles"
    CONTROL_KEEP = "filters-control-keep"
    CONTROL_PROBLEM = "filters-control-problem"
    SETS_OPEN = "filters-sets-open"
    SETS_DIALOG = "filters-sets-dialog"
    SETS = "filters-sets"
    SET_NAME = "filters-set-name"
    SET_PROBLEM = "filters-set-problem"
    SET_KEEP = "filters-set-keep"

    @staticmethod
    def edit(place: Any) -> dict[str, Any]:
        return {"type": "filters-edit", "place": place}

    @staticmethod
    def remove_one(place: Any) -> dict[str, Any]:
        return {"type": "filters-remove-one", "place": place}

    @staticmethod
    def use(number: Any) -> dict[str, Any]:
        return {"type": "filters-use", "set": number}

    @staticmethod
    def delete_set(number: Any) -> dict[str, Any]:
        return {"type": "filters-delete-set", "set": number}

    @staticmethod
    def field(name: Any) -> dict[str, Any]:
        return {"type": "filters-field", "name": name}


def filter_bar(filters: Sequence[Filter]) -> Component:
    phone = html.Button(
        [icon("funnel"), html.Span(sentence(filters), id=Ids.SENTENCE, className="lb-cut")],
        id=Ids.OPEN_PHONE,
        type="button",
        className="btn btn-secondary btn-sm lb-phone-only lb-grow lb-filter-phone",
    )
    return html.Div(
        [
            html.Span(icon("funnel"), className="lb-3 lb-wide-only"),
            phone,
            html.Div(chips(filters), id=Ids.CHIPS, className="lb-chips lb-wide-only"),
            button("Filter", Ids.OPEN, kind="ghost", symbol="plus-lg", small=True),
            html.Span(className="lb-grow lb-wide-only"),
            html.Span(id=Ids.MATCHED, className="lb-3 lb-num", role="status"),
            button("Clear", Ids.CLEAR, kind="ghost", small=True),
            button("Reset", Ids.RESET, kind="ghost", small=True),
            icon_button("bookmark", "My filter sets", Ids.SETS_OPEN),
        ],
        className="lb-filters",
        role="group",
        **attributes(aria_label="Filters"),
    )


def chips(
    filters: Sequence[Filter], people: Mapping[str, tuple[str, int]] | None = None
) -> list[Component]:
    """Children of CHIPS; `people` are initials and colour of who just set a column's filter."""
    by = people or {}
    return [
        chip(item, Ids.edit(place), Ids.remove_one(place), by.get(item.column))
        for place, item in enumerate(filters)
    ]


def matched(rows: int, total: int) -> str:
    """Children of MATCHED."""
    return f"{total:,} rows" if rows == total else f"{rows:,} of {total:,} rows"


def filter_dialog(schema: Schema) -> Component:
    columns = [{"label": column.name, "value": column.name} for column in schema.columns]
    pick = choice(
        Ids.COLUMN, columns, searchable=True, clearable=True, placeholder="Choose a column"
    )
    inside = [
        field("Column", pick),
        html.Div(id=Ids.EDITOR, className="lb-editor-place"),
        note(Ids.PROBLEM),
        control_form(),
    ]
    acts = [
        button("Remove", Ids.REMOVE, kind="ghost"),
        button("Apply", Ids.APPLY, kind="primary"),
    ]
    return dialog(Ids.DIALOG, "Filter", inside, acts)


def filter_editor(column: Column | None, known: Known, current: Filter | None) -> Component:
    """Children of EDITOR; its fields have the ids `Ids.field(name)`."""
    if column is None:
        return lines_skeleton(1)
    return editor(Ids.field, column, known, current)


def control_form() -> Component:
    """How the chosen column's filter works for everybody; hidden until a column is chosen."""
    tiles = dcc.Dropdown([], [], id=Ids.TILES, multi=True, placeholder="All tiles")
    return html.Details(
        [
            html.Summary("How this filter works for everybody"),
            html.Div(
                [
                    dbc.Switch(
                        id=Ids.REQUIRED, label="Must be set before tiles are drawn", value=False
                    ),
                    dbc.Switch(
                        id=Ids.START, label="“Reset” goes back to the present filter", value=False
                    ),
                    field("Reaches", tiles),
                    note(Ids.CONTROL_PROBLEM),
                    button("Keep how it works", Ids.CONTROL_KEEP, small=True),
                ],
                className="lb-stack-s",
            ),
        ],
        id=Ids.CONTROL,
        className="lb-control",
        hidden=True,
    )


def sets_dialog() -> Component:
    inside = [
        html.Div(id=Ids.SETS, className="lb-list"),
        field("Keep the filters that are set now as", text_field(Ids.SET_NAME, maxlength=200)),
        note(Ids.SET_PROBLEM),
    ]
    acts = [button("Keep", Ids.SET_KEEP, kind="primary")]
    return dialog(Ids.SETS_DIALOG, "My filter sets", inside, acts)


def set_items(sets: Sequence[tuple[int, str, str]]) -> list[Component]:
    """Children of SETS: each is its number, its name and its filters in words."""
    if not sets:
        words = (
            "Filters that you keep under a name are set again with one click. Only you see them."
        )
        return [empty("bookmark", "No filter set yet", words)]
    return [
        html.Div(
            [
                html.Button(
                    [html.B(name, className="lb-cut"), html.Span(words, className="lb-s lb-3")],
                    id=Ids.use(number),
                    type="button",
                    className="lb-set lb-grow",
                ),
                icon_button("trash", f"Delete the filter set {name}", Ids.delete_set(number)),
            ],
            className="lb-row",
        )
        for number, name, words in sets
    ]
