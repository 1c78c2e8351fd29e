"""What a draft would change, in a panel: numbers before and after, insights, where it shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.parts.acts import button
from layouts.parts.marks import icon, tag
from layouts.parts.states import lines_skeleton
from layouts.parts.words import MINUS, NONE, many, short
from luminabi_dash.impact import (
    BoardChange,
    CellChange,
    DraftView,
    Impact,
    InsightChange,
    NumberChange,
)

STATES = {"weaker": "warn", "reversed": "bad", "gone": "bad", "new": "ok"}
CELLS = 12


def draft_panel(draft: DraftView | None, version: int, make_id: str, discard_id: str) -> Component:
    """Nothing without a draft; its buttons are always there, so that callbacks know them."""
    if draft is None:
        hidden = [button("Apply", make_id), button("Discard", discard_id)]
        return html.Aside(hidden, hidden=True)
    is_checked = draft.state == "checked" and draft.impact is not None
    apply = html.Button(
        f"Apply as v{version + 1}",
        id=make_id,
        type="button",
        disabled=draft.state == "checking",
        className="btn btn-primary btn-sm",
    )
    inside: Any = lines_skeleton(6)
    if draft.state == "failed":
        inside = html.P(draft.error or "It could not be computed.", className="lb-bad")
    elif is_checked and draft.impact is not None:
        inside = impact(draft.impact, version)
    return html.Aside(
        [
            html.Div(html.H2("If you apply this"), className="lb-panel-head"),
            html.Div(inside, className="lb-panel-body lb-grow", role="status"),
            html.Div([apply, button("Discard", discard_id, small=True)], className="lb-panel-foot"),
        ],
        className="lb-panel is-wide is-open",
    )


def impact(item: Impact, version: int) -> list[Any]:
    return [
        html.P(headline(item), className="lb-bb"),
        html.P(insight_words(item), className="lb-2"),
        number_table(item.numbers, version),
        *insight_part(item),
        *board_part(item.boards),
        *cell_part(item.sample),
    ]


def headline(item: Impact) -> str:
    """The change that matters most, in one sentence."""
    gone = item.rows_before - item.rows_after
    moved = [n for n in item.numbers if n.aggregate == "sum" and n.share]
    words = []
    if gone > 0:
        words.append(f"{many(gone, 'row')} fewer")
    elif gone < 0:
        words.append(f"{many(-gone, 'row')} more")
    if item.cells:
        words.append(f"{many(item.cells, 'cell')} read otherwise")
    what = " and ".join(words) or "Nothing in the table changes"
    if not moved:
        return f"{what}."
    top = max(moved, key=lambda n: abs(n.share or 0))
    return f"{what}: that moves {top.name} by {percent(top.share)}."


def insight_words(item: Impact) -> str:
    if not item.is_searched:
        return "The table is too large to search again for this; the insights follow afterwards."
    counts = {state: sum(i.state == state for i in item.insights) for state in STATES}
    told = [f"{count} {state}" for state, count in counts.items() if count]
    if not told:
        return f"All {many(item.insights_held, 'insight')} hold." if item.insights_held else ""
    return f"Insights: {', '.join(told)}, {item.insights_held} hold."


def number_table(items: Sequence[NumberChange], version: int) -> Component:
    head = html.Tr(
        [
            html.Th("Published number", scope="col"),
            html.Th(f"v{version}", scope="col", className="lb-r"),
            html.Th(f"v{version + 1}", scope="col", className="lb-r"),
            html.Th("Change", scope="col", className="lb-r"),
        ]
    )
    return html.Table(
        [html.Thead(head), html.Tbody([number_row(item) for item in items])],
        className="lb-table is-dense lb-below-s",
    )


def number_row(item: NumberChange) -> Component:
    prefix = "Mean " if item.aggregate == "mean" else ""
    is_same = item.before == item.after
    change = "0" if is_same else percent(item.share)
    return html.Tr(
        [
            html.Td(f"{prefix}{item.name}", className="lb-cut-cell"),
            html.Td(short(item.before), className="lb-r lb-3 lb-num"),
            html.Td(short(item.after), className="lb-r lb-num"),
            html.Td(change, className=f"lb-r lb-num {'lb-3' if is_same else 'lb-b'}"),
        ]
    )


def percent(share: float | None) -> str:
    if share is None:
        return NONE
    sign = "+" if share > 0 else MINUS
    size = abs(share)
    return f"{sign}{size:.1%}" if size >= 0.0005 else f"{sign}<0.1%"


def insight_part(item: Impact) -> list[Component]:
    if not item.insights:
        return []
    lines = [insight_row(one) for one in item.insights[:8]]
    if item.insights_held:
        others = html.Span(f"{item.insights_held} others", className="lb-3 lb-grow")
        lines.append(html.Div([others, tag("hold")], className="lb-row lb-line-row"))
    return [html.H3("Insights", className="lb-sub-head"), html.Div(lines, className="lb-list")]


def insight_row(item: InsightChange) -> Component:
    return html.Div(
        [html.Span(item.sentence, className="lb-grow"), tag(item.state, STATES[item.state])],
        className="lb-row lb-line-row",
    )


def board_part(items: Sequence[BoardChange]) -> list[Component]:
    if not items:
        return []
    lines = [
        html.Div(
            [
                icon("columns-gap", "lb-3"),
                html.Span(item.name, className="lb-grow lb-cut"),
                html.Span(board_words(item), className="lb-bad" if item.broken else "lb-3"),
            ],
            className="lb-row lb-line-row",
        )
        for item in items
    ]
    return [
        html.H3("Where it shows", className="lb-sub-head"),
        html.Div(lines, className="lb-list"),
    ]


def board_words(item: BoardChange) -> str:
    if item.broken:
        return f"{many(len(item.broken), 'tile')} would break: {', '.join(item.broken[:3])}"
    return f"{item.moved} of {many(item.tiles, 'tile')} {'moves' if item.moved == 1 else 'move'}"


def cell_part(items: Sequence[CellChange]) -> list[Component]:
    if not items:
        return []
    lines = [cell_line(item) for item in items[:CELLS]]
    return [html.H3("Cells", className="lb-sub-head"), html.Div(lines, className="lb-list")]


def cell_line(item: CellChange) -> Component:
    where = f"line {item.line:,}" if item.line is not None else f"row {item.row + 1:,}"
    if item.column is None:
        words = "goes" if item.after else "comes back"
        return html.Div([html.Span(where, className="lb-3"), words], className="lb-row lb-line-row")
    return html.Div(
        [
            html.Span([where, " ", html.B(item.column)], className="lb-3 lb-cut"),
            html.Span(className="lb-grow"),
            html.Del(said(item.before), className="lb-mono lb-3 lb-cut"),
            icon("arrow-right", "lb-3"),
            html.Span(said(item.after), className="lb-mono lb-changed-word lb-cut"),
        ],
        className="lb-row lb-line-row",
    )


def said(text: str | None) -> str:
    return "empty" if text is None else text
