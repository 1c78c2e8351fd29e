"""Codes answer what they can answer exactly as Polars does."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luminabi_dash.tables import coding
from luminabi_dash.tables.cancel import Cancel
from luminabi_dash.tables.codes import open_codes
from luminabi_dash.tables.coding import write_codes
from luminabi_dash.tables.engines import codes as engine
from luminabi_dash.tables.engines import dense, polars
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import Measure, Query
from luminabi_dash.tables.store import write_frame
from tests.support.random_queries import COLUMNS, FRAMES, SCHEMA, queries, same


def versioned(frame, folder):
    hidden = pl.DataFrame({"__row": range(frame.height), "__line": range(frame.height)})
    write_frame(folder, pl.concat([hidden, frame], how="horizontal"), SCHEMA)
    write_codes(folder, SCHEMA)
    return open_codes(folder)


@pytest.fixture(params=["exact", "intervals"])
def coarse(request, monkeypatch):
    """With few codes a column at most, numbers and moments are coded as intervals."""
    if request.param == "intervals":
        monkeypatch.setattr(coding, "MOST", 12)
        monkeypatch.setattr(coding, "FINE", 12)
        monkeypatch.setattr(dense, "CHUNK", 16)


@settings(
    max_examples=40,
    deadline=None,
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(frame=FRAMES, asked=st.lists(queries(), min_size=1, max_size=4))
def test_codes_give_the_rows_of_polars(coarse, tmp_path_factory, frame, asked):
    folder = tmp_path_factory.mktemp("version")
    codes = versioned(frame, folder)
    scan = pl.scan_parquet(folder / "data.parquet")
    shared = asked[0].filters
    able = []
    for query in asked:
        query = replace(query, filters=shared)
        plan = engine.planned(codes, query, SCHEMA)
        if plan is not None:
            able.append((query, plan))
    if able:
        for found, (query, _) in zip(
            engine.answer(codes, able, SCHEMA, Cancel()), able, strict=True
        ):
            same(found, polars.answer(scan, query, SCHEMA))


@pytest.mark.parametrize("name", ["age", "price", "weight", "at"])
def test_ranges_that_end_at_a_cell_keep_or_leave_it(coarse, tmp_path, name):
    rows = [
        (
            None,
            datetime(2026, 1, 1) + timedelta(minutes=10 * n),
            "a",
            "x",
            True,
            n,
            n / 4,
            n / 2**20,
        )
        for n in range(-20, 40)
    ]
    frame = pl.DataFrame(rows, schema=COLUMNS, orient="row")
    codes = versioned(frame, tmp_path)
    scan = pl.scan_parquet(tmp_path / "data.parquet")
    cells = frame[name][::7].to_list()
    ends = [cell.isoformat() if name == "at" else cell for cell in cells]
    for end, later in pairwise(ends):
        for op in ("lt", "le", "gt", "ge", "eq", "between"):
            value = (end, later) if op == "between" else end
            query = Query(
                measures=(Measure("n", "count"),),
                filters=(Filter(column=name, op=op, value=value),),
            )
            asked = [(query, engine.planned(codes, query, SCHEMA))]
            same(
                engine.answer(codes, asked, SCHEMA, Cancel())[0],
                polars.answer(scan, query, SCHEMA),
            )
