"""From what a user asks for to an alert that can be kept: what is watched, seen and checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from luminabi_dash.alerts.condition import (
    CHANGES,
    Condition,
    NumberCondition,
    parse_condition,
)
from luminabi_dash.alerts.measure import against_period, indicator, named, watched
from luminabi_dash.charts.render import ask
from luminabi_dash.context import Context
from luminabi_dash.db import dashboards, datasets
from luminabi_dash.db.models import Dataset, Insight
from luminabi_dash.db.watching import Alert
from luminabi_dash.errors import Conflict, Invalid, NotFound
from luminabi_dash.services import boards, figures
from luminabi_dash.services.files import clean_name
from luminabi_dash.services.sources import source
from luminabi_dash.tables.filters import parse_filters
from luminabi_dash.views import UserView


@dataclass(frozen=True, slots=True)
class NewAlert:
    """What an alert is to be. A number is watched on a dataset of one's own or on a dashboard that
    one sees; of a `tile_id` its number and the filters that reach it are taken. None stands for
    what suits: the name of the number, one's own address.
    """

    condition: Any
    kind: str = "number"
    dataset_id: int | None = None
    dashboard_id: int | None = None
    tile_id: int | None = None
    insight_id: int | None = None
    spec: Any = None
    filters: Any = None
    name: str = ""
    recipients: Sequence[str] | None = None
    enabled: bool = True


def made(ctx: Context, user: UserView, wanted: NewAlert) -> Alert:
    """The alert as it would be stored; NotFound for what the user may not see."""
    if wanted.kind == "insight":
        return insight_alert(ctx, user, wanted)
    if wanted.kind != "number":
        raise Invalid("An alert is on a number or an insight.", details={"field": "kind"})
    if wanted.insight_id is not None:
        raise Invalid("An alert on a number has no insight.", details={"field": "insight_id"})
    spec, filters = wanted.spec, wanted.filters
    if wanted.dashboard_id is not None:
        dataset_id, number, spec, filters = on_dashboard(ctx, user, wanted)
    elif wanted.dataset_id is not None:
        dataset_id, number = on_dataset(ctx, user, wanted.dataset_id)
    else:
        raise Invalid("Name a dataset or a dashboard.", details={"field": "dataset_id"})
    condition = parse_condition("number", wanted.condition)
    row = Alert(
        owner_id=user.id,
        dataset_id=dataset_id,
        dashboard_id=wanted.dashboard_id,
        tile_id=wanted.tile_id,
        kind="number",
        enabled=wanted.enabled,
        condition=condition.model_dump(mode="json", exclude_none=True),
    )
    put_number(ctx, row, number, spec, filters or [], condition)
    row.name = clean_name(wanted.name) or clean_name(named(indicator(row.spec)))
    return row


def on_dashboard(ctx: Context, user: UserView, wanted: NewAlert) -> tuple[int, int, Any, Any]:
    """Dataset, version, spec and filters of a number on a dashboard that the user sees."""
    board = boards.kept(ctx, user, wanted.dashboard_id or 0)
    if wanted.dataset_id not in {None, board.dataset_id}:
        raise Invalid("That dashboard shows another dataset.", details={"field": "dataset_id"})
    spec, filters = wanted.spec, wanted.filters
    if wanted.tile_id is not None:
        tile = next((one for one in board.tiles if one.id == wanted.tile_id), None)
        if tile is None:
            raise NotFound("There is no such tile.", code="tile_not_found")
        spec = watched(tile.spec) if spec is None else spec
        if spec is None:
            raise Invalid("This tile has no single number to watch.", details={"field": "tile_id"})
        if filters is None:
            reaching = figures.reaching(tile, board.filters, board)
            filters = [one.model_dump(mode="json") for one in reaching]
    if board.data_version == 0:
        raise Conflict("The dataset has no version yet.", code="not_ready")
    return board.dataset_id, board.data_version, spec, filters


def on_dataset(ctx: Context, user: UserView, dataset_id: int) -> tuple[int, int]:
    with ctx.sessions() as session:
        row = datasets.visible(session, dataset_id, user.id)
        if row.current_version is None:
            raise Conflict(f"{row.name!r} has no version yet.", code="not_ready")
        return row.id, row.current_version


def put_number(
    ctx: Context, row: Alert, number: int, spec: Any, filters: Any, condition: Condition
) -> None:
    """Spec and filters into the alert, once they make sense in this version of the data."""
    parsed = indicator(spec)
    assert isinstance(condition, NumberCondition)
    if condition.op in CHANGES and condition.against == "period":
        against_period(parsed)
    schema = source(ctx, row.dataset_id, number).schema
    ask(parsed, schema)
    row.spec = parsed.model_dump(mode="json")
    row.filters = [one.model_dump(mode="json") for one in parse_filters(filters, schema)]


def insight_alert(ctx: Context, user: UserView, wanted: NewAlert) -> Alert:
    """An alert on an insight, for who owns its dataset or sees a dashboard of it."""
    for field in ("spec", "filters", "tile_id"):
        if getattr(wanted, field) is not None:
            raise Invalid(f"An alert on an insight has no {field}.", details={"field": field})
    condition = parse_condition("insight", wanted.condition)
    with ctx.sessions() as session:
        found = session.get(Insight, wanted.insight_id or 0)
        if found is None or not sees_insight(session, found, user, wanted.dashboard_id):
            raise NotFound("There is no such insight.", code="insight_not_found")
        return Alert(
            owner_id=user.id,
            dataset_id=found.dataset_id,
            dashboard_id=wanted.dashboard_id,
            insight_id=found.id,
            kind="insight",
            enabled=wanted.enabled,
            filters=[],
            condition=condition.model_dump(mode="json"),
            name=clean_name(wanted.name) or clean_name(str(found.body["sentence"])),
        )


def sees_insight(session: Session, found: Insight, user: UserView, board: int | None) -> bool:
    if board is None:
        return session.get_one(Dataset, found.dataset_id).owner_id == user.id
    try:
        return dashboards.visible(session, board, user.id).dataset_id == found.dataset_id
    except NotFound:
        return False
