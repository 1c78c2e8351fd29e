"""Sunbursts: parts of a whole as rings, each level further out."""

from __future__ import annotations

from typing import Literal

from luminabi_dash.charts.hierarchy import HierarchySpec, ask, point_of, tree
from luminabi_dash.charts.kind import Scene, chart_kind
from luminabi_dash.charts.spec import Figure
from luminabi_dash.tables.query import Rows
from luminabi_dash.tables.schema import Schema


class SunburstSpec(HierarchySpec):
    kind: Literal["sunburst"] = "sunburst"


@chart_kind(
    "Sunburst",
    SunburstSpec,
    ask=ask,
    point=point_of,
    description="Parts of a whole as rings, each level further out",
    icon="vinyl",
    coloured=("path",),
)
def sunburst(spec: SunburstSpec, rows: Rows, schema: Schema, scene: Scene) -> Figure:
    """Names run along the rings where they fit."""
    return tree(
        spec,
        rows,
        schema,
        scene.palette,
        type="sunburst",
        textinfo="label",
        leaf={"opacity": 1},
        insidetextfont={"color": "#FFFFFF"},
        outsidetextfont={"color": "#FFFFFF"},
        insidetextorientation="auto",
    )
