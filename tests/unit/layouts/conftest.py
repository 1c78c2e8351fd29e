"""Views as services hand them to layouts: empty, busy, failed and full; and a way to read pages."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from dash.development.base_component import Component
from plotly.utils import PlotlyJSONEncoder

from luminabi_dash.insight_views import DiscoveryView, InsightView
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.schema import Column, Role, Schema, Type
from luminabi_dash.views import (
    ColumnView,
    DashboardView,
    DatasetView,
    JobView,
    TileView,
    UserView,
    VersionView,
)

AT = datetime(2026, 11, 23, 18, 43, tzinfo=UTC)
SCHEMA = Schema(
    (
        Column("ordered", Type.DATE, Role.TEMPORAL),
        Column("country", Type.TEXT, Role.DIMENSION),
        Column("revenue", Type.NUMBER, Role.MEASURE, True),
        Column("is_gift", Type.BOOLEAN, Role.DIMENSION),
    )
)
KINDS = ("indicator", "line", "bar", "histogram", "scatter", "table")


@pytest.fixture
def user() -> UserView:
    return UserView(1, "ak@shop.example", "Anna Keller", "analyst", AT)


@pytest.fixture
def version() -> VersionView:
    return VersionView(4, "cleaned", 47_804, 14, 48_230, 14, 412, 1_932, 1_200_000, AT)


@pytest.fixture
def ready(version: VersionView) -> DatasetView:
    return DatasetView(
        1,
        "Shop orders",
        "ready",
        None,
        "orders.csv",
        6_800_000,
        "9f" * 32,
        AT,
        AT,
        version,
        9,
        "AK",
    )


@pytest.fixture
def busy(ready: DatasetView) -> DatasetView:
    job = JobView("j", "prepare_dataset", "running", 0.58, "Handling nulls…", 1, None, AT, None)
    return replace(ready, id=2, status="cleaning", version=None, job=job)


@pytest.fixture
def failed(ready: DatasetView) -> DatasetView:
    return replace(ready, id=3, status="failed", version=None, error="The file is empty.")


@pytest.fixture
def columns() -> list[ColumnView]:
    shares, labels = (1.0, 0.4), ("Germany", "France")
    return [
        ColumnView("ordered", "date", "temporal", 10, 0, 9, "2025-01-01", "2026-11-22", None),
        ColumnView("country", "text", "dimension", 8, 2, 2, *labels, None, shares, labels, (9, 4)),
        ColumnView("revenue", "number", "measure", 10, 0, 9, "1", "99", 5.2, shares),
    ]


@pytest.fixture
def insight() -> InsightView:
    return InsightView(
        id=7,
        dataset_id=1,
        version=4,
        state="new",
        kind="trend",
        columns=("revenue",),
        sentence="Revenue rises by 0.73% a month.",
        effect=0.0073,
        effect_name="slope per month, share of mean",
        interval=(0.0067, 0.0079),
        n=23,
        p_value=1e-16,
        q_value=9e-16,
        score=0.9,
        chart={"kind": "line", "subtitle": "€"},
        filters=(),
        caveats=("not in Garden",),
    )


@pytest.fixture
def discovery(insight: InsightView) -> DiscoveryView:
    return DiscoveryView(312, 0.05, AT, (insight,))


@pytest.fixture
def board() -> DashboardView:
    tiles = tuple(
        TileView(n, kind, kind.title(), "€", 0, n * 6, 6, 6, {"kind": kind}, (), 1)
        for n, kind in enumerate(KINDS, 1)
    )
    filters = (Filter(column="country", op="in", value=["Germany", "Austria"]),)
    return DashboardView(
        1, "Shop overview", "", 1, "Shop orders", 4, 2, "AK", AT, AT, tiles, filters, 7, SCHEMA
    )


@pytest.fixture
def text_of() -> Callable[[Any], str]:
    """All that a reader sees of a component, in order."""
    return lambda root: " ".join(part for part in walk(root) if isinstance(part, str))


@pytest.fixture
def ids_of() -> Callable[[Any], list[Any]]:
    """The ids of a component and everything in it."""
    return lambda root: [
        part.id for part in walk(root) if isinstance(part, Component) and hasattr(part, "id")
    ]


@pytest.fixture
def as_json() -> Callable[[Any], str]:
    """What goes to the browser."""
    return lambda root: json.dumps(root, cls=PlotlyJSONEncoder)


def walk(root: Any) -> Iterator[Any]:
    if isinstance(root, list | tuple):
        for part in root:
            yield from walk(part)
    elif root is not None:
        yield root
        if isinstance(root, Component):
            yield from walk(getattr(root, "children", None))
            yield from walk(getattr(root, "label", None))
