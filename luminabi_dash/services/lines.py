"""From a number to its rows, and from a row to the line of the file it came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import orjson
import polars as pl

from luminabi_dash.charts.axes import cell_text
from luminabi_dash.charts.kind import parse_spec
from luminabi_dash.charts.render import ask
from luminabi_dash.charts.render import behind as marked
from luminabi_dash.context import Context
from luminabi_dash.dashboards.past import version_of
from luminabi_dash.errors import Invalid, NotFound
from luminabi_dash.services import dashboards, datasets, drilling, figures, preview
from luminabi_dash.services import past as before
from luminabi_dash.services.answering import answer, hashable, with_filters
from luminabi_dash.services.sources import reader
from luminabi_dash.tables.engines import polars
from luminabi_dash.tables.filters import Filter, parse_filters
from luminabi_dash.tables.query import Query, Rows
from luminabi_dash.tables.schema import HIDDEN, LINE, ROW, Schema
from luminabi_dash.views import ChangeView, ColumnView, DashboardView, TileView, UserView

LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class FoundRow:
    """`cells` are name, text of the file and value now, in the order of the columns."""

    line: int
    file: str
    cells: tuple[tuple[str, str | None, str | None], ...]
    changes: tuple[ChangeView, ...]


def row(
    ctx: Context, user: UserView, dataset_id: int, number: int, version: int | None = None
) -> FoundRow:
    """Row `number` (0-based data row of the files), as uploaded and as it is now."""
    read = ctx.store.folder(dataset_id, datasets.read_of(ctx, user, dataset_id, version))
    text = pl.scan_parquet(read / "text.parquet").filter(pl.col(ROW) == number).collect()
    if text.height == 0:
        raise NotFound("There is no such row.", code="row_not_found")
    located = datasets.located(ctx, user, dataset_id, version)
    scan = ctx.store.scan(dataset_id, located.number)
    now = scan.filter(pl.col(ROW) == number).collect()
    changes = datasets.changes_of_rows(ctx, user, dataset_id, [number], version)
    names = [name for name in text.columns if name not in HIDDEN]
    return FoundRow(
        line=int(text[LINE][0]),
        file=file_of(ctx, user, dataset_id, number, read / "files.json"),
        cells=tuple((name, cut(text[name][0]), value(now, name)) for name in names),
        changes=tuple(changes),
    )


def value(frame: pl.DataFrame, name: str) -> str | None:
    if frame.height == 0 or name not in frame.columns or frame[name][0] is None:
        return None
    return cut(cell_text(frame[name][0]))


def cut(text: str | None) -> str | None:
    return text if text is None or len(text) <= LONGEST else f"{text[:LONGEST]}…"


def file_of(ctx: Context, user: UserView, dataset_id: int, number: int, path: Path) -> str:
    """The name of the file that a row came from: one of several when rows were appended."""
    for item in reversed(datasets.load(path, [])):
        if number >= int(item["first_row"]):
            return str(item["name"])
    return datasets.get(ctx, user, dataset_id).file_name


@dataclass(frozen=True, slots=True)
class Behind:
    """The rows behind a tile, one of its marks or an insight: where they lie and which filters they
    pass, `mark` among them; with `rows` only these data rows.
    """

    dataset_id: int
    version: int
    title: str
    filters: tuple[Filter, ...]
    schema: Schema
    mark: tuple[Filter, ...] = ()
    rows: tuple[int, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The columns of the file."""
        return tuple(column.name for column in self.schema.columns if not column.expression)


def behind(
    ctx: Context,
    user: UserView,
    dashboard_id: int,
    tile_id: int,
    place: tuple[int, int] | None,
    link: list[dict[str, Any]] | None = None,
    drill: Any = None,
    past: Any = None,
) -> Behind:
    """`place` is the trace and the point of a mark; None: the whole tile. `link` are filters of an
    address that are shown instead of the shared ones, `drill` the way down that the page went,
    `past` what it looks back at.
    """
    view, tile, filters = opened(ctx, user, dashboard_id, tile_id, link, drill, past)
    own: tuple[Filter, ...] = ()
    if place is not None:
        own = marks_of(ctx, view, tile, filters, [place])
    return Behind(
        view.dataset_id, view.data_version, tile.title, (*filters, *own), view.schema, own
    )


def opened(
    ctx: Context,
    user: UserView,
    dashboard_id: int,
    tile_id: int,
    link: Any,
    drill: Any,
    past: Any = None,
) -> tuple[DashboardView, TileView, tuple[Filter, ...]]:
    """The dashboard, the tile as the page shows it, and the filters that it is drawn under."""
    view = before.seen_at(ctx, dashboards.get(ctx, user, dashboard_id), past)
    tile = next((one for one in view.tiles if one.id == tile_id), None)
    if tile is None:
        raise NotFound("There is no such tile.", code="tile_not_found")
    tile = drilling.shown(tile, drill, view.schema)
    shared = view.filters if link is None else parse_filters(link, view.schema)
    return view, tile, figures.reaching(tile, shared, view)


