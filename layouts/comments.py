"""Comments on a dashboard: the panel with every thread, and the popover of one at its pin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from layouts.parts.attributes import attributes
from layouts.parts.marks import PEOPLE, icon, person, tag
from layouts.parts.page_acts import act, icon_act
from layouts.parts.states import empty
from layouts.parts.words import ago, many
from luminabi_dash.dashboards.comments import LONGEST, CommentView, ThreadView
from luminabi_dash.tables.filters import Filter, sentence


class Ids:
    THREADS = "comments-threads"
    NEWS = "comments-news"
    OPEN = "comments-open"
    LOOK = "comments-look"
    PLACED = "comments-placed"
    SHOWN = "comments-shown"
    COUNT = "comments-count"
    LIST = "comments-list"
    POP = "comments-pop"
    THREAD = "comments-thread"
    FIELD = "comments-field"
    PEOPLE = "comments-people"


def stores(threads: Sequence[ThreadView], opened: int | None = None) -> list[Component]:
    """What the page's script knows of the threads, and which one is open."""
    return [
        dcc.Store(id=Ids.THREADS, data=as_data(threads)),
        dcc.Store(id=Ids.NEWS),
        dcc.Store(id=Ids.OPEN, data=None if opened is None else {"thread": opened}),
        dcc.Store(id=Ids.LOOK),
        dcc.Store(id=Ids.PLACED),
        dcc.Store(id=Ids.SHOWN),
    ]


def as_data(threads: Sequence[ThreadView]) -> list[dict[str, Any]]:
    """Data of THREADS: what pins are placed by."""
    return [
        {
            "id": one.id,
            "number": one.number,
            "tile": None if one.is_removed else one.tile_id,
            "tab": one.tab,
            "point": one.point,
            "drill": (one.seen.get("drill") or {}).get(str(one.tile_id)),
            "color": colour(one.first),
            "label": f"Comment {one.number} by {one.first.by} on {one.words}",
            "resolved": one.resolved_at is not None,
        }
        for one in threads
    ]


def colour(comment: CommentView) -> int:
    """The presence colour of who wrote it."""
    return (comment.user_id or 0) % PEOPLE + 1


def open_count(threads: Sequence[ThreadView]) -> int:
    return sum(one.resolved_at is None for one in threads)


def count_words(threads: Sequence[ThreadView]) -> str:
    """Children of COUNT: how many threads are open."""
    return str(open_count(threads) or "")


def toggle(threads: Sequence[ThreadView]) -> Component:
    """The button of the top bar that opens the panel."""
    return html.Button(
        [
            icon("chat"),
            html.Span("Comments"),
            html.Span(count_words(threads), id=Ids.COUNT, className="lb-num lb-comment-count"),
        ],
        type="button",
        className="btn btn-ghost btn-sm",
        **attributes(data_panel_toggle="comments", aria_expanded="false"),
    )


def panel(threads: Sequence[ThreadView]) -> Component:
    close = html.Button(
        icon("x-lg"),
        type="button",
        className="btn btn-ghost btn-sm is-icon",
        **attributes(data_panel_toggle="comments", aria_label="Close the comments"),
    )
    whole = icon_act("comment-new", "Comment on the dashboard", "plus-lg")
    return html.Aside(
        [
            html.Div(
                [html.H2("Comments"), html.Span(className="lb-grow"), whole, close],
                className="lb-panel-head",
            ),
            html.Div(
                [which("open", "Open", is_on=True), which("resolved", "Resolved", is_on=False)],
                className="lb-seg lb-comment-which",
                role="group",
                **attributes(aria_label="Which comments are listed"),
            ),
            html.Div(items(threads), id=Ids.LIST, className="lb-panel-list"),
        ],
        className="lb-panel lb-view-only is-closed",
        **attributes(data_panel="comments", data_which="open", aria_label="Comments"),
    )


def which(name: str, words: str, *, is_on: bool) -> Component:
    return html.Button(
        words,
        type="button",
        **attributes(data_act="comment-which", data_of=name, aria_pressed=str(is_on).lower()),
    )


def items(threads: Sequence[ThreadView]) -> list[Component]:
    """Children of LIST: the open threads and the resolved ones, the newest first."""
    newest = list(reversed(threads))
    return [
        group("open", [one for one in newest if one.resolved_at is None]),
        group("resolved", [one for one in newest if one.resolved_at is not None]),
    ]


def group(name: str, threads: Sequence[ThreadView]) -> Component:
    inside: list[Component] = [item(one) for one in threads] or [nothing(name)]
    return html.Div(inside, className="lb-list", **attributes(data_threads=name))


def nothing(name: str) -> Component:
    if name == "resolved":
        return empty("check2-circle", "Nothing is resolved", "Threads that are settled move here.")
    words = (
        "Press a mark of a chart and “Comment here”, or the speech bubble of a tile. "
        "A comment keeps the filters and the data that it was made under."
    )
    return empty(
        "chat",
        "No open comment",
        words,
        act("comment-new", "Comment on the dashboard", "chat", "btn-secondary btn-sm"),
    )


def item(thread: ThreadView) -> Component:
    first, count = thread.first, len(thread.comments) - 1
    meta: list[Any] = [html.Span(thread.words, className="lb-cut"), ago(last(thread).created_at)]
    return html.Button(
        [
            html.Span(thread.number, className=f"lb-pin is-still p{colour(first)}"),
            html.Span(
                [
                    html.Span(first.by, className="lb-b"),
                    html.Span(text(first), className="lb-comment-start"),
                    html.Span(meta, className="lb-comment-meta"),
                    html.Span(many(count, "reply", "replies"), className="lb-s lb-acc")
                    if count
                    else None,
                ],
                className="lb-comment-line",
            ),
        ],
        type="button",
        className="lb-comment-item",
        **attributes(data_act="comment-go", data_of=str(thread.id)),
    )


