"""A tile: title, subtitle, its tools, and a body of the size the drawing will have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.parts.acts import icon_button
from layouts.parts.attributes import attributes
from layouts.parts.graph import graph
from layouts.parts.marks import icon
from layouts.parts.page_acts import icon_act
from layouts.parts.states import chart_skeleton, lines_skeleton
from luminabi_dash.alerts.measure import watched
from luminabi_dash.charts.kind import is_text
from luminabi_dash.views import TileView

CHART: Any = {
    "displayModeBar": False,
    "responsive": True,
    "doubleClick": "reset",
    "topojsonURL": "/shapes/",
}
CLOUD: Any = {
    **CHART,
    "displayModeBar": "hover",
    "displaylogo": False,
    "modeBarButtons": [["select2d", "lasso2d", "zoom2d", "resetScale2d"]],
}
"""For clouds of points: a frame or a lasso takes some of them, a zoom looks closer."""
HANDLES = ("n", "e", "s", "w", "ne", "se", "sw", "nw")
Id = dict[str, Any]


@dataclass(frozen=True, slots=True)
class TileIds:
    """The ids of a tile's parts, given by the page that shows it."""

    tile: Id
    head: Id
    figure: Id
    body: Id
    note: Id
    rows: Id
    remove: Id
    explain: Id


def tile_frame(view: TileView, ids: TileIds) -> Component:
    """Charts get a graph with `ids.figure`, the others a place for text with `ids.body`."""
    if is_text(view.kind):
        body = text_body(view, ids.body)
    else:
        body = chart_body(view, ids.figure, ids.note)
    return html.Section(
        [tile_head(view, ids), body, html.Div(className="lb-pins"), *handles()],
        id=ids.tile,
        className=f"lb-tile lb-place is-{view.kind}",
        style=place_style(view),
        tabIndex=0,
        **attributes(
            aria_label=view.title or view.kind,
            data_tile=str(view.id),
            data_version=str(view.version),
        ),
    )


def place_style(view: TileView) -> dict[str, Any]:
    return {"--x": view.x + 1, "--y": view.y + 1, "--w": view.w, "--h": view.h}


def handles() -> list[Component]:
    """What a picked tile is resized by."""
    return [
        html.Span(className=f"lb-hand is-{side}", **attributes(data_side=side, aria_hidden="true"))
        for side in HANDLES
    ]


def tile_head(view: TileView, ids: TileIds) -> Component:
    words = view.title or view.kind.capitalize()
    return html.Div(
        [
            icon("grip-vertical", "lb-grip"),
            html.Div(tile_words(view), id=ids.head, className="lb-grow"),
            html.Span(className="lb-head-pins"),
            html.Div(tools(view, words, ids), className="lb-tools"),
        ],
        className="lb-tile-head",
    )


def tile_words(view: TileView) -> list[Component]:
    """Children of the head: the title and what stands under it."""
    words = view.title or ("" if view.kind in {"text", "image"} else view.kind.capitalize())
    subtitle = html.Div(view.subtitle, className="lb-sub lb-cut") if view.subtitle else None
    return [part for part in (html.H2(words, className="lb-cut", title=words), subtitle) if part]


def tools(view: TileView, words: str, ids: TileIds) -> list[Component]:
    """Readers open rows and look closer; editors duplicate and remove."""
    of = str(view.id)
    found = [
        icon_act("full", f"Show {words} alone", "arrows-fullscreen", "lb-view-only", data_of=of),
        icon_act("copy", f"Duplicate {words}", "copy", "lb-edit-only", data_of=of),
        icon_act("remove", f"Remove {words}", "trash", "lb-edit-only", data_of=of, id=ids.remove),
    ]
    comment = icon_act("comment-new", f"Comment on {words}", "chat", "lb-view-only", data_of=of)
    if view.kind in {"text", "image"}:
        return [comment, *found]
    rows = icon_button("list-ul", f"Rows behind {words}", ids.rows, "btn-sm lb-view-only")
    if view.kind == "indicator" and view.spec.get("compare") == "before":
        change = f"Explain the change of {words}"
        found.insert(0, icon_button("bar-chart-steps", change, ids.explain, "btn-sm lb-view-only"))
    forms = "csv xlsx pdf" if is_text(view.kind) else "csv xlsx png svg pdf"
    watch = icon_act("alert", f"Alert on {words}", "alarm", "lb-view-only", data_of=of)
    watches = [watch] if watched(view.spec) is not None else []
    save = icon_act(
        "export", f"Download {words}", "download", "lb-view-only", data_of=of, data_forms=forms
    )
    return [comment, rows, save, *watches, *found]


def chart_body(view: TileView, figure_id: Id, note_id: Id) -> Component:
    drawn = graph(figure_id, CLOUD if view.kind == "scatter" else CHART)
    return html.Div(
        [
            html.Div(
                [chart_skeleton(), drawn],
                className="lb-chart",
                role="img",
                **attributes(aria_label=said_of(view)),
            ),
            html.Div(id=note_id, className="lb-delta"),
        ],
        className="lb-tile-body",
    )


def said_of(view: TileView) -> str:
    """The alternative text: what somebody wrote, else title and subtitle."""
    written = str(view.options.get("alt") or "")
    return written or ". ".join(part for part in (view.title, view.subtitle) if part)


def text_body(view: TileView, body_id: Id) -> Component:
    lines = 2 if view.kind == "indicator" else 8
    return html.Div(lines_skeleton(lines), id=body_id, className="lb-tile-body")
