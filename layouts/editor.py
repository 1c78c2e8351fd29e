"""Editing a dashboard: what can be added, the settings of a tile, tabs, history, conflicts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_bootstrap_components as dbc
import orjson
from dash import dcc, html
from dash.development.base_component import Component

from layouts import history
from layouts.parts.acts import button, choice, icon_button, note
from layouts.parts.attributes import attributes
from layouts.parts.filter_editor import filter_editor
from layouts.parts.kind_gallery import kind_gallery
from layouts.parts.marks import count, hidden, icon
from layouts.parts.page_acts import act, icon_act
from layouts.parts.spec_form import TYPING_MS, group, spec_form
from layouts.parts.states import empty
from luminabi_dash.charts.kind import KINDS
from luminabi_dash.errors import Invalid
from luminabi_dash.insight_views import InsightView
from luminabi_dash.tables.columns import Known
from luminabi_dash.tables.filters import Filter, in_words, parse_filters
from luminabi_dash.tables.schema import Column
from luminabi_dash.views import DashboardView, TileView

PALETTE = (
    ("bar", "Chart", "graph-up"),
    ("indicator", "Indicator", "123"),
    ("table", "Table", "table"),
    ("pivot", "Pivot", "grid-3x3-gap"),
    ("text", "Text", "markdown"),
)
FOUND = 6


class Ids:
    GESTURE = "editor-gesture"
    ANSWER = "editor-answer"
    PICKED = "editor-picked"
    FOLLOWED = "editor-followed"
    CHANGED = "editor-changed"
    TABS = "editor-tabs"
    FOUND = "editor-found"
    PANEL = "editor-panel"
    PROBLEM = "editor-problem"
    CONFLICT = "editor-conflict"
    CONFLICT_BODY = "editor-conflict-body"

    @staticmethod
    def field(name: Any) -> dict[str, Any]:
        return {"type": "editor-field", "name": name}

    OWN_COLUMN = "editor-own-column"
    OWN_EDITOR = "editor-own-editor"
    OWN_ADD = "editor-own-add"
    OWN_PROBLEM = "editor-own-problem"

    @staticmethod
    def own(name: Any) -> dict[str, Any]:
        return {"type": "editor-own", "name": name}

    @staticmethod
    def own_remove(place: Any) -> dict[str, Any]:
        return {"type": "editor-own-remove", "place": place}

    @staticmethod
    def kind(name: Any) -> dict[str, Any]:
        return {"type": "editor-kind", "name": name}


def edit_marks(view: DashboardView) -> list[Component]:
    """What stands in the top bar only while one edits, before the acts."""
    return [
        html.Span(
            f"Version {view.version}",
            className="lb-s lb-3 lb-edit-only lb-saved",
            role="status",
            **attributes(data_saved=str(view.version)),
        )
    ]


def edit_acts() -> Component:
    return html.Div(
        [
            icon_act("undo", "Undo (Ctrl+Z)", "arrow-counterclockwise"),
            icon_act("redo", "Redo (Ctrl+Shift+Z)", "arrow-clockwise"),
            button("History", history.Ids.OPEN, kind="ghost", symbol="clock-history", small=True),
            act("phone", "Phone", "phone", "btn-ghost btn-sm lb-wide-only"),
            act("done", "Done", "check2", "btn-primary btn-sm"),
        ],
        className="lb-top-acts lb-edit-only",
    )


def stores(view: DashboardView) -> list[Component]:
    """`GESTURE` is one edit on its way to the server, `ANSWER` what came of it."""
    return [
        dcc.Store(id=Ids.GESTURE),
        dcc.Store(id=Ids.ANSWER),
        dcc.Store(id=Ids.PICKED),
        dcc.Store(id=Ids.FOLLOWED),
        dcc.Store(id=Ids.CHANGED),
        html.Div(
            className="visually-hidden",
            **attributes(aria_live="assertive", data_says="", data_board=str(view.id)),
        ),
    ]


def tab_strip(view: DashboardView, shown: int | None) -> Component:
    """Children of TABS; the open tab carries the acts on it while one edits."""
    here = shown if shown in [tab["id"] for tab in view.tabs] else None
    if here is None and view.tabs:
        here = view.tabs[0]["id"]
    tabs = [one_tab(tab, is_open=tab["id"] == here) for tab in view.tabs]
    more = icon_act("tab-add", "Add a tab", "plus-lg", "lb-edit-only")
    if not view.tabs:
        more = act("tab-add", "Add tabs", "plus-lg", "btn-ghost btn-sm lb-3")
    inside = [html.Div(tabs, className="nav nav-tabs", role="tablist"), tab_acts(view, here), more]
    return html.Div(
        inside,
        className="lb-tabstrip" if view.tabs else "lb-tabstrip lb-edit-only",
        **attributes(data_tabs_of=orjson.dumps(list(view.tabs)).decode(), data_tab_open=str(here)),
    )


def one_tab(tab: dict[str, Any], *, is_open: bool) -> Component:
    return html.Button(
        html.Span(tab["name"], **attributes(data_tab_name=str(tab["id"]))),
        type="button",
        role="tab",
        className="nav-link active" if is_open else "nav-link",
        tabIndex=0 if is_open else -1,
        **attributes(data_board_tab=str(tab["id"]), aria_selected="true" if is_open else "false"),
    )


def tab_acts(view: DashboardView, here: int | None) -> Component | None:
    if here is None:
        return None
    return html.Div(
        [
            icon_act("tab-rename", "Rename this tab", "pencil"),
            icon_act("tab-left", "Move this tab to the left", "chevron-left"),
            icon_act("tab-right", "Move this tab to the right", "chevron-right"),
            icon_act("tab-remove", "Remove this tab with its tiles", "trash"),
        ],
        className="lb-edit-only lb-tab-acts",
    )


def palette(insights: Sequence[InsightView]) -> Component:
    """What can be added: charts, text, pictures, and the insights that are not there yet."""
    names = KINDS.names()
    adds = [
        act("add", words, symbol, "lb-add", data_kind=kind)
        for kind, words, symbol in PALETTE
        if kind in names
    ]
    if "image" in names:
        adds.append(act("image", "Image", "image", "lb-add"))
    return html.Aside(
        [
            html.H3("Add"),
            *adds,
            html.Div(found(insights), id=Ids.FOUND),
        ],
        className="lb-panel lb-palette lb-edit-only",
        **attributes(aria_label="Add a tile"),
    )


def found(insights: Sequence[InsightView]) -> list[Component]:
    """Children of FOUND."""
    shown = [one for one in insights if one.state == "new"]
    if not shown:
        return []
    lines = [
        html.Button(
            [icon("lightbulb"), html.Span(item.sentence, className="lb-cut")],
            type="button",
            title=item.sentence,
            className="btn lb-add",
            **attributes(data_act="pin", data_of=str(item.id)),
        )
        for item in shown[:FOUND]
    ]
    return [html.H3(["From insights ", count(len(shown))]), *lines]


def settings_panel() -> Component:
    return html.Aside(
        html.Div(nothing_picked(), id=Ids.PANEL, className="lb-settings-in"),
        className="lb-panel lb-settings lb-edit-only",
        tabIndex=-1,
        **attributes(aria_label="Settings of the selected tile", data_settings=""),
    )


def nothing_picked() -> Component:
    words = "Click a tile to change it. Drag it by its head, or move it with the arrow keys."
    return empty("cursor", "No tile selected", words)


def settings(view: TileView, board: DashboardView) -> list[Component]:
    """Children of PANEL: everything that can be said of one tile."""
    close = icon_act("unpick", "Close the settings", "x-lg")
    title = view.title or KINDS.get(view.kind).title
    return [
        html.Div([html.H2(title, className="lb-cut lb-grow"), close], className="lb-panel-head"),
        html.Div(id=Ids.PROBLEM, className="lb-problem lb-bad lb-grp", role="alert"),
        group("Chart", [kind_gallery(view.kind, Ids.kind)]),
        *spec_form(view.spec, board.schema, Ids.field),
        *([] if view.kind in {"text", "image"} else [own_filters(view, board), behaviour(view)]),
        where(view, board),
        group(
            "Alternative text",
            [
                dbc.Textarea(
                    id=Ids.field("@alt"),
                    value=str(view.options.get("alt", "")),
                    rows=3,
                    maxlength=1_000,
                    debounce=TYPING_MS,
                    size="sm",
                ),
                html.P("Spoken by screen readers.", className="form-text"),
            ],
        ),
    ]


def own_filters(view: TileView, board: DashboardView) -> Component:
    """Filters of this tile alone: as words, each with its cross, and one more."""
    lines = [
        html.Div(
            [
                html.Span(" ".join(in_words(item)), className="lb-cut lb-grow"),
                icon_button("x-lg", "Take this filter away", Ids.own_remove(place)),
            ],
            className="lb-row",
        )
        for place, item in enumerate(known_filters(view, board))
    ]
    columns = [{"label": c.name, "value": c.name} for c in board.schema.columns if not c.is_formula]
    more: dict[str, Any] = {"searchable": True, "clearable": True}
    pick = choice(Ids.OWN_COLUMN, columns, None, placeholder="Filter this tile by", **more)
    adding = html.Div(
        [button("Add the filter", Ids.OWN_ADD, small=True), note(Ids.OWN_PROBLEM)],
        className="lb-own-add",
    )
    inside = [*lines, pick, html.Div(id=Ids.OWN_EDITOR, className="lb-editor-place"), adding]
    return group("Only rows where", inside, "lb-own")


def known_filters(view: TileView, board: DashboardView) -> tuple[Filter, ...]:
    """The tile's own filters; none where a column of them is no longer there."""
    try:
        return parse_filters(list(view.filters), board.schema)
    except Invalid:
        return ()


