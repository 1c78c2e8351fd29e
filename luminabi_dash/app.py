"""Puts the parts together: the only module that imports callbacks, layouts and jobs."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import dash
from dash import Dash, set_props
from dash.development.base_component import Component

import callbacks
import jobs
import luminabi_dash.charts.kinds
import luminabi_dash.cleaning.steps
from callbacks.shell import layout
from jobs.queues.database import DatabaseQueue
from layouts import shell
from layouts.parts.notfound import not_found
from luminabi_dash.context import Context
from luminabi_dash.db.engine import Sessions, make_engine
from luminabi_dash.errors import Cancelled, LuminaError, NotFound
from luminabi_dash.live.chosen import bus_for, whispers_for
from luminabi_dash.mail.smtp import SmtpMailer
from luminabi_dash.registry import load
from luminabi_dash.settings import Settings, read_settings
from luminabi_dash.storage.blobs import LocalBlobs
from luminabi_dash.tables.cache import ResultCache
from luminabi_dash.tables.engine import Engine
from luminabi_dash.tables.store import Store
from luminabi_dash.tables.turns import Turns
from luminabi_dash.web import dispatch, guard, policy
from luminabi_dash.web.gateway import Gateway
from luminabi_dash.web.server import make_server

log = logging.getLogger(__name__)
ASSETS = Path(__file__).parents[1] / "assets"
INDEX = """<!DOCTYPE html>
<html lang="en" data-bs-theme="light">
<head>
{%metas%}
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{%title%}</title>
<link rel="icon" href="/look/favicon.svg">
<script src="/look/02-theme.js"></script>
{%css%}
</head>
<body>
{%app_entry%}
<footer>{%config%}{%scripts%}{%renderer%}</footer>
</body>
</html>"""
STYLES = (
    "/static/bootstrap/css/bootstrap.min.css",
    "/static/bootstrap/css/font/bootstrap-icons.min.css",
)


def build_context(settings: Settings | None = None) -> Context:
    """The parts of one running LuminaBI, as the settings ask for them."""
    settings = settings or read_settings()
    settings.data_path.mkdir(parents=True, exist_ok=True, mode=0o700)
    sessions = Sessions(make_engine(settings.database_url))
    store = Store(settings.data_path)
    memory = settings.query_memory_mb * 1024 * 1024 // 2
    return Context(
        settings=settings,
        sessions=sessions,
        jobs=DatabaseQueue(),
        events=bus_for(settings.redis_url, sessions),
        whispers=whispers_for(settings.redis_url, sessions),
        blobs=LocalBlobs(blob_folder(settings)),
        store=store,
        cache=ResultCache(memory),
        engine=Engine(store, memory),
        turns=Turns(settings.query_seconds),
        mailer=SmtpMailer(settings.smtp_url) if settings.smtp_url else None,
    )


def blob_folder(settings: Settings) -> Path:
    if settings.storage_url:
        return Path(urlsplit(settings.storage_url).path)
    return settings.data_path / "blobs"


def load_web() -> None:
    """What a web process needs of the registries: nothing that loads SciPy or reads files."""
    load(luminabi_dash.charts.kinds)
    load(luminabi_dash.cleaning.steps)


def load_jobs() -> None:
    """What a process that runs jobs needs of the registries."""
    load(luminabi_dash.charts.kinds)
    load(jobs)


def create_app(ctx: Context) -> Dash:
    """A new app with its own server, callbacks and context: tests build many."""
    load_web()
    server = make_server(ctx)
    app = Dash(
        "luminabi_dash",
        server=server,  # type: ignore[arg-type]
        title="LuminaBI",
        index_string=INDEX,
        update_title=None,  # type: ignore[arg-type]
        assets_folder=str(ASSETS),
        external_stylesheets=list(STYLES),
        use_pages=True,
        pages_folder="",
        suppress_callback_exceptions=True,
        serve_locally=True,
        enable_mcp=False,
        on_error=show_error,
    )
    app.layout = layout
    for module in load(callbacks):
        module.blueprint.register_callbacks(app)
        if hasattr(module, "PAGE"):
            dash.register_page(
                module.__name__,
                path_template=module.PAGE.path,
                title=f"{module.PAGE.title} · LuminaBI",
                layout=shown(module.PAGE.show),
            )
    dash.register_page("not_found_404", layout=lambda **_: not_found())
    app._setup_server()  # noqa: SLF001  registers the routes, so that all can be checked
    policy.mark_dash_routes(app)
    policy.check_all(app)
    guard.install(app.server, partial(content_policy, app))
    dispatch.install(app)
    return app


def shown(show: Callable[..., Component]) -> Callable[..., Component]:
    """A page that is not there (or not for this user) says so in its place."""

    def call(**parts: str) -> Component:
        try:
            return show(**parts)
        except NotFound:
            return not_found()

    return call


def content_policy(app: Dash) -> str:
    """The CSP: nothing from elsewhere, no inline script but Dash's own by their hashes (of which
    it adds some at the first request).
    """
    scripts = " ".join(f"'{item.strip(chr(39))}'" for item in app.csp_hashes())
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def create_gateway(ctx: Context, app: Dash) -> Gateway:
    """The ASGI application: sockets and HTTP on one port."""
    return Gateway(ctx, app.server, int(os.environ.get("LUMINABI_WEB_THREADS", "32")))


def show_error(error: Exception) -> None:
    """Tell the user what an expected error says; log any other."""
    if isinstance(error, Cancelled):  # nobody looks at a refresh that a newer one has overtaken
        return
    if not isinstance(error, LuminaError):
        log.error("A callback failed.", exc_info=error)
        error = LuminaError("Something went wrong; the log says more.")
    set_props(shell.Ids.TOAST, {"children": shell.toast("error", str(error))})
