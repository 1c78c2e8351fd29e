"""What is different in a new table compared with an earlier version of it, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.stats import chi2_contingency, ks_2samp

from luminabi_dash.cleaning.mismatch import is_near
from luminabi_dash.tables.schema import Column, Schema, Type

Kind = Literal["lost", "new", "renamed", "type", "missing", "distribution", "range"]
SAMPLE = 50_000
LEAST_ROWS = 30
SURE = 1e-3
PSI_LEAST = 0.2
SHIFT_LEAST = 0.1
EMPTY_LEAST = 0.05
BINS = 10
CATEGORIES = 200
ALIKE = 0.7
NAME_BONUS = 0.25
SAID = 3
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference; `size` is a share or a PSI, `stops` says that the recipe cannot be replayed
    without an answer.
    """

    kind: Kind
    column: str
    sentence: str
    size: float = 0.0
    becomes: str | None = None
    stops: bool = False


@dataclass(frozen=True, slots=True)
class Drift:
    differences: tuple[Difference, ...]

    @property
    def stops(self) -> bool:
        return any(item.stops for item in self.differences)

    def of_kind(self, kind: Kind) -> tuple[Difference, ...]:
        return tuple(item for item in self.differences if item.kind == kind)

    def renamed(self) -> dict[str, str]:
        """Old names with the new ones they probably have."""
        return {item.column: item.becomes or "" for item in self.of_kind("renamed")}

    def sentences(self) -> list[str]:
        return [item.sentence for item in self.differences]


def compare(old: pl.DataFrame, old_schema: Schema, new: pl.DataFrame, new_schema: Schema) -> Drift:
    """Columns first (lost, renamed, new), then types, then what is in the columns that stayed."""
    lost = [c for c in old_schema.columns if c.name not in new_schema]
    fresh = [c for c in new_schema.columns if c.name not in old_schema]
    pairs = renamed(old, lost, new, fresh)
    found: list[Difference] = []
    for column in lost:
        other = pairs.get(column.name)
        if other is None:
            words = f"The column {column.name!r} is gone."
            found.append(Difference("lost", column.name, words, stops=True))
        else:
            words = f"The column {column.name!r} is probably called {other[0]!r} now"
            words += f" ({other[1]:.0%} alike)."
            found.append(Difference("renamed", column.name, words, other[1], other[0], stops=True))
    taken = {name for name, _ in pairs.values()}
    for column in fresh:
        if column.name not in taken:
            words = f"The column {column.name!r} is new."
            found.append(Difference("new", column.name, words))
    for column in old_schema.columns:
        if column.name in new_schema:
            after = new_schema.column(column.name)
            found += differences(column, old[column.name], after, new[column.name])
    return Drift(tuple(found))


def differences(was: Column, old: pl.Series, now: Column, new: pl.Series) -> Iterator[Difference]:
    """What is different in a column that both have."""
    if family(was.type) != family(now.type) and len(old) > old.null_count():
        words = f"{was.name!r} was {was.type.value} and is {now.type.value} now."
        yield Difference("type", was.name, words, 1.0, stops=len(new) > new.null_count())
        return
    yield from emptier(was.name, old, new)
    first, second = old.drop_nulls(), new.drop_nulls()
    if len(first) < LEAST_ROWS or len(second) < LEAST_ROWS:
        return
    if was.type.is_numeric:
        yield from moved_numbers(was.name, numbers(first), numbers(second))
    elif was.type.is_temporal:
        yield from moved_range(was.name, first, second)
    else:
        yield from moved_shares(was.name, first, second)


def family(kind: Type) -> str:
    return "number" if kind.is_numeric else "time" if kind.is_temporal else kind.value


def emptier(name: str, old: pl.Series, new: pl.Series) -> Iterator[Difference]:
    before = old.null_count() / max(len(old), 1)
    after = new.null_count() / max(len(new), 1)
    noise = 3 * np.sqrt(0.25 / max(min(len(old), len(new)), 1))
    if abs(after - before) >= max(EMPTY_LEAST, noise):
        words = f"{after:.1%} of {name!r} is empty; it was {before:.1%}."
        yield Difference("missing", name, words, after - before)


def numbers(values: pl.Series) -> Floats:
    found: Floats = sampled(values).cast(pl.Float64).to_numpy().astype(np.float64)
    return found[np.isfinite(found)]


