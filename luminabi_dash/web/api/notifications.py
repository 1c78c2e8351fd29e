"""/api/v1/notifications: what a user was told, marking it read, and what they want to be told."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from luminabi_dash.errors import Invalid
from luminabi_dash.notice_kinds import NOTICES
from luminabi_dash.services import notices
from luminabi_dash.web.api.reading import Body, answer, number, read
from luminabi_dash.web.current import context, user
from luminabi_dash.web.policy import SIGNED_IN, policy

blueprint = Blueprint("api_notifications", __name__, url_prefix="/api/v1")
PAGE = 100
MOST = 1_000


class Read(Body):
    ids: list[int] | None = None
    all: bool = False


class Quiet(Body):
    quiet: list[str]


@blueprint.get("/notifications")
@policy(SIGNED_IN)
def index() -> Response:
    limit = number("limit", PAGE, least=1, most=MOST)
    items, following = notices.page(context(), user(), number("cursor"), limit)
    unread = notices.unread(context(), user())
    cursor = None if following is None else str(following)
    return answer({"items": items, "next": cursor, "unread": unread})


@blueprint.post("/notifications/read")
@policy(SIGNED_IN)
def mark_read() -> Response:
    body = read(Read)
    if body.all == (body.ids is not None):
        raise Invalid("Send ids, or all as true.", code="wrong_body", details={"field": "ids"})
    return answer({"unread": notices.mark_read(context(), user(), body.ids)})


@blueprint.get("/notifications/settings")
@policy(SIGNED_IN)
def settings() -> Response:
    return answer(kinds(notices.quiet(context(), user())))


@blueprint.patch("/notifications/settings")
@policy(SIGNED_IN)
def change_settings() -> Response:
    return answer(kinds(notices.silence(context(), user(), read(Quiet).quiet)))


def kinds(quiet: frozenset[str]) -> dict[str, Any]:
    items = [
        {
            "kind": kind.name,
            "title": kind.title,
            "group": kind.group,
            "is_told": kind.name not in quiet,
            "may_be_quiet": kind.may_be_quiet,
        }
        for kind in NOTICES
    ]
    return {"quiet": sorted(quiet), "kinds": items}
