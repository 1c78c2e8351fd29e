"""Times the reading of a large CSV side by side with bare conversions to Parquet.

    python benchmarks/reading.py [--megabytes 200] [--rounds 3] [--keep FILE]

Makes its own data: 10 columns of codes, dates, categories, numbers and words. Each reader runs in
a process of its own; wall time and peak memory are those of that process. DuckDB and pandas
are compared where they are installed. Trust the ratios of one run, not the seconds.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
HEAD = "order_id,day,region,product,customer,amount,price,quantity,rate,note\n"
REGIONS = ("EU", "US", "APAC", "LATAM")
READERS = {
    "LuminaBI: text, types, rejects, evidence": (
        "from luminabi_dash.ingest import cage; from pathlib import Path;"
        "cage.read(Path({file!r}), name='big.csv', out=Path({out!r}))"
    ),
    "DuckDB, CSV to Parquet": (
        "import duckdb;duckdb.sql(\"copy (from read_csv('{file}')) to '{out}/duck.parquet'\")"
    ),
    "Polars, CSV to Parquet": (
        "import polars as pl; pl.scan_csv({file!r}).sink_parquet({out!r} + '/polars.parquet')"
    ),
    "pandas, CSV to Parquet": (
        "import pandas as pd; pd.read_csv({file!r}).to_parquet({out!r} + '/pandas.parquet')"
    ),
}
WATCHED = """
import resource, sys, time
began = time.perf_counter()
{code}
seconds = time.perf_counter() - began
used = [resource.getrusage(w).ru_maxrss for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(seconds, max(used) / 1024)
"""


def make(path: Path, megabytes: int) -> int:
    """Write the data; the number of its rows."""
    pick = random.Random(1)
    rows = 0
    with path.open("w", encoding="ascii") as file:
        file.write(HEAD)
        while file.tell() < megabytes * 1024 * 1024:
            lines = [line(pick, rows + at) for at in range(20_000)]
            file.write("".join(lines))
            rows += len(lines)
    return rows


def line(pick: random.Random, at: int) -> str:
    return (
        f"A-{at:08},2025-{1 + at % 12:02}-{1 + at % 28:02},{REGIONS[at % 4]},Product {at % 977},"
        f"customer-{pick.randrange(90_000)},{pick.random() * 1_000:.2f},{pick.random() * 90:.3f},"
        f"{pick.randrange(1, 90)},{pick.random():.5f},some words {at % 5_000}\n"
    )


def timed(code: str) -> tuple[float, float] | None:
    """Seconds and megabytes of a process that runs the code; None when it cannot."""
    done = subprocess.run(
        [sys.executable, "-c", WATCHED.format(code=code)],
        cwd=ROOT,
        env={**os.environ, "POLARS_MAX_THREADS": "2"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return None
    seconds, megabytes = done.stdout.split()[-2:]
    return float(seconds), float(megabytes)


def measure(file: Path, rounds: int) -> None:
    size = file.stat().st_size / 1024 / 1024
    print(f"{'':<44}{'seconds':>9}{'MB/s':>8}{'memory MB':>11}{'memory/file':>13}")
    for name, code in READERS.items():
        seen = []
        for _ in range(rounds):
            with tempfile.TemporaryDirectory(dir=file.parent) as out:
                seen.append(timed(code.format(file=str(file), out=out)))
        found = [item for item in seen if item is not None]
        if not found:
            print(f"{name:<44}{'not installed':>17}")
            continue
        seconds = statistics.median(item[0] for item in found)
        memory = max(item[1] for item in found)
        print(
            f"{name:<44}{seconds:>9.2f}{size / seconds:>8.0f}{memory:>11.0f}{memory / size:>13.2f}"
        )


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    given.add_argument("--megabytes", type=int, default=200)
    given.add_argument("--rounds", type=int, default=3)
    given.add_argument("--keep", type=Path, help="use this file, and make it when it is not there")
    asked = given.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = asked.keep or Path(folder) / "big.csv"
        if not file.exists():
            began = time.perf_counter()
            rows = make(file, asked.megabytes)
            print(f"{rows:,} rows made in {time.perf_counter() - began:.0f} s")
        measure(file, asked.rounds)


if __name__ == "__main__":
    main()
