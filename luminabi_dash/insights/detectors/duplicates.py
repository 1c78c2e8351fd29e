"""Rows that repeat an earlier one in every column."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from scipy import stats

from luminabi_dash.charts.kinds.table import TableSpec
from luminabi_dash.insights import words
from luminabi_dash.insights.insight import DESCRIPTION, Insight, Tested, detector
from luminabi_dash.insights.roles import Use
from luminabi_dash.insights.table import Table

KEY_SHARE = 0.5
EXCESS = 3.0


@detector("duplicates", title="Looking for repeated rows…", cost=2, family=DESCRIPTION)
def duplicates(table: Table) -> Iterator[Tested]:
    """How many rows equal an earlier one, against what would meet by chance if columns had
    nothing to do with each other (Poisson).
    """
    order = np.lexsort((table.rows, table.hashes))
    same = table.hashes[order][1:] == table.hashes[order][:-1]
    again = order[1:][same]
    count = int(again.size)
    expected = chance_pairs(table)
    p_value = float(stats.poisson.sf(count - 1, expected)) if count else 1.0
    is_told = count > 0 and count > EXCESS * expected
    yield Tested(p_value, found(table, again, p_value) if is_told else None)


def chance_pairs(table: Table) -> float:
    """Expected equal pairs of rows when each column is drawn by itself."""
    log_share = 0.0
    for name in table.uses:
        if name in table.factors:
            counts = table.factors[name].counts
            filled = max(int(counts.sum()), 1)
            log_share += math.log(float(((counts / filled) ** 2).sum()) or 1.0)
        elif name in table.numbers:
            values = table.numbers[name]
            _, counts = np.unique(values[np.isfinite(values)], return_counts=True)
            filled = max(int(counts.sum()), 1)
            log_share += math.log(float(((counts / filled) ** 2).sum()) or 1.0)
        elif table.uses[name] in (Use.KEY, Use.TEXT):
            log_share -= math.log(max(table.size, 2))
    return table.size**2 / 2 * math.exp(max(log_share, -600.0))


def found(table: Table, again: np.ndarray, p_value: float) -> Insight:
    count = int(again.size)
    has_key = any(
        table.uses[name] in (Use.KEY, Use.TEXT) or is_nearly_unique(table, name)
        for name in table.uses
    )
    caveats = () if has_key else ("no column tells rows apart: they may be different things",)
    verb = "rows repeat" if count > 1 else "row repeats"
    return Insight(
        kind="duplicates",
        columns=(),
        sentence=(
            f"{count:,} {verb} an earlier one in every column "
            f"({words.share(count / table.size)} of {table.size:,})."
        ),
        effect=count / table.size,
        effect_name="share of rows",
        interval=None,
        n=table.size,
        p_value=p_value,
        strength=0.7 if has_key else 0.3,
        share=max(count / table.size, 0.2),
        chart=TableSpec(title="Rows"),
        rows=tuple(np.sort(table.rows[again]).tolist()),
        caveats=caveats,
    )


def is_nearly_unique(table: Table, name: str) -> bool:
    if name not in table.numbers:
        return False
    values = table.numbers[name]
    known = values[np.isfinite(values)]
    return bool(known.size and np.unique(known).size > KEY_SHARE * table.size)
