"""The guard at the door: sign-in, CSRF, trusted hosts, response headers; everything is refused
that no policy allows.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlsplit

from flask import Flask, Response, current_app, g, jsonify, redirect, request
from flask_login import LoginManager, UserMixin, current_user

from luminabi_dash.errors import Forbidden, LuminaError, NotFound, NotSignedIn
from luminabi_dash.services import accounts
from luminabi_dash.settings import secret_key
from luminabi_dash.views import UserView
from luminabi_dash.web.cookies import CSRF_COOKIE, attributes, csrf_for, session_cookie
from luminabi_dash.web.current import context
from luminabi_dash.web.policy import LOCAL, PUBLIC, policy_of

SAFE = {"GET", "HEAD", "OPTIONS"}
LOOPBACK = {"127.0.0.1", "::1"}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class SignedIn(UserMixin):  # type: ignore[misc]
    """Flask-Login's user: ours, with the sign-in it came by."""

    def __init__(self, view: UserView, sign_in_id: int, token: str, *, is_api: bool) -> None:
        self.id = view.id
        self.view = view
        self.sign_in_id = sign_in_id
        self.token = token
        self.is_api = is_api


DRAWN = ("/dashboards/", "/explore")
PRELOAD = "</_dash-component-suites/plotly/package_data/plotly.min.js>; rel=preload; as=script"
"""Pages with charts fetch what draws them at once, not when the first chart is there."""
YEAR_SECONDS = 365 * 24 * 3_600


def install(server: Flask, csp: Callable[[], str]) -> None:
    """Put the guard in front of every route of the server."""
    manager = LoginManager()
    manager.session_protection = None
    manager.request_loader(load_user)
    manager.init_app(server)
    server.before_request(guard)

    @server.after_request
    def add_headers(response: Response) -> Response:
        response.headers.update(HEADERS)
        response.headers["Content-Security-Policy"] = csp()
        if request.path.startswith(DRAWN) and response.mimetype == "text/html":
            response.headers["Link"] = PRELOAD
        if is_fingerprinted(response):
            response.headers["Cache-Control"] = f"private, max-age={YEAR_SECONDS}, immutable"
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response


def is_fingerprinted(response: Response) -> bool:
    """Whether the address names this very content: an asset with the time of its last change."""
    is_there = response.status_code in {200, 304} and response.mimetype != "text/html"
    return is_there and request.path.startswith("/assets/") and "m" in request.args


def load_user(_request: Any) -> SignedIn | None:
    """From a bearer token or from the session cookie; Flask's own session is not used."""
    ctx = context()
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        return found(header.removeprefix("Bearer ").strip(), ("token",), is_api=True)
    token = request.cookies.get(session_cookie(ctx.settings), "")
    return found(token, ("browser",), is_api=False) if token else None


def found(token: str, kinds: tuple[str, ...], *, is_api: bool) -> SignedIn | None:
    identified = accounts.identify(context(), token, kinds)
    return None if identified is None else SignedIn(*identified, token, is_api=is_api)


def guard() -> Any:
    """Refuse what no policy allows; before any route, callback or asset runs."""
    check_host()
    if request.url_rule is None:
        if not is_api() and current_user.is_authenticated:
            raise NotFound("There is no such page.")
        if not is_api() and request.method in SAFE:
            return redirect(f"/login?next={quote(safe_next(request.full_path))}")
        raise NotFound("There is no such address.", code="not_found")
    if is_api() and not str(request.endpoint).startswith("api_"):
        raise NotFound("There is no such address.", code="not_found")
    wanted = policy_of(current_app, request.endpoint)
    signed_in = current_user if current_user.is_authenticated else None
    g.user = signed_in.view if signed_in else None
    g.sign_in_id = signed_in.sign_in_id if signed_in else None
    if wanted == LOCAL and request.remote_addr not in LOOPBACK:
        raise NotFound("There is no such address.")
    if wanted not in {PUBLIC, LOCAL} and signed_in is None:
        return ask_to_sign_in()
    if request.method not in SAFE:
        check_csrf(signed_in)
    return None


def ask_to_sign_in() -> Any:
    if is_api() or request.path.startswith("/_dash"):
        raise NotSignedIn("Sign in first.")
    return redirect(f"/login?next={quote(safe_next(request.full_path))}")


def is_api() -> bool:
    return request.path.startswith("/api/")


def check_host() -> None:
    """Only names that we know: a foreign Host header could end up in links."""
    host = urlsplit(f"//{request.host}").hostname or ""
    settings = context().settings
    known = {urlsplit(settings.base_url).hostname, "localhost", "127.0.0.1", "::1"}
    if host not in known:
        raise LuminaError(
            "This host name is not known here; set LUMINABI_BASE_URL to it.", code="unknown_host"
        )


def check_csrf(signed_in: SignedIn | None) -> None:
    """A write by cookie comes from our own page and carries its token; bearer tokens do not ride
    along by themselves, so they need neither.
    """
    if signed_in is not None and signed_in.is_api:
        return
    if signed_in is None and is_api():
        return
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise Forbidden("This request comes from another site.", code="wrong_origin")
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        raise Forbidden("This request comes from another site.", code="wrong_origin")
    given = request.headers.get("X-CSRFToken") or form_token()
    expected = request.cookies.get(CSRF_COOKIE, "")
    if signed_in is not None:
        expected = csrf_for(secret_key(context().settings), signed_in.token)
    if not expected or not hmac.compare_digest(given.encode(), expected.encode()):
        raise Forbidden("This page is too old; load it again.", code="csrf")


def form_token() -> str:
    if request.mimetype == "application/x-www-form-urlencoded":
        return request.form.get("csrf_token", "")
    return ""


def set_session(response: Response, token: str, *, seconds: int | None) -> Response:
    """The cookies of a new signed-in browser; without `seconds` they end with the browser."""
    settings = context().settings
    csrf = csrf_for(secret_key(settings), token)
    name = session_cookie(settings)
    response.set_cookie(name, token, max_age=seconds, **attributes(settings))
    response.set_cookie(CSRF_COOKIE, csrf, max_age=seconds, **attributes(settings, readable=True))
    return response


def end_session(response: Response) -> Response:
    settings = context().settings
    response.delete_cookie(session_cookie(settings), path="/")
    response.delete_cookie(CSRF_COOKIE, path="/")
    return response


def guest_csrf(response: Response) -> str:
    """A token for a form of somebody who is not signed in: cookie and form field must agree."""
    token = request.cookies.get(CSRF_COOKIE) or secrets.token_hex(32)
    settings = context().settings
    response.set_cookie(CSRF_COOKIE, token, **attributes(settings, readable=True))
    return token


def safe_next(target: str | None) -> str:
    """A path of ours to go on to; anything else becomes the start page."""
    parts = urlsplit(target or "/")
    if parts.scheme or parts.netloc or not parts.path.startswith("/"):
        return "/"
    if parts.path.startswith(("//", "/\\", "/_", "/api", "/login", "/logout")):
        return "/"
    return parts.path + (f"?{parts.query}" if parts.query else "")


def error_json(error: LuminaError) -> Response:
    body = {"code": error.code, "message": str(error), "details": error.details}
    response: Response = jsonify({"error": body})
    response.status_code = error.status
    if isinstance(error.details, dict) and "retry_after" in error.details:
        response.headers["Retry-After"] = str(error.details["retry_after"])
    return response
