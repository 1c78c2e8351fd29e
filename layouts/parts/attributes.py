"""Attributes that Python cannot spell as names: aria-* and data-*."""

from __future__ import annotations

from typing import Any


def attributes(**named: str) -> dict[str, Any]:
    """`attributes(aria_label="Close")` for `**` in a component: {"aria-label": "Close"}."""
    return {name.replace("_", "-"): value for name, value in named.items()}
