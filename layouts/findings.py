"""The insights of a dataset: cards with their chart, rows and test, and their buttons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component
from dash_extensions import WebSocket

from layouts.parts.acts import button, choice, icon_button, link_button, menu, menu_item, menu_link
from layouts.parts.attributes import attributes
from layouts.parts.insight_card import chart_path, chart_place, nothing_words, search_sentence
from layouts.parts.insight_card import insight_card as card
from layouts.parts.insight_test import how_tested
from layouts.parts.marks import icon
from layouts.parts.states import empty
from layouts.parts.tabs import pane
from layouts.rows import rows_dialog
from luminabi_dash.insight_views import DiscoveryView, InsightView
from luminabi_dash.plural import many

NAME = "dataset"
ORDERS = {"strongest": "Strongest first", "changed": "Changed first", "newest": "Newest first"}
CALM = {None, "holds"}


class Ids:
    NEWS = "findings-news"
    SOCKET = "findings-socket"
    STEPS = "findings-steps"
    LIST = "findings-list"
    FIGURES = "findings-figures"
    BAR = "findings-bar"
    KIND = "findings-kind"
    ORDER = "findings-order"
    ALL = "findings-all"
    ROWS_DIALOG = "findings-rows-dialog"
    ROWS_STATE = "findings-rows-state"
    ROWS_BODY = "findings-rows-body"
    ROWS_GRID = "findings-rows-grid"
    ROWS_ROW = "findings-rows-row"

    @staticmethod
    def figure(insight: Any) -> dict[str, Any]:
        return {"type": "findings-figure", "insight": insight}

    @staticmethod
    def act(what: Any, insight: Any = 0) -> dict[str, Any]:
        """`what`: pin, dismiss, up, down, follow."""
        return {"type": "findings-act", "what": what, "insight": insight}

    @staticmethod
    def rows(insight: Any) -> dict[str, Any]:
        return {"type": "findings-rows", "insight": insight}

    @staticmethod
    def mute(insight: Any, place: Any = 0) -> dict[str, Any]:
        """The insight's column at this place."""
        return {"type": "findings-mute", "insight": insight, "place": place}

    @staticmethod
    def unmute(place: Any) -> dict[str, Any]:
        return {"type": "findings-unmute", "place": place}


def ears(dataset_id: int) -> list[Component]:
    """What hears of a running search; it stays while the page is shown anew."""
    socket = WebSocket(id=Ids.SOCKET, url=f"/ws/insights/{dataset_id}/")
    return [dcc.Store(id=Ids.NEWS), socket]


def behind_dialog() -> Component:
    """Where the rows behind an insight are shown."""
    title = "Rows behind the insight"
    return rows_dialog(Ids.ROWS_DIALOG, Ids.ROWS_STATE, Ids.ROWS_BODY, title)


def insights_pane(
    dataset_id: int, found: DiscoveryView, figures: Mapping[int, dict[str, Any]]
) -> Component:
    return pane(
        NAME,
        "insights",
        dcc.Store(id=Ids.FIGURES, data={str(key): value for key, value in figures.items()}),
        html.Div(id=Ids.STEPS, className="lb-job-line"),
        bar(dataset_id, found),
        html.Div(
            insight_list(found, figures),
            id=Ids.LIST,
            className="lb-scroll",
            **attributes(aria_live="polite"),
        ),
    )


def bar(dataset_id: int, found: DiscoveryView) -> Component:
    """What is shown of the cards, and the way to the story."""
    kinds = Counter(item.kind for item in found.insights)
    options = [{"label": "All kinds", "value": ""}]
    options += [
        {"label": f"{words_of(kind)} ({count})", "value": kind}
        for kind, count in kinds.most_common()
    ]
    orders = [{"label": words, "value": name} for name, words in ORDERS.items()]
    return html.Div(
        [
            choice(Ids.KIND, kind_options(found), "", className="lb-pick"),
            choice(Ids.ORDER, orders, "strongest", className="lb-pick"),
            dcc.Checklist(
                [{"label": "Dismissed too", "value": "all"}], [], id=Ids.ALL, className="lb-s lb-2"
            ),
            html.Span(className="lb-grow"),
            link_button("Story", f"/story/{dataset_id}", symbol="file-text", small=True),
        ],
        id=Ids.BAR,
        className="lb-bar is-wrapping lb-finding-bar",
        hidden=found.at is None,
    )


def kind_options(found: DiscoveryView) -> list[dict[str, str]]:
    """Options of KIND: the kinds that were found, the commonest first."""
    kinds = Counter(item.kind for item in found.insights).most_common()
    found_kinds = [{"label": f"{words_of(kind)} ({n})", "value": kind} for kind, n in kinds]
    return [{"label": "All kinds", "value": ""}, *found_kinds]


