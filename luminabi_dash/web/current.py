"""The context and the user of the present request."""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app, g

from luminabi_dash.context import Context
from luminabi_dash.errors import NotSignedIn
from luminabi_dash.views import UserView

KEY = "luminabi"


def attach(server: Flask, ctx: Context) -> None:
    server.extensions[KEY] = ctx


def context() -> Context:
    return cast(Context, current_app.extensions[KEY])


def user() -> UserView:
    """The signed-in user: from the session or the token only, never from what was sent."""
    found = g.get("user")
    if found is None:
        raise NotSignedIn("Sign in first.")
    return cast(UserView, found)


def user_or_none() -> UserView | None:
    return cast("UserView | None", g.get("user"))


def sign_in_id() -> int | None:
    return cast("int | None", g.get("sign_in_id"))
