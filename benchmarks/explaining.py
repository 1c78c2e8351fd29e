"""Measures explanations: a mark of 1 million orders with eight columns to compare.

    python benchmarks/explaining.py [--quick] [--rounds 7]

Nothing is kept from one round to the next. docs/benchmarks.md holds the figures seen.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import dashboard_world as world
import numpy as np
import polars as pl

from luminabi_dash.app import build_context, load_jobs
from luminabi_dash.services import calculating, explaining
from luminabi_dash.settings import read_settings
from luminabi_dash.tables.cache import ResultCache
from luminabi_dash.tables.schema import Column, Role, Schema, Type
from luminabi_dash.upgrading import upgrade_database

VALUES = {"staff": 50, "size": 5, "colour": 12, "supplier": 30, "payment": 4}
LINE = {"kind": "line", "x": "day", "y": "amount", "unit": "month"}
WAYS = {
    "a month against the one before, sum": (LINE, [0, 30]),
    "a month, mean": ({**LINE, "aggregate": "mean"}, [0, 30]),
    "a week against the one before, count": ({**LINE, "y": None, "unit": "week"}, [0, 150]),
    "one of 40 products against the others, sum": (
        {"kind": "bar", "x": "product", "y": "amount"},
        [0, 3],
    ),
    "a month, ratio of sums": ({**LINE, "y": "price"}, [0, 30]),
}


def orders(rows: int) -> tuple[pl.DataFrame, Schema]:
    """Orders with five more columns; the rows of one supplier fall in the last months."""
    pick = np.random.default_rng(3)
    frame = world.orders(rows)
    for name, count in VALUES.items():
        words = pl.Series([f"{name} {at}" for at in range(count)])
        frame = frame.with_columns(words.gather(pick.integers(0, count, rows)).alias(name))
    falls = (pl.col("supplier") == "supplier 3") & (pl.col("day") >= pl.date(2025, 7, 1))
    frame = frame.filter(~falls | (pl.col("__row") % 3 == 0))
    more = tuple(Column(name, Type.TEXT, Role.DIMENSION) for name in VALUES)
    return frame, Schema((*world.SCHEMA.columns, *more))


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--quick", action="store_true")
    asked.add_argument("--rounds", type=int, default=7)
    given = asked.parse_args()
    rows, rounds = (50_000, 2) if given.quick else (1_000_000, given.rounds)
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), rows, rounds)


def measure(folder: Path, rows: int, rounds: int) -> None:
    load_jobs()
    settings = read_settings(
        {
            "LUMINABI_DATABASE_URL": f"sqlite:///{folder}/luminabi.db",
            "LUMINABI_DATA_DIR": str(folder / "data"),
            "LUMINABI_SECRET_KEY": "k" * 40,
        }
    )
    upgrade_database(settings)
    ctx = build_context(settings)
    user, _ = world.signed_up(ctx)
    frame, schema = orders(rows)
    dataset = world.publish(ctx, user, frame.height, frame, schema)
    calculating.keep(ctx, user, dataset, "price", "sum(amount) / sum(quantity)")
    print(f"{frame.height:,} rows, {len(VALUES) + 3} columns to compare")
    for name, (spec, point) in WAYS.items():
        times = []
        for _ in range(rounds):
            fresh = replace(ctx, cache=ResultCache(2**27))
            began = time.perf_counter()
            found = explaining.of_spec(fresh, user, dataset, spec, None, (point[0], point[1]))
            times.append(time.perf_counter() - began)
        middle, worst = statistics.median(times), max(times)
        print(f"{name:<48} {1e3 * middle:>7.0f} ms, worst {1e3 * worst:.0f}")
        print(f"    {found.counted} {found.sentence}")


if __name__ == "__main__":
    main()
