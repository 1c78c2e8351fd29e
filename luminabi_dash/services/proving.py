"""What an insight rests on: its rows."""

from __future__ import annotations

from luminabi_dash.context import Context
from luminabi_dash.insight_views import InsightView
from luminabi_dash.services import insights
from luminabi_dash.services.lines import Behind
from luminabi_dash.services.sources import source
from luminabi_dash.tables.filters import Filter, parse_filters
from luminabi_dash.tables.schema import Schema
from luminabi_dash.views import UserView

EMPTY_KINDS = {"missing"}


def behind(ctx: Context, user: UserView, insight_id: int) -> Behind:
    """The rows that an insight is about: those it names, or those of its part with a value in each
    of its columns; of empty cells the rows that lack one.
    """
    view = insights.get(ctx, user, insight_id)
    schema = source(ctx, view.dataset_id, view.version).schema
    filters = filters_of(view, schema)
    title = f"“{view.sentence}”"
    return Behind(view.dataset_id, view.version, title, filters, schema, rows=view.rows)


def filters_of(view: InsightView, schema: Schema) -> tuple[Filter, ...]:
    own = parse_filters(list(view.filters), schema)
    if view.rows:
        return own
    named = {item.column for item in own}
    part = [
        {"column": name, "op": "in", "value": [value]}
        for name, value in (view.segment or {}).items()
        if name not in named and name in schema
    ]
    cells = "is_null" if view.kind in EMPTY_KINDS else "not_null"
    known = named | {str(item["column"]) for item in part}
    rest = [
        {"column": name, "op": cells}
        for name in view.columns
        if name in schema and name not in known
    ]
    return (*own, *parse_filters([*part, *rest], schema))


def csv_path(insight_id: int) -> str:
    return f"/api/v1/insights/{insight_id}/rows?format=csv"
