"""Columns that are computed from others: what follows from that is trivial and never told.

Exact relations among measures: lines, sums, differences, products, ratios, a product with a
discount, within the rounding of the target. Checked on few rows first, then on all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

import numpy as np

from luminabi_dash.insights.arrays import Numbers, decimals, kinds, spread

LINE_RESIDUAL = 0.002
"""Largest residual of a line as a share of the range."""
NEAR_LINE = 0.9999
LEAST_KINDS = 9
LEAST_ROWS = 20
PROBE = 80
COLUMNS = 40
TRIPLES = 14
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
        """Whether one of the two is computed from the other, in one step or in several."""
        a, b = self.representative(a), self.representative(b)
        return (
            a == b or b in self.ancestors.get(a, frozenset()) or a in self.ancestors.get(b, ())
        )


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


def lines_among(
    numbers: Mapping[str, Numbers], names: Sequence[str]
) -> Iterator[tuple[str, str]]:
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
    wide = [name for name in names if kinds(numbers[name], most=5_000) >= LEAST_KINDS]
    for target in wide:
        others = [name for name in names if name != target]
        makings = [*twos(numbers, target, others), *threes(numbers, target, others)]
        for relation in makings:
            if any(source in made and relation.target in made for source in relation.sources):
                continue
            if not {relation.target} & made:
                made.add(relation.target)
                yield relation


def twos(numbers: Mapping[str, Numbers], target: str, others: list[str]) -> Iterator[Relation]:
    y = numbers[target][:PROBE]
    for a, b in combinations(others, 2):
        x, z = numbers[a][:PROBE], numbers[b][:PROBE]
        for sign, sources, probe in (
            ("×", (a, b), x * z),
            ("+", (a, b), x + z),
            ("−", (a, b), x - z),
            ("−", (b, a), z - x),
            ("÷", (a, b), ratio(x, z)),
            ("÷", (b, a), ratio(z, x)),
        ):
            if fits(y, probe, least=LEAST_ROWS // 2) and holds(numbers, target, sources, sign):
                yield Relation(target, sources, f"{sources[0]} {sign} {sources[1]}")


def ratio(x: Numbers, z: Numbers) -> Numbers:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(z != 0, x / z, np.nan)


def holds(
    numbers: Mapping[str, Numbers], target: str, sources: tuple[str, str], sign: str
) -> bool:
    x, z = numbers[sources[0]], numbers[sources[1]]
    made = {"×": x * z, "+": x + z, "−": x - z}.get(sign)
    return fits(numbers[target], ratio(x, z) if made is None else made) and not any(
        is_line(*known_of(numbers[target], part)) for part in (x, z)
    )


def fits(target: Numbers, made: Numbers, *, least: int = LEAST_ROWS) -> bool:
    """Whether all known values agree within the rounding of the target."""
    known = np.isfinite(target) & np.isfinite(made)
    if known.sum() < least:
        return False
    y, m = target[known], made[known]
    width = spread(y)
    if width == 0:
        return False
    limit = max(ROUNDING * 10.0 ** -decimals(y), 1e-9 * float(np.max(np.abs(y))))
    limit = min(max(limit, TOLERANCE * width), 0.05 * width)
    return bool(np.max(np.abs(y - m)) <= limit)


def threes(numbers: Mapping[str, Numbers], target: str, others: list[str]) -> Iterator[Relation]:
    """y = a·b·(1 − c) and a·(1 ± c) with a share c, and y = a ± b ± c."""
    if len(others) > TRIPLES:
        return
    y = numbers[target]
    shares = [name for name in others if is_share(numbers[name])]
    for c in shares:
        rest = [name for name in others if name != c]
        for a in rest:
            for sign, part in (("−", 1 - numbers[c]), ("+", 1 + numbers[c])):
                if fits_twice(y, (numbers[a], part)):
                    yield Relation(target, (a, c), f"{a} × (1 {sign} {c})")
        for a, b in combinations(rest, 2):
            if fits_twice(y, (numbers[a], numbers[b], 1 - numbers[c])):
                yield Relation(target, (a, b, c), f"{a} × {b} × (1 − {c})")
    for a, b, c in combinations(others, 3):
        if fits(y[:PROBE], (numbers[a] + numbers[b] + numbers[c])[:PROBE], least=LEAST_ROWS // 2):
            if fits(y, numbers[a] + numbers[b] + numbers[c]):
                yield Relation(target, (a, b, c), f"{a} + {b} + {c}")
    for a, b, c in permutations(others, 3):
        if b < c:
            probe = (numbers[a] - numbers[b] - numbers[c])[:PROBE]
            if fits(y[:PROBE], probe, least=LEAST_ROWS // 2):
                if fits(y, numbers[a] - numbers[b] - numbers[c]):
                    yield Relation(target, (a, b, c), f"{a} − {b} − {c}")


def fits_twice(y: Numbers, parts: tuple[Numbers, ...]) -> bool:
    probe = np.prod([part[:PROBE] for part in parts], axis=0)
    return fits(y[:PROBE], probe, least=LEAST_ROWS // 2) and fits(y, np.prod(parts, axis=0))


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
    columns = known_of(numbers[target], *(numbers[name] for name in others))
    y, parts = columns[0][:5_000], [column[:5_000] for column in columns[1:]]
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
