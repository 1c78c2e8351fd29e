"""Small tables with one planted fact each, and tables of noise, for tests of insights."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from luminabi_dash.tables.schema import Column, Role, Schema, Type

TYPES = {
    "temporal": Type.DATETIME,
    "measure": Type.NUMBER,
    "dimension": Type.TEXT,
    "outcome": Type.INTEGER,
    "flag": Type.BOOLEAN,
    "text": Type.TEXT,
    "identifier": Type.TEXT,
    "year": Type.INTEGER,
}
ROLES = {"outcome": Role.MEASURE, "flag": Role.DIMENSION, "year": Role.DIMENSION}


def schema_of(**uses: str) -> Schema:
    """`schema_of(day="temporal", sales="measure sum", shop="dimension")`."""
    columns = []
    for name, words in uses.items():
        kind = words.split()[0]
        role = ROLES.get(kind) or Role(kind)
        columns.append(Column(name, TYPES[kind], role, additive="sum" in words))
    return Schema(tuple(columns))


@dataclass(frozen=True)
class Planted:
    """A fact: its table and what must be found in it."""

    frame: pd.DataFrame
    schema: Schema
    kind: str
    columns: frozenset[str]
    expect: dict[str, object]


def ar1(random: np.random.Generator, size: int, phi: float) -> np.ndarray:
    steps = random.normal(0, np.sqrt(1 - phi**2), size)
    values = np.empty(size)
    values[0] = random.normal()
    for place in range(1, size):
        values[place] = phi * values[place - 1] + steps[place]
    return values


def days(size: int, freq: str = "D") -> pd.DatetimeIndex:
    return pd.date_range("2024-01-01", periods=size, freq=freq)


def noise(seed: int, rows: int = 300, *, dated: bool = True) -> tuple[pd.DataFrame, Schema]:
    """Nothing to find: measures, skewed ones too, and dimensions that know nothing of them."""
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "shop": random.choice(list("abcde"), rows),
            "team": random.choice(["red", "blue"], rows),
            "sales": random.gamma(2, 50, rows),
            "price": random.normal(10, 2, rows),
            "weight": random.normal(70, 9, rows),
        }
    )
    uses = {"shop": "dimension", "team": "dimension", "sales": "measure sum"}
    uses |= {"price": "measure", "weight": "measure"}
    if dated:
        frame.insert(0, "day", days(rows))
        uses = {"day": "temporal", **uses}
    return frame, schema_of(**uses)


def series(seed: int, shape: Callable[[np.ndarray], np.ndarray], size: int = 240) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    place = np.arange(size)
    load = 100 + 10 * (ar1(random, size, 0.3) + shape(place))
    other = 50 + 5 * ar1(random, size, 0.3)
    return pd.DataFrame({"day": days(size), "load": load, "other": other})


SERIES = schema_of(day="temporal", load="measure", other="measure")
IN_TIME = frozenset({"day", "load"})


def trend() -> Planted:
    frame = series(1, lambda i: 4 * i / i.size)
    return Planted(frame, SERIES, "trend", IN_TIME, {"direction": "up"})


def change_point() -> Planted:
    frame = series(2, lambda i: -2.5 * (i >= 100))
    return Planted(frame, SERIES, "change_point", IN_TIME, {"direction": "down"})


def seasonality() -> Planted:
    frame = series(3, lambda i: 1.5 * np.sin(2 * np.pi * (i % 7) / 7))
    return Planted(frame, SERIES, "seasonality", IN_TIME, {"period": 7})


def anomaly() -> Planted:
    frame = series(4, lambda i: 9.0 * (i == 120))
    expect = {"at": ["2024-04-30"], "rows": [120]}
    return Planted(frame, SERIES, "anomaly", IN_TIME, expect)


def crossed(seed: int, rows: int = 600) -> tuple[np.random.Generator, pd.DataFrame]:
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "shop": random.choice(list("abcd"), rows),
            "kind": random.choice(["x", "y", "z"], rows),
            "price": random.normal(20, 3, rows),
            "amount": random.normal(100, 15, rows),
        }
    )
    return random, frame


CROSSED = schema_of(shop="dimension", kind="dimension", price="measure", amount="measure")


def correlation() -> Planted:
    _, frame = crossed(5)
    frame["amount"] += 2 * frame["price"]
    names = frozenset({"price", "amount"})
    return Planted(frame, CROSSED, "correlation", names, {"direction": "up"})


def curve() -> Planted:
    _, frame = crossed(6)
    frame["amount"] += 2 * (frame["price"] - 20) ** 2
    return Planted(frame, CROSSED, "correlation", frozenset({"price", "amount"}), {})


def segment() -> Planted:
    _, frame = crossed(7)
    frame.loc[frame["shop"] == "c", "amount"] += 12
    expect = {"segment": {"shop": "c"}, "direction": "up"}
    return Planted(frame, CROSSED, "segment", frozenset({"shop", "amount"}), expect)


def cell() -> Planted:
    _, frame = crossed(8, 1_200)
    frame.loc[(frame["shop"] == "b") & (frame["kind"] == "z"), "amount"] -= 25
    expect = {"segment": {"kind": "z", "shop": "b"}, "direction": "down"}
    return Planted(frame, CROSSED, "segment", frozenset({"shop", "kind", "amount"}), expect)


def association() -> Planted:
    random, frame = crossed(9)
    moved = (frame["shop"] == "a") & (random.random(len(frame)) < 0.6)
    frame.loc[moved, "kind"] = "x"
    return Planted(frame, CROSSED, "association", frozenset({"shop", "kind"}), {})


def concentration() -> Planted:
    random, frame = crossed(10)
    frame["shop"] = random.choice(list("abcdefgh"), len(frame), p=[0.65, *[0.05] * 7])
    expect = {"segment": {"shop": "a"}}
    return Planted(frame, CROSSED, "concentration", frozenset({"shop"}), expect)


def simpson() -> Planted:
    random = np.random.default_rng(11)
    group = random.integers(0, 3, 600)
    price = group * 3 + random.normal(size=600)
    amount = -3.0 * group + 0.7 * (price - 3 * group) + 0.7 * random.normal(size=600)
    frame = pd.DataFrame({"shop": np.array(list("abc"))[group], "price": price, "amount": amount})
    schema = schema_of(shop="dimension", price="measure", amount="measure")
    return Planted(frame, schema, "simpson", frozenset({"shop", "price", "amount"}), {})


def missing_pattern() -> Planted:
    random, frame = crossed(12)
    gone = random.random(len(frame)) < np.where(frame["shop"] == "d", 0.4, 0.03)
    frame.loc[gone, "amount"] = np.nan
    expect = {"segment": {"shop": "d"}}
    return Planted(frame, CROSSED, "missing_pattern", frozenset({"shop", "amount"}), expect)


def missing() -> Planted:
    random, frame = crossed(13)
    frame.loc[random.random(len(frame)) < 0.2, "price"] = np.nan
    return Planted(frame, CROSSED, "missing", frozenset({"price"}), {})


def disguised_missing() -> Planted:
    _, frame = crossed(14)
    frame.loc[[3, 50, 51, 200, 400, 401], "price"] = -999.0
    expect = {"rows": [3, 50, 51, 200, 400, 401]}
    return Planted(frame, CROSSED, "disguised_missing", frozenset({"price"}), expect)


def outlier() -> Planted:
    _, frame = crossed(15)
    frame.loc[[10, 20], "price"] = [200.0, 260.0]
    return Planted(frame, CROSSED, "outlier", frozenset({"price"}), {"rows": [10, 20]})


def duplicates() -> Planted:
    _, frame = crossed(16, 300)
    frame = pd.concat([frame, frame.iloc[[5, 6]]], ignore_index=True)
    return Planted(frame, CROSSED, "duplicates", frozenset(), {"rows": [300, 301]})


def derived() -> Planted:
    _, frame = crossed(17)
    frame["total"] = (frame["price"] * frame["amount"]).round(2)
    schema = Schema((*CROSSED.columns, *schema_of(total="measure sum").columns))
    return Planted(frame, schema, "derived", frozenset({"total", "price", "amount"}), {})


def driver() -> Planted:
    random, frame = crossed(18)
    frame["rest"] = random.normal(size=len(frame))
    frame["amount"] += 3 * frame["price"] + 30 * (frame["shop"] == "a")
    schema = Schema((*CROSSED.columns, *schema_of(rest="measure").columns))
    return Planted(frame, schema, "driver", frozenset({"amount", "price", "shop"}), {})


def cluster() -> Planted:
    random = np.random.default_rng(19)
    group = random.integers(0, 3, 450)
    centres = np.array([[0, 0, 0], [9, 8, -9], [-8, 9, 9]])[group]
    values = centres + random.normal(size=(450, 3))
    frame = pd.DataFrame(values, columns=["one", "two", "three"])
    schema = schema_of(one="measure", two="measure", three="measure")
    return Planted(frame, schema, "cluster", frozenset({"one", "two", "three"}), {})


ALL: tuple[Callable[[], Planted], ...] = (
    trend,
    change_point,
    seasonality,
    anomaly,
    correlation,
    curve,
    segment,
    cell,
    association,
    concentration,
    simpson,
    missing_pattern,
    missing,
    disguised_missing,
    outlier,
    duplicates,
    derived,
    driver,
    cluster,
)