def sampled(values: pl.Series) -> pl.Series:
    step = max(1, -(-len(values) // SAMPLE))
    return values.gather_every(step)


def moved_numbers(name: str, old: Floats, new: Floats) -> Iterator[Difference]:
    """Population stability index over the old deciles, confirmed by a Kolmogorov-Smirnov test."""
    if not len(old) or not len(new):
        return
    size = psi(old, new)
    if size < PSI_LEAST or ks_2samp(old, new).pvalue > SURE:
        return
    middle = f"the median went from {np.median(old):,.4g} to {np.median(new):,.4g}"
    words = f"The numbers in {name!r} are distributed otherwise: {middle} (PSI {size:.2f})."
    yield Difference("distribution", name, words, size)


def psi(old: Floats, new: Floats) -> float:
    """Sum over the old deciles of (q - p) ln(q / p); half a row is put in empty bins."""
    edges = np.unique(np.quantile(old, np.linspace(0, 1, BINS + 1)[1:-1]))
    first = np.bincount(np.searchsorted(edges, old, side="right"), minlength=len(edges) + 1)
    second = np.bincount(np.searchsorted(edges, new, side="right"), minlength=len(edges) + 1)
    p = np.maximum(first, 0.5) / len(old)
    q = np.maximum(second, 0.5) / len(new)
    return float(np.sum((q - p) * np.log(q / p)))


def moved_range(name: str, old: pl.Series, new: pl.Series) -> Iterator[Difference]:
    """Times that begin before the old ones, or do not touch them at all."""
    begins, ends = str(new.min())[:10], str(new.max())[:10]
    was = f"{str(old.min())[:10]} to {str(old.max())[:10]}"
    if begins != str(old.min())[:10] or ends != str(old.max())[:10]:
        words = f"{name!r} runs from {begins} to {ends}; it was {was}."
        yield Difference("range", name, words)


def moved_shares(name: str, old: pl.Series, new: pl.Series) -> Iterator[Difference]:
    """Shares of categories, confirmed by a chi-squared test; not of texts that hardly repeat."""
    before, after = shares(old), shares(new)
    if before is None or after is None:
        return
    keys = list({**before, **after})
    p = np.array([before.get(key, 0) for key in keys], float)
    q = np.array([after.get(key, 0) for key in keys], float)
    size = float(np.abs(p / p.sum() - q / q.sum()).sum() / 2)
    if size < SHIFT_LEAST or chi2_contingency(np.vstack([p, q]) + 0.5).pvalue > SURE:
        return
    change = q / q.sum() - p / p.sum()
    order = np.argsort(-np.abs(change))[:SAID]
    said = ", ".join(f"{keys[i]!r} {p[i] / p.sum():.0%} to {q[i] / q.sum():.0%}" for i in order)
    yield Difference("distribution", name, f"The shares in {name!r} changed: {said}.", size)


def shares(values: pl.Series) -> dict[Any, int] | None:
    tally = values.cast(pl.String).value_counts(sort=True)
    if tally.height > CATEGORIES or tally.height > 0.5 * len(values):
        return None
    return dict(tally.iter_rows())


def renamed(
    old: pl.DataFrame, lost: Sequence[Column], new: pl.DataFrame, fresh: Sequence[Column]
) -> dict[str, tuple[str, float]]:
    """Lost columns with the new one that holds most alike values, the surest pair first."""
    scored = sorted(
        (
            (likeness(old[a.name], new[b.name], a, b), a.name, b.name)
            for a in lost
            for b in fresh
            if family(a.type) == family(b.type)
        ),
        reverse=True,
    )
    found: dict[str, tuple[str, float]] = {}
    taken: set[str] = set()
    for score, was, now in scored:
        if score >= ALIKE and was not in found and now not in taken:
            found[was] = (now, min(score, 1.0))
            taken.add(now)
    return found


def likeness(old: pl.Series, new: pl.Series, was: Column, now: Column) -> float:
    """How alike two columns are in content, 0 to 1, with a bonus for a similar name."""
    first, second = old.drop_nulls(), new.drop_nulls()
    if not len(first) or not len(second):
        content = 0.0
    elif was.type.is_numeric:
        content = 1 - float(ks_2samp(numbers(first), numbers(second)).statistic)
    elif was.type.is_temporal:
        moments = [sampled(s).cast(pl.Datetime("us")).cast(pl.Int64) for s in (first, second)]
        content = 1 - float(ks_2samp(numbers(moments[0]), numbers(moments[1])).statistic)
    else:
        content = overlap(first, second)
    return content + (NAME_BONUS if is_near(was.name, now.name) else 0.0)


def overlap(old: pl.Series, new: pl.Series) -> float:
    """Shared share of common texts, or of the forms of texts that hardly repeat."""
    before, after = shares(old), shares(new)
    if before is None or after is None:
        before, after = forms(old), forms(new)
    p, q = sum(before.values()), sum(after.values())
    return sum(min(before[key] / p, after.get(key, 0) / q) for key in before)


def forms(values: pl.Series) -> dict[Any, int]:
    """Texts by their form: letters as a, digits as 0."""
    shaped = sampled(values).cast(pl.String).str.replace_all(r"\p{L}+", "a")
    return dict(shaped.str.replace_all(r"\d", "0").value_counts().iter_rows())
