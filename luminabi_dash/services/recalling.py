"""Back to what a comment was made under: its filters, tab, way down and version of the data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from luminabi_dash.context import Context
from luminabi_dash.dashboards.past import entry
from luminabi_dash.errors import NotFound
from luminabi_dash.services import commenting
from luminabi_dash.views import UserView


@dataclass(frozen=True, slots=True)
class Then:
    """What a page shows to look at a comment as it was made: a private view, a tab, the past."""

    thread: int | None
    link: list[dict[str, Any]] | None
    drill: dict[str, Any] | None
    tab: int | None
    past: dict[str, Any]


def then(ctx: Context, user: UserView, dashboard_id: int, comment_id: Any) -> Then:
    """The state that a comment was made under; one that is gone leaves words in its place."""
    number = int(comment_id) if str(comment_id).isdecimal() and len(str(comment_id)) < 16 else 0
    try:
        found = commenting.thread(ctx, user, dashboard_id, number)
    except NotFound as error:
        if error.code != "comment_not_found":
            raise
        return Then(None, None, None, None, entry("That comment is not there any more", None, None))
    first = found.first
    name = "you" if first.user_id == user.id else first.by
    back = entry(f"As {name} saw it", first.created_at, found.data_version)
    return Then(found.id, found.seen["filters"], found.seen["drill"], found.seen["tab"], back)


OWN = frozenset({"link", "fixed", "shown", "drill", "past"})
"""What a page's state has of its own, apart from what everybody shares."""


def state_then(
    ctx: Context, user: UserView, state: dict[str, Any], comment_id: Any
) -> tuple[dict[str, Any], int | None]:
    """A page's state with what was seen then, and the tab of that time."""
    found = then(ctx, user, int(state["dashboard"]), comment_id)
    kept = {key: value for key, value in state.items() if key not in OWN}
    made = {**kept, "past": found.past}
    if found.link is not None:
        made |= {"link": found.link, "fixed": True}
    if found.drill:
        made["drill"] = found.drill
    return made, found.tab
