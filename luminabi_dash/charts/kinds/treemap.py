"""Treemaps: parts of a whole as areas, inside one another."""

from __future__ import annotations

from typing import Literal

from luminabi_dash.charts.hierarchy import HierarchySpec, ask, point_of, tree
from luminabi_dash.charts.kind import Scene, chart_kind
from luminabi_dash.charts.spec import Figure
from luminabi_dash.tables.query import Rows
from luminabi_dash.tables.schema import Schema


class TreemapSpec(HierarchySpec):
    kind: Literal["treemap"] = "treemap"


@chart_kind(
    "Treemap",
    TreemapSpec,
    ask=ask,
    point=point_of,
    description="Parts of a whole as areas, inside one another",
    icon="layout-wtf",
    coloured=("path",),
)
def treemap(spec: TreemapSpec, rows: Rows, schema: Schema, scene: Scene) -> Figure:
    """Names and shares stand in the areas that are large enough."""
    look = {
        "type": "treemap",
        "textinfo": "label+percent root",
        "textposition": "top left",
        "textfont": {"color": "#FFFFFF"},
        "pathbar": {"visible": len(spec.path) > 1, "thickness": 18},
        "tiling": {"pad": 2, "packing": "squarify"},
        "marker": {"pad": {"t": 20, "l": 3, "r": 3, "b": 3}} if len(spec.path) > 1 else {},
    }
    return tree(spec, rows, schema, scene.palette, **look)