def last(thread: ThreadView) -> CommentView:
    return thread.comments[-1]


def popover() -> Component:
    """The place of a thread; a script opens it beside the pin, and keeps what is typed."""
    field = html.Textarea(
        id=Ids.FIELD,
        rows=1,
        maxLength=LONGEST,
        placeholder="Reply",
        className="form-control form-control-sm",
        **attributes(
            aria_label="Reply",
            aria_autocomplete="list",
            aria_controls=Ids.PEOPLE,
            aria_expanded="false",
            data_comment_field="",
        ),
    )
    form = html.Div(
        [
            field,
            html.Div(id=Ids.PEOPLE, className="lb-pop lb-people", role="listbox", hidden=True),
            html.Div(className="lb-problem lb-bad", role="alert", **attributes(data_problem="")),
            html.Div(
                [
                    html.Span("@ mentions · Ctrl+Enter sends", className="lb-s lb-3"),
                    html.Span(className="lb-grow"),
                    act("comment-cancel", "Cancel", "x-lg", "btn-ghost btn-sm"),
                    act("comment-send", "Send", "send", "btn-primary btn-sm"),
                ],
                className="lb-row lb-comment-send",
            ),
        ],
        className="lb-comment-form",
    )
    return html.Div(
        [html.Div(id=Ids.THREAD, className="lb-thread"), form],
        id=Ids.POP,
        className="lb-pop lb-comments",
        role="dialog",
        hidden=True,
        tabIndex=-1,
        **attributes(aria_label="Comment"),
    )


def thread(view: ThreadView, newest: int) -> list[Component]:
    """Children of THREAD; `newest` is the present version of the data."""
    is_open = view.resolved_at is None
    settle = (
        icon_act("comment-resolve", "Resolve this thread", "check2-circle", data_of=str(view.id))
        if is_open
        else act("comment-reopen", "Open again", "arrow-counterclockwise", data_of=str(view.id))
    )
    head = html.Div(
        [
            html.Span(view.words, className="lb-grow lb-cut lb-b", title=view.words),
            settle,
            icon_act("comment-link", "Copy a link to this comment", "link-45deg"),
            icon_act("comment-close", "Close", "x-lg"),
        ],
        className="lb-comment-head",
    )
    settled = (
        None
        if is_open
        else html.Div(
            [tag(f"Resolved by {view.resolved_by}", "ok", "check2"), ago(view.resolved_at)],
            className="lb-row lb-s lb-3",
        )
    )
    messages = html.Div(
        [message(one) for one in view.comments], className="lb-messages", tabIndex=0
    )
    return [part for part in (head, seen(view, newest), settled, messages) if part is not None]


def seen(view: ThreadView, newest: int) -> Component:
    """What it was made under, and the way back to that."""
    filters = [Filter.model_validate(one) for one in view.seen.get("filters") or []]
    data = f"data v{view.data_version}" if view.data_version else "no data yet"
    now = f" (now v{newest})" if newest != view.data_version else ""
    words = f"{sentence(filters)} · {data}{now}"
    away = "This point is not in the chart as it is filtered now."
    return html.Div(
        [
            html.Div(words, className="lb-s lb-3"),
            html.Div(away, className="lb-s lb-warn lb-away"),
            act(
                "comment-look",
                "Look at it as it was",
                "clock-history",
                "btn-ghost btn-sm",
                data_of=str(view.id),
            ),
        ],
        className="lb-comment-seen",
    )


def message(comment: CommentView) -> Component:
    edited = html.Span(" · edited") if comment.edited_at else None
    of = str(comment.id)
    acts = [
        icon_act("comment-edit", "Edit", "pencil", data_of=of) if comment.may_edit else None,
        icon_act("comment-delete", "Delete", "trash", data_of=of) if comment.may_delete else None,
    ]
    return html.Div(
        [
            person(initials(comment.by), comment.user_id or 0, comment.by),
            html.Div(
                [
                    html.Div(
                        [
                            html.Span(comment.by, className="lb-b lb-cut"),
                            html.Span([ago(comment.created_at), edited], className="lb-s lb-3"),
                            html.Span(className="lb-grow"),
                            *[one for one in acts if one is not None],
                        ],
                        className="lb-comment-by",
                    ),
                    html.P(text(comment), className="lb-comment-text"),
                ]
            ),
        ],
        className="lb-message",
        **attributes(data_comment=of, data_text=comment.text),
    )


def initials(name: str) -> str:
    return "".join(word[0] for word in name.split()[:2]).upper() or "?"


def text(comment: CommentView) -> list[Any]:
    """The words, with those who are mentioned set off."""
    parts: list[Any] = [comment.text]
    for one in sorted(comment.mentions, key=lambda person_: -len(person_.name)):
        parts = [piece for part in parts for piece in split(part, f"@{one.name}")]
    return parts


def split(part: Any, name: str) -> list[Any]:
    if not isinstance(part, str) or name not in part:
        return [part]
    found: list[Any] = []
    for place, piece in enumerate(part.split(name)):
        found += [html.Span(name, className="lb-mention"), piece] if place else [piece]
    return [piece for piece in found if piece != ""]
