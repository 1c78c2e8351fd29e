"""Sharing a dashboard: with whom it is shared, and what they may do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.parts.acts import button, choice, field, icon_button, note, text_field
from layouts.parts.dialog import dialog
from layouts.parts.marks import icon, tag
from layouts.parts.states import empty
from luminabi_dash.views import ShareView

PERMISSIONS = [
    {"label": "can look", "value": "view"},
    {"label": "can edit", "value": "edit"},
]
ROLES = {
    "administrator": "All administrators",
    "analyst": "All analysts",
    "reader": "All readers",
}
WITH = [
    {"label": "One person", "value": "person"},
    *({"label": words, "value": role} for role, words in ROLES.items()),
]
HINT = "Who can look follows the filters that are set, comments, and sets filters of their own."


class Ids:
    OPEN = "sharing-open"
    DIALOG = "sharing-dialog"
    LIST = "sharing-list"
    WITH = "sharing-with"
    EMAIL = "sharing-email"
    PERMISSION = "sharing-permission"
    SHARE = "sharing-share"
    PROBLEM = "sharing-problem"

    @staticmethod
    def revoke(share: Any) -> dict[str, Any]:
        return {"type": "sharing-revoke", "share": share}


def share_dialog() -> Component:
    inside = [
        html.Div(id=Ids.LIST, className="lb-list"),
        html.Div(
            [
                field("Share with", choice(Ids.WITH, WITH, "person")),
                field("Address", text_field(Ids.EMAIL, placeholder="name@example.org")),
                field("They", choice(Ids.PERMISSION, PERMISSIONS, "view")),
            ],
            className="lb-share-form",
        ),
        html.P(HINT, className="lb-3 lb-s"),
        note(Ids.PROBLEM),
    ]
    return dialog(
        Ids.DIALOG, "Share this dashboard", inside, [button("Share", Ids.SHARE, kind="primary")]
    )


def share_items(shares: Sequence[ShareView]) -> list[Component]:
    """Children of LIST."""
    if not shares:
        return [empty("people", "Only you see it", "Share it with people, or with all of a role.")]
    return [share_item(one) for one in shares]


def share_item(one: ShareView) -> Component:
    words = ROLES.get(one.role or "", one.role or "") if one.email is None else one.name or ""
    may = "can edit" if one.permission == "edit" else "can look"
    return html.Div(
        [
            icon("people" if one.email is None else "person", "lb-3"),
            html.Div(
                [
                    html.B(words, className="lb-cut"),
                    html.Span(one.email or "", className="lb-s lb-3"),
                ],
                className="lb-grow lb-share-who",
            ),
            tag(may, "acc" if one.permission == "edit" else ""),
            icon_button("x-lg", f"Share no longer with {words}", Ids.revoke(one.id)),
        ],
        className="lb-row lb-share",
    )
