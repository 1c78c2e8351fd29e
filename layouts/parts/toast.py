"""A short message that floats and goes by itself."""

from __future__ import annotations

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from layouts.parts.marks import icon

SYMBOLS = {
    "ok": ("check-circle", "lb-ok"),
    "warn": ("exclamation-triangle", "lb-warn"),
    "bad": ("exclamation-circle", "lb-bad"),
    "acc": ("info-circle", "lb-acc"),
}
OTHER_NAMES = {"error": "bad", "success": "ok", "warning": "warn", "info": "acc"}
STAY_MS = {"bad": 12_000, "warn": 10_000}
USUAL_MS = 6_000


def toast(kind: str, text: str, link: tuple[str, str] | None = None) -> Component:
    """`kind`: ok, warn, bad, acc; `link` is words and address."""
    kind = OTHER_NAMES.get(kind, kind)
    symbol, colour = SYMBOLS.get(kind, SYMBOLS["acc"])
    goes = dcc.Link(link[0], href=link[1], className="lb-b") if link else None
    return dbc.Toast(
        [icon(symbol, colour), html.Div([text, " ", goes], className="lb-grow")],
        is_open=True,
        dismissable=True,
        duration=STAY_MS.get(kind, USUAL_MS),
        class_name="lb-toast",
        body_class_name="lb-toast-in",
    )
