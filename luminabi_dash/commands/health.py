"""doctor and report: is everything there, and one report now."""

from __future__ import annotations

import os
import shutil
import socket
import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.exc import SQLAlchemyError

from jobs.queues.immediate import ImmediateQueue
from luminabi_dash.app import build_context, load_jobs
from luminabi_dash.db.engine import make_engine
from luminabi_dash.db.migrate import revisions
from luminabi_dash.errors import LuminaError, NotFound
from luminabi_dash.reports.images import find_chrome
from luminabi_dash.services import printing
from luminabi_dash.settings import Settings, described, read_settings

GIGABYTE = 1024**3


def doctor(given: Namespace) -> int:
    """One line a check with its mend; status 1 if something must be mended."""
    settings = read_settings()
    if given.settings:
        for name, value, help_ in described(settings):
            print(f"{name}={value}\n    {help_}")  # noqa: T201
        return 0
    is_well = True
    for name, (mark, sentence) in checked(settings):
        is_well = is_well and mark != "FAIL"
        print(f"{mark:<5} {name:<11} {sentence}")  # noqa: T201
    return 0 if is_well else 1


def checked(settings: Settings) -> Iterator[tuple[str, tuple[str, str]]]:
    yield "database", check_database(settings)
    if settings.redis_url:
        yield "redis", check_redis(settings)
    yield "storage", check_storage(settings)
    yield "disk", check_disk(settings)
    yield "chromium", check_chromium(settings)
    yield "mail", check_mail(settings)
    yield "clock", check_clock()


def check_database(settings: Settings) -> tuple[str, str]:
    try:
        present, newest = revisions(make_engine(settings.database_url))
    except (SQLAlchemyError, OSError) as error:
        return "FAIL", f"does not answer ({type(error).__name__}); check LUMINABI_DATABASE_URL"
    if present != newest:
        return "FAIL", f"is at revision {present}, not {newest}; run `luminabi upgrade`"
    return "ok", f"answers, at the newest revision ({newest})"


def check_redis(settings: Settings) -> tuple[str, str]:
    from luminabi_dash.live import remote  # 0.2 s that nobody pays without Redis

    try:
        remote.connect(settings.redis_url).ping()
    except remote.AWAY as error:
        kind = type(error).__name__
        return "WARN", f"does not answer ({kind}); events come through the database, a bit later"
    return "ok", "answers"


def check_storage(settings: Settings) -> tuple[str, str]:
    with suppress(OSError):
        settings.data_path.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not os.access(settings.data_path, os.W_OK):
        return "FAIL", f"{settings.data_path} cannot be written; check LUMINABI_DATA_DIR"
    return "ok", f"{settings.data_path} can be written"


def check_disk(settings: Settings) -> tuple[str, str]:
    folder = settings.data_path
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free / GIGABYTE
    if free < 1:
        return "FAIL", f"{free:.1f} GB free; free at least 1 GB"
    return "ok", f"{free:.0f} GB free"


def check_chromium(settings: Settings) -> tuple[str, str]:
    try:
        return "ok", f"{find_chrome(settings.chrome or None)} draws reports"
    except LuminaError as error:
        return "WARN", f"{error} Everything else works."


def check_mail(settings: Settings) -> tuple[str, str]:
    if not settings.smtp_url:
        return "WARN", "no mail server is set; set LUMINABI_SMTP_URL to send reports"
    parts = urlsplit(settings.smtp_url)
    port = parts.port or (465 if parts.scheme == "smtps" else 25)
    try:
        socket.create_connection((parts.hostname or "", port), timeout=5).close()
    except OSError as error:
        return "FAIL", f"{parts.hostname}:{port} does not answer ({error.strerror or error})"
    return "ok", f"{parts.hostname}:{port} answers"


def check_clock() -> tuple[str, str]:
    """Behind the newest file of our own means: behind."""
    behind = Path(__file__).stat().st_mtime - time.time()
    if behind > 60:
        return "FAIL", f"the clock is {behind / 3600:.1f} h behind; set it, schedules depend on it"
    return "ok", f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC; schedules use their own zones"


def report(given: Namespace) -> int:
    """Draw one report now and write its PDF."""
    ctx = build_context()
    load_jobs()
    report_id = printing.request_as_owner(ctx, given.dashboard_id)
    ImmediateQueue().drain(ctx, ["send_report"])
    try:
        data = printing.archived(ctx, report_id)
    except NotFound as error:
        raise LuminaError(str(error)) from None
    Path(given.out).write_bytes(data)
    return 0
