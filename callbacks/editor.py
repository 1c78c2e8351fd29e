"""Editing a dashboard: gestures of the page, the settings of a tile, history, conflicts."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from dash import ALL, ClientsideFunction, Input, Output, Patch, State, ctx, no_update, set_props
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from layouts import dashboard as page
from layouts import history as past
from layouts.editor import Ids, conflict, nothing_picked, own_editor, settings
from layouts.parts import tile_bodies
from layouts.parts.tile import tile_words
from luminabi_dash.charts.kind import is_text
from luminabi_dash.services import board, dashboards, filtering, gestures, history
from luminabi_dash.views import TileView
from luminabi_dash.web.current import context, user
from luminabi_dash.web.policy import SIGNED_IN, GuardedBlueprint

blueprint = GuardedBlueprint()

blueprint.clientside_callback(
    ClientsideFunction("editor", "answered"),
    Output(Ids.FOLLOWED, "data"),
    Input(Ids.ANSWER, "data"),
    prevent_initial_call=True,
)
blueprint.clientside_callback(
    ClientsideFunction("editor", "followed"),
    Output(Ids.FOLLOWED, "data", allow_duplicate=True),
    Input(page.Ids.SOCKET, "message"),
    prevent_initial_call=True,
)


@blueprint.callback(
    Output(Ids.ANSWER, "data"),
    Output(Ids.CONFLICT, "is_open"),
    Output(Ids.CONFLICT_BODY, "children"),
    Input(Ids.GESTURE, "data"),
    State(page.Ids.BOARD, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def perform(gesture: Any, board_id: int) -> tuple[Any, ...]:
    """One edit; every open page, this one too, sees it by its event."""
    if not isinstance(gesture, dict):
        raise PreventUpdate
    answer = gestures.perform(context(), user(), board_id, gesture)
    return (asdict(answer), *conflicting(answer))


def conflicting(answer: gestures.Answer) -> tuple[bool, Component | None]:
    """Whether the dialog of a conflict opens, and what it says."""
    if not answer.conflict:
        return False, None
    return True, conflict(answer.conflict)


@blueprint.callback(
    Output(Ids.PANEL, "children"),
    Input(Ids.PICKED, "data"),
    State(page.Ids.BOARD, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def pick(picked: Any, board_id: int) -> Any:
    view = dashboards.get(context(), user(), board_id)
    tile = next((t for t in view.tiles if picked and t.id == picked.get("tile")), None)
    return nothing_picked() if tile is None else settings(tile, view)


@blueprint.callback(
    Output(Ids.ANSWER, "data", allow_duplicate=True),
    Output(Ids.PROBLEM, "children"),
    Output(page.Ids.FIGURES, "data", allow_duplicate=True),
    Output(Ids.CONFLICT, "is_open", allow_duplicate=True),
    Output(Ids.CONFLICT_BODY, "children", allow_duplicate=True),
    Input(Ids.field(ALL), "value"),
    State(Ids.field(ALL), "id"),
    State(Ids.PICKED, "data"),
    State(page.Ids.STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def save(values: list[Any], ids: list[Any], picked: Any, state: dict[str, Any]) -> tuple[Any, ...]:
    """The settings as they are now; only this tile is drawn again."""
    fields = {one["name"]: value for one, value in zip(ids, values, strict=True)}
    answer = gestures.save_form(context(), user(), state["dashboard"], picked, fields)
    if answer is None:
        raise PreventUpdate
    if answer.problem:
        return (asdict(answer), answer.told, Patch(), *conflicting(answer))
    if answer.title != fields.get("title"):
        set_props(Ids.field("title"), {"value": answer.title})
    return asdict(answer), None, redrawn(answer.tile, state), False, None


def redrawn(tile: int, state: dict[str, Any]) -> Patch:
    figures = Patch()
    drawn = board.redrawn(context(), user(), state, tile)
    if drawn is not None:
        redraw(drawn.tile, drawn.figure, figures)
    return figures


def redraw(tile: TileView, figure: dict[str, Any], figures: Patch) -> None:
    """Everything of one tile: its head and its text at once, its figure by the patch."""
    set_props(page.Ids.tile(tile.id), {"aria-label": tile.title or tile.kind})
    set_props(page.Ids.head(tile.id), {"children": tile_words(tile)})
    if is_text(tile.kind):
        set_props(page.Ids.body(tile.id), {"children": tile_bodies.body(figure)})
        return
    set_props(page.Ids.note(tile.id), {"children": tile_bodies.note_of(figure)})
    figures[str(tile.id)] = figure


@blueprint.callback(
    Output(Ids.ANSWER, "data", allow_duplicate=True),
    Output(Ids.PANEL, "children", allow_duplicate=True),
    Output(Ids.PROBLEM, "children", allow_duplicate=True),
    Input(Ids.kind(ALL), "n_clicks"),
    State(Ids.PICKED, "data"),
    State(page.Ids.BOARD, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def change_kind(clicks: list[Any], picked: Any, board_id: int) -> tuple[Any, ...]:
    """The tile as another kind of chart, with what fits of its settings."""
    if not any(clicks) or not picked:
        raise PreventUpdate
    kind = ctx.triggered_id["name"]
    answer = gestures.change_kind(context(), user(), board_id, picked, kind)
    if answer.problem:
        return asdict(answer), no_update, answer.problem
    return asdict(answer), pick(picked, board_id), no_update


@blueprint.callback(
    Output(page.Ids.FIGURES, "data", allow_duplicate=True),
    Input(Ids.CHANGED, "data"),
    State(page.Ids.STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def follow(changed: dict[str, Any] | None, state: dict[str, Any]) -> Patch:
    """Somebody else changed what one tile shows: it is drawn anew, the others stay."""
    if not changed:
        raise PreventUpdate
    return redrawn(changed["tile"], state)


@blueprint.callback(
    Output(Ids.OWN_EDITOR, "children"),
    Input(Ids.OWN_COLUMN, "value"),
    State(page.Ids.STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def edit_own(column: str | None, state: dict[str, Any]) -> Component | None:
    if not column:
        return None
    return own_editor(*filtering.known(context(), user(), state, column))


@blueprint.callback(
    Output(Ids.ANSWER, "data", allow_duplicate=True),
    Output(Ids.OWN_PROBLEM, "children"),
    Output(Ids.PANEL, "children", allow_duplicate=True),
    Output(page.Ids.FIGURES, "data", allow_duplicate=True),
    Input(Ids.OWN_ADD, "n_clicks"),
    Input(Ids.own_remove(ALL), "n_clicks"),
    State(Ids.OWN_COLUMN, "value"),
    State(Ids.own(ALL), "value"),
    State(Ids.own(ALL), "id"),
    State(Ids.PICKED, "data"),
    State(page.Ids.STATE, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def filter_own(*given: Any) -> tuple[Any, ...]:
    """Add a filter to the picked tile alone, or take one of its filters away."""
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        raise PreventUpdate
    _, _, column, values, ids, picked, state = given
    fields = {one["name"]: value for one, value in zip(ids, values, strict=True)}
    change = (
        (column or "", fields) if ctx.triggered_id == Ids.OWN_ADD else ctx.triggered_id["place"]
    )
    answer = gestures.filter_tile(context(), user(), state["dashboard"], picked, change)
    if answer is None or answer.problem:
        return (
            asdict(answer) if answer else no_update,
            answer and answer.problem,
            no_update,
            Patch(),
        )
    return asdict(answer), None, pick(picked, state["dashboard"]), redrawn(answer.tile, state)


@blueprint.callback(
    Output(past.Ids.PANEL, "is_open"),
    Output(past.Ids.LIST, "children"),
    Input(past.Ids.OPEN, "n_clicks"),
    Input(past.Ids.AGAIN, "data"),
    State(page.Ids.BOARD, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def show_history(n_clicks: int | None, again: Any, board_id: int) -> tuple[bool, Any]:
    """Open the history; the page asks again after each edit while it is open."""
    if not n_clicks and not again:
        raise PreventUpdate
    return True, past.history_items(history.listed(context(), user(), board_id))


@blueprint.callback(
    Output(past.Ids.LOOK, "is_open"),
    Output(past.Ids.SEEN, "children"),
    Input(past.Ids.ASKED, "data"),
    State(page.Ids.BOARD, "data"),
    prevent_initial_call=True,
    policy=SIGNED_IN,
)
def look(version: int | None, board_id: int) -> tuple[bool, Component | None]:
    """A version as it was, without changing anything; none closes the look."""
    if version is None:
        return False, None
    found = history.seen(context(), user(), board_id, version)
    return True, past.look(found.board.name, version, found.pages)
