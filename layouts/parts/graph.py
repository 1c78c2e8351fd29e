"""The place of a chart: nothing is drawn in it until its figure is there."""

from __future__ import annotations

from typing import Any

from dash import dcc
from dash.development.base_component import Component

NO_AXIS = {"visible": False}
BLANK: dict[str, Any] = {
    "data": [],
    "layout": {
        "xaxis": NO_AXIS,
        "yaxis": NO_AXIS,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
    },
}
"""Plotly draws axes for a figure that is not there yet; for this one it draws nothing."""


def graph(id: Any, config: Any) -> Component:
    """A graph that fills its place and follows its size."""
    return dcc.Graph(id=id, figure=BLANK, config=config, responsive=True, className="lb-graph")
