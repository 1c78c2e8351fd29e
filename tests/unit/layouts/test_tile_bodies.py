"""Tiles that are text: comparisons, marked cells, totals, words and pictures."""

from __future__ import annotations

import pytest

from layouts.parts import tile_bodies
from layouts.parts.sparkline import preview
from luminabi_dash.charts.packing import packed


def number(value, reference=None, **meta):
    trace = {"type": "indicator", "value": value, "number": {"prefix": "€"}}
    if reference is not None:
        trace["delta"] = {"reference": reference}
    return {"data": [trace], "layout": {"meta": meta} if meta else {}}


def table(columns, **meta):
    trace = {
        "type": "table",
        "header": {"values": [f"c{n}" for n in range(len(columns))]},
        "cells": {"values": columns, "align": ["left", *["right"] * (len(columns) - 1)]},
    }
    return {"data": [trace], "layout": {"meta": meta}}


@pytest.mark.parametrize(
    ("value", "up", "looks"),
    [
        (150, "good", "lb-up is-good"),
        (50, "good", "lb-down is-poor"),
        (150, "bad", "lb-up is-poor"),
        (150, "neutral", "lb-up"),
    ],
)
def test_a_change_is_coloured_by_what_is_good(value, up, looks, as_json, text_of):
    body = tile_bodies.body(number(value, 100, compare={"words": "from €100", "up": up}))
    assert f'"{looks}"' in as_json(body)
    assert "50.0% from €100" in " ".join(text_of(body).split())


def test_nothing_to_compare_with_shows_no_share(text_of):
    body = tile_bodies.body(number(5, 0, compare={"words": "from €0", "up": "good"}))
    assert "%" not in text_of(body)
    assert "from €0" in text_of(body)
    assert "12%" in text_of(tile_bodies.body(number(0.12, shown="12%")))


def test_lines_of_a_pivot_are_named_and_its_total_stands_last(as_json, text_of):
    figure = table([["A &amp; B", "Total"], ["1", "3"]], row_heads=1, has_total=True)
    body = tile_bodies.body(figure)
    found = as_json(body)
    assert '"row"' in found
    assert '"col"' in found
    assert found.count('"is-total"') == 1
    assert "A & B" in text_of(body)


def test_cells_carry_bars_scales_and_rules(as_json):
    looks = {"1": {"bars": [100, None]}, "2": {"heat": [0, 100]}, "3": {"tones": ["good", None]}}
    found = as_json(
        tile_bodies.body(table([["a", "b"], ["9", ""], ["1", "2"], ["3", "4"]], looks=looks))
    )
    assert found.count("lb-inbar") == 1
    assert '"--w":100' in found.replace(" ", "")
    assert '"--heat":"55%"' in found.replace(" ", "")
    assert found.count("is-good") == 1


def test_a_long_table_says_how_much_of_it_is_shown(text_of):
    words = text_of(tile_bodies.body(table([[str(n) for n in range(1_200)]])))
    assert "1,000 of 1,200 lines" in words


def test_words_are_markdown_and_pictures_are_ours(as_json, text_of):
    written = tile_bodies.body({"data": [], "layout": {"meta": {"text": "# Hi"}}})
    assert '"Markdown"' in as_json(written)
    nothing = tile_bodies.body({"data": [], "layout": {"meta": {"text": " "}}})
    assert "Nothing is written" in text_of(nothing)
    shown = {"picture": 3, "alt": "Plan", "src": "/api/v1/dashboards/1/pictures/3"}
    assert '"Plan"' in as_json(tile_bodies.body({"data": [], "layout": {"meta": shown}}))
    elsewhere = {**shown, "src": "https://example.org/x.png"}
    found = tile_bodies.body({"data": [], "layout": {"meta": elsewhere}})
    assert "example.org" not in as_json(found)


def test_long_courses_are_drawn_though_they_are_packed():
    values = packed([n / 3 for n in range(90)])
    assert preview({"data": [{"type": "scatter", "mode": "lines", "y": values}]}) is not None
    figure = number(5)
    figure["data"].append({"type": "scatter", "y": values})
    assert "lb-spark" in str(tile_bodies.body(figure))
