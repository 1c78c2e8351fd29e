"""Codes answer what they can answer exactly as Polars does."""

from dataclasses import replace

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luminabi_dash.tables import coding
from luminabi_dash.tables.cancel import Cancel
from luminabi_dash.tables.codes import open_codes
from luminabi_dash.tables.coding import write_codes
from luminabi_dash.tables.engines import codes as engine
from luminabi_dash.tables.engines import polars
from luminabi_dash.tables.store import write_frame
from tests.support.random_queries import FRAMES, SCHEMA, queries, same


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
