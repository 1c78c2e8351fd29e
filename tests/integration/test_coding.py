"""Codes: written with each version, made later for versions without, and never waited for."""

import shutil

import polars as pl
import pytest

from luminabi_dash.errors import LuminaError
from luminabi_dash.services import dashboards, figures, tiles
from luminabi_dash.tables.codes import FOLDER, open_codes


@pytest.fixture
def board(context, ada, ready):
    made = dashboards.create(context, ada, ready, "Orders")
    for spec in (
        {"kind": "bar", "x": "region", "y": "amount"},
        {"kind": "line", "x": "day", "y": "amount"},
        {"kind": "bar", "x": "product", "y": "amount", "aggregate": "median"},
    ):
        tiles.add_tile(context, ada, made.id, spec)
    return dashboards.get(context, ada, made.id)


def folder_of(context, board):
    return context.store.folder(board.dataset_id, board.data_version)


def test_a_version_comes_with_its_codes(context, board):
    codes = open_codes(folder_of(context, board))
    table = pl.read_parquet(folder_of(context, board) / "data.parquet")
    assert codes.rows == table.height
    assert codes.sorted_by == "day"
    day = codes.columns["day"]
    assert day.dictionary["day"].gather(day.codes).to_list() == (
        table["day"].gather(codes.order).to_list()
    )


def test_a_version_without_codes_is_shown_and_gets_them_in_a_job(context, ada, board, drain):
    folder = folder_of(context, board) / FOLDER
    shutil.rmtree(folder)
    before = figures.dashboard(context, ada, board.id)
    assert not any(tile.error for tile in before.tiles)
    assert not folder.exists()
    drain("code_version")
    assert folder.exists()
    filters = [{"column": "region", "op": "in", "value": ["EU"]}]
    after = figures.dashboard(context, ada, board.id, filters)
    assert context.engine.watched(board.dataset_id, board.data_version) is not None
    assert after.matched < after.total == before.total


def test_damaged_codes_are_not_used(context, ada, board):
    folder = folder_of(context, board) / FOLDER
    for path in folder.glob("*.codes"):
        path.write_bytes(path.read_bytes()[:3])
    drawn = figures.dashboard(context, ada, board.id)
    assert not any(tile.error for tile in drawn.tiles)
    assert drawn.total > 0


def test_an_answer_that_no_page_can_take_is_refused(context, ada, board, monkeypatch):
    monkeypatch.setattr("luminabi_dash.services.drawing.CELLS", 3)
    drawn = figures.dashboard(context, ada, board.id)
    assert all("cells" in str(tile.error) for tile in drawn.tiles)


def test_a_slow_query_is_told_in_its_tile(context, ada, board, monkeypatch):
    monkeypatch.setattr("luminabi_dash.tables.cancel.Cancel.seconds_left", 0.0)
    with pytest.raises(LuminaError, match="longer than"):
        figures.dashboard(context, ada, board.id)
