"""Explain this: the dialog with the waterfall of a change, and the banner of a second choice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from layouts.parts.acts import choice, field
from layouts.parts.attributes import attributes
from layouts.parts.dialog import dialog
from layouts.parts.graph import graph
from layouts.parts.marks import icon
from layouts.parts.page_acts import act
from layouts.parts.table import Head, table
from layouts.parts.tile import CHART
from luminabi_dash.charts.axes import cell_text
from luminabi_dash.charts.numbers import MINUS
from luminabi_dash.insights.explaining.view import (
    ColumnExplanation,
    ExplanationView,
    SegmentView,
)
from luminabi_dash.insights.words import share

BAR, ROOM = 34, 56
"""Heights in px: of a bar, and of what stands around them."""


class Ids:
    ASKED = "explain-asked"
    FIRST = "explain-first"
    FIGURE = "explain-figure"
    DIALOG = "explain-dialog"
    HEAD = "explain-head"
    CHOICE = "explain-choice"
    COLUMN = "explain-column"
    BOX = "explain-box"
    CHART = "explain-chart"
    TABLE = "explain-table"
    BANNER = "explain-banner"
    WORDS = "explain-words"

    @staticmethod
    def tile(tile: Any) -> dict[str, Any]:
        return {"type": "explain-tile", "tile": tile}


def explain_parts() -> list[Component]:
    """What a page needs for it: `ASKED` holds the marks in question, `FIRST` the first of two while
    the second is chosen.
    """
    return [
        dcc.Store(id=Ids.ASKED),
        dcc.Store(id=Ids.FIRST),
        dcc.Store(id=Ids.FIGURE),
        banner(),
        explain_dialog(),
    ]


def banner() -> Component:
    return html.Div(
        [
            icon("bullseye"),
            html.Span(id=Ids.WORDS, className="lb-grow"),
            act("explain-end", "Cancel", "x-lg"),
        ],
        id=Ids.BANNER,
        className="lb-banner is-acc lb-choosing",
        role="status",
        hidden=True,
    )


def explain_dialog() -> Component:
    inside = [
        html.Div(id=Ids.HEAD, className="lb-explain-head"),
        html.Div(field("By", choice(Ids.COLUMN, [])), id=Ids.CHOICE),
        html.Div(
            graph(Ids.CHART, CHART),
            id=Ids.BOX,
            className="lb-explain-chart",
            role="img",
            **attributes(aria_label="What each segment adds to the change; also in the table"),
        ),
        html.Details(
            [
                html.Summary("All segments as a table"),
                html.Div(
                    id=Ids.TABLE,
                    className="lb-scroll lb-explain-table",
                    tabIndex=0,
                    role="region",
                    **attributes(aria_label="All segments"),
                ),
            ]
        ),
    ]
    return dialog(Ids.DIALOG, "Explain this", inside, [], "lg")


def head(view: ExplanationView) -> list[Component]:
    """Children of HEAD: what is explained, what carries it, and how sure that is."""
    chosen = view.chosen()
    is_best = chosen is None or chosen is view.columns[0]
    lead = view.sentence if is_best or chosen is None else chosen.sentence
    notes = [note for note in (view.usual, *view.caveats) if note]
    return [
        html.P(view.words, className="lb-2"),
        html.P(lead, className="lb-explain-lead"),
        *([html.P(" ".join(notes), className="lb-2")] if notes else []),
        html.P(view.counted, className="lb-s lb-3"),
    ]


def options(columns: Sequence[ColumnExplanation]) -> list[dict[str, str]]:
    """Options of COLUMN, best first, each with the share that it carries."""
    return [{"label": f"{named(one)} – {said(one)}", "value": one.name} for one in columns]


def named(column: ColumnExplanation) -> str:
    return f"{column.name} (and {', '.join(column.twins)})" if column.twins else column.name


def said(column: ColumnExplanation) -> str:
    if column.tested == 0:
        return "too few rows"
    if not column.beyond:
        return "none beyond chance"
    share_of = f"carry {share(column.carried)}" if column.carried else "against the change"
    return f"{column.beyond:,} beyond chance, {share_of}"


def height(figure: dict[str, Any] | None) -> dict[str, Any]:
    """The style of BOX: high enough for the bars; nothing without a figure."""
    if figure is None:
        return {"display": "none"}
    return {"height": f"{BAR * len(figure['layout']['yaxis']['categoryarray']) + ROOM}px"}


def segments(view: ExplanationView) -> Any:
    """Children of TABLE: every segment of the chosen column."""
    column = view.chosen()
    if column is None:
        return None
    is_split = any(one.rate is not None for one in column.segments)
    heads = [
        Head(column.name),
        Head(capital(view.before.words), is_number=True),
        Head(capital(view.after.words), is_number=True),
        Head("Adds", is_number=True),
        *(
            [Head("inside", is_number=True), Head("by its size", is_number=True)]
            if is_split
            else []
        ),
        Head("Of the change", is_number=True),
        Head("q", is_number=True),
    ]
    rows = [cells(one, is_split=is_split) for one in column.segments]
    return table(heads, rows, f"Segments of {column.name}")


def capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def cells(one: SegmentView, *, is_split: bool) -> list[Any]:
    inner = [number(one.rate), number(one.mix)] if is_split else []
    return [
        html.B(one.name) if one.beyond else one.name,
        number(one.before),
        number(one.after),
        number(one.contribution),
        *inner,
        "–" if one.share is None else share(one.share).replace("-", MINUS),
        chance(one),
    ]


def number(value: float | None) -> str:
    """Six digits at most, so that columns can be read."""
    return "–" if value is None else cell_text(float(f"{value:.6g}")).replace("-", MINUS)


def chance(one: SegmentView) -> str:
    if one.q_value is None:
        return "few rows"
    words = "< 0.001" if one.q_value < 0.001 else f"{one.q_value:.2g}"
    return f"{words}, beyond chance" if one.beyond else words
