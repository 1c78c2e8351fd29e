"""The Flask server: guard first, then our routes."""

from __future__ import annotations

from flask import Flask

from luminabi_dash.context import Context
from luminabi_dash.web import files, health, pages
from luminabi_dash.web.api import (
    accounts,
    alerts,
    calculated,
    charts,
    comments,
    dashboards,
    datasets,
    editing,
    errors,
    explaining,
    exports,
    insights,
    notifications,
    recipes,
    reports,
    sharing,
    timeline,
    uploads,
)
from luminabi_dash.web.current import attach

BLUEPRINTS = (
    pages.blueprint,
    files.blueprint,
    health.blueprint,
    accounts.blueprint,
    charts.blueprint,
    calculated.blueprint,
    datasets.blueprint,
    recipes.blueprint,
    uploads.blueprint,
    insights.blueprint,
    alerts.blueprint,
    dashboards.blueprint,
    explaining.blueprint,
    exports.blueprint,
    editing.blueprint,
    sharing.blueprint,
    timeline.blueprint,
    comments.blueprint,
    notifications.blueprint,
    reports.blueprint,
)
FORM_PARTS = 100


def make_server(ctx: Context) -> Flask:
    """A server with our routes; the guard is installed once Dash has added its own."""
    server = Flask("luminabi_dash", static_folder=None)
    server.config["MAX_FORM_PARTS"] = FORM_PARTS
    server.config["MAX_CONTENT_LENGTH"] = ctx.settings.max_upload_bytes + 1024 * 1024
    attach(server, ctx)
    for blueprint in BLUEPRINTS:
        server.register_blueprint(blueprint)
    errors.install(server)
    return server
