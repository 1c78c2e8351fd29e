"""Small text tables as the reader makes them."""

import polars as pl
import pytest

from luminabi_dash.tables.schema import LINE, ROW


def make(**columns):
    rows = len(next(iter(columns.values()))) if columns else 0
    hidden = {ROW: list(range(rows)), LINE: list(range(2, rows + 2))}
    return pl.DataFrame({**hidden, **columns}, schema_overrides=dict.fromkeys(columns, pl.String))


@pytest.fixture
def table():
    """table(city=[" Rome", ""], n=["1", "2"]): a frame with rows 0, 1 on lines 2, 3."""
    return make
