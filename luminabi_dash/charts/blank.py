"""A figure without marks, which says why it has none."""

from __future__ import annotations

from luminabi_dash.charts.numbers import escape
from luminabi_dash.charts.spec import Figure


def empty_figure(message: str) -> Figure:
    """A figure without marks that says why."""
    return {
        "data": [],
        "layout": {
            "xaxis": {"visible": False},
            "yaxis": {"visible": False},
            "meta": {"empty": message},
            "annotations": [
                {
                    "text": escape(message),
                    "showarrow": False,
                    "xref": "paper",
                    "yref": "paper",
                    "x": 0.5,
                    "y": 0.5,
                }
            ],
        },
    }
