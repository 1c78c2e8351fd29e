import pandas as pd
import polars as pl
import pytest

from luminabi_dash.errors import Conflict, NotFound
from luminabi_dash.tables.profile import profile
from luminabi_dash.tables.schema import Column, Role, Schema, Type
from luminabi_dash.tables.store import Store, write_frame

SCHEMA = Schema((Column("n", Type.INTEGER, Role.MEASURE), Column("s", Type.TEXT, Role.TEXT)))


def folder(tmp_path, name="new"):
    path = tmp_path / name
    path.mkdir()
    frame = pl.DataFrame({"__row": [0, 1], "__line": [2, 3], "n": [1, None], "s": ["a", None]})
    write_frame(path, frame, SCHEMA)
    return path


def test_a_version_appears_whole_and_is_read_back(tmp_path):
    store = Store(tmp_path)
    store.publish(7, 1, folder(tmp_path))

    assert store.schema(7, 1) == SCHEMA
    assert store.scan(7, 1).collect()["n"].to_list() == [1, None]


def test_a_version_is_never_replaced(tmp_path):
    store = Store(tmp_path)
    store.publish(7, 1, folder(tmp_path))

    with pytest.raises(Conflict):
        store.publish(7, 1, folder(tmp_path, "other"))


def test_missing_files_are_said(tmp_path):
    with pytest.raises(NotFound, match="missing"):
        Store(tmp_path).scan(1, 1)


def test_a_profile_counts_and_bins():
    frame = pd.DataFrame({"n": pd.array([1, 2, 2, None], dtype="Int64"), "s": list("abba")})
    schema = Schema(
        (Column("n", Type.INTEGER, Role.MEASURE), Column("s", Type.TEXT, Role.DIMENSION))
    )

    n, s = profile(frame, schema)

    assert (n.filled, n.empty, n.distinct, n.smallest, n.largest) == (3, 1, 2, "1", "2")
    assert sum(n.counts) == 3
    assert dict(zip(s.labels, s.counts, strict=True)) == {"a": 2, "b": 2}


def test_an_empty_column_has_no_ends():
    frame = pd.DataFrame({"n": pd.array([None, None], dtype="Int64")})

    [view] = profile(frame, Schema((Column("n", Type.INTEGER, Role.MEASURE),)))

    assert (view.filled, view.smallest, view.mean, view.bars) == (0, None, None, ())
