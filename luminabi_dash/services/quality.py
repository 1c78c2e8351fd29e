"""The quality report of a version, as it lies beside it, and what cleaning found in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from luminabi_dash.context import Context
from luminabi_dash.errors import NotFound
from luminabi_dash.impact import ColumnQuality, Finding, QualityPart, QualityView
from luminabi_dash.services.datasets import load, located, steps
from luminabi_dash.views import StepView, UserView

ROWS = 20


def as_json(
    ctx: Context, user: UserView, dataset_id: int, number: int | None = None
) -> dict[str, Any] | None:
    folder = ctx.store.folder(dataset_id, located(ctx, user, dataset_id, number).number)
    found: dict[str, Any] | None = load(folder / "quality.json", None)
    return found


def shown(ctx: Context, user: UserView, dataset_id: int) -> QualityView | None:
    """The report of the newest version; None for one that was made before there were reports."""
    found = as_json(ctx, user, dataset_id)
    if found is None:
        return None
    folder = ctx.store.folder(dataset_id, located(ctx, user, dataset_id).number)
    sides = [part["name"] for part in found["parts"]]
    return QualityView(
        score=found["score"],
        explained=found["formula"],
        parts=tuple(
            QualityPart(part["name"].capitalize(), part["share"], part["reason"])
            for part in found["parts"]
        ),
        columns=tuple(
            ColumnQuality(item["column"], tuple(share(item[name]) for name in sides))
            for item in found["columns"]
        ),
        findings=(
            *flagged(load(folder / "flags.json", [])),
            *suggested(load(folder / "suggestions.json", [])),
            *done(steps(ctx, user, dataset_id)),
        ),
    )


def share(measure: dict[str, Any] | None) -> float | None:
    if measure is None:
        return None
    return measure["good"] / measure["total"] if measure["total"] else 1.0


def flagged(flags: Sequence[dict[str, Any]]) -> list[Finding]:
    """Flags of one kind in one column are one finding."""
    groups: dict[tuple[str, str | None], list[dict[str, Any]]] = defaultdict(list)
    for flag in flags:
        groups[flag["kind"], flag["column"]].append(flag)
    return [
        Finding(
            kind=kind,
            column=column,
            count=len(items),
            reason=items[0]["reason"],
            done="",
            rows=tuple(item["row"] for item in items if item["row"] is not None)[:ROWS],
        )
        for (kind, column), items in groups.items()
    ]


def suggested(items: Sequence[dict[str, Any]]) -> list[Finding]:
    return [
        Finding(
            kind=item["title"],
            column=", ".join(item["columns"][:3]) or None,
            count=item["cells"] or item["rows"],
            reason=item["reason"],
            done="Suggested in the recipe",
            rows=tuple(one["row"] for one in item["examples"]),
        )
        for item in items
    ]


def done(made: Sequence[StepView]) -> list[Finding]:
    return [
        Finding(
            kind=item.title,
            column="",
            count=item.cells_changed or item.rows_removed,
            reason=item.reason,
            done=item.summary,
        )
        for item in made
        if item.is_on and (item.cells_changed or item.rows_removed)
    ]


def first_row(ctx: Context, user: UserView, dataset_id: int, place: Any) -> int:
    """The first row behind the finding at a place of the report."""
    view = shown(ctx, user, dataset_id)
    if view is None or not isinstance(place, int) or not 0 <= place < len(view.findings):
        raise NotFound("There is no such finding.")
    rows = view.findings[place].rows
    if not rows:
        raise NotFound("This finding has no single rows.")
    return rows[0]
