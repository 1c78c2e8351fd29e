"""One dashboard: filters as words, tiles, the insights beside them, and who else looks."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component
from dash_extensions import WebSocket

from layouts import comments, editor, history, sharing
from layouts.explain import Ids as ExplainIds
from layouts.explain import explain_parts
from layouts.filters import filter_bar, filter_dialog, sets_dialog
from layouts.marks import crumbs, mark_menu
from layouts.parts.acts import (
    acting,
    button,
    field,
    link_button,
    menu,
    menu_item,
    note,
    text_field,
)
from layouts.parts.attributes import attributes
from layouts.parts.dialog import confirm, dialog
from layouts.parts.insight_panel import insight_panel, panel_items
from layouts.parts.marks import dot, icon
from layouts.parts.page_acts import act
from layouts.parts.states import empty
from layouts.parts.tile import TileIds, tile_frame
from layouts.parts.tile_bodies import indicator_body, note_of, table_body
from layouts.parts.top import top_bar
from layouts.rows import rows_dialog
from layouts.timeline import timeline_button, timeline_dock
from luminabi_dash.dashboards.comments import ThreadView
from luminabi_dash.insight_views import DiscoveryView
from luminabi_dash.views import DashboardView, TileView

__all__ = [
    "Ids",
    "dashboard",
    "indicator_body",
    "insight_items",
    "live_mark",
    "note_of",
    "table_body",
    "tile",
    "tiles",
]

LIVE = {
    "live": ("Live", ""),
    "reconnecting": ("Reconnecting", "is-warn"),
    "offline": ("Offline", "is-off"),
}


class Ids:
    BOARD = "dashboard-board"
    STATE = "dashboard-state"
    FIGURES = "dashboard-figures"
    TILE_NEWS = "dashboard-tile-news"
    INSIGHT_NEWS = "dashboard-insight-news"
    SOCKET = "dashboard-socket"
    TITLE = "dashboard-title"
    LIVE = "dashboard-live"
    PRESENCE = "dashboard-presence"
    REPORT = "dashboard-report"
    SCHEDULE = "dashboard-schedule"
    BANNER = "dashboard-banner"
    PAST = "dashboard-past"
    SESSION = "dashboard-session"
    TILES = "dashboard-tiles"
    INSIGHTS = "dashboard-insights"
    ROOT = "dashboard-root"
    TAB = "dashboard-tab"
    TURN = "dashboard-turn"
    DESCRIPTION = "dashboard-description"
    DUPLICATE = "dashboard-duplicate"
    RENAME = "dashboard-rename"
    RENAME_DIALOG = "dashboard-rename-dialog"
    NAME = "dashboard-name"
    ABOUT = "dashboard-about"
    RENAME_PROBLEM = "dashboard-rename-problem"
    RENAME_APPLY = "dashboard-rename-apply"
    DELETE = "dashboard-delete"
    DELETE_DIALOG = "dashboard-delete-dialog"
    DELETE_APPLY = "dashboard-delete-apply"

    @staticmethod
    def tile(tile: Any) -> dict[str, Any]:
        return {"type": "dashboard-tile", "tile": tile}

    @staticmethod
    def head(tile: Any) -> dict[str, Any]:
        return {"type": "dashboard-head", "tile": tile}

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

    @staticmethod
    def follow(insight: Any) -> dict[str, Any]:
        return {"type": "dashboard-follow", "insight": insight}


@dataclass(frozen=True, slots=True)
class Way:
    """How a dashboard is opened: the filters and the way down of its address, the tab, whether
    one edits, what one looks back at and the thread that is open.
    """

    link: list[dict[str, Any]] | None = None
    tab: int | None = None
    is_editing: bool = False
    drill: dict[str, Any] | None = None
    past: dict[str, Any] | None = None
    thread: int | None = None


PLAIN = Way()


def dashboard(
    drawn: DashboardView,
    found: DiscoveryView,
    way: Way = PLAIN,
    threads: Sequence[ThreadView] = (),
) -> Component:
    """The whole page; the filters of an address are a private view until they are edited."""
    state = {
        "dashboard": drawn.id,
        "page": secrets.token_hex(8),
        "seq": drawn.seq,
        "filters": [item.model_dump() for item in drawn.filters],
        "data_version": drawn.data_version,
        "may_edit": drawn.may_edit,
        "solo": not drawn.may_edit,
        **({"link": way.link, "fixed": True} if way.link is not None else {}),
        **({"drill": way.drill} if way.drill else {}),
        **({"past": way.past} if way.past else {}),
    }
    split = [
        editor.palette(found.insights),
        html.Div(tiles(drawn, way.tab), id=Ids.TILES, className="lb-dash"),
        insight_panel(Ids.INSIGHTS, insight_items(found)),
        comments.panel(threads),
        editor.settings_panel(),
    ]
    return html.Div(
        [
            dcc.Store(id=Ids.BOARD, data=drawn.id),
            dcc.Store(id=Ids.STATE, data=state),
            dcc.Store(id=Ids.TAB, data=way.tab),
            dcc.Store(id=Ids.TURN),
            dcc.Store(id=Ids.FIGURES),
            dcc.Store(id=Ids.TILE_NEWS),
            dcc.Store(id=Ids.INSIGHT_NEWS),
            *editor.stores(drawn),
            *comments.stores(threads, way.thread),
            WebSocket(id=Ids.SOCKET, url=f"/ws/dashboard/{drawn.id}/"),
            header(drawn, threads),
            html.Div(id=Ids.SESSION),
            html.Div(html.Div(id=Ids.PAST), id=Ids.BANNER),
            description(drawn),
            html.Div(editor.tab_strip(drawn, way.tab), id=editor.Ids.TABS),
            filter_bar(drawn.filters),
            html.Div(split, className="lb-split"),
            timeline_dock(),
            filter_dialog(drawn.schema),
            rename_dialog(drawn),
            delete_dialog(drawn),
            rows_dialog(),
            sets_dialog(),
            *mark_menu(),
            *explain_parts(),
            comments.popover(),
            sharing.share_dialog(),
            history.history_panel(),
            history.look_dialog(),
            editor.conflict_dialog(),
        ],
        id=Ids.ROOT,
        className=f"lb-body is-frame {'is-editing' if way.is_editing else ''}".rstrip(),
        **attributes(data_dashboard=str(drawn.id), data_at=str(drawn.version)),
    )


def description(drawn: DashboardView) -> Component:
    return html.Div(description_words(drawn), id=Ids.DESCRIPTION)


def description_words(drawn: DashboardView) -> Component | None:
    """Children of DESCRIPTION."""
    if not drawn.description:
        return None
    return html.P(drawn.description, className="lb-description")


def header(drawn: DashboardView, threads: Sequence[ThreadView] = ()) -> Component:
    here = html.Div(
        id=Ids.PRESENCE, className="lb-avs", role="group", **attributes(aria_label="Here now")
    )
    is_own, may_edit = drawn.permission == "own", drawn.may_edit
    acts = html.Div(
        [
            panel_toggle("lightbulb", "Insights"),
            timeline_button(),
            comments.toggle(threads),
            button("Report", Ids.REPORT, symbol="file-earmark-pdf", small=True),
            button("Schedule", Ids.SCHEDULE, symbol="clock", small=True),
            button("Share", sharing.Ids.OPEN, small=True) if is_own else None,
            act("edit", "Edit", "pencil", "btn-primary btn-sm") if may_edit else None,
        ],
        className="lb-top-acts lb-view-only",
    )
    more = menu(
        "More",
        [
            item
            for item, is_there in (
                (acting("Present to the others", "session-present", "broadcast"), may_edit),
                (menu_item("Name and description", Ids.RENAME, "pencil"), may_edit),
                (menu_item("Duplicate", Ids.DUPLICATE, "copy"), is_own),
                (acting("Full screen", "screen", "arrows-fullscreen"), True),
                (acting("Copy link to this view", "link-copy", "link-45deg"), True),
                (acting("Download as PDF", "export-pdf", "file-earmark-pdf"), True),
                (acting("Download as one HTML file", "export-html", "filetype-html"), True),
                (menu_item("Delete", Ids.DELETE, "trash", is_danger=True), is_own),
            )
            if is_there
        ],
    )
    editing = html.Span([icon("pencil"), "Editing"], className="lb-tag is-acc lb-edit-only")
    live = html.Div(live_mark("live", drawn.data_version), id=Ids.LIVE, className="lb-view-only")
    return top_bar(
        html.Span(drawn.name, id=Ids.TITLE),
        crumb=("Dashboards", "/dashboards"),
        marks=[live, editing, *editor.edit_marks(drawn)],
        acts=[
            here,
            html.Span(className="lb-rule is-low lb-wide-only"),
            acts,
            editor.edit_acts(),
            more,
        ],
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


def tiles(drawn: DashboardView, tab: int | None = None) -> list[Component]:
    """Children of TILES: those of the open tab."""
    shown = drawn.on_tab(tab)
    if shown:
        return [tile(item) for item in shown]
    reading = "Press Edit to add charts, text and pictures, or pin an insight of the dataset."
    editing = "Add a chart, or pin an insight of the dataset."
    words: list[Any] = [
        html.Span(reading, className="lb-view-only"),
        html.Span(editing, className="lb-edit-only"),
    ]
    acts = [
        act("edit", "Edit", "pencil", "btn-primary btn-sm lb-view-only"),
        link_button(drawn.dataset_name, f"/datasets/{drawn.dataset_id}", small=True),
    ]
    return [html.Div(empty("columns-gap", "No tile yet", words, *acts), className="lb-no-tiles")]


def tile(view: TileView) -> Component:
    return tile_frame(
        view,
        TileIds(
            tile=Ids.tile(view.id),
            head=Ids.head(view.id),
            figure=Ids.figure(view.id),
            body=Ids.body(view.id),
            note=Ids.note(view.id),
            rows=Ids.rows(view.id),
            remove=Ids.remove(view.id),
            explain=ExplainIds.tile(view.id),
        ),
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


def insight_items(found: DiscoveryView) -> list[Component]:
    """Children of INSIGHTS: a line with the number, then each insight with its acts."""
    return panel_items(found, Ids.pin, Ids.follow)


def rename_dialog(drawn: DashboardView) -> Component:
    inside = [
        field("Name", text_field(Ids.NAME, drawn.name, maxlength=200)),
        field(
            "Description",
            dbc.Textarea(id=Ids.ABOUT, value=drawn.description, rows=4, maxlength=5_000),
            "Stands under the title.",
        ),
        note(Ids.RENAME_PROBLEM),
    ]
    acts = [button("Save", Ids.RENAME_APPLY, kind="primary")]
    return dialog(Ids.RENAME_DIALOG, "Name and description", inside, acts)


def delete_dialog(drawn: DashboardView) -> Component:
    words = f"{drawn.name} goes with its tiles, schedules and reports. The dataset stays."
    return confirm(Ids.DELETE_DIALOG, Ids.DELETE_APPLY, "Delete this dashboard?", words)
