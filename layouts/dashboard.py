"""One dashboard: filters as words, tiles, the insights beside them, and who else looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component
from dash_extensions import WebSocket

from layouts.filters import filter_bar, filter_dialog, sets_dialog
from layouts.marks import crumbs, mark_menu
from layouts.parts.acts import (
    button,
    field,
    icon_button,
    link_button,
    menu,
    menu_item,
    note,
    text_field,
)
from layouts.parts.add_chart import FieldIds, add_form
from layouts.parts.attributes import attributes
from layouts.parts.dialog import confirm, dialog
from layouts.parts.insight_card import insight_line
from layouts.parts.marks import count, dot, icon, person
from layouts.parts.states import empty
from layouts.parts.tile import tile_frame
from layouts.parts.tile_bodies import indicator_body, note_of, table_body
from layouts.parts.top import top_bar
from layouts.rows import rows_dialog
from luminabi_dash.tables.schema import Schema
from luminabi_dash.views import DashboardView, InsightView, TileView

__all__ = [
    "Ids",
    "dashboard",
    "indicator_body",
    "insight_items",
    "live_mark",
    "note_of",
    "presence",
    "table_body",
    "tile",
    "tiles",
]

LIVE = {
    "live": ("Live", ""),
    "reconnecting": ("Reconnecting", "is-warn"),
    "offline": ("Offline", "is-off"),
}
PEOPLE = 5


class Ids:
    BOARD = "dashboard-board"
    STATE = "dashboard-state"
    FIGURES = "dashboard-figures"
    TILE_NEWS = "dashboard-tile-news"
    SOCKET = "dashboard-socket"
    TITLE = "dashboard-title"
    LIVE = "dashboard-live"
    PRESENCE = "dashboard-presence"
    REPORT = "dashboard-report"
    SCHEDULE = "dashboard-schedule"
    BANNER = "dashboard-banner"
    TILES = "dashboard-tiles"
    INSIGHTS = "dashboard-insights"
    ADD = "dashboard-add"
    ADD_DIALOG = "dashboard-add-dialog"
    ADD_KIND = "dashboard-add-kind"
    ADD_X = "dashboard-add-x"
    ADD_Y = "dashboard-add-y"
    ADD_AGGREGATE = "dashboard-add-aggregate"
    ADD_COLOR = "dashboard-add-color"
    ADD_UNIT = "dashboard-add-unit"
    ADD_TITLE = "dashboard-add-title"
    ADD_PROBLEM = "dashboard-add-problem"
    ADD_APPLY = "dashboard-add-apply"
    RENAME = "dashboard-rename"
    RENAME_DIALOG = "dashboard-rename-dialog"
    NAME = "dashboard-name"
    RENAME_PROBLEM = "dashboard-rename-problem"
    RENAME_APPLY = "dashboard-rename-apply"
    DELETE = "dashboard-delete"
    DELETE_DIALOG = "dashboard-delete-dialog"
    DELETE_APPLY = "dashboard-delete-apply"

    @staticmethod
    def figure(tile: Any) -> dict[str, Any]:
        return {"type": "dashboard-figure", "tile": tile}

    @staticmethod
    def body(tile: Any) -> dict[str, Any]:
        return {"type": "dashboard-body", "tile": tile}

    @staticmethod
    def note(tile: Any) -> dict[str, Any]:
        return {"type": "dashboard-note", "tile": tile}

    @staticmethod
    def remove(tile: Any) -> dict[str, Any]:
        return {"type": "dashboard-remove", "tile": tile}

    @staticmethod
    def rows(tile: Any) -> dict[str, Any]:
        return {"type": "dashboard-rows", "tile": tile}

    @staticmethod
    def pin(insight: Any) -> dict[str, Any]:
        return {"type": "dashboard-pin", "insight": insight}


def dashboard(
    drawn: DashboardView,
    insights: Sequence[InsightView],
    link: list[dict[str, Any]] | None = None,
) -> Component:
    """The whole page; `link` are the filters of the address that was opened."""
    state = {
        "dashboard": drawn.id,
        "seq": drawn.seq,
        "filters": [item.model_dump() for item in drawn.filters],
        "data_version": drawn.data_version,
        "version": drawn.version,
        **({"link": link} if link is not None else {}),
    }
    return html.Div(
        [
            dcc.Store(id=Ids.BOARD, data=drawn.id),
            dcc.Store(id=Ids.STATE, data=state),
            dcc.Store(id=Ids.FIGURES),
            dcc.Store(id=Ids.TILE_NEWS),
            WebSocket(id=Ids.SOCKET, url=f"/ws/dashboard/{drawn.id}/"),
            header(drawn),
            html.Div(id=Ids.BANNER),
            filter_bar(drawn.filters),
            html.Div(
                [html.Div(tiles(drawn), id=Ids.TILES, className="lb-dash"), panel(insights)],
                className="lb-split",
            ),
            filter_dialog(drawn.schema),
            add_dialog(drawn.schema),
            rename_dialog(drawn),
            delete_dialog(drawn),
            rows_dialog(),
            sets_dialog(),
            *mark_menu(),
        ],
        className="lb-body is-frame",
    )


def header(drawn: DashboardView) -> Component:
    here = html.Div(
        id=Ids.PRESENCE, className="lb-avs", role="group", **attributes(aria_label="Here now")
    )
    acts = html.Div(
        [
            panel_toggle("lightbulb", "Insights"),
            button("Report", Ids.REPORT, symbol="file-earmark-pdf", small=True),
            button("Schedule", Ids.SCHEDULE, symbol="clock", small=True),
            button("Add chart", Ids.ADD, kind="primary", small=True, symbol="plus-lg"),
        ],
        className="lb-top-acts",
    )
    more = menu(
        "More",
        [
            menu_item("Rename", Ids.RENAME, "pencil"),
            menu_item("Delete", Ids.DELETE, "trash", is_danger=True),
        ],
    )
    return top_bar(
        html.Span(drawn.name, id=Ids.TITLE),
        crumb=("Dashboards", "/dashboards"),
        marks=[html.Div(live_mark("live", drawn.data_version), id=Ids.LIVE)],
        acts=[here, html.Span(className="lb-rule is-low lb-wide-only"), acts, more],
        is_narrow=True,
    )


def live_mark(state: str, data_version: int | None = None) -> Component:
    """Children of LIVE; `state`: live, reconnecting, offline."""
    words, extra = LIVE.get(state, LIVE["offline"])
    mark = icon("arrow-repeat", "lb-spin") if state == "reconnecting" else dot()
    version = f"data v{data_version}" if data_version is not None else None
    return html.Span(
        [mark, words, html.Span(version, className="lb-3 lb-wide-only") if version else None],
        className=f"lb-live {extra}".rstrip(),
        role="status",
    )


def presence(people: Sequence[tuple[str, str, int]]) -> list[Component]:
    """Children of PRESENCE; each is initials, name and a number that gives the colour."""
    shown = [person(initials, number, name) for initials, name, number in people[:PEOPLE]]
    if len(people) > PEOPLE:
        shown.append(html.Span(f"+{len(people) - PEOPLE}", className="lb-av is-more"))
    return shown


def tiles(drawn: DashboardView) -> list[Component]:
    """Children of TILES."""
    if drawn.tiles:
        return [tile(item) for item in drawn.tiles]
    words = "Add a chart, or pin an insight of the dataset."
    dataset = link_button(drawn.dataset_name, f"/datasets/{drawn.dataset_id}", small=True)
    return [html.Div(empty("columns-gap", "No tile yet", words, dataset), className="lb-no-tiles")]


def tile(view: TileView) -> Component:
    return tile_frame(
        view,
        Ids.figure(view.id),
        Ids.body(view.id),
        Ids.note(view.id),
        Ids.rows(view.id),
        Ids.remove(view.id),
    )


def noted(
    tile_id: int, figures: Mapping[int, dict[str, Any]], steps: Mapping[int, Sequence[str]]
) -> list[Component | None]:
    """Children of a tile's note: the way it was broken down, and what its figure says of itself."""
    return [crumbs(tile_id, steps.get(tile_id, ())), note_of(figures.get(tile_id, {}))]


