"""What a chart that is explored is filtered by, and how many slices have been compared so far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.parts.acts import button, choice, field, note
from layouts.parts.attributes import attributes
from layouts.parts.chips import chip
from layouts.parts.dialog import dialog
from layouts.parts.filter_editor import filter_editor as editor
from layouts.parts.marks import icon
from luminabi_dash.tables.columns import Known
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.schema import Column, Schema

WHY = (
    "Whoever looks at enough parts of a table finds one that stands out, without any being "
    "different. What the search for insights keeps has that taken off."
)


class Ids:
    CHIPS = "slices-chips"
    OPEN = "slices-open"
    DIALOG = "slices-dialog"
    COLUMN = "slices-column"
    EDITOR = "slices-editor"
    PROBLEM = "slices-problem"
    APPLY = "slices-apply"
    REMOVE = "slices-remove"
    COUNT = "slices-count"
    START_OVER = "slices-start-over"

    @staticmethod
    def edit(place: Any) -> dict[str, Any]:
        return {"type": "slices-edit", "place": place}

    @staticmethod
    def remove_one(place: Any) -> dict[str, Any]:
        return {"type": "slices-remove-one", "place": place}

    @staticmethod
    def field(name: Any) -> dict[str, Any]:
        return {"type": "slices-field", "name": name}


def slice_bar(filters: Sequence[Filter]) -> Component:
    return html.Div(
        [
            html.Span(icon("funnel"), className="lb-3 lb-wide-only"),
            html.Div(chips(filters), id=Ids.CHIPS, className="lb-chips"),
            button("Filter", Ids.OPEN, kind="ghost", symbol="plus-lg", small=True),
            html.Span(className="lb-grow"),
            html.Span(id=Ids.COUNT, className="lb-s lb-3 lb-num", role="status", title=WHY),
            button("Start over", Ids.START_OVER, kind="ghost", small=True),
        ],
        className="lb-slices",
        role="group",
        **attributes(aria_label="Filters"),
    )


def chips(filters: Sequence[Filter]) -> list[Component]:
    """Children of CHIPS."""
    return [chip(item, Ids.edit(i), Ids.remove_one(i)) for i, item in enumerate(filters)]


def slice_dialog(schema: Schema) -> Component:
    columns = [{"label": column.name, "value": column.name} for column in schema.columns]
    pick = choice(
        Ids.COLUMN, columns, searchable=True, clearable=True, placeholder="Choose a column"
    )
    inside = [
        field("Column", pick),
        html.Div(id=Ids.EDITOR, className="lb-editor-place"),
        note(Ids.PROBLEM),
    ]
    acts = [
        button("Remove", Ids.REMOVE, kind="ghost"),
        button("Apply", Ids.APPLY, kind="primary"),
    ]
    return dialog(Ids.DIALOG, "Filter", inside, acts)


def filter_editor(column: Column, known: Known, current: Filter | None) -> Component:
    """Children of EDITOR; its fields have the ids `Ids.field(name)`."""
    return editor(Ids.field, column, known, current)
