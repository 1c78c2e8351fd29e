"""What the dashboard page asks for while one edits: one gesture, one edit, one answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from luminabi_dash.charts.kind import parse_spec
from luminabi_dash.context import Context
from luminabi_dash.dashboards.forms import differences, filled, filter_in, options_in
from luminabi_dash.dashboards.options import checked_options
from luminabi_dash.dashboards.starters import retitled, starter, titled
from luminabi_dash.errors import Conflict, Invalid, LuminaError, NotFound
from luminabi_dash.services import dashboards, editing, history, pictures, pinning, tiles
from luminabi_dash.services.editing import Why
from luminabi_dash.views import UserView

Gesture = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a gesture: `undo` and `redo` say what they would do now, `conflict` what was
    written by somebody else meanwhile, row by row: what, mine, theirs.
    """

    n: int
    version: int
    at: str
    kind: str = ""
    undo: str | None = None
    redo: str | None = None
    tile: int = 0
    title: str = ""
    problem: str | None = None
    conflict: list[tuple[str, str, str]] | None = None
    gesture: Gesture = field(default_factory=dict)

    @property
    def told(self) -> str | None:
        """The problem, where no dialog tells it."""
        return None if self.conflict else self.problem


def perform(ctx: Context, user: UserView, dashboard_id: int, gesture: Gesture) -> Answer:
    """The answer to a gesture; expected errors are part of it, so that nothing waits forever."""
    try:
        verb = VERBS.get(str(gesture.get("kind")))
        if verb is None:
            raise Invalid("There is no such edit.", code="wrong_edit")
        tile = verb(ctx, user, dashboard_id, gesture)
    except Conflict as error:
        rows = collided(error, gesture)
        return answered(ctx, user, dashboard_id, gesture, problem=str(error), conflict=rows)
    except LuminaError as error:
        return answered(ctx, user, dashboard_id, gesture, problem=str(error))
    except (KeyError, TypeError, ValueError):
        return answered(ctx, user, dashboard_id, gesture, problem="This edit makes no sense.")
    return answered(ctx, user, dashboard_id, gesture, tile=tile or 0)


def answered(
    ctx: Context, user: UserView, dashboard_id: int, gesture: Gesture, **more: Any
) -> Answer:
    steps = history.steps(ctx, user, dashboard_id)
    return Answer(
        n=int(gesture.get("n") or 0),
        version=steps.version,
        at=datetime.now(UTC).isoformat(),
        kind=str(gesture.get("kind", "")),
        undo=steps.undo,
        redo=steps.redo,
        gesture=gesture if more.get("conflict") else {},
        **more,
    )


def why(gesture: Gesture) -> Why:
    return Why(ref=str(gesture.get("ref", ""))[:60], page=str(gesture.get("page", ""))[:60])


def seen(gesture: Gesture) -> int | None:
    version = gesture.get("version")
    return version if isinstance(version, int) else None


def steps(ctx: Context, user: UserView, board: int, gesture: Gesture) -> None:
    """Nothing is changed; the answer says what can be undone."""


def layout(ctx: Context, user: UserView, board: int, gesture: Gesture) -> None:
    moves = [places_in(item) for item in gesture["moves"]]
    tiles.arrange_tiles(ctx, user, board, moves, version=seen(gesture), why=why(gesture))


def places_in(item: Any) -> dict[str, int]:
    return {name: int(item[name]) for name in ("id", "x", "y", "w", "h", "tab") if name in item}


def add(ctx: Context, user: UserView, board: int, gesture: Gesture) -> int:
    schema = editing.schema_of(ctx, user, board)
    spec = dict(gesture.get("spec") or starter(str(gesture["chart"]), schema))
    spec.setdefault("title", titled(spec))
    tab = int(gesture.get("tab") or 0)
    return tiles.add_tile(ctx, user, board, spec, tab=tab, why=why(gesture)).id


