"""Image: a picture of the dashboard, a logo or a plan."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from luminabi_dash.charts.kind import Scene, chart_kind
from luminabi_dash.charts.options import option
from luminabi_dash.charts.spec import ChartSpec, Figure
from luminabi_dash.tables.query import Measure, Query, Rows
from luminabi_dash.tables.schema import Schema


class ImageSpec(ChartSpec):
    kind: Literal["image"] = "image"
    picture: int = Field(
        ge=1,
        title="Picture",
        description="A picture that this dashboard has",
        json_schema_extra={"section": "Data", "picture": True},
    )
    alt: str = option(
        "",
        "Description",
        "What the picture shows, for those who do not see it",
        "Data",
        max_length=300,
    )
    fit: Literal["contain", "cover"] = option(
        "contain", "Size", "All of it, or filling the tile", "Look"
    )


def ask(spec: ImageSpec, schema: Schema) -> Query:
    return Query(measures=(Measure("value", "count"),))


@chart_kind(
    "Image",
    ImageSpec,
    ask=ask,
    description="A picture of the dashboard, a logo or a plan",
    icon="image",
    coloured=(),
    is_text=True,
    needs_data=False,
)
def image(spec: ImageSpec, rows: Rows, schema: Schema, scene: Scene) -> Figure:
    """No marks: the number of the picture stands in the figure's meta."""
    shown = {"picture": spec.picture, "alt": spec.alt, "fit": spec.fit}
    return {"data": [], "layout": {"meta": shown}}
