"""The handshake of a socket: whose it is, which page it belongs to, where it left off."""

from __future__ import annotations

import re
import secrets
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

from luminabi_dash.context import Context
from luminabi_dash.errors import LuminaError, NotSignedIn
from luminabi_dash.services import accounts
from luminabi_dash.views import UserView
from luminabi_dash.web.cookies import session_cookie

CLIENT = re.compile(r"[\w-]{1,24}", re.ASCII)
CLOSE_CODES = {401: 4401, 403: 4403, 404: 4403}


def parameters(scope: Any) -> dict[str, str]:
    """The query string of the handshake, the first value of each name."""
    query = scope.get("query_string", b"").decode("latin1")
    return {name: values[0] for name, values in parse_qs(query).items()}


def since_of(scope: Any) -> int | None:
    """The id after which events are replayed; None for a snapshot."""
    raw = parameters(scope).get("since", "")
    return int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 16 else None


def client_of(scope: Any, user: UserView) -> str:
    """The name of the page, kept over reconnects; nobody can take that of another user."""
    asked = parameters(scope).get("client", "")
    own = asked if CLIENT.fullmatch(asked) else secrets.token_hex(6)
    return f"{user.id}-{own}"


def who(ctx: Context, scope: Any) -> tuple[UserView, str | None]:
    """The user of a handshake and their token: by bearer token, by one-time ticket (no token is
    known then), or by cookie with our own Origin; NotSignedIn otherwise.
    """
    headers = {name.decode("latin1").lower(): value for name, value in scope["headers"]}
    bearer = headers.get("authorization", b"").decode("latin1")
    if bearer.startswith("Bearer "):
        return signed_in(ctx, bearer.removeprefix("Bearer ").strip(), ("token",))
    ticket = parameters(scope).get("ticket")
    if ticket is not None:
        return accounts.use_once(ctx, ticket, "ticket"), None
    origin = urlsplit(headers.get("origin", b"").decode("latin1")).netloc
    if not origin or origin != headers.get("host", b"").decode("latin1"):
        raise NotSignedIn("Sockets are opened by our own pages only.", code="wrong_origin")
    try:
        cookies = SimpleCookie(headers.get("cookie", b"").decode("latin1"))
    except CookieError:
        raise NotSignedIn("Sign in first.") from None
    morsel = cookies.get(session_cookie(ctx.settings))
    return signed_in(ctx, morsel.value if morsel else "", ("browser",))


def signed_in(ctx: Context, token: str, kinds: tuple[str, ...]) -> tuple[UserView, str]:
    found = accounts.identify(ctx, token, kinds) if token else None
    if found is None:
        raise NotSignedIn("Sign in first.")
    return found[0], token


async def reject(send: Any, error: LuminaError) -> None:
    """Accept and close with the contract's code, so that a browser can read why."""
    code = 1013 if error.code == "too_many" else CLOSE_CODES.get(error.status, 4404)
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": code, "reason": str(error)[:100]})
