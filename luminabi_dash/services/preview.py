"""What the dataset page shows: everything at once, blocks of rows, insights as they are found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from luminabi_dash.charts.axes import cell_text
from luminabi_dash.context import Context
from luminabi_dash.errors import Invalid, NotFound
from luminabi_dash.impact import QualityView, RecipeView
from luminabi_dash.insight_views import DiscoveryView
from luminabi_dash.services import datasets, figures, insights, quality, recipes
from luminabi_dash.tables.query import Rows
from luminabi_dash.tables.schema import LINE, ROW
from luminabi_dash.views import (
    ChangeView,
    ColumnView,
    DatasetView,
    EvidenceView,
    StepView,
    UserView,
    VersionView,
)

CHANGES = 200
CELL = 200


@dataclass(frozen=True, slots=True)
class Seen:
    view: DatasetView
    columns: list[ColumnView]
    evidence: list[EvidenceView]
    steps: list[StepView]
    changes: list[ChangeView]
    versions: list[VersionView]
    discovery: DiscoveryView
    rows_total: int
    figures: dict[int, dict[str, Any]]
    recipe: RecipeView | None = None
    quality: QualityView | None = None
    changes_total: int = 0
    is_option_set: bool = False


def id_of(text: str) -> int:
    """The number in a page's address; NotFound for anything else."""
    if not (text.isdecimal() and text.isascii() and len(text) < 16):
        raise NotFound("There is no such page.")
    return int(text)


def whole(ctx: Context, user: UserView, dataset_id: int) -> Seen:
    view = datasets.get(ctx, user, dataset_id)
    found = insights.discovery(ctx, user, dataset_id)
    if view.version is None:
        return Seen(view, [], [], [], [], [], found, 0, {})
    changes, total = datasets.changes(ctx, user, dataset_id, limit=CHANGES)
    return Seen(
        view=view,
        columns=datasets.columns(ctx, user, dataset_id),
        evidence=datasets.evidence(ctx, user, dataset_id),
        steps=datasets.steps(ctx, user, dataset_id),
        changes=changes,
        versions=datasets.versions(ctx, user, dataset_id),
        discovery=found,
        rows_total=view.version.rows,
        figures=figures.of_insights(ctx, user, dataset_id, found.insights),
        recipe=recipes.shown(ctx, user, dataset_id),
        quality=quality.shown(ctx, user, dataset_id),
        changes_total=total,
        is_option_set=bool(view.options),
    )


def is_news(event: dict[str, Any], shown: dict[str, Any] | None) -> bool:
    """Whether an event tells something that the page does not show; a snapshot does only when the
    page is behind what the server says.
    """
    if event.get("type") in {"cleaning.started", "insights.started", "insights.progress"}:
        return False
    if event.get("type") != "snapshot":
        return not str(event.get("type")).endswith(".progress")
    told, known = event.get("data") or {}, shown or {}
    return any(told[key] != known.get(key) for key in told if key != "work")


def block(
    ctx: Context,
    user: UserView,
    dataset_id: int,
    asked: dict[str, Any],
    *,
    is_read: bool,
    only_changed: bool = False,
) -> dict[str, Any]:
    """Rows for the grid: fields are places (c0, c1 …), so that no column name can break it.

    The version as uploaded is shown in the columns of the cleaned one, by name. `marks` say for a
    row which of its cells a step changed: before, after, step and reason.
    """
    start, end = asked.get("startRow"), asked.get("endRow")
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= end - start <= 1_000:
        raise Invalid("A block has at most 1,000 rows.")
    shown = datasets.schema(ctx, user, dataset_id).names()
    number = datasets.read_of(ctx, user, dataset_id) if is_read else None
    found, schema = datasets.rows(
        ctx,
        user,
        dataset_id,
        limit=end - start,
        offset=start,
        number=number,
        sort=sorting(asked, shown),
        only_changed=only_changed,
    )
    places = [(f"c{i}", name) for i, name in enumerate(shown) if name in schema]
    return as_block(ctx, user, dataset_id, found, places, None, is_marked=not is_read)


