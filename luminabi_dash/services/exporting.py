"""Taking a tile or a dashboard away: data as CSV or a workbook, pictures, PDF, one HTML file."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl

from luminabi_dash.charts.axes import escape
from luminabi_dash.charts.kind import is_text, parse_spec
from luminabi_dash.charts.render import ask, needs_data
from luminabi_dash.context import Context
from luminabi_dash.db.models import now
from luminabi_dash.errors import Invalid, TooMany
from luminabi_dash.ingest import export
from luminabi_dash.reports.document import ReportDocument
from luminabi_dash.reports.images import Picture, Renderer, find_chrome
from luminabi_dash.reports.pdf import build
from luminabi_dash.reports.standalone import Part, page
from luminabi_dash.services import figures, lines, pictures, sending
from luminabi_dash.services.answering import answer, with_filters
from luminabi_dash.services.past import held
from luminabi_dash.tables.filters import Filter, parse_filters, sentence
from luminabi_dash.tables.query import HIGH, Query
from luminabi_dash.tables.schema import Schema
from luminabi_dash.views import DashboardView, DrawnDashboard, TileView, UserView

ROWS = 1_000_000
PX_PER_COLUMN, PX_PER_ROW = 100, 58
WAIT_SECONDS = 20
MEDIA = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "html": "text/html",
}
DRAWING = threading.BoundedSemaphore(1)
"""One Chromium a web process at a time."""


@dataclass(frozen=True, slots=True)
class Exported:
    data: bytes
    media_type: str
    file_name: str


def tile(
    ctx: Context,
    user: UserView,
    dashboard_id: int,
    tile_id: int,
    form: str,
    link: list[dict[str, Any]] | None = None,
    drill: Any = None,
    past: Any = None,
) -> Exported:
    """A tile as the page shows it; Invalid (422) when its kind has no such form."""
    view, found, filters = lines.opened(ctx, user, dashboard_id, tile_id, link, drill, past)
    held(view, past)
    name = f"{found.title or found.kind}.{form}"
    if form in {"csv", "xlsx"}:
        return Exported(written(rows(ctx, view, found, filters), form), MEDIA[form], name)
    if form not in {"png", "svg", "pdf"}:
        raise Invalid(
            f"A tile is exported as csv, xlsx, png, svg or pdf, not as {form!r}.",
            details={"parameter": "format"},
        )
    drawn = figures.draw_tile(ctx, view, found, under(view, filters, found))
    if drawn.error is not None:
        raise Invalid(drawn.error, code="no_figure")
    if form == "pdf":
        board = DrawnDashboard(view, (drawn,), 0, 0)
        return Exported(document(ctx, user, board, filters, found.title), MEDIA[form], name)
    if is_text(found.kind):
        raise Invalid(
            f"A tile of the kind {found.kind} is exported as csv, xlsx or pdf.", code="no_picture"
        )
    size = (found.w * PX_PER_COLUMN, found.h * PX_PER_ROW)
    picture = Picture(titled(drawn.figure, found), *size, format=form)  # type: ignore[arg-type]
    return Exported(pictured(ctx, [picture])[0], MEDIA[form], name)


def under(view: DashboardView, filters: Sequence[Filter], found: TileView) -> tuple[Filter, ...]:
    """The filters that are shared: a tile's own are added where it is drawn."""
    own = parse_filters(list(found.filters), view.schema)
    return tuple(filters[: len(filters) - len(own)])


def rows(
    ctx: Context, view: DashboardView, found: TileView, filters: tuple[Filter, ...]
) -> pl.DataFrame:
    """What the tile shows as a table: aggregated rows, or the rows themselves without a limit."""
    spec = parse_spec(found.spec)
    if not needs_data(spec):
        raise Invalid("This tile has no data.", code="no_data")
    query = replace(ask(spec, view.schema), reduce=None, sample=None)
    if not (query.groups or query.measures):
        query = replace(query, limit=ROWS)
    frame = answer(ctx, figures.source_of(view), with_filters(query, filters)).frame
    return frame.rename(headings(query, spec.model_dump(), view.schema, frame.columns))


def headings(
    query: Query, spec: Mapping[str, Any], schema: Schema, columns: Sequence[str]
) -> dict[str, str]:
    """Names for a reader: "sum of amount" for a measure, "price to" for the end of an interval."""
    names: dict[str, str] = {}
    for measure in query.measures:
        column = measure.column
        if measure.aggregate == "formula" and column is not None:
            names[measure.alias] = column
        else:
            says = "rows" if column is None else f"{measure.aggregate} of {column}"
            names[measure.alias] = says.replace("_", " ")
    names |= {group.name: group.column for group in query.groups if group.alias}
    names |= {name: f"{name.removesuffix(HIGH)} to" for name in columns if name.endswith(HIGH)}
    return unlike({name: names.get(name, name) for name in columns})


