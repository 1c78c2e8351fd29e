"""demo: the sample account, its dataset and its dashboard; safe to repeat."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from argparse import Namespace
from pathlib import Path

from jobs.queues.immediate import ImmediateQueue
from luminabi_dash.app import build_context, load_jobs
from luminabi_dash.context import Context
from luminabi_dash.errors import Conflict, LuminaError
from luminabi_dash.services import accounts, dashboards, datasets, uploads
from luminabi_dash.settings import read_settings
from luminabi_dash.upgrading import upgrade_database
from luminabi_dash.views import UserView

SAMPLE = Path(__file__).parents[2] / "sample" / "wildlife_strikes.csv"
NAME = "Wildlife strikes"
EMAIL = "demo@luminabi.example"


def demo(_given: Namespace) -> int:
    """Make what is missing of the demo; prints the account and a link that signs in once."""
    settings = read_settings()
    upgrade_database(settings)
    ctx = build_context(settings)
    password = secrets.token_urlsafe(9)
    try:
        user = accounts.add_user(ctx, EMAIL, password, "Demo")
        say(f"Demo account: {EMAIL}  password: {password}")
    except Conflict:
        user = next(u for u in accounts.everyone(ctx) if u.email == EMAIL)
        say(f"Demo account: {EMAIL}  (luminabi user reset-password {EMAIL} sets a new password)")
    if not dashboards.listed(ctx, user):
        fill(ctx, user)
    token = accounts.issue_link(ctx, EMAIL)
    say(f"Sign in with one click: {settings.base_url.rstrip('/')}/open/{token}")
    return 0


def fill(ctx: Context, user: UserView) -> None:
    """Upload, clean and search the sample, and make its dashboard."""
    say("Preparing the sample dataset…")
    load_jobs()
    known = [d for d in datasets.listed(ctx, user) if d.name == NAME]
    dataset_id = known[0].id if known else upload(ctx, user)
    ImmediateQueue().drain(ctx, ["prepare_dataset", "find_insights"])
    view = datasets.get(ctx, user, dataset_id)
    if view.status != "ready":
        raise LuminaError(f"The sample could not be prepared: {view.error}")
    dashboards.create_auto(ctx, user, dataset_id, NAME)


def upload(ctx: Context, user: UserView) -> int:
    folder = ctx.settings.data_path / "tmp"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        shutil.copyfile(SAMPLE, file.name)
    return uploads.accept(ctx, user, Path(file.name), SAMPLE.name, NAME)[0]


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201
