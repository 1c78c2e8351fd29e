"""The story of a dataset on one page: what matters, in order, each fact with its chart."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from layouts.parts.acts import button, link_button
from layouts.parts.attributes import attributes
from layouts.parts.insight_card import caveats, certainty, chart_path, chart_place
from layouts.parts.marks import icon
from layouts.parts.states import empty
from layouts.parts.top import top_bar
from layouts.parts.words import many
from luminabi_dash.insight_views import Fact, StoryView

WORDS = ("no", "One", "Two", "Three", "Four", "Five")


class Ids:
    ID = "story-dataset"
    FIGURES = "story-figures"
    BUILD = "story-build"

    @staticmethod
    def figure(insight: Any) -> dict[str, Any]:
        return {"type": "story-figure", "insight": insight}


def story(view: StoryView, figures: Mapping[int, dict[str, Any]]) -> Component:
    return html.Div(
        [
            dcc.Store(id=Ids.ID, data=view.dataset_id),
            dcc.Store(id=Ids.FIGURES, data={str(key): value for key, value in figures.items()}),
            top_bar(
                "Story",
                crumb=(view.name, f"/datasets/{view.dataset_id}#insights"),
                acts=acts(view) if view.facts else [],
            ),
            html.Div(page(view, figures), className="lb-page lb-story"),
        ],
        className="lb-body",
    )


def acts(view: StoryView) -> list[Component]:
    every = link_button("All insights", f"/datasets/{view.dataset_id}#insights", small=True)
    printing = html.Button(
        [icon("printer"), "Print"],
        type="button",
        className="btn btn-secondary btn-sm lb-wide-only",
        **attributes(data_act="print"),
    )
    return [
        every,
        printing,
        button("Build a dashboard of it", Ids.BUILD, kind="primary", small=True),
    ]


def page(view: StoryView, figures: Mapping[int, dict[str, Any]]) -> list[Component]:
    if not view.facts:
        back = link_button("To the dataset", f"/datasets/{view.dataset_id}", small=True)
        return [empty("file-text", "No facts to tell", view.words, back)]
    count = len(view.facts)
    title = "One fact that matters" if count == 1 else f"{WORDS[count]} facts that matter"
    return [
        html.Header(
            [html.H2(title, className="lb-fig-1"), html.P(of_what(view), className="lb-2")]
        ),
        html.Ol(
            [fact_item(place, fact, figures) for place, fact in enumerate(view.facts, start=1)],
            className="lb-facts-told",
        ),
        *foot(view),
    ]


def of_what(view: StoryView) -> str:
    words = f"{view.name}, version {view.version}: {view.rows:,} rows, {view.columns:,} columns"
    if view.period is None:
        return words
    first, last = (f"{date.fromisoformat(end):%-d %b %Y}" for end in view.period)
    return f"{words}, {first} to {last}"


def fact_item(place: int, fact: Fact, figures: Mapping[int, dict[str, Any]]) -> Component:
    item = fact.insight
    chart = chart_place(item, Ids.figure(item.id)) if item.id in figures else None
    words = html.Div(
        [
            html.Div(fact.about, className="lb-kind lb-s lb-3"),
            html.H3(item.sentence, className="lb-story-say"),
            certainty(item),
            html.Div(caveats(item), className="lb-tags") if item.caveats else None,
            link_button("Open chart", chart_path(item), kind="ghost", small=True),
        ],
        className="lb-story-words",
    )
    number = html.Span(str(place), className="lb-story-number", **attributes(aria_hidden="true"))
    return html.Li([number, words, chart], className="lb-story-fact")


def foot(view: StoryView) -> list[Component]:
    parts: list[Component] = []
    if view.cautions:
        lines = [html.Li(item.sentence) for item in view.cautions]
        parts.append(
            html.Section(
                [html.H3("Before you use it", className="lb-h2"), html.Ul(lines)],
                className="lb-story-cautions",
            )
        )
    parts.append(html.P(tested(view), className="lb-s lb-3 lb-story-foot"))
    return parts


def tested(view: StoryView) -> str:
    one_in = round(1 / view.level) if view.level else 0
    return (
        f"Chosen from the findings of {many(view.tested, 'test')}; of what is kept at most 1 in "
        f"{one_in:,} is expected to be chance. Nothing here says what causes what."
    )
