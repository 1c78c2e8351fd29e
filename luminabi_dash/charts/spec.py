"""A chart as data: what is stored, shared and drawn, on screen and in PDF alike."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

Figure = dict[str, Any]
"""Plotly JSON as a plain dict: {"data": [...], "layout": {...}}; carries no template."""


class ChartSpec(BaseModel):
    """What to draw. Each chart kind adds the columns and options that it needs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    title: str = Field(
        default="",
        max_length=200,
        title="Title",
        description="Says what the chart shows",
        json_schema_extra={"section": "Look"},
    )
    subtitle: str = Field(
        default="",
        max_length=300,
        title="Subtitle",
        description="Unit and comparison",
        json_schema_extra={"section": "Look"},
    )