def marks_of(
    ctx: Context,
    view: DashboardView,
    tile: TileView,
    filters: tuple[Filter, ...],
    places: Sequence[tuple[int, int]],
) -> tuple[Filter, ...]:
    """The filters of some marks, one after another."""
    spec = parse_spec(tile.spec)
    rows = answer(ctx, figures.source_of(view), with_filters(ask(spec, view.schema), filters))
    return tuple(item for place in places for item in marked(spec, rows, view.schema, place))


def marks(
    ctx: Context,
    user: UserView,
    state: Mapping[str, Any],
    tile_id: int,
    places: Sequence[tuple[int, int]],
) -> tuple[str, tuple[Filter, ...]]:
    """The column along x of a tile as the page shows it, and the filters of some of its marks."""
    link, drill, past = state.get("link"), state.get("drill"), state.get("past")
    view, tile, filters = opened(ctx, user, int(state["dashboard"]), tile_id, link, drill, past)
    return str(tile.spec.get("x")), marks_of(ctx, view, tile, filters, places)


def page(ctx: Context, found: Behind, limit: int, offset: int, sort: tuple[str, ...] = ()) -> Rows:
    """A page of these rows with their file lines."""
    return datasets.rows(
        ctx,
        reader(ctx, found.dataset_id),
        found.dataset_id,
        limit=limit,
        offset=offset,
        number=found.version,
        sort=sort,
        filters=tuple(hashable(item) for item in found.filters),
        among=found.rows,
    )[0]


def columns(ctx: Context, found: Behind) -> list[ColumnView]:
    """What is known of the columns of these rows."""
    return datasets.columns(ctx, reader(ctx, found.dataset_id), found.dataset_id, found.version)


def row_behind(ctx: Context, found: Behind, number: int) -> FoundRow:
    """One of these rows, as uploaded and as it is now."""
    return row(ctx, reader(ctx, found.dataset_id), found.dataset_id, number, found.version)


def block(ctx: Context, found: Behind, asked: dict[str, Any]) -> dict[str, Any]:
    """Rows for the grid, as the dataset page has them."""
    start, end = asked.get("startRow"), asked.get("endRow")
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= end - start <= 1_000:
        raise Invalid("A block has at most 1,000 rows.")
    names = found.names
    rows = page(ctx, found, end - start, start, preview.sorting(asked, names))
    places = [(f"c{i}", name) for i, name in enumerate(names)]
    return preview.as_block(
        ctx, reader(ctx, found.dataset_id), found.dataset_id, rows, places, found.version
    )


def row_of(
    clicked: dict[str, Any] | None, selected: list[dict[str, Any]] | None, *, is_click: bool
) -> int:
    """The data row that was double-clicked or selected in a grid."""
    row = (clicked or {}).get("rowId") if is_click else (selected or [{}])[0].get("row")
    if row is None or not str(row).isdecimal() or len(str(row)) > 15:
        raise NotFound("There is no such row.", code="row_not_found")
    return int(row)


def selection_of(tile: int, pressed: Any) -> dict[str, Any]:
    """What was pressed: the button of a tile (a count) or a mark (Plotly's click data)."""
    selection: dict[str, Any] = {"tile": tile}
    if isinstance(pressed, dict) and pressed.get("points"):
        mark = pressed["points"][0]
        selection["place"] = [mark["curveNumber"], point_of(mark)]
    return selection


def point_of(mark: Mapping[str, Any]) -> int:
    """The number of a mark; cells of a heat map have two in Plotly, so they carry their own."""
    for number in (mark.get("pointNumber"), mark.get("customdata")):
        if isinstance(number, int) and not isinstance(number, bool):
            return number
    raise NotFound("There is no such mark.", code="no_such_mark")


def selection(pressed: Any, mark: dict[str, Any] | None) -> dict[str, Any]:
    """What rows are asked of: the tile whose button was pressed, or the mark of the menu."""
    if isinstance(pressed, dict):
        return {"tile": pressed["tile"]}
    if mark is None:
        raise NotFound("There is no such mark.", code="no_such_mark")
    return {"tile": mark["tile"], "place": mark["place"]}


def csv_path(
    dashboard_id: int,
    selection: dict[str, Any],
    link: list[dict[str, Any]] | None,
    drill: Any = None,
    past: Any = None,
) -> str:
    """Where all these rows can be downloaded."""
    asked: dict[str, Any] = {"format": "csv"}
    if selection.get("place") is not None:
        asked |= {"trace": selection["place"][0], "point": selection["place"][1]}
    if link is not None:
        asked["filters"] = orjson.dumps(link).decode()
    if drill:
        asked["drill"] = orjson.dumps(drill).decode()
    if (version := version_of(past)) is not None:
        asked["version"] = version
    tile = int(selection["tile"])
    return f"/api/v1/dashboards/{dashboard_id}/tiles/{tile}/rows?{urlencode(asked)}"


def all_rows(ctx: Context, found: Behind) -> pl.DataFrame:
    """Every row of a selection, for a download."""
    query = Query(
        columns=(LINE, *found.names),
        filters=tuple(hashable(item) for item in found.filters),
    )
    scan = datasets.among_rows(ctx.store.scan(found.dataset_id, found.version), found.rows)
    return polars.answer(scan, query, found.schema).frame
