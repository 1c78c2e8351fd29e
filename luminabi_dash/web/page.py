"""A page: where it lives, what it is called, and the function that shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Page:
    """`path` may hold `<name>` parts, handed to `show` as text; `order` sorts the navigation."""

    path: str
    title: str
    show: Callable[..., Any]
