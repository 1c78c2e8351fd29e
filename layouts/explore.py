"""Exploring a dataset: columns, a chart that follows every choice, its rows, charts that suit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from layouts import calculated
from layouts.parts.acts import button, choice, field, icon_button, link_button, note, text_field
from layouts.parts.attributes import attributes
from layouts.parts.dialog import dialog
from layouts.parts.graph import graph
from layouts.parts.kind_gallery import kind_gallery
from layouts.parts.marks import icon, tag
from layouts.parts.spec_form import group, spec_form
from layouts.parts.states import empty
from layouts.parts.tile import CHART
from layouts.parts.tile_bodies import body
from layouts.parts.top import top_bar
from layouts.slices import slice_bar, slice_dialog
from luminabi_dash.charts.kind import KINDS, is_text
from luminabi_dash.tables.filters import Filter, parse_filters
from luminabi_dash.tables.schema import Column, Role, Schema, Type
from luminabi_dash.views import DashboardView, DatasetView

GROUPS = (
    ("Time", (Role.TEMPORAL,)),
    ("Dimensions", (Role.DIMENSION,)),
    ("Measures", (Role.MEASURE,)),
    ("Identifiers, counted only", (Role.IDENTIFIER,)),
    ("Text", (Role.TEXT,)),
)
SYMBOLS = {
    Role.TEMPORAL: "calendar3",
    Role.DIMENSION: "tag",
    Role.IDENTIFIER: "fingerprint",
    Role.TEXT: "fonts",
    Role.MEASURE: "hash",
}
NEW = 0
"""The choice of a dashboard that is still to be made."""


class Ids:
    STATE = "explore-state"
    LINK = "explore-link"
    DATASET = "explore-dataset"
    FIND = "explore-find"
    COLUMNS = "explore-columns"
    TITLE = "explore-title"
    SENTENCE = "explore-sentence"
    FACTS = "explore-facts"
    FIGURE = "explore-figure"
    CHART = "explore-chart"
    BODY = "explore-body"
    TABLE = "explore-table"
    FORM = "explore-form"
    PROBLEM = "explore-problem"
    ADVICE = "explore-advice"
    ADVICE_FIGURES = "explore-advice-figures"
    UNDO = "explore-undo"
    REDO = "explore-redo"
    COPY = "explore-copy"
    KEEP = "explore-keep"
    KEEP_DIALOG = "explore-keep-dialog"
    BOARD = "explore-board"
    NAME = "explore-name"
    KEEP_PROBLEM = "explore-keep-problem"
    KEEP_APPLY = "explore-keep-apply"

    @staticmethod
    def field(name: Any) -> dict[str, Any]:
        return {"type": "explore-field", "name": name}

    @staticmethod
    def kind(name: Any) -> dict[str, Any]:
        return {"type": "explore-kind", "name": name}

    @staticmethod
    def column(place: Any) -> dict[str, Any]:
        return {"type": "explore-column", "place": place}

    @staticmethod
    def advice(place: Any) -> dict[str, Any]:
        return {"type": "explore-advised", "place": place}

    @staticmethod
    def advised_figure(place: Any) -> dict[str, Any]:
        return {"type": "explore-advised-figure", "place": place}


def explore(
    view: DatasetView,
    schema: Schema,
    spec: dict[str, Any],
    datasets: Sequence[DatasetView],
    boards: Sequence[DashboardView],
    filters: Sequence[dict[str, Any]] = (),
) -> Component:
    """The whole page of a dataset that is ready."""
    state = {"dataset": view.id, "spec": spec, "past": [], "future": [], "filters": list(filters)}
    return html.Div(
        [
            dcc.Store(id=Ids.STATE, data=state),
            dcc.Store(id=Ids.LINK),
            dcc.Store(id=Ids.FIGURE),
            dcc.Store(id=Ids.ADVICE_FIGURES),
            header(view, spec),
            html.Div(
                [
                    columns_panel(view, datasets),
                    middle(parse_filters(list(filters), schema)),
                    settings_panel(schema, spec),
                ],
                className="lb-split",
            ),
            keep_dialog(view, boards),
            calculated.calculated_dialog(view.id),
            slice_dialog(schema),
        ],
        className="lb-body is-frame",
    )


def nothing_chosen(datasets: Sequence[DatasetView]) -> Component:
    """The page before a dataset is chosen."""
    options = [{"label": one.name, "value": one.id} for one in datasets]
    if options:
        pick = choice(Ids.DATASET, options, None, searchable=True, placeholder="Choose a dataset")
        inside = empty(
            "bar-chart", "What do you want to look at?", "", html.Div(pick, className="lb-choose")
        )
    else:
        words = "Charts are made from datasets. Upload a file first; it takes a minute."
        acts = link_button("Datasets", "/datasets", kind="primary", small=True)
        inside = empty("bar-chart", "No dataset yet", words, acts)
    return html.Div(
        [top_bar("Explore"), html.Div(inside, className="lb-page")], className="lb-body"
    )


def header(view: DatasetView, spec: dict[str, Any]) -> Component:
    version = view.version.number if view.version else 0
    return top_bar(
        html.Span(title_of(spec), id=Ids.TITLE),
        crumb=("Explore", "/explore"),
        marks=[
            html.Span(tag(f"{view.name} v{version}", symbol="database"), className="lb-wide-only")
        ],
        acts=[
            columns_toggle(),
            icon_button("arrow-counterclockwise", "Undo", Ids.UNDO),
            icon_button("arrow-clockwise", "Redo", Ids.REDO),
            html.Span(
                button("Copy link", Ids.COPY, symbol="link-45deg", small=True),
                className="lb-wide-only",
            ),
            button("Add to dashboard", Ids.KEEP, kind="primary", small=True),
        ],
    )


def columns_toggle() -> Component:
    return html.Button(
        icon("layout-sidebar"),
        type="button",
        className="btn btn-ghost btn-sm is-icon lb-narrow-only",
        title="Columns",
        **attributes(data_panel_toggle="columns", aria_label="Columns"),
    )


def title_of(spec: dict[str, Any]) -> str:
    return str(spec.get("title") or KINDS.get(str(spec["kind"])).title)


def columns_panel(view: DatasetView, datasets: Sequence[DatasetView]) -> Component:
    options = [{"label": one.name, "value": one.id} for one in datasets]
    find = dbc.Input(id=Ids.FIND, type="search", placeholder="Find a column", size="sm")
    return html.Aside(
        [
            html.Div(
                [choice(Ids.DATASET, options, view.id, searchable=True), find],
                className="lb-fields-find",
            ),
            html.Div(id=Ids.COLUMNS, className="lb-fields-list"),
            html.Div(calculated.open_button(), className="lb-fields-more"),
        ],
        className="lb-panel lb-fields",
        **attributes(aria_label="Columns", data_panel="columns"),
    )


def column_list(schema: Schema, used: Sequence[str], find: str = "") -> list[Component]:
    """Children of COLUMNS: by role; those of the chart are marked."""
    places = {column.name: place for place, column in enumerate(schema.columns)}
    wanted = find.casefold().strip()
    parts: list[Component] = []
    for words, roles in GROUPS:
        shown = [
            c for c in schema.with_role(*roles) if wanted in c.name.casefold() and not c.expression
        ]
        if shown:
            lines = [column_line(c, places[c.name], c.name in used) for c in shown]
            parts += [html.H3(words), *lines]
    made = [c for c in schema.columns if c.expression and wanted in c.name.casefold()]
    if made:
        lines = [column_line(c, places[c.name], c.name in used) for c in made]
        parts += [html.H3("Calculated"), *lines]
    return parts or [html.P("No column of that name.", className="lb-3 lb-none-found")]


def column_line(column: Column, place: int, is_used: bool) -> Component:
    symbol = "toggle2-on" if column.type == Type.BOOLEAN else SYMBOLS[column.role]
    mark = column.unit[:1] if column.unit else icon(symbol)
    words = f"Take {column.name} out" if is_used else f"Use {column.name}"
    return html.Button(
        [html.Span(mark, className="lb-type"), html.Span(column.name, className="lb-cut")],
        id=Ids.column(place),
        type="button",
        className="lb-fld is-used" if is_used else "lb-fld",
        title=words,
        **attributes(aria_pressed="true" if is_used else "false"),
    )


def middle(filters: Sequence[Filter]) -> Component:
    drawn = graph(Ids.CHART, CHART)
    return html.Div(
        [
            slice_bar(filters),
            html.Div(
                id=Ids.SENTENCE,
                className="lb-sentence",
                role="status",
            ),
            html.Div(
                id=Ids.PROBLEM, className="lb-problem lb-bad lb-explore-problem", role="alert"
            ),
            html.Div(id=Ids.FACTS, className="lb-s lb-3 lb-num lb-explore-head"),
            html.Div(
                [drawn, html.Div(id=Ids.BODY, className="is-away")], className="lb-explore-chart"
            ),
            html.Div("Result", className="lb-explore-foot lb-b"),
            html.Div(
                id=Ids.TABLE,
                className="lb-explore-table",
                tabIndex=0,
                role="region",
                **attributes(aria_label="Result"),
            ),
        ],
        className="lb-explore",
    )


def sentence(words: Sequence[tuple[str, str]]) -> list[Component]:
    """Children of SENTENCE."""
    parts: list[Component] = []
    for plain, strong in words:
        if plain:
            parts.append(html.Span(plain, className="lb-2"))
        if strong:
            parts.append(html.Span(strong, className="lb-tok"))
    return parts


def facts(found: int, matched: int, milliseconds: int) -> str:
    """Children of FACTS."""
    lines = "1 line" if found == 1 else f"{found:,} lines"
    return f"{lines} from {matched:,} rows, {milliseconds:,} ms"


def text_figure(spec: dict[str, Any], figure: dict[str, Any] | None) -> Component | None:
    """Children of BODY, for kinds that are text."""
    return body(figure) if figure is not None and is_text(str(spec["kind"])) else None


def result(columns: Sequence[str], rows: Sequence[Sequence[str]], found: int) -> Component:
    """Children of TABLE."""
    if not rows:
        return html.P("No lines.", className="lb-3 lb-explore-none")
    sides = ["lb-r" if is_number(row_value) else "" for row_value in rows[0]]
    lines = [
        html.Tr([html.Td(v, className=side) for v, side in zip(row, sides, strict=True)])
        for row in rows
    ]
    heads = [
        html.Th(name, scope="col", className=side)
        for name, side in zip(columns, sides, strict=True)
    ]
    head = html.Thead(html.Tr(heads))
    more = f"Showing {len(rows):,} of {found:,} lines." if found > len(rows) else None
    return html.Div(
        [
            html.Table([head, html.Tbody(lines)], className="lb-table is-dense"),
            html.P(more, className="lb-s lb-3 lb-explore-none") if more else None,
        ]
    )


def is_number(words: str) -> bool:
    return words.replace(",", "").replace(".", "", 1).lstrip("-").isdigit()


def settings_panel(schema: Schema, spec: dict[str, Any]) -> Component:
    return html.Aside(
        [
            html.Div(form(schema, spec), id=Ids.FORM),
            html.Div(id=Ids.ADVICE),
        ],
        className="lb-panel lb-settings",
        **attributes(aria_label="Chart kind and format", data_panel="settings"),
    )


def form(schema: Schema, spec: dict[str, Any]) -> list[Component]:
    """Children of FORM."""
    gallery = kind_gallery(str(spec["kind"]), Ids.kind, with_words=False)
    return [group("Chart", [gallery]), *spec_form(spec, schema, Ids.field)]


def advised(found: Sequence[tuple[dict[str, Any], str]]) -> Component | None:
    """Children of ADVICE: other charts of the same columns, drawn small, and why they fit."""
    if not found:
        return None
    cards = [
        html.Button(
            [
                html.Div(KINDS.get(str(spec["kind"])).title, className="lb-cut lb-b"),
                html.Div(why, className="lb-s lb-3"),
                small_chart(spec, place),
            ],
            id=Ids.advice(place),
            type="button",
        )
        for place, (spec, why) in enumerate(found)
    ]
    return group("Fits these columns too", [html.Div(cards, className="lb-advice")])


def small_chart(spec: dict[str, Any], place: int) -> Component | None:
    if is_text(str(spec["kind"])):
        return None
    graph = dcc.Graph(id=Ids.advised_figure(place), config={"staticPlot": True})
    return html.Div(graph, className="lb-chart")


def keep_dialog(view: DatasetView, boards: Sequence[DashboardView]) -> Component:
    options = [{"label": one.name, "value": one.id} for one in boards]
    options.append({"label": "A new dashboard", "value": NEW})
    chosen = boards[0].id if boards else NEW
    inside = [
        field("Dashboard", choice(Ids.BOARD, options, chosen, searchable=True)),
        field("Name of a new one", text_field(Ids.NAME, view.name, maxlength=200)),
        note(Ids.KEEP_PROBLEM),
    ]
    acts = [button("Add", Ids.KEEP_APPLY, kind="primary")]
    return dialog(Ids.KEEP_DIALOG, "Add to a dashboard", inside, acts, "sm")
