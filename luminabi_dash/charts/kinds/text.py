"""Text: words between charts, with headings, lists and links."""

from __future__ import annotations

from typing import Literal

from luminabi_dash.charts.kind import Scene, chart_kind
from luminabi_dash.charts.markdown import safe
from luminabi_dash.charts.options import option
from luminabi_dash.charts.spec import ChartSpec, Figure
from luminabi_dash.tables.query import Measure, Query, Rows
from luminabi_dash.tables.schema import Schema


class TextSpec(ChartSpec):
    kind: Literal["text"] = "text"
    text: str = option(
        "", "Text", "Markdown: headings, lists, links, **bold**", "Data", max_length=20_000
    )


def ask(spec: TextSpec, schema: Schema) -> Query:
    return Query(measures=(Measure("value", "count"),))


@chart_kind(
    "Text",
    TextSpec,
    ask=ask,
    description="Words between charts, with headings, lists and links",
    icon="text-paragraph",
    coloured=(),
    is_text=True,
    needs_data=False,
)
def text(spec: TextSpec, rows: Rows, schema: Schema, scene: Scene) -> Figure:
    """No marks: the text stands in the figure's meta, with links to the web, mail and here only."""
    return {"data": [], "layout": {"meta": {"text": safe(spec.text)}}}
