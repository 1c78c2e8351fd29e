"""The profile: name, password, signed-in browsers, theme."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.parts.acts import button, field, note, text_field
from layouts.parts.attributes import attributes
from layouts.parts.marks import icon, state
from layouts.parts.nav import SIGN_OUT
from layouts.parts.notice_settings import settings
from layouts.parts.table import Head, table
from layouts.parts.top import section, top_bar
from layouts.parts.words import ago, day, moment
from luminabi_dash.views import SignInView, UserView

THEMES = (("light", "Light"), ("dark", "Dark"), ("system", "As the system"))
HEADS = (
    Head("Where", extra="lb-name"),
    Head("Signed in"),
    Head("Last used"),
    Head("", is_number=True),
)


class Ids:
    NAME = "profile-name"
    SAVE = "profile-save"
    SAVED = "profile-saved"
    OLD = "profile-old-password"
    NEW = "profile-new-password"
    AGAIN = "profile-new-password-again"
    CHANGE = "profile-change-password"
    CHANGED = "profile-password-changed"
    SIGN_INS = "profile-sign-ins"
    KINDS_SAVED = "profile-kinds-saved"

    @staticmethod
    def kinds(group: Any) -> dict[str, Any]:
        return {"type": "profile-kinds", "group": group}

    @staticmethod
    def end(sign_in: Any) -> dict[str, Any]:
        return {"type": "profile-end-sign-in", "sign_in": sign_in}


def profile(
    user: UserView, sign_ins: Sequence[SignInView], quiet: frozenset[str] = frozenset()
) -> Component:
    """`quiet` are the kinds of notifications that the user does not want."""
    return html.Div(
        [
            top_bar("Profile"),
            html.Div(
                [
                    section("You", "profile-h-you", about(user)),
                    section("Password", "profile-h-password", password()),
                    section("This browser", "profile-h-here", here()),
                    section(
                        "Notifications",
                        "profile-h-notifications",
                        settings(quiet, Ids.kinds, Ids.KINDS_SAVED),
                    ),
                    section("Look", "profile-h-look", theme()),
                    section(
                        "Signed in",
                        "profile-h-browsers",
                        html.Div(sign_in_list(sign_ins), id=Ids.SIGN_INS),
                    ),
                ],
                className="lb-page lb-narrow",
            ),
        ],
        className="lb-body",
    )


def about(user: UserView) -> Component:
    name = text_field(Ids.NAME, user.name, maxlength=200, autocomplete="name")
    role = html.Span([user.email, f" · {user.role} since ", day(user.created_at)])
    return card(
        html.P(role, className="lb-2"),
        field("Name", name),
        html.Div([button("Save", Ids.SAVE), note(Ids.SAVED, "ok")], className="lb-row"),
    )


def password() -> Component:
    return card(
        field("Present password", secret(Ids.OLD, "current-password")),
        field("New password", secret(Ids.NEW, "new-password"), "At least 10 characters."),
        field("New password again", secret(Ids.AGAIN, "new-password")),
        html.Div([button("Change password", Ids.CHANGE), note(Ids.CHANGED)], className="lb-row"),
        html.P("Every other browser is signed out by a change.", className="form-text"),
    )


def secret(id: str, purpose: str) -> Component:
    return text_field(id, type="password", autocomplete=purpose)


def here() -> Component:
    """Where the navigation has no room for it: notifications and the way out."""
    see = html.Button(
        [icon("bell"), "Notifications"],
        type="button",
        className="btn btn-secondary",
        **attributes(data_press="shell-bell"),
    )
    leave = html.Button("Sign out", type="submit", form=SIGN_OUT, className="btn btn-secondary")
    return card(html.Div([see, leave], className="lb-row"))


def theme() -> Component:
    """The browser keeps the choice; nothing is sent."""
    choices = [
        html.Button(
            words, type="button", **attributes(data_theme_choice=name, aria_pressed="false")
        )
        for name, words in THEMES
    ]
    return card(
        html.Div(choices, className="lb-seg", role="group", **attributes(aria_label="Theme")),
        html.P("Kept in this browser.", className="form-text"),
    )


def card(*inside: Any) -> Component:
    return html.Div(list(inside), className="lb-card lb-form")


def sign_in_list(sign_ins: Sequence[SignInView]) -> Component:
    """Children of SIGN_INS."""
    rows = [sign_in_cells(item) for item in sign_ins]
    return html.Div(table(HEADS, rows, "Signed-in browsers"), className="lb-card lb-table-card")


def sign_in_cells(item: SignInView) -> list[Any]:
    what = item.label or ("API token" if item.kind == "token" else "A browser")
    end = button("Sign out", Ids.end(item.id), kind="ghost", small=True)
    return [
        html.Span(what, title=what),
        moment(item.created_at),
        ago(item.used_at),
        state("ok", "This browser") if item.is_current else end,
    ]
