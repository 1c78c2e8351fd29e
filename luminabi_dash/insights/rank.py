"""The order of findings: strong, certain, about much, and not said already."""

from __future__ import annotations

import math
from collections.abc import Sequence

from luminabi_dash.insights.insight import Covered, Insight

CERTAIN = 6.0
SIBLING = 0.5
NEAR = 0.8
SMALLEST = 1e-300


def folded(findings: Sequence[Insight]) -> list[Insight]:
    """Findings without those that another one says already (`covers`)."""
    covered = {item for finding in findings for item in finding.covers}
    return [finding for finding in findings if covered.isdisjoint(statements(finding))]


def statements(finding: Insight) -> tuple[Covered, Covered]:
    """What a finding says, of its segment and of any."""
    columns = frozenset(finding.columns)
    return Covered(finding.kind, columns), Covered(finding.kind, columns, finding.segment)


def ranked(findings: Sequence[Insight]) -> list[Insight]:
    """Strongest first by E^½ · C^¼ · V · N, from 0 to 1.

    E is the strength, C the share concerned, V = min(1, −log10 q / 6). N lowers a finding that
    says of the same columns, in the same kind, what a higher one says, and a little one that only
    shares a column with higher ones of its kind, more for each of them.
    """
    waiting = sorted(findings, key=lambda i: (-alone(i), order(i)))
    result: list[Insight] = []
    for finding in waiting:
        score = alone(finding) * novelty(finding, result)
        result.append(finding.ranked(finding.q_value, round(score, 6)))
    return sorted(result, key=lambda i: (-i.score, order(i)))


def novelty(finding: Insight, higher: Sequence[Insight]) -> float:
    same = [other for other in higher if other.kind == finding.kind]
    if any(set(other.columns) == set(finding.columns) for other in same):
        return SIBLING
    near = sum(not set(other.columns).isdisjoint(finding.columns) for other in same)
    return max(NEAR**near, SIBLING)


def order(finding: Insight) -> tuple[str, ...]:
    return (finding.kind, *finding.columns, *map(str, finding.segment), *finding.at)


def alone(finding: Insight) -> float:
    certain = min(1.0, -math.log10(max(finding.q_value, SMALLEST)) / CERTAIN)
    return math.sqrt(max(finding.strength, 0.0)) * math.sqrt(math.sqrt(finding.share)) * certain
