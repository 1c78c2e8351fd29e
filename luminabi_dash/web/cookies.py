"""Names and attributes of our two cookies: the session and the CSRF token."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from luminabi_dash.settings import Settings

CSRF_COOKIE = "_csrf_token"
"""The Dash renderer sends this cookie as the header X-CSRFToken."""


def is_secure(settings: Settings) -> bool:
    return settings.base_url.startswith("https://")


def session_cookie(settings: Settings) -> str:
    return "__Host-luminabi" if is_secure(settings) else "luminabi_session"


def attributes(settings: Settings, *, readable: bool = False) -> dict[str, Any]:
    return {
        "httponly": not readable,
        "secure": is_secure(settings),
        "samesite": "Lax",
        "path": "/",
    }


def csrf_for(key: str, session_token: str) -> str:
    """The CSRF token of a session: nobody else can make it."""
    return hmac.new(key.encode(), b"csrf:" + session_token.encode(), hashlib.sha256).hexdigest()
