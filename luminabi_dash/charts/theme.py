"""The look of every chart: one Plotly template for light and one for dark, from template.json."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Theme = Literal["light", "dark"]


def template(theme: Theme = "light") -> dict[str, Any]:
    """The Plotly template of a theme, the same in the browser and on paper; treat as read-only."""
    chosen: dict[str, Any] = templates()[theme]
    return chosen


@cache
def templates() -> dict[str, Any]:
    text = files("luminabi_dash.charts").joinpath("template.json").read_text(encoding="utf-8")
    parsed: dict[str, Any] = json.loads(text)
    return parsed
