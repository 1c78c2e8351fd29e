"""What a user wants to be told of: a switch for each kind of notification."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from layouts.parts.acts import note
from layouts.parts.marks import icon
from luminabi_dash.notice_kinds import NOTICES, NoticeKind

KindsId = Callable[[str], dict[str, Any]]


def settings(quiet: frozenset[str], kinds_id: KindsId, saved_id: str) -> Component:
    """A switch for each kind; those that concern the account are always told."""
    groups = dict.fromkeys(kind.group for kind in NOTICES)
    return html.Div(
        [
            *(switches(group, quiet, kinds_id(group)) for group in groups),
            html.Div(note(saved_id, "ok"), className="lb-row"),
        ],
        id="notifications",
        className="lb-card lb-form",
    )


def switches(group: str, quiet: frozenset[str], id: dict[str, Any]) -> Component:
    kinds = [kind for kind in NOTICES if kind.group == group]
    listed = dbc.Checklist(
        id=id,
        options=[option(kind) for kind in kinds],
        value=[kind.name for kind in kinds if kind.name not in quiet],
        switch=True,
        class_name="lb-notice-kinds",
    )
    return html.Fieldset([html.Legend(group, className="form-label"), listed], className="lb-field")


def option(kind: NoticeKind) -> dict[str, Any]:
    always = [] if kind.may_be_quiet else [html.Span(" always told", className="lb-s lb-3")]
    label = html.Span([icon(kind.symbol, "lb-2"), f" {kind.title}", *always])
    return {"label": label, "value": kind.name, "disabled": not kind.may_be_quiet}