def image(ctx: Context, user: UserView, board: int, gesture: Gesture) -> int:
    """A tile for a picture that was uploaded to this dashboard."""
    picture = int(gesture["picture"])
    found, data = pictures.opened_picture(ctx, user, board, picture)
    data.close()
    alt = found.file_name.rpartition(".")[0]
    spec = {"kind": "image", "picture": picture, "alt": alt[:300]}
    tab = int(gesture.get("tab") or 0)
    return tiles.add_tile(ctx, user, board, spec, tab=tab, why=why(gesture)).id


def copy(ctx: Context, user: UserView, board: int, gesture: Gesture) -> int:
    return tiles.duplicate_tile(ctx, user, board, int(gesture["tile"]), why(gesture)).id


def remove(ctx: Context, user: UserView, board: int, gesture: Gesture) -> None:
    tile = int(gesture["tile"])
    tiles.delete_tile(ctx, user, board, tile, version=seen(gesture), why=why(gesture))


def change(ctx: Context, user: UserView, board: int, gesture: Gesture) -> int:
    tile = tiles.change_tile(
        ctx,
        user,
        board,
        int(gesture["tile"]),
        seen=seen(gesture),
        spec=gesture.get("spec"),
        options=gesture.get("options"),
        filters=gesture.get("filters"),
        why=why(gesture),
    )
    return tile.id


def tabs(ctx: Context, user: UserView, board: int, gesture: Gesture) -> None:
    version = seen(gesture) or dashboards.get(ctx, user, board).version
    wanted = list(gesture["tabs"])
    dashboards.change(ctx, user, board, version=version, tabs=wanted, why=why(gesture))


def describe(ctx: Context, user: UserView, board: int, gesture: Gesture) -> None:
    version = seen(gesture) or dashboards.get(ctx, user, board).version
    words = {name: gesture.get(name) for name in ("name", "description")}
    dashboards.change(ctx, user, board, version=version, **words, why=why(gesture))


def pin(ctx: Context, user: UserView, board: int, gesture: Gesture) -> int:
    insight = int(gesture["insight"])
    tile = pinning.pin_to(ctx, user, board, insight, int(gesture.get("tab") or 0))
    return tile.id


def undo(ctx: Context, user: UserView, board: int, gesture: Gesture) -> None:
    history.undo(ctx, user, board, why(gesture))


def redo(ctx: Context, user: UserView, board: int, gesture: Gesture) -> None:
    history.redo(ctx, user, board, why(gesture))


def restore(ctx: Context, user: UserView, board: int, gesture: Gesture) -> None:
    history.restore(ctx, user, board, int(gesture["to"]), why(gesture))


def name(ctx: Context, user: UserView, board: int, gesture: Gesture) -> None:
    history.name_present(ctx, user, board, str(gesture.get("name", "")))


VERBS: dict[str, Callable[[Context, UserView, int, Gesture], int | None]] = {
    "steps": steps,
    "layout": layout,
    "add": add,
    "image": image,
    "copy": copy,
    "remove": remove,
    "change": change,
    "tabs": tabs,
    "describe": describe,
    "pin": pin,
    "undo": undo,
    "redo": redo,
    "restore": restore,
    "name": name,
}


def form_gesture(
    ctx: Context, user: UserView, board: int, picked: dict[str, Any], fields: dict[str, Any]
) -> Gesture | None:
    """The change that the settings of a tile describe; None if they say what is there already."""
    tile = tiles.tile_seen(tiles.board_seen(ctx, user, board), int(picked["tile"]))
    before = tile.content
    spec = retitled(filled(str(before.spec["kind"]), fields, before.spec), before.spec)
    options = options_in(fields, before.options)
    is_same = parse_spec(spec) == parse_spec(before.spec)
    if is_same and checked_options(options) == before.options:
        return None
    return {**picked, "kind": "change", "tile": tile.id, "spec": spec, "options": options}


def filter_tile(
    ctx: Context,
    user: UserView,
    board: int,
    picked: Gesture | None,
    change: tuple[str, dict[str, Any]] | int,
) -> Answer | None:
    """Add a filter of the tile's own (a column and the fields of its editor), or take the one at a
    place away; None if no tile is picked.
    """
    if not picked:
        return None
    try:
        tile = tiles.tile_seen(tiles.board_seen(ctx, user, board), int(picked["tile"]))
        kept = list(tile.content.filters)
        if isinstance(change, int):
            kept = [one for place, one in enumerate(kept) if place != change]
        else:
            kept.append(filter_in(*change))
    except LuminaError as error:
        return answered(ctx, user, board, picked, problem=str(error))
    gesture = {**picked, "kind": "change", "tile": tile.id, "filters": kept}
    return perform(ctx, user, board, gesture)


