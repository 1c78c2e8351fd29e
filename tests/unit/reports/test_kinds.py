"""Words, pictures, maps and pivot tables on paper."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from pypdf import PdfReader

from luminabi_dash.reports.document import ReportTile
from luminabi_dash.reports.figures import printable
from luminabi_dash.reports.indicators import change_of
from luminabi_dash.reports.listing import grids_of
from luminabi_dash.reports.pictures import fitted, readable
from luminabi_dash.reports.plan import planned
from luminabi_dash.reports.text import BAD, GOOD
from luminabi_dash.reports.text import TEXT as INK
from tests.unit.reports.conftest import document, tile

TEXT = {"data": [], "layout": {"meta": {"text": "# Why\nOrders **before** noon.\n\n- one\n- two"}}}
MAP = {
    "data": [
        {"type": "choropleth", "locations": ["DEU", "FRA"], "locationmode": "ISO-3", "z": [1, 2]}
    ],
    "layout": {"geo": {"scope": "world", "projection": {"type": "natural earth"}}},
}


def png(width=40, height=20):
    data = io.BytesIO()
    Image.new("RGB", (width, height), "#4A71EC").save(data, "PNG")
    return data.getvalue()


def picture(data):
    meta = {"picture": 1, "alt": "Plan of the hall", "fit": "contain"}
    return ReportTile(
        "Plan", "", "image", {"data": [], "layout": {"meta": meta}}, "a" * 64, 6, "", data
    )


@pytest.fixture
def printed(renderer):
    from luminabi_dash.reports.pdf import build

    def made(*tiles):
        return PdfReader(io.BytesIO(build(document(*tiles), renderer).data))

    return made


def words_of(pdf):
    return " ".join(" ".join(page.extract_text().split()) for page in pdf.pages)


def test_words_are_paragraphs_and_pictures_are_placed(printed):
    pdf = printed(tile("Notes", "text", TEXT), picture(png()))
    words = words_of(pdf)
    for part in ("Why", "Orders before noon.", "• one", "Plan of the hall"):
        assert part in words
    assert any(page.images for page in pdf.pages)
    assert [item.title for item in pdf.outline][1:] == ["Notes", "Plan"]


def test_a_picture_that_cannot_be_read_is_its_description(printed):
    for data in (None, b"\x89PNG\r\n\x1a\n broken", b"<svg onload=alert(1)>"):
        assert readable(data) is None
    assert "Plan of the hall" in words_of(printed(picture(b"no picture")))


def test_pictures_are_never_larger_than_the_page():
    assert fitted(readable(png(4_000, 10)), 500)[0] == 500
    assert fitted(readable(png(10, 4_000)), 500)[1] == 240
    assert fitted(readable(png(40, 20)), 500) == (40, 20)


def test_maps_are_drawn_from_outlines_of_our_own(printed):
    pdf = printed(tile("World", "choropleth", MAP))
    drawn = sum(len(page.get_contents().get_data()) for page in pdf.pages)
    forms = [o for page in pdf.pages for o in page["/Resources"].get("/XObject", {}).values()]
    assert drawn
    assert max(len(form.get_object().get_data()) for form in forms) > 20_000


def test_a_map_keeps_its_view_and_loses_its_addresses():
    hostile = {
        **MAP,
        "layout": {
            "geo": {"scope": "usa", "source": "file:///etc/passwd"},
            "geojson": "https://example.org/x",
        },
    }
    layout = printable(hostile)["layout"]
    assert layout["geo"] == {"scope": "usa"}
    assert "geojson" not in layout


def test_pivots_and_words_flow_between_rows_of_charts():
    rows = {"type": "table", "header": {"values": ["a"]}, "cells": {"values": [["1"]]}}
    pivot = tile("P", "pivot", {"data": [rows], "layout": {}})
    plan = planned(document(tile("T", "text", TEXT), pivot, tile("M", "choropleth", MAP)), 500)
    assert [getattr(part, "kind", "row") for part in plan.parts] == ["text", "pivot", "row"]


def test_a_change_is_neither_good_nor_poor_when_nobody_said_so():
    trace = {"value": 150, "delta": {"reference": 100}}
    assert change_of(trace, {}).is_good is True
    assert change_of(trace, {"compare": {"up": "bad", "words": "target 100"}}).is_good is False
    neutral = change_of(trace, {"compare": {"up": "neutral", "words": "from 100"}})
    assert (neutral.is_good, neutral.since, neutral.share) == (None, "from 100", "50.0%")


def test_rules_colour_cells_and_totals_are_stronger():
    rows = {
        "type": "table",
        "header": {"values": ["a", "b"]},
        "cells": {"values": [["x", "y", "Total"], ["1", "-2", "-1"]]},
    }
    meta = {"has_total": True, "looks": {"1": {"tones": ["good", "poor"]}}}
    [grid] = grids_of(tile("P", "pivot", {"data": [rows], "layout": {"meta": meta}}), 500)
    assert [ink.colour for ink in grid.inks(0)] == [INK, GOOD]
    assert grid.inks(1)[1].colour == BAD
    assert {ink.weight for ink in grid.inks(2)} == {"Medium"}
