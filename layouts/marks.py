"""What can be done with a mark that was clicked: filter, break down, see its rows."""

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
    FILTER = "marks-filter"
    ROWS = "marks-rows"

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
            id=Ids.MENU,
            className="lb-mark-menu",
            role="dialog",
            hidden=True,
            **attributes(aria_label="The mark that was clicked"),
        ),
    ]


def items(words: str, rows: int, ways: Sequence[Way], *, can_filter: bool) -> list[Component]:
    """Children of MENU."""
    head = html.Div(
        [html.B(words, className="lb-cut"), html.Span(f"{rows:,} rows", className="lb-3 lb-num")],
        className="lb-mark-head",
    )
    acts = [item("list-ul", "Rows behind it", Ids.ROWS)]
    if can_filter:
        acts = [item("funnel", "Filter all tiles by it", Ids.FILTER), *acts]
    found = [head, *acts]
    if ways:
        found.append(html.Div("Break it down by", className="lb-mark-label"))
        found += [item("diagram-2", says, Ids.down(i)) for i, (_, _, says) in enumerate(ways)]
    return found


def item(symbol: str, words: str, id: Any) -> Component:
    return html.Button(
        [icon(symbol), html.Span(words, className="lb-cut")],
        id=id,
        type="button",
        className="lb-mark-item",
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