def kind_gesture(
    ctx: Context, user: UserView, board: int, picked: dict[str, Any], kind: str
) -> Gesture:
    """The same tile as another kind of chart, with what fits of its spec."""
    tile = tiles.tile_seen(tiles.board_seen(ctx, user, board), int(picked["tile"]))
    before = tile.content.spec
    spec = retitled(starter(kind, editing.schema_of(ctx, user, board), before), before)
    return {**picked, "kind": "change", "tile": tile.id, "spec": spec}


def save_form(
    ctx: Context, user: UserView, board: int, picked: Gesture | None, fields: dict[str, Any]
) -> Answer | None:
    """Save what the settings of a tile say; None if nothing is new, or the tile is gone."""
    if not picked or not fields:
        return None
    try:
        gesture = form_gesture(ctx, user, board, picked, fields)
    except NotFound:
        return None
    except LuminaError as error:
        return answered(ctx, user, board, picked, problem=str(error))
    if gesture is None:
        return None
    return replace(perform(ctx, user, board, gesture), title=str(gesture["spec"].get("title", "")))


def change_kind(
    ctx: Context, user: UserView, board: int, picked: dict[str, Any], kind: str
) -> Answer:
    gesture = kind_gesture(ctx, user, board, picked, kind)
    return perform(ctx, user, board, {**gesture, "ref": ""})


def collided(error: Conflict, gesture: Gesture) -> list[tuple[str, str, str]] | None:
    """What was written by both, row by row; None when there is nothing to choose."""
    details = error.details if isinstance(error.details, dict) else {}
    if "collisions" not in details or gesture.get("kind") in {"undo", "redo"}:
        return None
    found = {tile["id"]: tile for tile in details.get("tiles", ())}
    if gesture["kind"] == "change" and (theirs := found.get(gesture["tile"])):
        mine = {**theirs["spec"], **(gesture.get("spec") or {})}
        rows = differences(mine, theirs["spec"])
        wanted = checked_options(gesture.get("options") or theirs["options"])
        return rows + differences(option_words(wanted), option_words(theirs["options"]))
    if gesture["kind"] == "layout":
        return moved_rows(gesture, found)
    if gesture["kind"] in {"tabs", "describe"}:
        mine, theirs = dashboard_words(gesture), dashboard_words(details)
        return differences(mine, {name: theirs.get(name) for name in mine})
    if gesture["kind"] == "remove":
        return [("Tile", "removed", title_of(found.get(gesture["tile"]), "changed"))]
    return None


def option_words(options: dict[str, Any]) -> dict[str, Any]:
    return {
        "filters the other tiles": options.get("emits", True),
        "obeys their filters": options.get("obeys", True),
        "alternative text": options.get("alt", ""),
    }


def dashboard_words(data: dict[str, Any]) -> dict[str, Any]:
    words = {n: data[n] for n in ("name", "description") if data.get(n) is not None}
    if data.get("tabs") is not None:
        words["tabs"] = [tab["name"] for tab in data["tabs"]]
    return words


def moved_rows(gesture: Gesture, found: dict[int, Any]) -> list[tuple[str, str, str]]:
    rows = []
    for move in gesture["moves"]:
        theirs = found.get(move["id"])
        words = "removed" if theirs is None else place_words(theirs)
        rows.append((title_of(theirs, "Tile"), place_words(move), words))
    return rows


def place_words(place: dict[str, Any]) -> str:
    words = f"column {place.get('x', 0) + 1}, row {place.get('y', 0) + 1}"
    return f"{words}, {place.get('w', '?')} × {place.get('h', '?')}"


def title_of(tile: dict[str, Any] | None, otherwise: str) -> str:
    return otherwise if tile is None else str(tile["spec"].get("title") or tile["spec"]["kind"])