def panel_toggle(symbol: str, words: str) -> Component:
    return html.Button(
        [icon(symbol), html.Span(words)],
        type="button",
        className="btn btn-ghost btn-sm",
        **attributes(data_panel_toggle="insights", aria_expanded="true", aria_label=words),
    )


def panel(insights: Sequence[InsightView]) -> Component:
    close = html.Button(
        icon("x-lg"),
        type="button",
        className="btn btn-ghost btn-sm is-icon",
        **attributes(data_panel_toggle="insights", aria_label="Close the panel"),
    )
    return html.Aside(
        [
            html.Div(
                [html.H2("Insights"), html.Span(className="lb-grow"), close],
                className="lb-panel-head",
            ),
            html.Div(
                insight_items(insights),
                id=Ids.INSIGHTS,
                className="lb-panel-list lb-list",
                **attributes(aria_live="polite"),
            ),
        ],
        className="lb-panel",
        **attributes(data_panel="insights", aria_label="Insights"),
    )


def insight_items(insights: Sequence[InsightView]) -> list[Component]:
    """Children of INSIGHTS: a line with the number, then each insight with its pin."""
    shown = [item for item in insights if item.state != "dismissed"]
    if not shown:
        words = "What the search finds in this dataset appears here as it is found."
        return [empty("lightbulb", "No insight kept", words)]
    line = html.Div([count(len(shown)), " kept, strongest first"], className="lb-panel-line")
    return [line, *(insight_line(item, [pin(item)]) for item in shown)]


def pin(item: InsightView) -> Component:
    if item.state == "pinned":
        return icon_button("pin-fill", "Pinned to a dashboard", Ids.pin(item.id), "btn-sm lb-acc")
    return icon_button("pin-angle", "Pin to this dashboard", Ids.pin(item.id))


def add_dialog(schema: Schema) -> Component:
    ids = FieldIds(
        kind=Ids.ADD_KIND,
        x=Ids.ADD_X,
        y=Ids.ADD_Y,
        aggregate=Ids.ADD_AGGREGATE,
        color=Ids.ADD_COLOR,
        unit=Ids.ADD_UNIT,
        title=Ids.ADD_TITLE,
        problem=Ids.ADD_PROBLEM,
    )
    acts = [button("Add to the dashboard", Ids.ADD_APPLY, kind="primary")]
    return dialog(Ids.ADD_DIALOG, "Add a chart", add_form(ids, schema), acts, "lg")


def rename_dialog(drawn: DashboardView) -> Component:
    inside = [
        field("Name", text_field(Ids.NAME, drawn.name, maxlength=200)),
        note(Ids.RENAME_PROBLEM),
    ]
    acts = [button("Rename", Ids.RENAME_APPLY, kind="primary")]
    return dialog(Ids.RENAME_DIALOG, "Rename the dashboard", inside, acts, "sm")


def delete_dialog(drawn: DashboardView) -> Component:
    words = f"{drawn.name} goes with its tiles, schedules and reports. The dataset stays."
    return confirm(Ids.DELETE_DIALOG, Ids.DELETE_APPLY, "Delete this dashboard?", words)
