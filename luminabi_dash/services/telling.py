"""The story of a dataset: its facts with their charts, and a dashboard made of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from luminabi_dash.context import Context
from luminabi_dash.errors import Conflict
from luminabi_dash.insight_views import StoryView
from luminabi_dash.insights import story as choice
from luminabi_dash.services import dashboards, datasets, figures, insights, tiles
from luminabi_dash.views import ColumnView, UserView

TIMES = ("date", "datetime")


@dataclass(frozen=True, slots=True)
class Told:
    """A story with the figures of its facts, by insight."""

    story: StoryView
    figures: dict[int, dict[str, Any]]


def story(ctx: Context, user: UserView, dataset_id: int) -> StoryView:
    view = datasets.get(ctx, user, dataset_id)
    if view.version is None:
        raise Conflict(f"{view.name!r} has no version yet.", code="not_ready")
    found = insights.discovery(ctx, user, dataset_id)
    columns = datasets.columns(ctx, user, dataset_id)
    spans = [span_of(column) for column in columns if column.type in TIMES]
    return StoryView(
        dataset_id=dataset_id,
        name=view.name,
        version=view.version.number,
        rows=view.version.rows,
        columns=view.version.columns,
        period=next((span for span in spans if span is not None), None),
        tested=found.tested,
        level=found.level,
        facts=choice.facts(found.insights),
        cautions=choice.cautions(found.insights),
        words=found.words if found.at is not None else "Not searched yet.",
    )


def span_of(column: ColumnView) -> tuple[str, str] | None:
    """The first and the last day of a column of times; None when it is empty."""
    if column.smallest is None or column.largest is None:
        return None
    return column.smallest[:10], column.largest[:10]


def told(ctx: Context, user: UserView, dataset_id: int) -> Told:
    found = story(ctx, user, dataset_id)
    shown = [fact.insight for fact in found.facts]
    return Told(found, figures.of_insights(ctx, user, dataset_id, shown))


def as_dashboard(ctx: Context, user: UserView, dataset_id: int) -> int:
    """A new dashboard of the facts, a tile each, its chart titled by the sentence; its id."""
    found = story(ctx, user, dataset_id)
    if not found.facts:
        raise Conflict("There are no facts to put on a dashboard.", code="no_facts")
    board = dashboards.create(ctx, user, dataset_id, f"{found.name}: what matters"[:200])
    for fact in found.facts:
        spec = {**fact.insight.chart, "title": fact.insight.sentence[:200]}
        tiles.add_tile(
            ctx,
            user,
            board.id,
            spec,
            filters=fact.insight.filters,
            insight_id=fact.insight.id,
        )
        insights.keep_pinned(ctx, user, fact.insight.id)
    return board.id
