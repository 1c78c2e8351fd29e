"""How a part that differs from the rest is told: sentence, effect, chart, filters, caveats."""

from __future__ import annotations

from typing import Any

import numpy as np

from luminabi_dash.charts.kinds.bar import BarSpec
from luminabi_dash.insights import words
from luminabi_dash.insights.arrays import Marks
from luminabi_dash.insights.groups import Apart, apart
from luminabi_dash.insights.insight import Covered, Insight
from luminabi_dash.insights.panel import Panel
from luminabi_dash.insights.roles import Use
from luminabi_dash.insights.table import Table

FEW = 30
CARRIES = 0.25
TWICE = 2.0


def told(
    table: Table,
    measure: str,
    marks: Marks,
    segment: tuple[tuple[str, Any], ...],
    *,
    delta: float,
    p_value: float,
    covers: tuple[Covered, ...] = (),
    panel: Panel | None = None,
    without: Marks | None = None,
    others: str = "the rest",
) -> Insight | None:
    """The finding that marked rows, those of `segment`, lie above or below the rest by Cliff's δ
    `delta`; of a `panel` the things count, not their rows. Rows `without` are left out of the
    rest, which is then called `others`. None where neither the means nor the medians differ that
    way: nobody could see it.
    """
    values = table.numbers[measure]
    whole = int(np.isfinite(values).sum())
    if without is not None:
        values = np.where(without, np.nan, values)
    compared = int(np.isfinite(values).sum()) / max(whole, 1)
    if panel is not None:
        values, marks = panel.means(values), panel.means(marks.astype(np.float64)) > 0
    known = np.isfinite(values)
    found = apart(values, marks & known)
    count, total = int((marks & known).sum()), int(known.sum())
    is_rate = table.uses[measure] is Use.OUTCOME
    is_by_mean = is_rate or is_of_means(found, delta)
    names = " and ".join(words.category(column, value) for column, value in segment)
    what = f"{total:,} rows" if panel is None else words.things(total, panel.entity.name)
    of_all = f"({count:,} of {what})"
    if is_rate:
        sentence = rate_sentence(table, measure, names, found, of_all, others)
    elif is_by_mean:
        sentence = mean_sentence(table, measure, names, found, of_all, others)
    else:
        inside, outside = (float(np.median(values[side & known])) for side in (marks, ~marks))
        said = [words.amount(middle, table.column(measure).unit) for middle in (inside, outside)]
        if (inside - outside) * delta <= 0 or said[0] == said[1]:
            return None
        where = "above" if delta > 0 else "below"
        sentence = (
            f"{measure} with {names} {words.verb(measure, 'is', 'are')} typically {where} "
            f"{others}: median {said[0]} against {said[1]} {of_all}; the means vary too much to "
            f"tell."
        )
    scale = abs(found.outside) if found.relative is not None and not is_rate else 1.0
    caveats = []
    if count < FEW:
        caveats.append("few rows")
    if not is_rate and found.difference * delta > 0 and found.carried > CARRIES:
        of_what = "of it" if is_by_mean else "of the difference of means"
        caveats.append(f"one row carries {words.share(min(found.carried, 1.0))} {of_what}")
    unit = "points of the rate" if is_rate else "difference of means"
    effect_name = unit if scale == 1.0 else f"{unit}, share of the mean of the rest"
    return Insight(
        kind="segment",
        columns=(*(column for column, _ in segment), measure),
        sentence=sentence,
        effect=found.difference / scale if is_by_mean else delta,
        effect_name=effect_name if is_by_mean else "how much more often above than below",
        interval=(found.low / scale, found.high / scale) if is_by_mean else None,
        n=total,
        p_value=p_value,
        strength=min(1.0, abs(delta)) * compared,
        share=compared * count / max(total, 1),
        chart=BarSpec(
            title=f"Mean {measure} by {segment[0][0]}"[:200],
            x=segment[0][0],
            y=measure,
            aggregate="mean",
            color=segment[1][0] if len(segment) > 1 else None,
        ),
        segment=segment,
        caveats=tuple(caveats),
        covers=covers,
        direction="up" if delta > 0 else "down",
    )


def rate_sentence(
    table: Table, measure: str, names: str, found: Apart, of_all: str, others: str
) -> str:
    low = float(np.nanmin(table.numbers[measure]))
    width = float(np.nanmax(table.numbers[measure])) - low
    inside, outside = (found.inside - low) / width, (found.outside - low) / width
    return (
        f"{outcome(table, measure)} in {words.share(inside)} of the rows with {names}, in "
        f"{words.share(outside)} of {others} {of_all}."
    )


def is_of_means(found: Apart, delta: float) -> bool:
    """Whether the means differ too, in the way that the rows do, and surely."""
    is_sure = not found.low <= 0 <= found.high
    return is_sure and bool(np.sign(found.difference) == np.sign(delta))


def outcome(table: Table, measure: str) -> str:
    """The higher value of an outcome: "survived is yes", "grade is 2"."""
    high = table.factors[measure].labels[-1]
    return f"{measure} is {'yes' if high in (1, True) else high}"


def mean_sentence(
    table: Table, measure: str, names: str, found: Apart, of_all: str, others: str
) -> str:
    unit = table.column(measure).unit
    where = "above" if found.difference > 0 else "below"
    size = words.amount(abs(found.difference), unit)
    if found.relative is not None and -1 < found.relative <= TWICE:
        size = words.share(abs(found.relative))
    return (
        f"{measure} with {names} {words.verb(measure, 'is', 'are')} on average {size} {where} "
        f"{others}: "
        f"{words.amount(found.inside, unit)} against {words.amount(found.outside, unit)} "
        f"{of_all}."
    )
