"""Who may call what: every route and every callback says it, or the start fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from dash import Dash
from dash_extensions.enrich import DashBlueprint
from flask import Flask

F = TypeVar("F", bound=Callable[..., Any])

PUBLIC = "public"
SIGNED_IN = "signed_in"
LOCAL = "local"
POLICIES = (PUBLIC, SIGNED_IN, LOCAL)
MARK = "__policy__"
DASH_OWN_CALLBACKS = ("_pages_content", "_pages_dummy")


class Unguarded(RuntimeError):
    """A route or callback without a policy: a mistake of ours, seen at the start."""


def policy(name: str) -> Callable[[F], F]:
    """Mark a view function with who may call it."""
    if name not in POLICIES:
        raise Unguarded(f"There is no policy {name!r}.")

    def mark(view: F) -> F:
        setattr(view, MARK, name)
        return view

    return mark


class GuardedBlueprint(DashBlueprint):  # type: ignore[misc]
    """A Dash blueprint whose callbacks must say who may call them: `policy=SIGNED_IN`."""

    def callback(self, *args: Any, policy: str | None = None, **kwargs: Any) -> Any:
        add = super().callback(*args, **kwargs)

        def guard(function: Callable[..., Any]) -> Any:
            if policy is not None:
                setattr(function, MARK, policy)
            return add(function)

        return guard


def policy_of(server: Flask, endpoint: str | None) -> str | None:
    """The policy of a route; Dash's own routes are for signed-in users."""
    view = server.view_functions.get(endpoint or "")
    if view is None:
        return None
    marked: str | None = getattr(view, MARK, None)
    return marked


def mark_dash_routes(app: Dash) -> None:
    """Everything that Dash itself serves is for signed-in users."""
    for rule in app.server.url_map.iter_rules():
        view = app.server.view_functions[rule.endpoint]
        if getattr(view, MARK, None) is None and is_dash_route(rule.rule):
            app.server.view_functions[rule.endpoint] = marked(view)


def is_dash_route(rule: str) -> bool:
    return rule.startswith(("/_dash", "/_reload-hash", "/_favicon", "/assets")) or rule in {
        "/",
        "/<path:path>",
    }


def marked(view: Callable[..., Any]) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs)

    setattr(call, MARK, SIGNED_IN)
    return call


def check_all(app: Dash) -> None:
    """Unguarded (the start fails) if a route or a server-side callback has no policy."""
    bare = [
        rule.rule
        for rule in app.server.url_map.iter_rules()
        if policy_of(app.server, rule.endpoint) is None
    ]
    for output, item in app.callback_map.items():
        function = item.get("callback")
        if function is None or any(own in output for own in DASH_OWN_CALLBACKS):
            continue
        if getattr(function, MARK, None) not in POLICIES:
            bare.append(output)
    if bare:
        raise Unguarded(f"No policy says who may call: {', '.join(sorted(bare))}.")
