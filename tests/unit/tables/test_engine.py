"""The engine takes the quickest way that can answer, and every way gives the same rows."""

import time
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from luminabi_dash.errors import Invalid, Unavailable
from luminabi_dash.tables.cancel import Cancel
from luminabi_dash.tables.coding import write_codes
from luminabi_dash.tables.engine import Engine
from luminabi_dash.tables.engines import codes, polars
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.query import Group, Measure, Query
from luminabi_dash.tables.schema import Column, Role, Schema, Type
from luminabi_dash.tables.store import Store, write_frame
from tests.support.random_queries import same

SCHEMA = Schema(
    (
        Column("day", Type.DATE, Role.TEMPORAL),
        Column("shop", Type.TEXT, Role.DIMENSION),
        Column("sales", Type.NUMBER, Role.MEASURE),
    )
)
ROWS = 5_000
SALES = Measure("value", "sum", "sales")
QUERIES = (
    Query(groups=(Group("shop"),), measures=(SALES,), sort=("-value",)),
    Query(groups=(Group("day", unit="month"),), measures=(SALES,), sort=("day",)),
    Query(measures=(Measure("middle", "median", "sales"),)),
    Query(columns=("sales",), limit=3),
)


@pytest.fixture
def store(tmp_path):
    pick = np.random.default_rng(3)
    frame = pl.DataFrame(
        {
            "__row": range(ROWS),
            "__line": range(ROWS),
            "day": [date(2026, 1, 1) + timedelta(days=int(n)) for n in pick.integers(0, 300, ROWS)],
            "shop": pick.choice(list("abc"), ROWS),
            "sales": pick.integers(0, 10_000, ROWS) / 100,
        }
    )
    folder = Store(tmp_path).folder(1, 1)
    folder.mkdir(parents=True)
    write_frame(folder, frame, SCHEMA)
    return Store(tmp_path)


def under(*filters):
    return [replace(query, filters=filters) for query in QUERIES]


def days(first, last):
    return Filter(column="day", op="between", value=(first, last))


def check(engine, store, asked):
    found = engine.answers(1, 1, SCHEMA, asked, Cancel(30))
    for rows, query in zip(found, asked, strict=True):
        wanted = polars.answer(store.scan(1, 1), query, SCHEMA)
        same(rows, wanted)


def test_without_codes_polars_answers_and_with_them_they_do(store, monkeypatch):
    engine = Engine(store, 100_000_000)
    assert engine.lacks_codes(1, 1)
    assert not engine.lacks_codes(1, 1)
    check(engine, store, under())
    write_codes(store.folder(1, 1), SCHEMA, is_published=True)
    check(engine, store, under(Filter(column="shop", op="in", value=("a", "c"))))
    seen = []
    monkeypatch.setattr(codes, "answer", lambda _c, queries, *_: seen.append(len(queries)) or [])
    with pytest.raises(ValueError, match="shorter"):
        engine.answers(1, 1, SCHEMA, under(), Cancel(30))
    assert seen == [2]


def test_a_brush_is_answered_by_a_cube_from_its_third_move_at_the_latest(store, monkeypatch):
    write_codes(store.folder(1, 1), SCHEMA)
    engine = Engine(store, 100_000_000)
    for last in range(10, 30):
        check(engine, store, under(days("2026-01-05", f"2026-03-{last}")))
        watched = engine.watched(1, 1)
        until = time.monotonic() + 10
        while watched.building and time.monotonic() < until:
            time.sleep(0.01)
        if watched.cubes and last > 12:
            monkeypatch.setattr(codes, "answer", None)
    assert [key[0] for key in watched.cubes] == ["day"]
    assert codes.answer is None


def test_cubes_that_do_not_fit_are_not_built(store):
    write_codes(store.folder(1, 1), SCHEMA)
    engine = Engine(store, 1_000)
    for last in (10, 11, 12):
        check(engine, store, under(days("2026-01-05", f"2026-03-{last}")))
    engine._builder.shutdown(wait=True)
    assert not engine.watched(1, 1).cubes


def test_a_wrong_query_has_its_error_and_the_others_their_rows(store):
    write_codes(store.folder(1, 1), SCHEMA)
    wrong = Query(groups=(Group("nothing"),), measures=(SALES,))
    found = Engine(store, 1_000).answers(1, 1, SCHEMA, [wrong, *under()], Cancel(30))
    assert isinstance(found[0], Invalid)
    assert found[1].frame.height == 3


def test_a_query_has_a_time_limit(store):
    with pytest.raises(Unavailable):
        Engine(store, 1_000).answers(1, 1, SCHEMA, under(), Cancel(1e-9))
