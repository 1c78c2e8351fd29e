"""The order of findings: strong, certain, about much, and not said already."""

from __future__ import annotations

import math
from collections.abc import Sequence

from luminabi_dash.insights.insight import Insight

CERTAIN = 6.0
SIBLING = 0.5
SMALLEST = 1e-300


def ranked(findings: Sequence[Insight]) -> list[Insight]:
    """Strongest first by E^½ · C^¼ · V · N, from 0 to 1.

    E is the strength, C the share concerned, V = min(1, −log10 q / 6), and N halves a finding
    that shares its kind and a column with a higher one.
    """
    waiting = sorted(findings, key=lambda i: (-alone(i), i.kind, i.columns))
    result: list[Insight] = []
    for finding in waiting:
        is_sibling = any(
            other.kind == finding.kind and set(other.columns) & set(finding.columns)
            for other in result
        )
        score = alone(finding) * (SIBLING if is_sibling else 1.0)
        result.append(finding.ranked(finding.q_value, round(score, 6)))
    return sorted(result, key=lambda i: (-i.score, i.kind, i.columns))


def alone(finding: Insight) -> float:
    certain = min(1.0, -math.log10(max(finding.q_value, SMALLEST)) / CERTAIN)
    return math.sqrt(max(finding.strength, 0.0)) * math.sqrt(math.sqrt(finding.share)) * certain
