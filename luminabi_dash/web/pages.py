"""Sign-in, registration and sign-out: plain forms, so that all of Dash lies behind the guard."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask_login import current_user

from luminabi_dash.errors import LuminaError
from luminabi_dash.services import accounts
from luminabi_dash.web.current import context, sign_in_id, user
from luminabi_dash.web.guard import end_session, guest_csrf, safe_next, set_session
from luminabi_dash.web.policy import PUBLIC, SIGNED_IN, policy

blueprint = Blueprint("pages", __name__, template_folder="templates")
REMEMBER_SECONDS = 30 * 24 * 3_600


@blueprint.get("/login")
@policy(PUBLIC)
def show_login() -> Any:
    target = safe_next(request.args.get("next"))
    if current_user.is_authenticated:
        return redirect(target)
    return form("signin.html", next=target)


@blueprint.post("/login")
@policy(PUBLIC)
def login() -> Any:
    target = safe_next(request.form.get("next"))
    email = request.form.get("email", "")
    remember = request.form.get("remember") is not None
    try:
        token = accounts.sign_in(
            context(),
            email,
            request.form.get("password", ""),
            remember=remember,
            address=request.remote_addr or "",
            label=request.headers.get("User-Agent", "")[:200],
        )
    except LuminaError as error:
        return form("signin.html", error.status, error=str(error), email=email, next=target)
    return signed_in(token, target, seconds=REMEMBER_SECONDS if remember else None)


@blueprint.get("/register")
@policy(PUBLIC)
def show_register() -> Any:
    if current_user.is_authenticated:
        return redirect("/")
    return form("register.html", is_open=context().settings.registration_policy == "open")


@blueprint.post("/register")
@policy(PUBLIC)
def register() -> Any:
    email, name = request.form.get("email", ""), request.form.get("name", "")
    password = request.form.get("password", "")
    is_open = context().settings.registration_policy == "open"
    try:
        accounts.register(context(), email, password, name)
        token = accounts.sign_in(
            context(),
            email,
            password,
            remember=False,
            address=request.remote_addr or "",
            label=request.headers.get("User-Agent", "")[:200],
        )
    except LuminaError as error:
        return form(
            "register.html",
            error.status,
            error=str(error),
            email=email,
            name=name,
            is_open=is_open,
        )
    return signed_in(token, "/", seconds=None)


@blueprint.get("/open/<token>")
@policy(PUBLIC)
def open_link(token: str) -> Any:
    """The one-time link that the command line prints."""
    try:
        session = accounts.open_by_link(
            context(), token, request.headers.get("User-Agent", "")[:200]
        )
    except LuminaError as error:
        return form("signin.html", error.status, error=str(error), next="/")
    return signed_in(session, "/", seconds=None)


@blueprint.post("/logout")
@policy(SIGNED_IN)
def logout() -> Any:
    current = sign_in_id()
    if current is not None:
        accounts.end_sign_in(context(), user(), current)
    return end_session(make_response(redirect("/login", 303)))


def signed_in(token: str, target: str, *, seconds: int | None) -> Response:
    return set_session(make_response(redirect(target, 303)), token, seconds=seconds)


def form(template: str, status: int = 200, **values: Any) -> Response:
    """A form with its CSRF token in cookie and field."""
    response = make_response("", status)
    token = guest_csrf(response)
    values = {"error": None, "email": "", "name": "", "next": "/", "is_open": True, **values}
    values.setdefault("registration", context().settings.registration_policy)
    response.set_data(render_template(template, csrf_token=token, **values))
    return response
