"""Error control over everything that was tried: Benjamini–Hochberg."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.01
"""Of all statements that are kept, at most this share is expected to be chance."""


def q_values(p_values: Sequence[float]) -> NDArray[np.float64]:
    """Benjamini–Hochberg adjusted p-values, in the order given (JRSS B 57, 1995).

    m is the number of tests that were tried, not of those that were kept.
    """
    p = np.asarray(p_values, dtype=np.float64)
    if p.size == 0:
        return p
    order = np.argsort(p)
    ranked = p[order] * p.size / np.arange(1, p.size + 1)
    falling = np.minimum.accumulate(ranked[::-1])[::-1]
    result = np.empty_like(p)
    result[order] = np.minimum(falling, 1.0)
    return result
