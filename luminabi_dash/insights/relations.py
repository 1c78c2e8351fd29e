"""Columns that are computed from others: what follows from that is trivial and never told.

Exact relations among measures: lines, sums, differences, products, ratios, a product with a
discount, within the rounding of the target. Checked on few rows first, then on all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from luminabi_dash.insights.arrays import Numbers, decimals, kinds, spread

LINE_RESIDUAL = 0.002
"""Largest residual of a line as a share of the range."""
NEAR_LINE = 0.9999
LEAST_KINDS = 9
LEAST_ROWS = 20
PROBE = 80
PROBED = 10
JUDGED = 5_000
COLUMNS = 40
TRIPLES = 26
MEAN = "mean"
TOLERANCE = 0.001
ROUNDING = 0.6
NEARLY = 0.98
COEFFICIENT = 0.06
PARTS = 5
LEAST_PART = 0.05


@dataclass(frozen=True, slots=True)
class Relation:
    """`target` is computed from `sources`; `words` say how."""

    target: str
    sources: tuple[str, ...]
    words: str
    is_exact: bool = True


@dataclass(frozen=True, slots=True)
class Relations:
    """All relations of a table. `classes` are sets of columns that are lines of each other, their
    representative first.
    """

    found: tuple[Relation, ...]
    classes: tuple[tuple[str, ...], ...]
    ancestors: Mapping[str, frozenset[str]]

    def representative(self, name: str) -> str:
        return next((one[0] for one in self.classes if name in one), name)

    def is_trivial(self, a: str, b: str) -> bool:
        """Whether one of the two is computed from the other, in one step or in several, or both
        from a third column.
        """
        a, b = self.representative(a), self.representative(b)
        of_a, of_b = self.ancestors.get(a, frozenset()), self.ancestors.get(b, frozenset())
        return a == b or b in of_a or a in of_b or bool(of_a & of_b)


def relations_of(numbers: Mapping[str, Numbers]) -> Relations:
    """Relations among measures, given as columns of equal length with NaN where empty."""
    names = [name for name in sorted(numbers) if kinds(numbers[name], most=5_000) >= 3]
    names = names[:COLUMNS]
    lines = list(lines_among(numbers, names))
    classes = classes_of(numbers, lines)
    found = [line_of(numbers, one[0], other) for one in classes for other in one[1:]]
    heads = [name for name in names if all(name not in one[1:] for one in classes)]
    made = list(made_among(numbers, heads))
    sums = list(near_sums(numbers, heads, {relation.target for relation in made}))
    return Relations((*found, *made, *sums), tuple(classes), ancestors_of([*made, *sums]))


def lines_among(numbers: Mapping[str, Numbers], names: Sequence[str]) -> Iterator[tuple[str, str]]:
    wide = [name for name in names if kinds(numbers[name], most=5_000) >= LEAST_KINDS]
    for a, b in combinations(wide, 2):
        x, y = numbers[a], numbers[b]
        if is_line(*known_of(x[: 4 * PROBE], y[: 4 * PROBE])) and is_line(*known_of(x, y)):
            yield a, b


def known_of(*columns: Numbers) -> tuple[Numbers, ...]:
    known = np.logical_and.reduce([np.isfinite(column) for column in columns])
    return tuple(column[known] for column in columns)


def is_line(x: Numbers, y: Numbers) -> bool:
    if x.size < LEAST_ROWS or np.ptp(x) == 0 or np.ptp(y) == 0:
        return False
    dx, dy = x - x.mean(), y - y.mean()
    r = float(dx @ dy) / float(np.sqrt((dx @ dx) * (dy @ dy)))
    if abs(r) < NEAR_LINE:
        return False
    residual = dy - dx * (float(dx @ dy) / float(dx @ dx))
    return bool(np.max(np.abs(residual)) < LINE_RESIDUAL * np.ptp(y))


def classes_of(
    numbers: Mapping[str, Numbers], lines: Sequence[tuple[str, str]]
) -> list[tuple[str, ...]]:
    """Columns joined by lines; the first of each class is written with the fewest decimals."""
    groups: list[set[str]] = []
    for pair in lines:
        touching = [group for group in groups if group & set(pair)]
        merged = set(pair).union(*touching)
        groups = [group for group in groups if not group & set(pair)] + [merged]
    ordered = [
        tuple(sorted(group, key=lambda name: (decimals(numbers[name]), name))) for group in groups
    ]
    return sorted(ordered)


def line_of(numbers: Mapping[str, Numbers], source: str, target: str) -> Relation:
    x, y = known_of(numbers[source], numbers[target])
    slope, intercept = np.polyfit(x, y, 1)
    words = f"{slope:.4g} × {source}"
    if abs(intercept) > LINE_RESIDUAL * np.ptp(y):
        words += f" {'+' if intercept > 0 else '−'} {abs(intercept):.4g}"
    return Relation(target, (source,), words)


def made_among(numbers: Mapping[str, Numbers], names: Sequence[str]) -> Iterator[Relation]:
    """Targets made of two or three others; a target with several makings keeps the first."""
    made: set[str] = set()
    seen: set[frozenset[str]] = set()
    probes = Probes(numbers, names)
    wide = [name for name in names if kinds(numbers[name], most=5_000) >= LEAST_KINDS]
    for find in (probes.twos, probes.threes, probes.ratios):
        for target in wide:
            if target in made:
                continue
            for relation in find(target):
                columns = frozenset((relation.target, *relation.sources))
                if not any(known <= columns for known in seen):
                    made.add(target)
                    seen.add(columns)
                    yield relation
                    break


class Probes:
    """Sums, products and ratios of all pairs over a few rows, to be compared with each target."""

    def __init__(self, numbers: Mapping[str, Numbers], names: Sequence[str]) -> None:
        self._numbers = numbers
        self._names = list(names)
        pairs = list(combinations(range(len(names)), 2))
        self._left = np.array([pair[0] for pair in pairs], dtype=np.int64)
        self._right = np.array([pair[1] for pair in pairs], dtype=np.int64)
        self._rows = np.column_stack([numbers[name][:PROBE] for name in names]) if names else None
        self._shares = [name for name in names if is_share(numbers[name])]

    def twos(self, target: str) -> Iterator[Relation]:
        """Makings y = a·b, y = a + b and the mean of both."""
        if self._rows is not None:
            x, z = self._rows[:, self._left], self._rows[:, self._right]
            yield from self._of_pairs(target, "×", x * z)
            yield from self._of_pairs(target, "+", x + z)
            yield from self._of_pairs(target, MEAN, (x + z) / 2)

    def ratios(self, target: str) -> Iterator[Relation]:
        """Makings y = a ÷ b."""
        if self._rows is not None:
            x, z = self._rows[:, self._left], self._rows[:, self._right]
            yield from self._of_pairs(target, "÷", ratio(x, z))
            yield from self._of_pairs(target, "÷", ratio(z, x), is_turned=True)

    def _of_pairs(
        self, target: str, sign: str, made: Numbers, *, is_turned: bool = False
    ) -> Iterator[Relation]:
        for place in agreeing(self._numbers[target], made):
            sources = (self._names[self._left[place]], self._names[self._right[place]])
            a, b = sources[::-1] if is_turned else sources
            if target not in sources and holds(self._numbers, target, (a, b), sign):
                words = f"the mean of {a} and {b}" if sign == MEAN else f"{a} {sign} {b}"
                yield Relation(target, (a, b), words)

    def threes(self, target: str) -> Iterator[Relation]:
        """Makings y = a·(1 ± c) and y = a·b·(1 − c) with a share c, and y = a + b + c."""
        if self._rows is None or len(self._names) - 1 > TRIPLES:
            return
        rows, names, y = self._rows, self._names, self._numbers[target]
        for place, c in enumerate(names):
            if c not in self._shares or c == target:
                continue
            less, more = 1 - rows[:, [place]], 1 + rows[:, [place]]
            for sign, made in (("−", rows * less), ("+", rows * more)):
                for a in agreeing(y, made):
                    yield from self._if_fits(target, (names[a], c), f"{names[a]} × (1 {sign} {c})")
            made = rows[:, self._left] * rows[:, self._right] * less
            for pair in agreeing(y, made):
                a, b = names[self._left[pair]], names[self._right[pair]]
                yield from self._if_fits(target, (a, b, c), f"{a} × {b} × (1 − {c})")
        triples = list(combinations(range(len(names)), 3))
        if triples:
            where = np.array(triples)
            made = rows[:, where[:, 0]] + rows[:, where[:, 1]] + rows[:, where[:, 2]]
            for place in agreeing(y, made):
                sources = tuple(names[one] for one in triples[place])
                yield from self._if_fits(target, sources, " + ".join(sources))

    def _if_fits(self, target: str, sources: tuple[str, ...], words: str) -> Iterator[Relation]:
        """The relation if it holds in all rows and is none of the target with itself."""
        parts = [self._numbers[name] for name in sources]
        if target in sources or len(set(sources)) < len(sources):
            return
        if "(" in words:
            share = 1 - parts[-1] if "−" in words else 1 + parts[-1]
            made = np.prod([*parts[:-1], share], axis=0)
        else:
            made = np.sum(parts, axis=0)
        if fits(self._numbers[target], made):
            yield Relation(target, sources, words)


def agreeing(target: Numbers, made: Numbers) -> list[int]:
    """Columns of `made` that agree with the target in every probed row."""
    y = target[: made.shape[0], None]
    known = np.isfinite(y) & np.isfinite(made)
    off = np.where(known, np.abs(y - np.where(known, made, 0.0)), 0.0).max(axis=0, initial=0.0)
    close = (off <= limit_of(target[np.isfinite(target)])) & (known.sum(axis=0) >= PROBED)
    return [int(place) for place in np.flatnonzero(close)]


def ratio(x: Numbers, z: Numbers) -> Numbers:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(z != 0, x / z, np.nan)


def holds(numbers: Mapping[str, Numbers], target: str, sources: tuple[str, str], sign: str) -> bool:
    x, z = numbers[sources[0]], numbers[sources[1]]
    made = {"×": x * z, "+": x + z, MEAN: (x + z) / 2}.get(sign)
    return fits(numbers[target], ratio(x, z) if made is None else made) and not any(
        is_line(*known_of(numbers[target], part)) for part in (x, z)
    )


def fits(target: Numbers, made: Numbers, *, least: int = LEAST_ROWS) -> bool:
    """Whether all known values agree within the rounding of the target."""
    known = np.isfinite(target) & np.isfinite(made)
    if known.sum() < least:
        return False
    y, m = target[known], made[known]
    return bool(np.max(np.abs(y - m)) <= limit_of(y))


def limit_of(known: Numbers) -> float:
    """Largest difference that the rounding of known values explains; −1 for constants."""
    known = known[:JUDGED]
    width = spread(known) if known.size else 0.0
    if width == 0:
        return -1.0
    limit = max(ROUNDING * 10.0 ** -decimals(known), 1e-9 * float(np.max(np.abs(known))))
    return float(min(max(limit, TOLERANCE * width), 0.05 * width))


def is_share(values: Numbers) -> bool:
    known = values[np.isfinite(values)]
    return bool(known.size and known.min() >= 0 and known.max() <= 1 and np.ptp(known) > 0)


def near_sums(
    numbers: Mapping[str, Numbers], names: Sequence[str], made: set[str]
) -> Iterator[Relation]:
    """A total with small unknown parts: a least-squares sum whose coefficients are all one."""
    if not 3 <= len(names) <= TRIPLES:
        return
    for target in names:
        if target in made:
            continue
        parts = near_sum(numbers, target, [name for name in names if name != target])
        if parts:
            yield Relation(target, parts, f"nearly {' + '.join(parts)}", is_exact=False)


def near_sum(numbers: Mapping[str, Numbers], target: str, others: list[str]) -> tuple[str, ...]:
    columns = known_of(*(numbers[name][: 4 * JUDGED] for name in (target, *others)))
    y, parts = columns[0][:JUDGED], [column[:JUDGED] for column in columns[1:]]
    if y.size < 10 * len(others) or np.ptp(y) == 0:
        return ()
    design = np.column_stack([np.ones(y.size), *parts])
    solved, *_ = np.linalg.lstsq(design, y, rcond=None)
    ones = [
        place
        for place, (value, part) in enumerate(zip(solved[1:], parts, strict=True))
        if abs(value - 1) < COEFFICIENT and np.std(part) > LEAST_PART * np.std(y)
    ]
    if not 2 <= len(ones) <= PARTS:
        return ()
    rest = y - np.sum([parts[place] for place in ones], axis=0)
    is_whole = 1 - float(np.var(rest)) / float(np.var(y)) > NEARLY
    return tuple(others[place] for place in ones) if is_whole else ()


def ancestors_of(made: Sequence[Relation]) -> dict[str, frozenset[str]]:
    """For each target all that it is computed from, through several steps."""
    direct = {relation.target: frozenset(relation.sources) for relation in made}
    result = dict(direct)
    for _ in direct:
        for target, sources in result.items():
            more = sources.union(*(direct.get(source, frozenset()) for source in sources))
            result[target] = more - {target}
    return result
