"""Figures for paper: nothing that could be fetched, marks that stay light."""

from __future__ import annotations

from typing import Any

import pytest

from luminabi_dash.charts.theme import template
from luminabi_dash.errors import Invalid
from luminabi_dash.reports.figures import printable


def test_drops_everything_that_names_an_address() -> None:
    figure = {
        "data": [{"type": "bar", "x": ["https://a.example"], "meta": {"source": "file:///etc"}}],
        "layout": {
            "images": [{"source": "file:///etc/passwd"}],
            "template": {"layout": {"images": [{"source": "http://evil.example/x.png"}]}},
            "mapbox": {"style": "http://evil.example"},
            "map2": {"style": "http://evil.example"},
            "xaxis": {"images": [{"source": "http://evil.example"}]},
        },
    }
    printed = printable(figure)
    assert "evil" not in str(printed)
    assert "/etc" not in str(printed)
    assert printed["data"][0]["x"] == ["https://a.example"]
    assert figure["layout"]["images"]


def test_takes_the_light_template() -> None:
    printed = printable({"data": [], "layout": {"template": "plotly_dark", "width": 9_999}})
    assert printed["layout"]["template"] == template("light")
    assert "width" not in printed["layout"]


@pytest.mark.parametrize("kind", ["image", "scattermapbox", "choroplethmap", "table", "iframe"])
def test_refuses_types_that_fetch(kind: str) -> None:
    with pytest.raises(Invalid, match=kind):
        printable({"data": [{"type": kind}]})


def test_webgl_becomes_vectors() -> None:
    assert printable({"data": [{"type": "scattergl", "x": [1]}]})["data"][0]["type"] == "scatter"


@pytest.mark.parametrize(
    ("marker", "colour"),
    [
        ({"opacity": 0.55}, "rgba(74,113,236,0.55)"),
        ({"color": "#000000"}, "rgba(0,0,0,0.9)"),
        ({"color": [1, 2, 3], "opacity": 0.5}, [1, 2, 3]),
    ],
)
def test_opacity_moves_into_single_colours(marker: dict[str, Any], colour: Any) -> None:
    trace = {"type": "scatter", "mode": "markers", "marker": marker}
    assert printable({"data": [trace]})["data"][0]["marker"]["color"] == colour
