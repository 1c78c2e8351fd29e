"""The bar above a page: where one is, what it is called, what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from layouts.parts.attributes import attributes


def top_bar(
    title: Any,
    *,
    crumb: tuple[str, str] | None = None,
    marks: Sequence[Any] = (),
    acts: Sequence[Any] = (),
    is_narrow: bool = False,
) -> Component:
    """`crumb` is the name and address of the list the page belongs to."""
    before: list[Any] = []
    if crumb is not None:
        before = [
            dcc.Link(crumb[0], href=crumb[1], className="lb-crumb lb-wide-only"),
            html.Span("/", className="lb-3 lb-wide-only", **attributes(aria_hidden="true")),
        ]
    return html.Header(
        [
            *before,
            html.H1(title, className="lb-cut"),
            *marks,
            html.Span(className="lb-grow"),
            *acts,
        ],
        className=f"lb-top {'is-narrow' if is_narrow else ''}".rstrip(),
    )


def head(title: str, id: str, *, number: int | None = None, more: Any = None) -> Component:
    """The line above a section; the section is labelled by `id`."""
    return html.Div(
        [
            html.H2(title, id=id),
            html.Span(f"{number:,}", className="lb-3 lb-num") if number is not None else None,
            html.Span(more, className="lb-head-more lb-row") if more is not None else None,
        ],
        className="lb-head",
    )


def section(title: str, id: str, *inside: Any, number: int | None = None, more: Any = None) -> Any:
    return html.Section(
        [head(title, id, number=number, more=more), *inside], **attributes(aria_labelledby=id)
    )
