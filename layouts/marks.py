"""What can be done with a mark that was clicked: filter, break down, see its rows, explain it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from layouts.parts.attributes import attributes
from layouts.parts.marks import icon

Way = tuple[str, str | None, str]


class Ids:
    MARK = "marks-mark"
    MENU = "marks-menu"
    HEAD = "marks-head"
    WAYS = "marks-ways"
    FILTER = "marks-filter"
    ROWS = "marks-rows"
    EXPLAIN = "marks-explain"
    COMPARE = "marks-compare"

    @staticmethod
    def down(place: Any) -> dict[str, Any]:
        return {"type": "marks-down", "place": place}

    @staticmethod
    def up(way: Any) -> dict[str, Any]:
        """`way` is the tile and the step to go back to: "12-0"."""
        return {"type": "marks-up", "way": way}


def mark_menu() -> list[Component]:
    """The place of the menu; a script puts it beside the pointer and closes it."""
    return [
        dcc.Store(id=Ids.MARK),
        html.Div(
            [
                html.Div(id=Ids.HEAD, className="lb-mark-head"),
                item("funnel", "Filter all tiles by it", Ids.FILTER),
                item("list-ul", "Rows behind it", Ids.ROWS),
                item("bar-chart-steps", "Explain this", Ids.EXPLAIN),
                item("arrow-left-right", "Compare with another point…", Ids.COMPARE),
                acting_item("chat", "Comment here", "comment-here"),
                html.Div(id=Ids.WAYS),
            ],
            id=Ids.MENU,
            className="lb-mark-menu",
            role="dialog",
            hidden=True,
            **attributes(aria_label="The mark that was clicked"),
        ),
    ]


def head(words: str, rows: int) -> list[Component]:
    """Children of HEAD."""
    return [
        html.B(words, className="lb-cut", title=words),
        html.Span(f"{rows:,} rows", className="lb-3 lb-num"),
    ]


def items(ways: Sequence[Way]) -> list[Component]:
    """Children of WAYS: by what the mark can be broken down."""
    if not ways:
        return []
    label = html.Div("Break it down by", className="lb-mark-label")
    return [
        label,
        *(item("diagram-2", says, Ids.down(i)) for i, (_, _, says) in enumerate(ways)),
    ]


def item(symbol: str, words: str, id: Any) -> Component:
    return html.Button(
        [icon(symbol), html.Span(words, className="lb-cut")],
        id=id,
        type="button",
        className="lb-mark-item",
    )


def acting_item(symbol: str, words: str, act: str) -> Component:
    """An item that the page itself answers: `act` says what it does."""
    return html.Button(
        [icon(symbol), html.Span(words, className="lb-cut")],
        type="button",
        className="lb-mark-item",
        **attributes(data_act=act),
    )


def crumbs(tile: int, steps: Sequence[str]) -> Component | None:
    """The way that a tile was broken down, each step leads back."""
    if not steps:
        return None
    parts: list[Component] = [
        html.Button(
            [icon("arrow-left"), "All"],
            id=Ids.up(f"{tile}-0"),
            type="button",
            className="btn btn-ghost btn-sm",
        )
    ]
    for depth, words in enumerate(steps[:-1], start=1):
        parts.append(
            html.Button(
                words,
                id=Ids.up(f"{tile}-{depth}"),
                type="button",
                className="btn btn-ghost btn-sm",
            )
        )
    parts.append(html.Span(steps[-1], className="lb-cut"))
    return html.Nav(parts, className="lb-crumbs", **attributes(aria_label="Broken down inside"))
