"""Two measures go together, along a line or along a curve."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from luminabi_dash.charts.kinds.scatter import ScatterSpec
from luminabi_dash.insights import words
from luminabi_dash.insights.arrays import Numbers, Places, kinds, normal_scores, ranks
from luminabi_dash.insights.insight import Insight, Tested, detector
from luminabi_dash.insights.pairs import (
    autocorrelations,
    correlations,
    cross_correlations,
    inflation,
    interval,
    p_values,
)
from luminabi_dash.insights.panel import panel_of
from luminabi_dash.insights.panel_cards import card
from luminabi_dash.insights.panel_pairs import pair_of
from luminabi_dash.insights.reversals import of_pair
from luminabi_dash.insights.roles import Use, is_year_name
from luminabi_dash.insights.table import Table

LEAST_RHO = 0.13
LEAST_CURVE = 0.08
LEAST_ROWS = 20
LEAST_VALUES = 3
CURVE_VALUES = 10
LEAST_TURN = 0.2
COLUMNS = 300
SLOW = 0.9
SCREEN_SHARE = 0.5
FEW = 50
PANEL_COLUMNS = 60


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Correlations of normal scores (k × k), of squared scores with scores, and rows of each."""

    names: tuple[str, ...]
    r: Numbers
    curve: Numbers
    n: Numbers


@detector("correlation", title="Comparing measures…", cost=1)
def correlation(table: Table) -> Iterator[Tested]:
    """Correlation of normal scores, and the F-test of a squared score beyond it. Rows in the order
    of time count as fewer (Bartlett); two slow series must also agree in their differences. Things
    followed along time are compared by their means, and each along its own time.
    """
    names = tuple(
        name
        for name in (*table.measures, *table.outcomes)[:COLUMNS]
        if np.isfinite(table.numbers[name]).sum() >= LEAST_ROWS
    )
    if len(names) < 2:
        return
    if panel_of(table) is not None:
        yield from of_panel(table, names[:PANEL_COLUMNS])
        return
    pairs = pairs_of(table, names, table.sample)
    slow = {n: autocorrelations(table.scores(n)) for n in names} if table.is_series else {}
    p_line = p_values(np.nan_to_num(pairs.r), pairs.n)
    p_curve = p_values(np.nan_to_num(pairs.curve), pairs.n - 1)
    for a in range(len(names)):
        for b in range(a + 1, len(names)):
            if may_pair(table, names[a], names[b]) and pairs.n[a, b] >= LEAST_ROWS:
                yield from judge(table, pairs, (a, b), p_line, p_curve, slow)


def may_pair(table: Table, a: str, b: str) -> bool:
    both = {table.uses[a], table.uses[b]}
    return (
        both != {Use.OUTCOME} and not table.relations.is_trivial(a, b) and not table.twin_of(a, b)
    )


