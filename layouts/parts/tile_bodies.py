"""Tiles that are text, not charts: a number with its course, and a table; made from the figure."""

from __future__ import annotations

from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.parts.attributes import attributes
from layouts.parts.sparkline import sparkline
from layouts.parts.states import empty, problem
from layouts.parts.words import NONE, number, short

ROWS = 200


def body(figure: dict[str, Any] | None) -> Component | None:
    """What stands in a tile that is text: an indicator or a table, or why there is none."""
    if figure is None:
        return None
    words = empty_sentence(figure)
    if words is not None:
        return html.Div(words, className="lb-none")
    is_table = trace_of(figure, "table") is not None
    return table_body(figure) if is_table else indicator_body(figure)


def indicator_body(figure: dict[str, Any]) -> Component:
    """The number, short, in full when pointed at; beside it the line that led to it."""
    if (sentence := empty_sentence(figure)) is not None:
        return html.Div(
            [html.Div(NONE, className="lb-fig lb-3"), html.Div(sentence, className="lb-delta")],
            className="lb-kpi-body",
        )
    first = trace_of(figure, "indicator")
    value = (first or {}).get("value")
    course = trace_of(figure, "scatter")
    line = sparkline(course.get("y") or [], "Course over time") if course else None
    return html.Div(
        [
            html.Div(
                with_affixes(first or {}, short(value)), className="lb-fig", title=number(value)
            ),
            html.Div(line, className="lb-chart") if line is not None else None,
            note_of(figure),
        ],
        className="lb-kpi-body",
    )


def with_affixes(trace: dict[str, Any], words: str) -> str:
    """The words with the prefix and suffix (a currency, a unit) that the figure carries."""
    form = trace.get("number") or {}
    return f"{form.get('prefix', '')}{words}{form.get('suffix', '')}"


def table_body(figure: dict[str, Any]) -> Component:
    """A real table with a head that stays; scrolls inside its tile."""
    if (sentence := empty_sentence(figure)) is not None:
        return empty("funnel", sentence)
    trace = trace_of(figure, "table")
    if trace is None:
        return problem("The table has no columns.")
    header, cells = trace.get("header") or {}, trace.get("cells") or {}
    names, columns = list(header.get("values") or []), list(cells.get("values") or [])
    sides = aligns(cells.get("align"), len(names))
    return html.Div(
        [
            html.Div(
                html.Table(
                    [head(names, sides), rows(columns, sides)], className="lb-table is-dense"
                ),
                className="lb-table-in",
                tabIndex=0,
                role="region",
                **attributes(aria_label="Rows"),
            ),
            note_of(figure),
        ],
        className="lb-table-body",
    )


def head(names: list[Any], sides: list[str]) -> Component:
    cells = [html.Th(str(n), scope="col", className=s) for n, s in zip(names, sides, strict=True)]
    return html.Thead(html.Tr(cells))


def rows(columns: list[list[Any]], sides: list[str]) -> Component:
    lines = zip(*(column[:ROWS] for column in columns), strict=False)
    return html.Tbody(
        [
            html.Tr([html.Td(said(v), className=s) for v, s in zip(line, sides, strict=False)])
            for line in lines
        ]
    )


def said(value: Any) -> Any:
    return html.Span("empty", className="lb-null") if value in {None, ""} else str(value)


def aligns(given: Any, length: int) -> list[str]:
    sides = given if isinstance(given, list | tuple) else [given] * length
    return ["lb-r" if side == "right" else "" for side in list(sides)[:length]]


def trace_of(figure: dict[str, Any], type: str) -> dict[str, Any] | None:
    return next((t for t in figure.get("data") or [] if t.get("type") == type), None)


def meta_of(figure: dict[str, Any]) -> dict[str, Any]:
    meta = (figure.get("layout") or {}).get("meta")
    return meta if isinstance(meta, dict) else {}


def empty_sentence(figure: dict[str, Any]) -> str | None:
    """Why a figure has no marks; None when it has some."""
    words = meta_of(figure).get("empty")
    return str(words) if words else None


def note_of(figure: dict[str, Any]) -> Component | None:
    words = meta_of(figure).get("note")
    return html.Div(str(words), className="lb-delta") if words else None
