"""A cube gives the rows of a scan, whatever is brushed."""

from dataclasses import replace

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luminabi_dash.tables import cube
from luminabi_dash.tables.cancel import Cancel
from luminabi_dash.tables.engines import codes as engine
from luminabi_dash.tables.engines import polars
from tests.support.random_queries import FRAMES, SCHEMA, filters, queries, same
from tests.unit.tables.test_codes import coarse, versioned  # noqa: F401

BRUSHED = st.sampled_from(SCHEMA.names())


@st.composite
def brushes(draw):
    """A column, filters of others, and two sets of filters of the column."""
    column = draw(BRUSHED)
    others = tuple(f for f in draw(st.lists(filters(), max_size=2)) if f.column != column)
    moves = [tuple(draw(st.lists(filters(column), min_size=1, max_size=2))) for _ in range(2)]
    return column, others, moves


@settings(
    max_examples=40,
    deadline=None,
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(frame=FRAMES, asked=st.lists(queries(), min_size=1, max_size=3), brush=brushes())
def test_a_cube_gives_the_rows_of_a_scan(coarse, tmp_path_factory, frame, asked, brush):  # noqa: F811
    folder = tmp_path_factory.mktemp("version")
    codes = versioned(frame, folder)
    scan = pl.scan_parquet(folder / "data.parquet")
    column, others, moves = brush
    made = None
    for own in moves:
        present = [replace(query, filters=(*others, *own)) for query in asked]
        plans = [(query, engine.planned(codes, query, SCHEMA)) for query in present]
        able = [(query, plan) for query, plan in plans if plan is not None]
        if not able:
            continue
        if made is None:
            needs = cube.wanted(codes, column, [plan for _, plan in able])
            made = cube.build(codes, column, frozenset(others), needs, SCHEMA, Cancel())
        for (query, _), found in zip(
            able, cube.answer(codes, made, able, SCHEMA, Cancel()), strict=True
        ):
            if found is not None:
                same(found, polars.answer(scan, query, SCHEMA))