def pairs_of(table: Table, names: tuple[str, ...], sample: Places | None) -> Pairs:
    """Over a sample when the table is big: what may pass is computed anew over all rows."""
    if sample is None:
        scores = np.column_stack([table.scores(name) for name in names])
    else:
        parts = [table.numbers[name][sample] for name in names]
        scores = np.column_stack([normal_scores(ranks(part)) for part in parts])
    r, n = correlations(scores)
    squares = scores**2
    across, _ = cross_correlations(squares, scores)
    own = np.diag(across)[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        curve = (across - own * r) / np.sqrt((1 - own**2) * (1 - r**2))
    return Pairs(names, r, np.clip(np.nan_to_num(curve), -1, 1), n)


def judge(
    table: Table,
    pairs: Pairs,
    where: tuple[int, int],
    p_line: Numbers,
    p_curve: Numbers,
    slow: dict[str, Numbers],
) -> Iterator[Tested]:
    a, b = where
    x, y = pairs.names[a], pairs.names[b]
    r, p_value = float(pairs.r[a, b]), float(p_line[a, b])
    turned = where if abs(pairs.curve[a, b]) >= abs(pairs.curve[b, a]) else (b, a)
    bend, p_bend = float(pairs.curve[turned]), min(1.0, 2 * float(p_curve[turned]))
    if not np.isfinite(r):
        return
    n = float(pairs.n[a, b])
    if table.sample is not None and (
        abs(r) >= SCREEN_SHARE * LEAST_RHO or bend**2 >= SCREEN_SHARE * LEAST_CURVE
    ):
        exact = pairs_of(table, (x, y), None)
        r, n = float(exact.r[0, 1]), float(exact.n[0, 1])
        p_value = float(p_values(np.array(r), np.array(n)))
        bend = float(exact.curve[(0, 1) if turned == where else (1, 0)])
        p_bend = min(1.0, 2 * float(p_values(np.array(bend), np.array(n - 1))))
    if slow:
        size = n / inflation(slow[x], slow[y], int(n))
        p_value = float(p_values(np.array(r), np.array(size)))
        is_slow = min(slow[x][0], slow[y][0]) > SLOW
        if is_slow:
            p_value = max(p_value, p_in_differences(table, x, y, r))
        n_used = size
    else:
        n_used = n
    is_line = abs(r) >= LEAST_RHO and abs(r) >= abs(bend)
    reversal = of_pair(table, x, y, r, p_value) if is_line else None
    is_told = is_line and reversal is None
    yield Tested(p_value, line(table, x, y, r, n_used, int(n), p_value) if is_told else None)
    if may_bend(table, x, y, slow):
        ends = (pairs.names[turned[0]], pairs.names[turned[1]])
        is_bent = bend**2 >= LEAST_CURVE and not is_line and turns(table, *ends, bend)
        yield Tested(p_bend, curve(*ends, bend, int(n), p_bend) if is_bent else None)


def turns(table: Table, x: str, y: str, bend: float) -> bool:
    """Whether both ends really lie on the same side of the middle, a fifth of the rows each."""
    a, b = table.scores(x), table.scores(y)
    known = np.isfinite(a) & np.isfinite(b)
    low, left, right, high = np.quantile(a[known], [0.2, 0.4, 0.6, 0.8])
    middle = b[known & (a >= left) & (a <= right)].mean()
    ends = (b[known & (a <= low)].mean(), b[known & (a >= high)].mean())
    least = LEAST_TURN * float(b[known].std())
    return all((end - middle) * np.sign(bend) > least for end in ends)


def may_bend(table: Table, x: str, y: str, slow: dict[str, Numbers]) -> bool:
    if slow and min(slow[x][0], slow[y][0]) > 0.5:
        return False
    return all(
        table.kept(("kinds", n), lambda n=n: kinds(table.numbers[n], most=5_000)) > CURVE_VALUES
        for n in (x, y)
    )


def p_in_differences(table: Table, x: str, y: str, r: float) -> float:
    """P of the correlation of the steps; 1 when it has the other sign."""
    both = np.column_stack([table.numbers[x], table.numbers[y]])
    steps = np.diff(both[np.isfinite(both).all(axis=1)], axis=0)
    scores = np.column_stack([normal_scores(ranks(steps[:, 0])), normal_scores(ranks(steps[:, 1]))])
    found = float(correlations(scores)[0][0, 1])
    if not np.isfinite(found) or found * r <= 0:
        return 1.0
    return float(p_values(np.array(found), np.array(float(len(steps)))))


def of_panel(table: Table, names: tuple[str, ...]) -> Iterator[Tested]:
    """Between the things and inside them: two tests a pair, and one card of the surer one."""
    for x, y in combinations(names, 2):
        pair = pair_of(table, x, y) if may_pair(table, x, y) else None
        if pair is None or not pair.claims:
            continue
        main, *rest = pair.claims
        is_told = abs(main.r) >= LEAST_RHO and not pair.is_reversed
        yield Tested(main.p_value, card(table, x, y, pair) if is_told else None)
        yield from (Tested(claim.p_value) for claim in rest)


def line(table: Table, x: str, y: str, r: float, size: float, rows: int, p_value: float) -> Insight:
    if table.uses[x] is Use.OUTCOME or is_year_name(y):
        x, y = y, x
    known = np.isfinite(table.numbers[x]) & np.isfinite(table.numbers[y])
    rho = float(np.corrcoef(ranks(table.numbers[x][known]), ranks(table.numbers[y][known]))[0, 1])
    caveats = ["few rows"] if rows < FEW else []
    if size < 0.5 * rows:
        caveats.append(f"neighbouring rows resemble each other: they count as {size:,.0f}")
    return Insight(
        kind="correlation",
        columns=(x, y),
        sentence=(
            f"{words.together(x, y, rho)}, {words.closeness(rho)}: "
            f"rank correlation {rho:.2f} over {rows:,} rows."
        ),
        effect=rho,
        effect_name="rank correlation",
        interval=interval(rho, size),
        n=rows,
        p_value=p_value,
        strength=abs(r),
        chart=ScatterSpec(title=f"{y} against {x}"[:200], x=x, y=y),
        caveats=tuple(caveats),
        direction="up" if r > 0 else "down",
    )


def curve(x: str, y: str, bend: float, rows: int, p_value: float) -> Insight:
    where = "lowest in the middle of" if bend > 0 else "highest in the middle of"
    low, high = interval(abs(bend), rows)
    return Insight(
        kind="correlation",
        columns=tuple(sorted((x, y))),
        sentence=(
            f"{y} {words.verb(y, 'is', 'are')} {where} {x} and {words.verb(y, 'turns', 'turn')} "
            f"towards both ends: a curve explains {words.share(bend**2)} of the ranks beyond a "
            f"straight line, over {rows:,} rows."
        ),
        effect=bend**2,
        effect_name="share of the variance of ranks explained by a curve",
        interval=(max(low, 0.0) ** 2, high**2),
        n=rows,
        p_value=p_value,
        strength=abs(bend),
        chart=ScatterSpec(title=f"{y} against {x}"[:200], x=x, y=y),
        caveats=("few rows",) if rows < FEW else (),
    )
