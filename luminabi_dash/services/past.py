"""A dashboard as it was: its tiles drawn from an older version of the data, for one page alone.

A page keeps what it looks back at in its state: `{"past": {"words": "As Ada saw it", "at": time,
"version": 3}}`, beside the private `link` and `drill`. Comments open it, and whatever else leads
back to something seen.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from luminabi_dash.context import Context
from luminabi_dash.dashboards.past import version_of
from luminabi_dash.db.models import Version
from luminabi_dash.errors import NotFound
from luminabi_dash.services.sources import source
from luminabi_dash.views import DashboardView


def seen_at(ctx: Context, view: DashboardView, past: Any) -> DashboardView:
    """The dashboard on the data that a page looks back at; as it is now when those are gone."""
    number = version_of(past)
    if number is None or number == view.data_version:
        return view
    if not is_there(ctx, view.dataset_id, number, view.data_version):
        return view
    try:
        schema = source(ctx, view.dataset_id, number).schema
    except NotFound:
        return view
    return replace(view, data_version=number, schema=schema)


def held(view: DashboardView, past: Any) -> DashboardView:
    """The dashboard, or NotFound when it is not on the version that was asked for."""
    number = version_of(past)
    if number is not None and number != view.data_version:
        raise NotFound(f"There is no version {number} of the data.", code="version_not_found")
    return view


def is_there(ctx: Context, dataset_id: int, number: int, newest: int) -> bool:
    """Whether dashboards of the dataset have shown this version: one that was only read, before
    its cleaning, is for the owner of the dataset.
    """
    if number > newest:
        return False
    wanted = select(Version.id).where(
        Version.dataset_id == dataset_id, Version.number == number, Version.kind == "cleaned"
    )
    with ctx.sessions() as session:
        return session.scalar(wanted) is not None
