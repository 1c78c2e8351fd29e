"""What a measure depends on most, several columns together."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from luminabi_dash.charts.kinds.bar import BarSpec
from luminabi_dash.charts.kinds.scatter import ScatterSpec
from luminabi_dash.charts.spec import ChartSpec
from luminabi_dash.insights import words
from luminabi_dash.insights.arrays import Numbers
from luminabi_dash.insights.forest import Forecast, forecast
from luminabi_dash.insights.insight import Insight, Tested, detector
from luminabi_dash.insights.pairs import autocorrelations
from luminabi_dash.insights.panel import panel_of
from luminabi_dash.insights.table import Table
from luminabi_dash.plural import many

LEAST_ROWS = 150
ROWS = 1_500
FEATURES = 8
TARGETS = 4
LEAST_LINK = 0.02
LINKED = 2
LEAST_R2 = 0.1
LEAST_FALL = 0.04
SLOW = 0.5
MOST_VALUES = 40
SHOWN = 3
THINGS = 10


@detector("driver", title="Asking what drives measures…", cost=8)
def driver(table: Table) -> Iterator[Tested]:
    """A forest judged on held-out rows, for measures that at least two columns have to do with;
    told if two or more columns matter together, for one alone is a correlation or a segment. Things
    that are followed along time are held out whole.
    """
    rows = table.sample[:ROWS] if table.sample is not None else np.arange(min(table.size, ROWS))
    if table.size > ROWS and not table.is_series:
        rows = np.sort(np.argsort(table.hashes, kind="stable")[:ROWS])
    linked = sorted(links_of(table, rows), key=lambda item: (-item[1], item[0]))
    panel = panel_of(table)
    if panel is not None and panel.entity.size < THINGS:
        return  # too few to hold whole ones out
    if panel is not None:
        rows = rows[np.argsort(panel.entity.codes[rows], kind="stable")]
    for name, _, features in linked[:TARGETS]:
        known = rows[np.isfinite(table.numbers[name][rows])]
        if known.size >= LEAST_ROWS:
            yield judge(table, name, features, known)


def links_of(table: Table, rows: np.ndarray) -> Iterator[tuple[str, float, tuple[str, ...]]]:
    """Measures with the columns that each has to do with, and how much the best of them."""
    numbers = [name for name in (*table.measures, *table.outcomes) if not is_slow(table, name)]
    for name in numbers:
        strengths = {
            other: link(table, name, other, rows)
            for other in (*numbers, *table.dimensions)
            if is_fair(table, name, other)
        }
        best = sorted(strengths, key=lambda other: (-strengths[other], other))[:FEATURES]
        told = [other for other in best if strengths[other] >= LEAST_LINK]
        if len(told) >= LINKED:
            yield name, strengths[best[0]], tuple(best)


def is_slow(table: Table, name: str) -> bool:
    """Whether neighbouring moments are so alike that held-out rows are not really held out."""
    return table.is_series and bool(autocorrelations(table.scores(name))[0] > SLOW)


def is_fair(table: Table, name: str, other: str) -> bool:
    if name == other or table.twin_of(name, other) or table.relations.is_trivial(name, other):
        return False
    panel = panel_of(table)
    if panel is not None and other == panel.entity.name:
        return False  # each thing has a level of its own
    return other not in table.factors or table.factors[other].size <= MOST_VALUES


def link(table: Table, name: str, other: str, rows: np.ndarray) -> float:
    """The share of the variance of scores that another column explains on its own."""
    scores = table.scores(name)[rows]
    if other in table.dimensions:
        codes = table.factors[other].codes[rows]
        known = (codes >= 0) & np.isfinite(scores)
        code, score = codes[known], scores[known]
        if score.size < LEAST_ROWS or np.ptp(score) == 0:
            return 0.0
        count = np.bincount(code)
        means = np.bincount(code, weights=score) / np.maximum(count, 1)
        free = max(score.size - int((count > 0).sum()), 1)
        left = float(((score - means[code]) ** 2).sum()) / free
        explained = 1 - left / float(score.var())
        return max(0.0, float(explained))
    values = table.scores(other)[rows]
    known = np.isfinite(values) & np.isfinite(scores)
    if known.sum() < LEAST_ROWS or np.ptp(values[known]) == 0 or np.ptp(scores[known]) == 0:
        return 0.0
    return float(np.corrcoef(values[known], scores[known])[0, 1]) ** 2


def judge(table: Table, name: str, features: tuple[str, ...], rows: np.ndarray) -> Tested:
    columns, groups = [], []
    for place, other in enumerate(features):
        if other in table.dimensions:
            columns.append(table.factors[other].codes[rows] + 1.0)
            groups.append(place)
        else:
            values = table.numbers[other][rows]
            middle = float(np.nanmedian(values)) if np.isfinite(values).any() else 0.0
            columns.append(np.where(np.isfinite(values), values, middle))
    target: Numbers = table.scores(name)[rows]
    found = forecast(np.column_stack(columns), target, groups)
    order = [int(p) for p in np.argsort(-found.falls, kind="stable") if found.falls[p] > LEAST_FALL]
    if found.r2 < LEAST_R2 or len(order) < LINKED:
        return Tested(found.p_value)
    drivers = [features[place] for place in order[:SHOWN]]
    gaps = any(table.empty[other].any() for other in drivers)
    spare = len(features) - len(drivers)
    insight = told(table, name, drivers, found, rows.size, spare=spare, has_gaps=gaps)
    return Tested(found.p_value, insight)


def told(
    table: Table,
    name: str,
    drivers: list[str],
    found: Forecast,
    size: int,
    *,
    spare: int,
    has_gaps: bool,
) -> Insight:
    """`spare` columns were used besides the drivers that are named."""
    first = drivers[0]
    others = many(spare, "other column") if spare else ""
    is_category = first in table.dimensions
    chart: ChartSpec = (
        BarSpec(title=f"Mean {name} by {first}"[:200], x=first, y=name, aggregate="mean")
        if is_category
        else ScatterSpec(title=f"{name} against {first}"[:200], x=first, y=name)
    )
    caveats = ["says what goes together, not what causes it"]
    if size < table.size:
        caveats.append(f"from {size:,} of {table.size:,} rows")
    if has_gaps:
        caveats.append("empty cells were filled with the middle value for this only")
    return Insight(
        kind="driver",
        columns=(name, *drivers),
        sentence=(
            f"{name} {words.verb(name, 'depends', 'depend')} most on {words.several(drivers)}: "
            f"{f'with {others} ' if others else ''}they foretell "
            f"{words.share(max(found.r2, 0.0))} of the differences, in rows that were held out."
        ),
        effect=found.r2,
        effect_name="R² of ranks on held-out rows",
        interval=found.interval,
        n=size,
        p_value=found.p_value,
        strength=max(found.r2, 0.0) * 0.6,
        chart=chart,
        caveats=tuple(caveats),
    )
