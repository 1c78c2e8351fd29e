"""Files that packages bring and pages need: Bootstrap, its icons, fonts; served by us."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from flask import Blueprint, send_from_directory

from luminabi_dash.web.policy import PUBLIC, policy

blueprint = Blueprint("files", __name__)
ROOT = Path(__file__).parents[2]
WEEK_SECONDS = 7 * 24 * 3_600
PUBLIC_ASSETS = (".css", ".svg", ".png", ".ico", ".woff2")


def folder_of(package: str, *parts: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(package)
    return Path(spec.origin).parent.joinpath(*parts)


BOOTSTRAP = folder_of("flask_bootstrap", "static", "bootstrap5")
SHAPES = ROOT / "luminabi_dash" / "charts" / "shapes"
ROBOTO = folder_of("font_roboto", "files")


@blueprint.get("/static/bootstrap/<path:name>")
@policy(PUBLIC)
def bootstrap(name: str) -> Any:
    return send_from_directory(BOOTSTRAP, name, max_age=WEEK_SECONDS)


@blueprint.get("/fonts/roboto/<name>")
@policy(PUBLIC)
def roboto(name: str) -> Any:
    return send_from_directory(ROBOTO, f"Roboto-{name}", max_age=WEEK_SECONDS)


@blueprint.get("/shapes/<name>")
@policy(PUBLIC)
def shapes(name: str) -> Any:
    """Outlines of countries and states, where Plotly looks for them (`topojsonURL`)."""
    return send_from_directory(SHAPES, name, max_age=WEEK_SECONDS)


@blueprint.get("/look/<name>")
@policy(PUBLIC)
def look(name: str) -> Any:
    """Style sheets and small scripts of the sign-in page, before anybody is signed in."""
    allowed = name.endswith(PUBLIC_ASSETS) or name in {"signin.js", "theme.js", "02-theme.js"}
    return send_from_directory(ROOT / "assets", name if allowed else "missing", max_age=0)
