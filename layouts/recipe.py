"""A dataset's recipe: its steps with switches, what is suggested, and what a draft would change."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from layouts.parts.acts import button, icon_button, menu, menu_item, menu_link, note
from layouts.parts.attributes import attributes
from layouts.parts.dialog import dialog
from layouts.parts.impact import draft_panel
from layouts.parts.marks import icon, tag
from layouts.parts.states import empty
from layouts.parts.states import note as framed
from layouts.parts.words import many
from luminabi_dash.impact import RecipeView, StepRow, SuggestionView

TEXT = 60


class Ids:
    PLACE = "recipe-place"
    NEWS = "recipe-news"
    MAKE = "recipe-make"
    DISCARD = "recipe-discard"
    RESET = "recipe-reset"
    EDITED = "recipe-edited"
    DIALOG = "recipe-dialog"
    PARAMETERS = "recipe-parameters"
    PROBLEM = "recipe-problem"
    SAVE = "recipe-save"

    @staticmethod
    def switch(step: Any) -> dict[str, Any]:
        return {"type": "recipe-switch", "step": step}

    @staticmethod
    def up(step: Any) -> dict[str, Any]:
        return {"type": "recipe-up", "step": step}

    @staticmethod
    def down(step: Any) -> dict[str, Any]:
        return {"type": "recipe-down", "step": step}

    @staticmethod
    def edit(step: Any) -> dict[str, Any]:
        return {"type": "recipe-edit", "step": step}

    @staticmethod
    def remove(step: Any) -> dict[str, Any]:
        return {"type": "recipe-remove", "step": step}

    @staticmethod
    def accept(suggestion: Any) -> dict[str, Any]:
        return {"type": "recipe-accept", "suggestion": suggestion}


def recipe(view: RecipeView | None) -> Component:
    """The whole pane; PLACE is shown anew after each edit."""
    return html.Div(
        [
            html.Div(inside(view), id=Ids.PLACE, className="lb-page-place"),
            dcc.Store(id=Ids.EDITED),
            dcc.Store(id=Ids.NEWS),
            parameters_dialog(),
        ],
        className="lb-page-place",
    )


def inside(view: RecipeView | None) -> Component:
    """Children of PLACE."""
    if view is None:
        words = "The recipe appears here once the file has been cleaned."
        return html.Div(empty("list-check", "No steps yet", words), className="lb-scroll")
    return html.Div(
        [
            html.Div(
                [
                    bar(view),
                    html.Div(
                        [step_list(view.steps), suggestion_list(view.suggestions)],
                        className="lb-scroll",
                        tabIndex=0,
                        role="region",
                        **attributes(aria_label="Recipe"),
                    ),
                ],
                className="lb-pane",
            ),
            draft_panel(view.draft, view.version, Ids.MAKE, Ids.DISCARD),
        ],
        className="lb-split lb-fill",
    )


def bar(view: RecipeView) -> Component:
    words = (
        "Edited; replayed as it is on the next file, after a drift report"
        if view.is_by_user
        else "Planned from what the columns prove; planned anew for the next file"
    )
    path = f"/api/v1/datasets/{view.dataset_id}/recipe"
    more = menu(
        "More about the recipe",
        [
            menu_link("Download as JSON", path, "filetype-json"),
            menu_item("Plan it anew", Ids.RESET, "arrow-counterclockwise"),
        ],
    )
    python = html.A(
        [icon("filetype-py"), "Export as Python"],
        href=f"{path}?format=py",
        className="btn btn-ghost btn-sm",
    )
    return html.Div(
        [html.Span(words, className="lb-s lb-3"), html.Span(className="lb-grow"), python, more],
        className="lb-bar",
    )


def step_list(steps: Sequence[StepRow]) -> Component:
    if not steps:
        words = "No column asked for a change that it proves itself."
        return empty("list-check", "Nothing to clean", words)
    rows = [step(place, item, len(steps)) for place, item in enumerate(steps, 1)]
    return html.Ol(rows, className="lb-steps is-editable")


def step(place: int, item: StepRow, last: int) -> Component:
    numbers = [
        many(item.rows, "row") if item.rows else "",
        many(item.cells, "cell") if item.cells else "",
    ]
    said = " · ".join(part for part in numbers if part) or "nothing to do"
    marks: list[Any] = [
        html.Span(item.title, className="lb-b"),
        html.Span(said, className="lb-s lb-3 lb-num"),
    ]
    if item.tier != "automatic":
        marks.append(tag("accepted" if item.tier == "suggested" else "by hand"))
    if item.is_new:
        marks.append(tag("not applied yet", "acc"))
    off, picked = "" if item.is_on else " is-off", " is-picked" if item.is_new else ""
    return html.Li(
        [
            html.Span(str(place), className="lb-n", **attributes(aria_hidden="true")),
            html.Div(
                [
                    html.Div(marks, className="lb-row is-wrapping"),
                    html.P(item.summary or item.reason, className="lb-2 lb-why"),
                ]
            ),
            html.Div(example(item.example), className="lb-mono lb-ex lb-wide-only"),
            html.Div(tools(place, item, last), className="lb-step-tools"),
            dbc.Switch(
                id=Ids.switch(item.id),
                value=item.is_on,
                label=html.Span(f"Use step {place}, {item.title}", className="visually-hidden"),
            ),
        ],
        className=f"lb-step{off}{picked}",
    )


def tools(place: int, item: StepRow, last: int) -> list[Component]:
    """Move, edit, remove: shown when the step is pointed at or has the focus."""
    found = []
    if place > 1:
        found.append(icon_button("arrow-up", f"Move {item.title} up", Ids.up(item.id)))
    if place < last:
        found.append(icon_button("arrow-down", f"Move {item.title} down", Ids.down(item.id)))
    found.append(icon_button("sliders", f"Parameters of {item.title}", Ids.edit(item.id)))
    found.append(icon_button("x-lg", f"Take {item.title} out of the recipe", Ids.remove(item.id)))
    return found


def example(pair: tuple[str | None, str | None] | None) -> list[Any] | None:
    if pair is None:
        return None
    return [
        html.Span(quoted(pair[0]), className="lb-3"),
        icon("arrow-right", "lb-3"),
        html.Span(quoted(pair[1])),
    ]


def quoted(text: str | None) -> str:
    if text is None:
        return "empty"
    return f'"{text}"' if len(text) <= TEXT else f'"{text[:TEXT]}…"'


def suggestion_list(items: Sequence[SuggestionView]) -> Component | None:
    if not items:
        return None
    head = html.Div(
        [
            html.H2("Suggested", className="lb-h1"),
            html.P(
                "The columns do not prove these; nothing is done until you accept one.",
                className="lb-s lb-3",
            ),
        ],
        className="lb-pad",
    )
    return html.Section([head, html.Ul([suggested(item) for item in items], className="lb-steps")])


def suggested(item: SuggestionView) -> Component:
    numbers = [
        many(item.rows, "row") if item.rows else "",
        many(item.cells, "cell") if item.cells else "",
    ]
    said = " · ".join(part for part in numbers if part)
    evidence = " · ".join(f"{key}: {value}" for key, value in item.evidence)
    return html.Li(
        [
            html.Span("?", className="lb-n", **attributes(aria_hidden="true")),
            html.Div(
                [
                    html.Div(
                        [
                            html.Span(item.title, className="lb-b"),
                            html.Span(", ".join(item.columns[:4]), className="lb-mono lb-s lb-cut"),
                            html.Span(said, className="lb-s lb-3 lb-num"),
                        ],
                        className="lb-row is-wrapping",
                    ),
                    html.P(item.reason, className="lb-2 lb-why"),
                    html.P(evidence, className="lb-s lb-3") if evidence else None,
                    *(
                        html.Div(example(pair), className="lb-mono lb-ex lb-s")
                        for pair in item.examples[:2]
                    ),
                ]
            ),
            button("Accept", Ids.accept(item.id), small=True),
        ],
        className="lb-step is-off is-suggested",
    )


def parameters_dialog() -> Component:
    inside_ = [
        html.P("What the step is told, as JSON.", className="lb-2"),
        dbc.Textarea(id=Ids.PARAMETERS, rows=14, className="lb-mono", spellcheck=False),
        note(Ids.PROBLEM),
    ]
    acts = [button("Look at the impact", Ids.SAVE, kind="primary")]
    return dialog(Ids.DIALOG, "Parameters of the step", inside_, acts, "lg")


def waiting_line() -> Component:
    """Above the page: a draft waits under Recipe."""
    words = "The cell is put back in a draft: look at it under Recipe, and apply it there."
    return framed("acc", "arrow-counterclockwise", words)


def parameters_text(item: StepRow) -> str:
    return json.dumps(item.parameters, ensure_ascii=False, indent=2)
