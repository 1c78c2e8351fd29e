"""Buttons, menus and fields in the forms that pages use them."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from layouts.parts.attributes import attributes
from layouts.parts.marks import hidden, icon

Id = str | dict[str, Any]


def button(
    words: str, id: Id, *, kind: str = "secondary", symbol: str | None = None, small: bool = False
) -> Component:
    """`kind`: primary, secondary, ghost, danger."""
    inside: list[Any] = [icon(symbol), words] if symbol else [words]
    return html.Button(inside, id=id, type="button", className=f"btn {classes(kind, small)}")


def icon_button(symbol: str, words: str, id: Id, extra: str = "btn-sm") -> Component:
    """A button that shows its icon only; `words` say what it does."""
    return html.Button(
        icon(symbol),
        id=id,
        type="button",
        title=words,
        className=f"btn btn-ghost is-icon {extra}".rstrip(),
        **attributes(aria_label=words),
    )


def link_button(
    words: str,
    href: str,
    *,
    kind: str = "secondary",
    symbol: str | None = None,
    small: bool = False,
) -> Component:
    inside: list[Any] = [icon(symbol), words] if symbol else [words]
    return dcc.Link(inside, href=href, className=f"btn {classes(kind, small)}")


def classes(kind: str, small: bool) -> str:
    return f"btn-{kind} btn-sm" if small else f"btn-{kind}"


def menu(words: str, items: list[Component], *, symbol: str = "three-dots") -> Component:
    """A menu behind an icon."""
    return dbc.DropdownMenu(
        items,
        label=html.Span([icon(symbol), hidden(words)]),
        align_end=True,
        caret=False,
        toggle_class_name="btn btn-ghost btn-sm is-icon lb-menu",
        class_name="lb-menu-of",
    )


def menu_item(words: str, id: Id, symbol: str, *, is_danger: bool = False) -> Component:
    return dbc.DropdownMenuItem(
        [icon(symbol), words], id=id, class_name="lb-bad" if is_danger else ""
    )


def acting(words: str, act: str, symbol: str) -> Component:
    """An item that the page itself answers: `act` says what it does."""
    inside = html.Span([icon(symbol), words], className="lb-press", **attributes(data_act=act))
    return dbc.DropdownMenuItem(inside)


def pressing(words: str, id: str, symbol: str) -> Component:
    """An item for phones that presses the button of that id, which has no room there."""
    inside = html.Span([icon(symbol), words], className="lb-press", **attributes(data_press=id))
    return dbc.DropdownMenuItem(inside, class_name="lb-phone-only")


def menu_link(words: str, href: str, symbol: str) -> Component:
    """A link out of the page's own navigation: a download."""
    return dbc.DropdownMenuItem([icon(symbol), words], href=href, external_link=True)


def field(label: str, control: Component, hint: str = "") -> Component:
    """A labelled field. `control` carries the id that the label points to when it is text."""
    name = getattr(control, "id", None)
    target: dict[str, Any] = {"htmlFor": name} if isinstance(name, str) else {}
    return html.Div(
        [
            html.Label(label, className="form-label", **target),
            control,
            html.Div(hint, className="form-text") if hint else None,
        ],
        className="lb-field",
    )


def text_field(id: Id, value: str = "", placeholder: str = "", **more: Any) -> Component:
    return dbc.Input(id=id, value=value, placeholder=placeholder, **{"type": "text", **more})


def choice(id: Id, options: list[dict[str, Any]], value: Any = None, **more: Any) -> Component:
    """A dropdown of labelled options."""
    return dcc.Dropdown(options, value, id=id, **{"clearable": False, "searchable": False, **more})


def note(id: Id, kind: str = "bad") -> Component:
    """The place where a form says what is wrong; empty until then."""
    return html.Div(id=id, className=f"lb-problem lb-{kind}", role="alert")
