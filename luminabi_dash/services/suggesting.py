"""Which charts fit some columns of a dataset, each with the reason."""

from __future__ import annotations

from collections.abc import Sequence

from luminabi_dash.charts.recommend import Fitting, recommend
from luminabi_dash.context import Context
from luminabi_dash.services import datasets
from luminabi_dash.services.sources import source
from luminabi_dash.tables.spans import fitting_unit
from luminabi_dash.views import UserView


def charts(ctx: Context, user: UserView, dataset_id: int, columns: Sequence[str]) -> list[Fitting]:
    """The three charts that fit best; dates in the unit that suits how long they span."""
    version = datasets.located(ctx, user, dataset_id, None)
    schema = source(ctx, dataset_id, version.number).schema
    when = next((c for c in map(schema.column, columns) if c.type.is_temporal), None)
    own = when.name if when is not None and not when.expression else None
    unit = fitting_unit(ctx.store.scan(dataset_id, version.number), own)
    return recommend(schema, columns, datasets.columns(ctx, user, dataset_id), unit)
