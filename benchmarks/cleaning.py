"""Times cleaning of a dirty table with full audit beside Parquet alone and a textbook script.

    python benchmarks/cleaning.py [--rows 1000000] [--rounds 3]

Makes its own table (10 columns, about 8 % of the rows with something wrong), and runs in one
process, in turn: the table read and written as Parquet (by Polars and by pandas); LuminaBI (read,
plan, clean, type, write table and audit); a pandas script as textbooks have it, which keeps no
audit and proves nothing.
docs/benchmarks.md holds the figures seen.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl

from luminabi_dash.cleaning.pipeline import clean
from luminabi_dash.tables.schema import LINE, ROW
from luminabi_dash.tables.store import write_frame

CITIES = {
    "Orléans": "FR",
    "Paris": "FR",
    "Köln": "DE",
    "Dresden": "DE",
    "Ghent": "BE",
    "Austin": "US",
}
KINDS = ("Home", "Home & Garden", "Electronics", "Toys", "Books", "Grocery")


def dirty(rows: int, seed: int = 0) -> pl.DataFrame:
    """Orders as people keep them: blanks, case, null words, currency, units, dates in two forms."""
    rng = np.random.default_rng(seed)
    city = rng.choice(np.array(list(CITIES), object), rows)
    days = pd.Timestamp("2023-01-01") + pd.to_timedelta(rng.integers(0, 700, rows), unit="D")
    table = pd.DataFrame(
        {
            "order_key": np.char.add("K", np.arange(100_000, 100_000 + rows).astype(str)),
            "order_date": days.strftime("%Y-%m-%d").to_numpy(object),
            "city": city,
            "country": pd.Series(city).map(CITIES).to_numpy(object),
            "category": rng.choice(np.array(KINDS, object), rows),
            "quantity": rng.integers(1, 13, rows).astype(str),
            "amount": np.char.mod("%.2f", np.exp(rng.normal(4, 1, rows))),
            "weight": np.char.mod("%.1f", rng.gamma(9, 0.4, rows) + 0.2),
            "member": rng.choice(np.array(["yes", "no"], object), rows),
            "rating": rng.choice(np.array(["", "1", "2", "3", "4", "5"], object), rows),
        }
    ).astype(object)

    def hit(column: str, share: float, make: Callable[[str], str]) -> None:
        places = rng.random(rows) < share
        table.loc[places, column] = [make(text) for text in table.loc[places, column]]

    hit("city", 0.02, lambda text: f" {text} ")
    hit("city", 0.02, str.upper)
    hit("category", 0.02, str.lower)
    hit("amount", 0.02, lambda text: f"$ {float(text):,.2f}")
    hit("weight", 0.01, lambda text: f"{text} kg")
    hit("member", 0.02, lambda text: text[0].upper())
    hit("rating", 0.01, lambda text: "N/A")
    hit("order_date", 0.02, lambda text: f"{text[8:]}/{text[5:7]}/{text[:4]}")
    repeated = rng.choice(rows, rows // 100, replace=False)
    text = pl.from_pandas(pd.concat([table, table.iloc[repeated]]).astype(str))
    places = np.arange(text.height)
    return text.select(pl.Series(ROW, places), pl.Series(LINE, places + 2), pl.all())


def parquet_polars(source: Path, folder: Path) -> int:
    pl.read_parquet(source).write_parquet(folder / "copy.parquet")
    return 0


def parquet_pandas(source: Path, folder: Path) -> int:
    pd.read_parquet(source).to_parquet(folder / "copy.parquet", index=False)
    return 0


def luminabi(source: Path, folder: Path) -> int:
    result = clean(pl.read_parquet(source))
    write_frame(folder, result.frame, result.schema)
    result.changes.write_parquet(folder / "changes.parquet")
    result.removed.write_parquet(folder / "removed.parquet")
    return result.changes.height


def textbook(source: Path, folder: Path) -> int:
    """Strip, drop duplicates, coerce, fill: what a tutorial does, for the same columns."""
    frame = pd.read_parquet(source)
    for name in frame.columns[2:]:
        frame[name] = frame[name].astype(str).str.strip()
    frame = frame.drop_duplicates(subset=list(frame.columns[2:])).reset_index(drop=True)
    for name in ("city", "category"):
        frame[name] = frame[name].str.title()
    frame["member"] = (
        frame["member"].str.lower().map({"yes": True, "y": True, "no": False, "n": False})
    )
    for name in ("amount", "weight", "quantity", "rating"):
        bare = frame[name].str.replace(r"[^\d.\-]", "", regex=True)
        frame[name] = pd.to_numeric(bare, errors="coerce")
        frame[name] = frame[name].fillna(frame[name].mean())
    frame["order_date"] = pd.to_datetime(frame["order_date"], format="mixed", dayfirst=True)
    frame.to_parquet(folder / "textbook.parquet", index=False)
    return 0


def timed(
    work: Callable[[Path, Path], int], source: Path, folder: Path, rounds: int
) -> tuple[float, float]:
    """Median seconds by the clock and of the processor; the latter hardly feels other load."""
    wall, used = [], []
    for _ in range(rounds):
        start, spent = time.perf_counter(), time.process_time()
        work(source, folder)
        wall.append(time.perf_counter() - start)
        used.append(time.process_time() - spent)
    return statistics.median(wall), statistics.median(used)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument("--rounds", type=int, default=3)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "text.parquet"
        dirty(given.rows).write_parquet(source)
        changes = luminabi(source, folder)
        works = (parquet_polars, parquet_pandas, luminabi, textbook)
        found = {w.__name__: timed(w, source, folder, given.rounds) for w in works}
    print(f"rows {given.rows:,}, changed cells {changes:,}; by the clock, of the processor, ratios")
    ours = found["luminabi"]
    for label, (wall, used) in found.items():
        ratios = f"{ours[0] / wall:5.2f} {ours[1] / used:5.2f}"
        print(f"{label:16s} {wall:6.2f} s {used:6.2f} s   luminabi takes {ratios} x as long")


if __name__ == "__main__":
    main()
