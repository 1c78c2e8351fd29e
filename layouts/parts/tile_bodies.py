"""Tiles that are text, not charts, made from their figures: numbers, words and pictures."""

from __future__ import annotations

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from layouts.parts.attributes import attributes
from layouts.parts.sparkline import sparkline
from layouts.parts.states import empty, problem
from layouts.parts.table_body import marked_rows, table_head
from layouts.parts.words import NONE, number, short
from luminabi_dash.charts.packing import unpacked

ROWS = 1_000


def body(figure: dict[str, Any] | None) -> Component | None:
    """What stands in a tile that is text, or why there is nothing."""
    if figure is None:
        return None
    words = empty_sentence(figure)
    if words is not None:
        return html.Div(words, className="lb-none")
    meta = meta_of(figure)
    if "text" in meta:
        return prose(str(meta["text"]))
    if "picture" in meta:
        return picture(meta)
    is_table = trace_of(figure, "table") is not None
    return table_body(figure) if is_table else indicator_body(figure)


def prose(text: str) -> Component:
    """Markdown whose links were checked; HTML in it stays letters."""
    if not text.strip():
        return html.Div("Nothing is written here yet.", className="lb-none")
    return html.Div(
        dcc.Markdown(text, className="lb-prose"),
        className="lb-prose-in",
        tabIndex=0,
    )


def picture(meta: dict[str, Any]) -> Component:
    """Only pictures of our own: their address is made by the service that draws the tile."""
    source = str(meta.get("src") or "")
    if not source.startswith("/"):
        return html.Div("The picture is shown on the dashboard.", className="lb-none")
    cover = "is-cover" if meta.get("fit") == "cover" else ""
    return html.Img(
        src=source, alt=str(meta.get("alt") or ""), className=f"lb-picture {cover}".rstrip()
    )


def indicator_body(figure: dict[str, Any]) -> Component:
    """The number, short, in full when pointed at; beside it the line that led to it, below it what
    it is compared with.
    """
    if (sentence := empty_sentence(figure)) is not None:
        return html.Div(
            [html.Div(NONE, className="lb-fig lb-3"), html.Div(sentence, className="lb-delta")],
            className="lb-kpi-body",
        )
    first = trace_of(figure, "indicator") or {}
    value = first.get("value")
    course = trace_of(figure, "scatter")
    line = sparkline(unpacked(course.get("y")), "Course over time") if course else None
    shown = meta_of(figure).get("shown") or with_affixes(first, short(value))
    return html.Div(
        [
            html.Div(shown, className="lb-fig", title=number(value)),
            html.Div(line, className="lb-chart") if line is not None else None,
            comparison(first, meta_of(figure)) or note_of(figure),
        ],
        className="lb-kpi-body",
    )


def with_affixes(trace: dict[str, Any], words: str) -> str:
    """The words with the prefix and suffix (a currency, a unit) that the figure carries."""
    form = trace.get("number") or {}
    return f"{form.get('prefix', '')}{words}{form.get('suffix', '')}"


def comparison(trace: dict[str, Any], meta: dict[str, Any]) -> Component | None:
    """By how much the number rose or fell, and since when; its colour says whether that is good."""
    compared = meta.get("compare")
    value, before = trace.get("value"), (trace.get("delta") or {}).get("reference")
    if not isinstance(compared, dict) or value is None or before is None:
        return None
    words = str(compared.get("words", ""))
    if not before:
        return html.Div(words, className="lb-delta", title=words)
    share = (value - before) / abs(before)
    looks = [] if share == 0 else ["lb-up" if share > 0 else "lb-down"]
    if share and compared.get("up") in {"good", "bad"}:
        looks.append("is-good" if (share > 0) is (compared["up"] == "good") else "is-poor")
    return html.Div(
        [html.B(percent(abs(share)), className=" ".join(looks)), f" {words}"],
        className="lb-delta",
        title=words,
    )


def percent(share: float) -> str:
    return f"{share:,.0%}" if share >= 1 else f"{share:.1%}"


def table_body(figure: dict[str, Any]) -> Component:
    """A real table with a head that stays; scrolls inside its tile."""
    if (sentence := empty_sentence(figure)) is not None:
        return empty("funnel", sentence)
    trace = trace_of(figure, "table")
    if trace is None:
        return problem("The table has no columns.")
    names = list((trace.get("header") or {}).get("values") or [])
    columns = list((trace.get("cells") or {}).get("values") or [])
    sides = aligns((trace.get("cells") or {}).get("align"), len(names))
    lines = len(columns[0]) if columns else 0
    rest = f"{ROWS:,} of {lines:,} lines are shown here" if lines > ROWS else None
    return html.Div(
        [
            html.Div(
                html.Table(
                    [
                        table_head(names, sides),
                        marked_rows([column[:ROWS] for column in columns], sides, meta_of(figure)),
                    ],
                    className="lb-table is-dense",
                ),
                className="lb-table-in",
                tabIndex=0,
                role="region",
                **attributes(aria_label="Rows"),
            ),
            html.Div(rest, className="lb-delta") if rest else None,
            note_of(figure),
        ],
        className="lb-table-body",
    )


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