def words_of(kind: str) -> str:
    return kind.replace("_", " ").capitalize()


def insight_list(
    found: DiscoveryView,
    figures: Mapping[int, dict[str, Any]] | None = None,
    kind: str | None = None,
    order: str | None = None,
) -> list[Component]:
    """Children of LIST; a graph where `figures` has the insight, filled by FIGURES."""
    head = [html.Div([search_sentence(found), *muted(found)], className="lb-bar is-open")]
    shown = [item for item in found.insights if not kind or item.kind == kind]
    if not shown:
        title, words = nothing_words(found)
        if found.insights or found.hidden:
            title, words = "Nothing to show", "What was found is hidden by your choice above."
            return [*head, empty("lightbulb", title, words)]
        return [*(head if found.muted else []), empty("lightbulb", title, words)]
    have = figures or {}
    cards = [
        insight_card(item, found, have.get(item.id))
        for item in ordered(shown, order or "strongest")
    ]
    return [*head, html.Div(cards, className="lb-igrid")]


def ordered(items: list[InsightView], order: str) -> list[InsightView]:
    """They come strongest first; dismissed ones stay behind all others."""
    keys: dict[str, Any] = {
        "changed": lambda item: item.verdict in CALM,
        "newest": lambda item: -item.id,
    }
    chosen = sorted(items, key=keys[order]) if order in keys else items
    return sorted(chosen, key=lambda item: item.state == "dismissed")


def muted(found: DiscoveryView) -> list[Component]:
    """The columns of which nobody wants to hear, each with a way back."""
    if not found.muted:
        return []
    hidden = f"{many(found.hidden, 'insight')} hidden." if found.hidden else ""
    chips = [
        html.Button(
            [html.Span(name, className="lb-cut"), icon("x")],
            id=Ids.unmute(place),
            type="button",
            className="lb-chip lb-unmute",
            title=f"Show insights of {name} again",
            **attributes(aria_label=f"Show insights of {name} again"),
        )
        for place, name in enumerate(found.muted)
    ]
    return [html.Span(["Never about ", *chips, f" {hidden}"], className="lb-2 lb-muted")]


def insight_card(
    view: InsightView, found: DiscoveryView, figure: dict[str, Any] | None = None
) -> Component:
    """A card with all its acts; its graph is drawn from FIGURES, in the theme."""
    chart = chart_place(view, Ids.figure(view.id)) if figure is not None else None
    return card(view, chart, acts(view), how_tested(view, found))


def acts(view: InsightView) -> list[Component]:
    """None for a finding of a search that still runs: it has no place of its own yet."""
    if view.id < 1:
        return []
    pinned = view.state == "pinned"
    pin = button(
        "Pinned" if pinned else "Pin",
        Ids.act("pin", view.id),
        kind="ghost" if pinned else "secondary",
        symbol="pin-fill" if pinned else "pin-angle",
        small=True,
    )
    return [
        thumb(view, "up", 1, "Useful"),
        thumb(view, "down", -1, "Not useful"),
        link_button("Open chart", chart_path(view), kind="ghost", small=True),
        pin,
        menu("More about this insight", things(view)),
    ]


def thumb(view: InsightView, way: str, value: int, words: str) -> Component:
    is_mine = view.thumbs.mine == value
    given = view.thumbs.up if value > 0 else view.thumbs.down
    symbol = f"hand-thumbs-{way}{'-fill' if is_mine else ''}"
    said = f"{words}, given {many(given, 'time')}" if given else words
    made = icon_button(symbol, said, Ids.act(way, view.id), "btn-sm lb-thumb")
    return pressed(made, is_on=is_mine)


def pressed(made: Any, *, is_on: bool) -> Component:
    made.className += " is-on" if is_on else ""
    setattr(made, "aria-pressed", "true" if is_on else "false")
    return made


def things(view: InsightView) -> list[Component]:
    follow = "Do not tell me any more" if view.is_followed else "Tell me when it changes"
    bell = "bell-slash" if view.is_followed else "bell"
    put_away = "Bring it back" if view.state == "dismissed" else "Dismiss"
    return [
        menu_item("Rows behind it", Ids.rows(view.id), "list-ul"),
        menu_item(follow, Ids.act("follow", view.id), bell),
        menu_link("Make an alert", f"/alerts?insight={view.id}", "alarm"),
        *(
            menu_item(f"Never about {name}", Ids.mute(view.id, place), "eye-slash")
            for place, name in enumerate(view.columns)
        ),
        menu_item(put_away, Ids.act("dismiss", view.id), "x-lg"),
    ]
