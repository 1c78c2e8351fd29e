"""A report with one tile of every sort, drawn once for all tests."""

from __future__ import annotations

import hashlib
import io
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from pypdf import PdfWriter

from luminabi_dash.charts.render import empty_figure
from luminabi_dash.reports.document import ReportDocument, ReportTile
from luminabi_dash.reports.images import Picture, Renderer, find_chrome
from luminabi_dash.reports.pdf import BuiltPdf, build

ROWS = 150


def tile(
    title: str,
    kind: str,
    figure: dict[str, Any],
    width: int = 6,
    subtitle: str = "",
    note: str = "",
) -> ReportTile:
    fingerprint = hashlib.sha256(repr(figure).encode()).hexdigest()
    return ReportTile(title, subtitle, kind, figure, fingerprint, width, note)


def table_figure(rows: Sequence[Sequence[Any]], head: Sequence[str]) -> dict[str, Any]:
    columns = [list(column) for column in zip(*rows, strict=True)]
    return {
        "data": [{"type": "table", "header": {"values": list(head)}, "cells": {"values": columns}}],
        "layout": {},
    }


def bar_figure() -> dict[str, Any]:
    bars = {"type": "bar", "x": ["Lighting", "Textiles"], "y": [63_018, 62_307]}
    return {"data": [{**bars, "showlegend": False}], "layout": {"yaxis": {"tickformat": "~s"}}}


def line_figure() -> dict[str, Any]:
    months = [f"2026-{month:02}-01" for month in range(1, 10)]
    lines = [
        {"type": "scatter", "mode": "lines", "x": months, "y": list(range(9)), "name": name}
        for name in ("Marketplace", "Store pick-up")
    ]
    return {"data": lines, "layout": {"xaxis": {"type": "date"}}}


def scatter_figure() -> dict[str, Any]:
    chance = random.Random(7)
    values = [[chance.gauss(50, 9) for _ in range(2_000)] for _ in "xy"]
    marks = {"type": "scatter", "mode": "markers", "x": values[0], "y": values[1]}
    return {"data": [marks], "layout": {"meta": {"note": "showing 2,000 of 9,999 rows"}}}


def indicator_figure() -> dict[str, Any]:
    number = {
        "type": "indicator",
        "value": 254_569,
        "number": {"valueformat": ",.0f", "prefix": "€"},
        "delta": {"reference": 206_088},
    }
    course = {"type": "scatter", "mode": "lines", "x": [1, 2, 3], "y": [4, 6, 5]}
    return {"data": [number, course], "layout": {}}


def document(*tiles: ReportTile, **changes: Any) -> ReportDocument:
    values: dict[str, Any] = {
        "title": "Shop overview",
        "author": "Anna Kern",
        "filters": "Country is Germany or Austria; Channel is not Wholesale",
        "data": "Shop orders v4",
        "data_as_of": datetime(2026, 11, 22, 22, 59, tzinfo=UTC),
        "made_at": datetime(2026, 11, 23, 17, 47, 9, tzinfo=UTC),
        "timezone": "Europe/Berlin",
        "tiles": tiles,
    }
    return ReportDocument(**{**values, **changes})


@dataclass
class FakeRenderer:
    """Takes note of what it was asked for; draws an empty page."""

    asked: list[Picture] = field(default_factory=list)

    def draw(self, figures: Sequence[Picture]) -> list[bytes]:
        self.asked += figures
        return [blank(picture) for picture in figures]


def blank(picture: Picture) -> bytes:

    writer = PdfWriter()
    writer.add_blank_page(picture.width_px * 0.75, picture.height_px * 0.75)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


@pytest.fixture
def fake_renderer() -> FakeRenderer:
    return FakeRenderer()


@pytest.fixture(scope="session")
def chrome() -> str:
    found = find_chrome()
    if found is None:
        pytest.skip("Chromium is not installed")
    return found


@pytest.fixture(scope="session")
def renderer(chrome: str) -> Iterator[Renderer]:
    with Renderer(chrome, timeout_seconds=60) as one:
        yield one


@pytest.fixture(scope="session")
def sample() -> ReportDocument:
    rows = [(f"Product {number}", number * 1_000 + 7) for number in range(ROWS)]
    return document(
        tile("Revenue", "indicator", indicator_figure(), 3),
        tile("Revenue by category", "bar", bar_figure(), 6, "€"),
        tile("Delivery time by channel", "line", line_figure(), 6, "Days"),
        tile("Price and delivery", "scatter", scatter_figure(), 12),
        tile("Nothing to see", "line", empty_figure("No rows match the filters."), 6),
        tile("Products", "table", table_figure(rows, ("Product", "Sold")), 12, note="All of them"),
        insights=("Marketplace deliveries take 1.5 days longer since 7 September.",),
        rows="3,698 of 47,804",
        link="http://127.0.0.1:8050/dashboards/1?version=4",
    )


@pytest.fixture(scope="session")
def built(sample: ReportDocument, renderer: Renderer) -> BuiltPdf:
    return build(sample, renderer)


@pytest.fixture
def make_tile() -> Callable[..., ReportTile]:
    return tile


@pytest.fixture
def make_document() -> Callable[..., ReportDocument]:
    return document


@pytest.fixture
def make_table() -> Callable[..., dict[str, Any]]:
    return table_figure


@pytest.fixture
def make_bars() -> Callable[..., dict[str, Any]]:
    return bar_figure
