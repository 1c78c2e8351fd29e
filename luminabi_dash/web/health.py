"""/healthz, /readyz and /metrics: for whoever watches over the process."""

from __future__ import annotations

import os

from flask import Blueprint, Response
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from luminabi_dash.db import jobs
from luminabi_dash.web.api.reading import answer
from luminabi_dash.web.current import context
from luminabi_dash.web.policy import LOCAL, PUBLIC, policy

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@policy(PUBLIC)
def healthz() -> Response:
    return answer({"status": "ok"})


@blueprint.get("/readyz")
@policy(PUBLIC)
def readyz() -> Response:
    ctx = context()
    checks = {"database": "ok", "storage": "ok"}
    try:
        with ctx.sessions() as session:
            session.execute(text("SELECT 1 FROM user_account LIMIT 1"))
    except SQLAlchemyError:
        checks["database"] = "down"
    if not os.access(ctx.settings.data_path, os.W_OK):
        checks["storage"] = "not writable"
    is_ready = set(checks.values()) == {"ok"}
    return answer(
        {"status": "ok" if is_ready else "unavailable", **checks}, 200 if is_ready else 503
    )


@blueprint.get("/metrics")
@policy(LOCAL)
def metrics() -> Response:
    with context().sessions() as session:
        depth = jobs.depth(session)
    lines = ["# TYPE luminabi_jobs gauge"]
    lines += [
        f'luminabi_jobs{{state="{state}"}} {depth.get(state, 0)}' for state in ("queued", "running")
    ]
    return Response("\n".join(lines) + "\n", mimetype="text/plain; version=0.0.4")