def unlike(names: Mapping[str, str]) -> dict[str, str]:
    """The names with a number behind those that are there already."""
    found: dict[str, str] = {}
    for name, wanted in names.items():
        number, shown = 2, wanted
        while shown in found.values():
            shown, number = f"{wanted} {number}", number + 1
        found[name] = shown
    return found


def written(frame: pl.DataFrame, form: str) -> bytes:
    """CSV or a workbook; text that a spreadsheet would run is made harmless."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / f"table.{form}"
        export.write(frame, out)
        return out.read_bytes()


def titled(figure: dict[str, Any], found: TileView) -> dict[str, Any]:
    """The figure with its title above it, for a picture that stands alone."""
    layout = dict(figure["layout"])
    words = escape(found.title)
    if found.subtitle:
        words += f"<br><span style='font-size:12px'>{escape(found.subtitle)}</span>"
    margin = {"l": 24, "r": 24, "b": 24, **(layout.get("margin") or {}), "t": 72}
    title = {"text": words, "x": 0.02, "y": 0.97, "yanchor": "top"}
    return {**figure, "layout": {**layout, "title": title, "margin": margin}}


def pictured(ctx: Context, wanted: Sequence[Picture]) -> list[bytes]:
    """Drawn one after another; TooMany (429) when others are drawing for too long."""
    if not DRAWING.acquire(timeout=WAIT_SECONDS):
        raise TooMany("Others are exporting right now; try again in a minute.")
    try:
        with Renderer(find_chrome(ctx.settings.chrome or None)) as renderer:
            return renderer.draw(wanted)
    finally:
        DRAWING.release()


def document(
    ctx: Context, user: UserView, drawn: DrawnDashboard, filters: Sequence[Filter], title: str
) -> bytes:
    """A PDF in the form of a report."""
    chosen = [item.model_dump(mode="json") for item in filters]
    made: ReportDocument = sending.document_of(ctx, user, drawn, chosen)
    made = replace(made, title=title or made.title, insights=(), made_at=now())
    if not DRAWING.acquire(timeout=WAIT_SECONDS):
        raise TooMany("Others are exporting right now; try again in a minute.")
    try:
        with Renderer(find_chrome(ctx.settings.chrome or None)) as renderer:
            return build(made, renderer).data
    finally:
        DRAWING.release()


def dashboard(
    ctx: Context,
    user: UserView,
    dashboard_id: int,
    form: str,
    link: list[dict[str, Any]] | None = None,
    past: Any = None,
) -> Exported:
    """A whole dashboard as PDF, or as one HTML file whose charts can be pointed at and zoomed."""
    if form not in {"html", "pdf"}:
        raise Invalid(
            f"A dashboard is exported as html or pdf, not as {form!r}.",
            details={"parameter": "format"},
        )
    drawn = figures.dashboard(ctx, user, dashboard_id, link, past=past)
    view = held(drawn.dashboard, past)
    chosen = view.filters if link is None else parse_filters(link, view.schema)
    name = f"{view.name}.{form}"
    if form == "pdf":
        return Exported(document(ctx, user, drawn, chosen, view.name), MEDIA[form], name)
    tabs = {int(tab["id"]): str(tab["name"]) for tab in view.tabs}
    parts = [
        Part(
            item.tile.title,
            item.tile.subtitle,
            item.tile.w,
            item.tile.h,
            item.figure,
            picture_of(ctx, user, view, item.tile),
            tabs.get(item.tile.tab, ""),
        )
        for item in sorted(drawn.tiles, key=lambda one: (one.tile.tab, one.tile.y, one.tile.x))
    ]
    data = f"{view.dataset_name} v{view.data_version}"
    counted = f"{drawn.matched:,} of {drawn.total:,} rows"
    made = f"Exported {now():%Y-%m-%d %H:%M} UTC"
    words = (sentence(chosen), f"{data} · {counted} · {made}")
    return Exported(page(view.name, words, parts, plotly_script()), MEDIA["html"], name)


def picture_of(
    ctx: Context, user: UserView, view: DashboardView, found: TileView
) -> tuple[bytes, str] | None:
    if found.kind != "image":
        return None
    kept, file = pictures.opened_picture(ctx, user, view.id, int(found.spec["picture"]))
    with file:
        return file.read(), kept.media_type


def plotly_script() -> str:
    """plotly.js as the installed package has it."""
    text = files("plotly").joinpath("package_data", "plotly.min.js").read_text("utf-8")
    return text.replace("</script", "<\\/script")
