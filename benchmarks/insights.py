"""Times the search for insights on tables that it makes itself.

    python benchmarks/insights.py [--rows 100000] [--wide 1000000] [--rounds 3]

1. All detectors on ROWS × 20 columns (a date, 12 measures, 6 dimensions, an outcome), with a few
   facts in them: seconds of computing, and how many of them to the first finding that is told.
2. All correlations of WIDE × 50 columns with 2 % of the cells empty, against one float64 matrix
   product of that shape and against pandas.
   count for little; trust the ratios of one run.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import pandas as pd

from luminabi_dash.insights.engine import discover
from luminabi_dash.insights.pairs import correlations
from luminabi_dash.tables.schema import Column, Role, Schema, Type


def table(rows: int) -> tuple[pd.DataFrame, Schema]:
    random = np.random.default_rng(0)
    days = pd.Timestamp("2022-01-01") + pd.to_timedelta(random.integers(0, 730, rows), unit="D")
    data: dict[str, object] = {"day": days}
    columns = [Column("day", Type.DATE, Role.TEMPORAL)]
    for place in range(12):
        values = random.gamma(2, 50, rows) if place % 2 else random.normal(100, 15, rows)
        values[random.random(rows) < 0.02] = np.nan
        data[f"m{place}"] = values
        columns.append(Column(f"m{place}", Type.NUMBER, Role.MEASURE, additive=bool(place % 2)))
    for place, size in enumerate((3, 5, 8, 20, 100, 250)):
        data[f"c{place}"] = random.choice([f"v{i}" for i in range(size)], rows)
        columns.append(Column(f"c{place}", Type.TEXT, Role.DIMENSION))
    data["flag"] = (random.random(rows) < 0.3).astype(int)
    columns.append(Column("flag", Type.INTEGER, Role.MEASURE))
    frame = pd.DataFrame(data)
    frame["m0"] += 10 * (frame["c0"] == "v1")
    frame["m3"] += 2 * frame["m2"].fillna(100)
    return frame, Schema(tuple(columns))


def search(rows: int) -> tuple[float, float]:
    frame, schema = table(rows)
    heard: list[float] = []
    began, busy = time.perf_counter(), time.process_time()
    discover(frame, schema, found=lambda _: heard.append(time.process_time() - busy))
    print(f"  ({time.perf_counter() - began:.2f} s on the clock)")
    return time.process_time() - busy, min(heard, default=float("nan"))


def timed(work: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return statistics.median(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--wide", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    discover(*table(1_000))  # imports are paid once a process
    found = [search(given.rows) for _ in range(given.rounds)]
    print(f"all detectors, {given.rows:,} × 20: {statistics.median(f[0] for f in found):.2f} s")
    print(f"  first finding told after {statistics.median(f[1] for f in found):.2f} s")
    random = np.random.default_rng(1)
    full = random.normal(size=(given.wide, 50))
    product = timed(lambda: full.T @ full, given.rounds)
    full[random.random(full.shape) < 0.02] = np.nan
    ours = timed(lambda: correlations(full), given.rounds)
    theirs = timed(lambda: pd.DataFrame(full).corr(), 1)
    print(f"one float64 product of {given.wide:,} × 50: {product:.2f} s")
    print(f"all correlations: {ours:.2f} s, {ours / product:.1f} products")
    print(f"the same by pandas: {theirs:.2f} s, {theirs / ours:.1f} times ours")


if __name__ == "__main__":
    main()
