"""Numbers far away from all others; they are pointed at and never altered unasked."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from luminabi_dash.cleaning.cells import Cells, Mask
from luminabi_dash.cleaning.guards import PLAIN, has_codes, is_named_id
from luminabi_dash.cleaning.step import (
    Flag,
    Parameters,
    Respelled,
    Review,
    StepResult,
    flags_at,
    step,
)
from luminabi_dash.cleaning.table import Table
from luminabi_dash.plural import many

REASON = "the number is outside of the limits that were chosen"
NUMBERS_SHARE = 0.9
LEAST_ROWS = 30
RAW, LOG = 7.0, 4.5
GAP = 1.8
RARE_SHARE = 0.03
SENTINEL = r"^-9{2,}(?:\.0+)?$"
Floats = npt.NDArray[np.float64]


class Limits(Parameters):
    """Numbers below `low` or above `high` become empty."""

    column: str
    low: float | None = None
    high: float | None = None


def review(table: Table) -> Review:
    flags: list[Flag] = []
    for name, cells in table:
        chosen = far_texts(name, cells)
        if chosen is not None and chosen.any():
            rows = cells.rows_where(chosen)
            flags += flags_at(rows, name, "outlier", "far away from all other numbers here")
    return Review(flags=tuple(flags))


def far_texts(name: str, cells: Cells) -> Mask | None:
    """Texts whose numbers are far by median and deviation on the raw and on the log scale, with a
    gap to the rest, and few; skewed columns have none.
    """
    if cells.filled < LEAST_ROWS or is_named_id(name) or has_codes(cells):
        return None
    plain = cells.matches(PLAIN) & ~cells.matches(SENTINEL)
    if cells.share(plain) < NUMBERS_SHARE:
        return None
    values = cells.texts.filter(plain).cast(float).to_numpy()
    counts = cells.counts[plain]
    far = far_above(values, counts) | far_above(-values, counts)
    result = np.zeros(cells.distinct, bool)
    result[plain] = far
    return result


def far_above(values: Floats, counts: npt.NDArray[np.int64]) -> Mask:
    """Which different values are far above the rest; each stands in `counts` rows."""
    nobody = np.zeros(len(values), bool)
    scores = deviations(values, counts)
    suspects = scores > RAW
    if values.min() > 0 or np.median(values) > 0:
        logs = np.log(np.maximum(values, np.abs(values[values != 0]).min(initial=1.0)))
        suspects &= deviations(logs, counts) > LOG
    elif values.max() <= 0:
        suspects &= deviations(-np.log1p(-values), counts) > LOG
    if not suspects.any() or counts[suspects].sum() > RARE_SHARE * counts.sum():
        return nobody
    center = weighted_median(values, counts)
    rest, out = values[~suspects].max() - center, values[suspects].min() - center
    return suspects if out >= GAP * max(rest, 0.0) else nobody


def deviations(values: Floats, counts: npt.NDArray[np.int64]) -> Floats:
    """Distance above the median in robust standard deviations."""
    center = weighted_median(values, counts)
    spread = 1.4826 * weighted_median(np.abs(values - center), counts)
    if spread == 0:
        spread = float(np.sqrt(np.average((values - center) ** 2, weights=counts))) or np.inf
    return (values - center) / spread


def weighted_median(values: Floats, counts: npt.NDArray[np.int64]) -> float:
    order = np.argsort(values)
    place = np.searchsorted(np.cumsum(counts[order]), counts.sum() / 2)
    return float(values[order][min(place, len(values) - 1)])


def script(given: Limits) -> list[str]:
    return [f"empty_outside(frame, {given.column!r}, {given.low!r}, {given.high!r})"]


@step(
    "outliers",
    title="Empty numbers outside of limits",
    running="Looking for outliers…",
    reason=REASON,
    order=78,
    parameters=Limits,
    review=review,
    script=script,
)
def outliers(table: Table, given: Limits) -> StepResult:
    """Only when chosen: a number outside of the limits becomes empty."""
    if given.column not in table:
        return StepResult()
    cells = table[given.column]
    plain = cells.matches(PLAIN)

    def is_outside(text: str) -> bool:
        value = float(text)
        is_low = given.low is not None and value < given.low
        return is_low or (given.high is not None and value > given.high)

    texts = dict.fromkeys(text for text in cells.pick(plain) if is_outside(text))
    count = len(cells.rows_with(texts))
    change = Respelled(given.column, texts, REASON)
    return StepResult((change,), summary=f"Emptied {many(count, 'cell')}.")
