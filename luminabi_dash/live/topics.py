"""Names of topics: which thing an event belongs to, and the socket path that follows it."""

from __future__ import annotations

import re
from dataclasses import dataclass

PATH = re.compile(
    r"/ws/(?P<kind>upload|data-cleaning|insights|dashboard|notifications)/(?:(?P<id>[\w-]{1,64})/)?"
)


RIGHTS_CHANGED = "rights.changed"
SIGN_IN_ENDED = "sign_in.ended"
PRIVATE = frozenset({RIGHTS_CHANGED, SIGN_IN_ENDED})
"""Events for web processes alone: what their sockets may see is looked at again."""


@dataclass(frozen=True, slots=True)
class Topic:
    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


def upload(upload_id: str) -> str:
    return f"upload:{upload_id}"


def cleaning(dataset_id: int) -> str:
    return f"data-cleaning:{dataset_id}"


def insights(dataset_id: int) -> str:
    return f"insights:{dataset_id}"


def dashboard(dashboard_id: int) -> str:
    return f"dashboard:{dashboard_id}"


def notifications(user_id: int) -> str:
    return f"notifications:{user_id}"


def topic_of(path: str, user_id: int) -> Topic | None:
    """The topic of a socket path; None when there is no such socket."""
    match = PATH.fullmatch(path)
    if match is None:
        return None
    kind, id_ = match["kind"], match["id"]
    if kind == "notifications":
        return Topic(kind, str(user_id)) if id_ is None else None
    if id_ is None or (kind != "upload" and not (id_.isdecimal() and len(id_) < 16)):
        return None
    return Topic(kind, id_)
