"""Columns side by side: type, little distribution, and what is in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.parts.attributes import attributes
from layouts.parts.marks import icon
from layouts.parts.words import number, rounded
from luminabi_dash.views import ColumnView

SYMBOLS = {
    "identifier": "fingerprint",
    "temporal": "calendar3",
    "dimension": "tag",
    "text": "fonts",
}
WORDS = {
    "identifier": "identifier",
    "temporal": "time",
    "dimension": "dimension",
    "measure": "measure",
    "text": "text",
}
COMMON = 5
MONTH = len("2026-11")
DISCRETE = {"dimension", "text", "identifier"}


def type_mark(type: str, role: str) -> Component:
    """The small framed sign of a column's type."""
    words = f"{type}, {WORDS.get(role, role)}"
    inside: Any = icon(SYMBOLS[role]) if role in SYMBOLS else "#"
    return html.Span(inside, className="lb-type", title=words)


def columns_part(columns: Sequence[ColumnView], rows_total: int) -> list[Component]:
    """The legend and the sheet below it."""
    legend = html.Div(
        [
            html.Span([html.I(className="lb-swatch"), "filled"]),
            html.Span([html.I(className="lb-swatch is-missing"), "missing"]),
            html.Span(className="lb-grow"),
            html.Span("Identifiers are counted, never summed", className="lb-wide-only"),
        ],
        className="lb-bar lb-s lb-3",
    )
    sheet = html.Div(
        column_sheet(columns, rows_total),
        className="lb-scroll",
        tabIndex=0,
        role="region",
        **attributes(aria_label="Columns"),
    )
    return [legend, sheet]


def column_sheet(columns: Sequence[ColumnView], rows_total: int) -> Component:
    """One column of the sheet for each column of the data; scrolls to the side."""
    facts: list[tuple[str, Callable[[ColumnView], Any]]] = [
        ("Role", lambda c: html.Span(WORDS.get(c.role, c.role), className="lb-2")),
        ("Missing", missing),
        ("Distinct", lambda c: number(c.distinct)),
        ("Lowest", lambda c: c.smallest or ""),
        ("Mean", lambda c: "" if c.mean is None else rounded(c.mean)),
        ("Highest", lambda c: c.largest or ""),
    ]
    corner = html.Th(html.Span(f"{rows_total:,} rows", className="lb-s"), className="lb-rowname")
    return html.Table(
        [
            html.Caption("Columns", className="visually-hidden"),
            html.Thead(html.Tr([corner, *(column_head(item) for item in columns)])),
            html.Tbody(
                [
                    *(fact_row(name, say, columns) for name, say in facts),
                    fact_row("Most common", common, columns, "lb-common"),
                ],
                className="lb-stat",
            ),
        ],
        className="lb-sheet is-columns",
    )


def fact_row(
    name: str, say: Callable[[ColumnView], Any], columns: Sequence[ColumnView], extra: str = ""
) -> Component:
    cells = [html.Td(say(item), className=side(item)) for item in columns]
    return html.Tr([html.Th(name, scope="row", className="lb-rowname"), *cells], className=extra)


def side(item: ColumnView) -> str:
    return "lb-r" if item.type in {"integer", "number"} else ""


def missing(item: ColumnView) -> Component:
    return html.Span(f"{item.empty:,}", className="lb-warn lb-bb" if item.empty else "")


def column_head(item: ColumnView) -> Component:
    return html.Th(
        [
            html.Div(
                [type_mark(item.type, item.role), html.Span(item.name, className="lb-cut")],
                className="lb-nm",
                title=item.name,
            ),
            distribution(item),
            ends(item),
            filled_strip(item),
        ],
        scope="col",
        className="lb-colhead",
    )


def distribution(item: ColumnView) -> Component:
    """Bars of shares; each says what it is when pointed at."""
    bars = [
        html.I(
            style={"height": f"{max(0.0, min(1.0, share)) * 100:.1f}%"}, title=bar_title(item, i)
        )
        for i, share in enumerate(item.bars)
    ]
    label = f"Distribution of {item.name}"
    return html.Div(bars, className="lb-hist", role="img", **attributes(aria_label=label))


def bar_title(item: ColumnView, index: int) -> str:
    label = item.labels[index] if index < len(item.labels) else ""
    return f"{label}: {item.counts[index]:,}" if index < len(item.counts) else label


def ends(item: ColumnView) -> Component:
    low, high = item.smallest or "", item.largest or ""
    if item.role in DISCRETE and item.labels:
        low, high = item.labels[0], item.labels[-1] if len(item.labels) > 1 else ""
    if item.role == "temporal":
        low, high = low[:MONTH], high[:MONTH]
    return html.Div(
        [html.Span(low, className="lb-cut"), html.Span(high, className="lb-cut")],
        className="lb-s lb-3 lb-ends",
    )


def filled_strip(item: ColumnView) -> Component:
    total = (item.filled + item.empty) or 1
    share = item.filled / total
    parts = [html.I(style={"flex": f"{share:.4f}"})]
    if item.empty:
        parts.append(html.I(className="m", style={"flex": f"{1 - share:.4f}"}))
    title = f"{share:.1%} filled, {1 - share:.1%} missing"
    return html.Div(parts, className="lb-strip", title=title)


def common(item: ColumnView) -> Any:
    """The commonest values with their counts, where bars are values."""
    if item.role not in DISCRETE or not item.counts:
        return ""
    if item.role == "identifier" and item.distinct == item.filled:
        return html.Span("every value once", className="lb-3")
    largest = max(item.counts) or 1
    pairs = list(zip(item.labels, item.counts, strict=False))[:COMMON]
    lines = [
        html.Div(
            [html.Span(label, className="lb-cut", title=label), html.Span(f"{count:,}")],
            style={"--w": round(count / largest * 100, 1)},
        )
        for label, count in pairs
    ]
    return html.Div(lines, className="lb-top4")