def as_block(
    ctx: Context,
    user: UserView,
    dataset_id: int,
    found: Rows,
    places: Sequence[tuple[str, str]],
    version: int | None,
    *,
    is_marked: bool = True,
) -> dict[str, Any]:
    """Rows as the grid takes them; `places` are its fields with the column of each."""
    marks: dict[int, dict[str, list[str | None]]] = {}
    if is_marked:
        of_column = {name: place for place, name in places}
        numbers = found.frame[ROW].to_list()
        marks = marks_of(ctx, user, dataset_id, numbers, of_column, version)
    rows = [
        {
            LINE: row[LINE],
            "row": row[ROW],
            **({"marks": marks[row[ROW]]} if row[ROW] in marks else {}),
            **{place: cell(row[name]) for place, name in places},
        }
        for row in found.frame.to_dicts()
    ]
    return {"rowData": rows, "rowCount": found.matched}


def choose(ctx: Context, user: UserView, dataset_id: int, place: Any, other: Any) -> str:
    """Read the file as the alternative at these places of the evidence says; the job's id."""
    found = datasets.evidence(ctx, user, dataset_id)
    if not (isinstance(place, int) and 0 <= place < len(found)):
        raise NotFound("There is no such decision.")
    ways = found[place].alternatives
    if not (isinstance(other, int) and 0 <= other < len(ways)):
        raise NotFound("There is no such alternative.")
    return datasets.read_again(ctx, user, dataset_id, ways[other].options)


def marks_of(
    ctx: Context,
    user: UserView,
    dataset_id: int,
    rows: Sequence[int],
    places: dict[str, str],
    version: int | None,
) -> dict[int, dict[str, list[str | None]]]:
    """For each of these rows the changed cells by their place: the text as uploaded, the text now,
    the last step and its reason.
    """
    found: dict[int, dict[str, list[str | None]]] = {}
    for change in datasets.changes_of_rows(ctx, user, dataset_id, rows, version):
        place = places.get(change.column or "")
        if place is None:
            continue
        cells = found.setdefault(change.row, {})
        first = cells[place][0] if place in cells else change.before
        cells[place] = [cut(first), cut(change.after), change.step, change.reason]
    return found


def cut(text: str | None) -> str | None:
    return None if text is None else text[:CELL]


def sorting(asked: dict[str, Any], names: Sequence[str]) -> tuple[str, ...]:
    """The grid's sort model as column names, "-" first for falling."""
    result = []
    for item in asked.get("sortModel") or []:
        place = str(item.get("colId", ""))[1:]
        if place.isdecimal() and int(place) < len(names):
            result.append(("-" if item.get("sort") == "desc" else "") + names[int(place)])
    return tuple(result)


def cell(value: Any) -> str | None:
    if isinstance(value, datetime | date):
        return cell_text(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return None if value is None else cell_text(value)


def streamed(
    ctx: Context,
    user: UserView,
    dataset_id: int,
    news: Sequence[dict[str, Any]],
    *,
    everything: bool = False,
) -> tuple[DiscoveryView, dict[int, dict[str, Any]]]:
    """The kept insights, and while a search runs the sure ones that it has just told of."""
    found = insights.discovery(ctx, user, dataset_id, everything=everything)
    ends = {"insights.completed", "snapshot"}
    is_over = not news or any(item.get("type") in ends for item in news)
    if not is_over:
        found = with_fresh(ctx, user, dataset_id, found, news)
    return found, figures.of_insights(ctx, user, dataset_id, found.insights)


def with_fresh(
    ctx: Context,
    user: UserView,
    dataset_id: int,
    found: DiscoveryView,
    news: Sequence[dict[str, Any]],
) -> DiscoveryView:
    """Findings of the running search, from its stored events: a browser's word is not taken."""
    asked = [int(n["id"]) for n in news if isinstance(n.get("id"), int)]
    if not asked:
        return found
    datasets.get(ctx, user, dataset_id)
    known = {item.sentence for item in found.insights}
    events = ctx.events.since(f"insights:{dataset_id}", started(ctx, dataset_id), 500)
    version = datasets.located(ctx, user, dataset_id).number
    fresh = [
        insights.provisional(dataset_id, version, -place, event["data"]["insight"])
        for place, event in enumerate(events, start=1)
        if event["type"] == "insight.found" and event["data"]["insight"]["sentence"] not in known
    ]
    return replace(found, insights=(*found.insights, *fresh))


def started(ctx: Context, dataset_id: int) -> int:
    """The id of the event with which the newest search began."""
    events = ctx.events.since(f"insights:{dataset_id}", 0, 10_000)
    return max((e["id"] for e in events if e["type"] == "insights.started"), default=0)
