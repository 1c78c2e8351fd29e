"""Small marks: icon, state, count, tag, person."""

from __future__ import annotations

from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.parts.attributes import attributes
from luminabi_dash.views import UserView

PEOPLE = 6


def icon(name: str, extra: str = "") -> Component:
    """A Bootstrap icon that readers of the screen skip."""
    return html.I(className=f"bi bi-{name} {extra}".rstrip(), **attributes(aria_hidden="true"))


def state(kind: str, *words: Any) -> Component:
    """A dot with words; `kind`: ok, warn, bad, acc, off."""
    return html.Span([dot(), *words], className=f"lb-state is-{kind}")


def dot(extra: str = "") -> Component:
    return html.Span(className=f"lb-dot {extra}".rstrip(), **attributes(aria_hidden="true"))


def count(value: int | str, extra: str = "") -> Component:
    words = f"{value:,}" if isinstance(value, int) else value
    return html.Span(words, className=f"lb-count {extra}".rstrip())


def tag(words: str, kind: str = "", symbol: str | None = None) -> Component:
    """A framed word; `kind`: ok, warn, bad, acc, or nothing for neutral."""
    inside: list[Any] = [icon(symbol), words] if symbol else [words]
    return html.Span(inside, className=f"lb-tag {'is-' + kind if kind else ''}".rstrip())


def person(initials: str, number: int, name: str, extra: str = "") -> Component:
    """A round mark; the same person has the same colour wherever `number` is theirs."""
    return html.Span(
        initials,
        className=f"lb-av p{number % PEOPLE + 1} {extra}".rstrip(),
        title=name,
    )


def user_mark(user: UserView) -> Component:
    return person(user.initials, user.id, user.name or user.email, "is-s")


def hidden(words: str) -> Component:
    """For readers of the screen only."""
    return html.Span(words, className="visually-hidden")
