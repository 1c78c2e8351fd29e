"""The history of a dashboard: its versions, names for them, a look at one, the way back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from layouts.parts.marks import tag
from layouts.parts.page_acts import act, icon_act
from layouts.parts.tile import place_style
from layouts.parts.words import moment
from luminabi_dash.charts.kind import KINDS
from luminabi_dash.views import EditView, TileView


class Ids:
    OPEN = "history-open"
    PANEL = "history-panel"
    LIST = "history-list"
    NAME = "history-name"
    LOOK = "history-look"
    SEEN = "history-seen"
    ASKED = "history-asked"
    AGAIN = "history-again"


def history_panel() -> Component:
    return dbc.Offcanvas(
        [
            html.Div(
                [
                    dbc.Input(
                        id=Ids.NAME,
                        placeholder="Name this version",
                        maxlength=200,
                        size="sm",
                    ),
                    act("name", "Name", "bookmark", "btn-secondary btn-sm"),
                ],
                className="lb-row lb-name-version",
            ),
            html.Div(id=Ids.LIST),
            dcc.Store(id=Ids.ASKED),
            dcc.Store(id=Ids.AGAIN),
        ],
        id=Ids.PANEL,
        title="History",
        placement="end",
        is_open=False,
        class_name="lb-aside",
    )


def history_items(items: Sequence[EditView]) -> Component:
    """Children of LIST, newest first; the first is how it is now."""
    lines = [history_item(item, is_present=place == 0) for place, item in enumerate(items)]
    return html.Div(lines, className="lb-list", role="list")


def history_item(item: EditView, *, is_present: bool) -> Component:
    acts: list[Any] = (
        [tag("Now")]
        if is_present
        else [
            icon_act("look", f"Look at version {item.version}", "eye", data_of=str(item.version)),
            icon_act(
                "restore",
                f"Restore version {item.version}",
                "arrow-counterclockwise",
                data_of=str(item.version),
            ),
        ]
    )
    who = f"{item.by}, " if item.by else ""
    return html.Div(
        [
            html.Div(
                [
                    html.Div(item.name, className="lb-b") if item.name else None,
                    html.Div(item.what, className="lb-cut", title=item.what),
                    html.Div(
                        [f"Version {item.version}, {who}", moment(item.at)], className="lb-s lb-3"
                    ),
                ],
                className="lb-grow",
            ),
            *acts,
        ],
        className="lb-row lb-version",
        role="listitem",
    )


def look_dialog() -> Component:
    return dbc.Modal(
        [
            dbc.ModalHeader(html.H2("The dashboard as it was", className="lb-h1")),
            dbc.ModalBody(id=Ids.SEEN),
        ],
        id=Ids.LOOK,
        is_open=False,
        centered=True,
        scrollable=True,
        size="lg",
    )


def look(name: str, version: int, pages: Sequence[tuple[str, Sequence[TileView]]]) -> Component:
    """Children of SEEN: each tab's tiles at their places, small, with their titles."""
    restore = act(
        "restore",
        "Restore this version",
        "arrow-counterclockwise",
        "btn-primary btn-sm",
        data_of=str(version),
    )
    return html.Div(
        [
            html.Div(
                [html.P(f"{name}, version {version}", className="lb-grow lb-b"), restore],
                className="lb-row",
            ),
            *(
                part
                for title, tiles in pages
                for part in (html.H3(title) if title else None, miniature(tiles))
            ),
        ]
    )


def miniature(tiles: Sequence[TileView]) -> Component:
    inside = [
        html.Div(
            [
                html.Div(tile.title or tile.kind, className="lb-cut lb-s lb-b"),
                html.Div(KINDS.get(tile.kind).title, className="lb-cut lb-s lb-3"),
            ],
            className="lb-place lb-mini-tile",
            style=place_style(tile),
        )
        for tile in tiles
    ]
    return html.Div(inside or html.P("No tile.", className="lb-3"), className="lb-mini")