def own_editor(column: Column | None, known: Known) -> Component | None:
    """Children of OWN_EDITOR."""
    return None if column is None else filter_editor(Ids.own, column, known, None)


def behaviour(view: TileView) -> Component:
    return group(
        "When clicked",
        [
            switch("Filter the other tiles", "@emits", view.options.get("emits", True)),
            switch("Obey their filters", "@obeys", view.options.get("obeys", True)),
        ],
    )


def switch(words: str, name: str, on: Any) -> Component:
    return html.Div(
        [html.Span(words), dbc.Switch(id=Ids.field(name), value=bool(on))],
        className="lb-srow is-switch",
        role="group",
        **attributes(aria_label=words),
    )


def where(view: TileView, board: DashboardView) -> Component:
    """Place in numbers, for keyboards, and the tab."""
    moves = [
        icon_act("nudge", f"Move {words}", f"arrow-{words}", data_key=key)
        for words, key in (
            ("left", "ArrowLeft"),
            ("right", "ArrowRight"),
            ("up", "ArrowUp"),
            ("down", "ArrowDown"),
        )
    ]
    sizes = [
        icon_act("nudge", words, symbol, data_key=key, data_shift="1")
        for words, symbol, key in (
            ("Narrower", "arrow-bar-left", "ArrowLeft"),
            ("Wider", "arrow-bar-right", "ArrowRight"),
            ("Lower", "arrow-bar-up", "ArrowUp"),
            ("Higher", "arrow-bar-down", "ArrowDown"),
        )
    ]
    rows = [
        html.Div([html.Span("Move"), html.Div(moves, className="lb-row")], className="lb-srow"),
        html.Div([html.Span("Size"), html.Div(sizes, className="lb-row")], className="lb-srow"),
    ]
    others = [tab for tab in board.tabs if tab["id"] != view.tab]
    if others:
        buttons = [
            act(
                "to-tab",
                tab["name"],
                "arrow-right-short",
                "btn-secondary btn-sm",
                data_tab_id=str(tab["id"]),
            )
            for tab in others
        ]
        rows.append(
            html.Div(
                [html.Span("To tab"), html.Div(buttons, className="lb-row lb-wrap")],
                className="lb-srow",
            )
        )
    return group("Place", rows)


