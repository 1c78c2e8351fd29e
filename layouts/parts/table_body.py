"""Head and lines of a table tile: names of lines, bars, colours and rules in its cells, totals."""

from __future__ import annotations

from collections.abc import Sequence
from html import unescape
from typing import Any

from dash import html
from dash.development.base_component import Component

TONES = {"good": "is-good", "poor": "is-poor", "warn": "is-warn", "accent": "is-accent"}
STRONGEST = 0.55
"""Share of colour in the darkest cell of a scale: words on it stay readable."""


def table_head(names: Sequence[Any], sides: Sequence[str]) -> Component:
    cells = [
        html.Th(unescape(str(name)), scope="col", className=side)
        for name, side in zip(names, sides, strict=True)
    ]
    return html.Thead(html.Tr(cells))


def marked_rows(
    columns: Sequence[Sequence[Any]], sides: Sequence[str], meta: dict[str, Any]
) -> Component:
    """`meta` of the figure: "row_heads" columns name their lines, "looks" mark cells, "has_total"
    says that the last line is the total.
    """
    heads = int(meta.get("row_heads") or 0)
    looks = meta.get("looks") or {}
    lines = list(zip(*columns, strict=False))
    last = len(lines) - 1 if meta.get("has_total") else -1
    return html.Tbody(
        [
            html.Tr(
                [
                    cell(value, at < heads, side, marks_of(looks.get(str(at)), number))
                    for at, (value, side) in enumerate(zip(line, sides, strict=False))
                ],
                className="is-total" if number == last else "",
            )
            for number, line in enumerate(lines)
        ]
    )


def cell(value: Any, is_head: bool, side: str, marks: dict[str, Any]) -> Component:
    if is_head:
        return html.Th("" if value is None else unescape(str(value)), scope="row", className=side)
    names, style = [side], {}
    inside: Any = said(value)
    if (share := marks.get("bars")) is not None:
        names.append("lb-inbar")
        style["--w"] = share
        inside = html.Span(inside)
    if (share := marks.get("heat")) is not None:
        style["--heat"] = f"{round(STRONGEST * share)}%"
        names.append("lb-heat")
    if marks.get("tones") in TONES:
        names.append(TONES[marks["tones"]])
    return html.Td(inside, className=" ".join(name for name in names if name), style=style)


def marks_of(looks: Any, line: int) -> dict[str, Any]:
    """What marks one cell: a share of 100 for bars and scales, a tone for rules."""
    if not isinstance(looks, dict):
        return {}
    return {kind: values[line] for kind, values in looks.items() if line < len(values)}


def said(value: Any) -> Any:
    if value in {None, ""}:
        return html.Span("empty", className="lb-null")
    return unescape(str(value))