def conflict_dialog() -> Component:
    return dbc.Modal(
        [
            dbc.ModalHeader(
                html.H2("Both of you changed this", className="lb-h1"), close_button=False
            ),
            dbc.ModalBody(id=Ids.CONFLICT_BODY),
            dbc.ModalFooter(
                [
                    act("theirs", "Keep theirs", "check2", "btn-secondary"),
                    act("mine", "Keep mine", "check2-all", "btn-primary"),
                ]
            ),
        ],
        id=Ids.CONFLICT,
        is_open=False,
        centered=True,
        size="lg",
        backdrop="static",
        keyboard=False,
    )


def conflict(rows: Sequence[tuple[str, str, str]]) -> Component:
    """Children of CONFLICT_BODY: what differs, as it is here and as somebody else left it."""
    lines = [
        html.Tr([html.Th(what, scope="row"), html.Td(mine), html.Td(theirs)])
        for what, mine, theirs in rows
    ]
    head = [html.Th(hidden("What")), html.Th("Mine", scope="col"), html.Th("Theirs", scope="col")]
    return html.Div(
        [
            html.P(
                "Somebody else changed the same since you looked. Nothing is overwritten until "
                "you choose.",
                className="lb-2",
            ),
            html.Table([html.Thead(html.Tr(head)), html.Tbody(lines)], className="lb-table"),
        ]
    )
