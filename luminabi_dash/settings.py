"""Every setting: its variable, its default and what it means; read once, at the start."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from luminabi_dash.errors import WrongSetting

SPAN = re.compile(r"(\d{1,5})(s|m|h|d)")
SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
KEY_LENGTH = 32


def text(raw: str) -> str:
    return raw


def positive(raw: str) -> int:
    if not raw.isdecimal() or int(raw) < 1:
        raise ValueError("a whole number above 0")
    return int(raw)


def span(raw: str) -> timedelta:
    match = SPAN.fullmatch(raw)
    if match is None or int(match[1]) == 0:
        raise ValueError('a span such as "30m", "1h" or "2d"')
    return timedelta(seconds=int(match[1]) * SECONDS[match[2]])


def clock(raw: str) -> time:
    match = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", raw)
    if match is None:
        raise ValueError('a time of day such as "00:00"')
    return time(int(match[1]), int(match[2]))


def zone(raw: str) -> str:
    try:
        ZoneInfo(raw)
    except (KeyError, ValueError, OSError):
        raise ValueError('a time zone such as "Europe/Berlin"') from None
    return raw


def one_of(*choices: str) -> Callable[[str], str]:
    def parse(raw: str) -> str:
        if raw not in choices:
            raise ValueError(f"one of {', '.join(choices)}")
        return raw

    return parse


def url_of(*schemes: str) -> Callable[[str], str]:
    def parse(raw: str) -> str:
        if urlsplit(raw).scheme not in schemes:
            raise ValueError(f"a URL that begins with {' or '.join(s + '://' for s in schemes)}")
        return raw

    return parse


def secret(raw: str) -> str:
    if len(raw) < KEY_LENGTH:
        raise ValueError(f"at least {KEY_LENGTH} characters")
    return raw


def setting(
    default: Any, help_: str, parse: Callable[[str], Any] = text, *, hidden: bool = False
) -> Any:
    return field(default=default, metadata={"help": help_, "parse": parse, "hidden": hidden})


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force. Each field is the variable LUMINABI_<FIELD IN CAPITALS>."""

    database_url: str = setting(
        "sqlite:///var/luminabi.db",
        "Database: SQLite, or PostgreSQL through psycopg 3",
        url_of("sqlite", "postgresql", "postgresql+psycopg"),
        hidden=True,
    )
    data_dir: str = setting("var/data", "Folder of uploads, versions and reports")
    storage_url: str = setting("", "Where bytes are kept; empty: the data folder", url_of("file"))
    secret_key: str = setting(
        "", "Signs tokens; made once under var/ if empty", secret, hidden=True
    )
    redis_url: str = setting(
        "",
        "Carries events at once between web processes and machines",
        url_of("redis", "rediss"),
        hidden=True,
    )
    celery_broker_url: str = setting(
        "",
        "Jobs run on Celery instead of the embedded queue",
        url_of("redis", "rediss", "amqp", "amqps"),
        hidden=True,
    )
    smtp_url: str = setting(
        "",
        "Mail server: smtp://user:pw@host:25, smtps:// or smtp+starttls://",
        url_of("smtp", "smtps", "smtp+starttls"),
        hidden=True,
    )
    mail_from: str = setting("LuminaBI <luminabi@localhost>", "Sender of mails")
    base_url: str = setting(
        "http://127.0.0.1:8050", "Address in mails and reports", url_of("http", "https")
    )
    chrome: str = setting("", "Path of Chromium, which draws reports; empty: looked for")
    max_upload_mb: int = setting(1024, "Largest upload, in megabytes", positive)
    registration: str = setting(
        "",
        "Who may register: open, invite or closed; empty: open only on loopback",
        one_of("open", "invite", "closed"),
    )
    cleaning_every: timedelta = setting(
        timedelta(hours=1), "How often pending datasets are looked for", span
    )
    insights_every: timedelta = setting(
        timedelta(hours=2), "How often ready datasets are searched again", span
    )
    reports_at: time = setting(time(0, 0), "Time of day of a new schedule", clock)
    timezone: str = setting("UTC", "Time zone of new schedules and of pages", zone)
    log_format: str = setting("text", "text or json", one_of("text", "json"))
    query_memory_mb: int = setting(
        512,
        "Memory of one process: half for kept answers, half for cubes of what is brushed",
        positive,
    )
    query_threads: int = setting(2, "Threads of a query on Parquet files", positive)
    query_seconds: int = setting(
        15, "Longest query or refresh of a dashboard, in seconds", positive
    )

    @property
    def data_path(self) -> Path:
        return Path(self.data_dir).resolve()

    @property
    def max_upload_bytes(self) -> int:
        return self.max_upload_mb * 1024 * 1024

    @property
    def is_loopback(self) -> bool:
        return urlsplit(self.base_url).hostname in {"127.0.0.1", "localhost", "::1"}

    @property
    def registration_policy(self) -> str:
        return self.registration or ("open" if self.is_loopback else "invite")


def variable(name: str) -> str:
    return f"LUMINABI_{name.upper()}"


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment; WrongSetting names the first variable that is wrong."""
    given = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    for item in fields(Settings):
        raw = given.get(variable(item.name), "").strip()
        if raw == "":
            continue
        try:
            values[item.name] = item.metadata["parse"](raw)
        except ValueError as problem:
            shown = "its value" if item.metadata["hidden"] else repr(raw)
            raise WrongSetting(
                f"{variable(item.name)} must be {problem}, and {shown} is not."
            ) from None
    if "celery_broker_url" in values:
        raise WrongSetting(
            f"{variable('celery_broker_url')} is set, but this release runs jobs on the database "
            "only; leave it unset."
        )
    return Settings(**values)


def described(settings: Settings) -> list[tuple[str, str, str]]:
    """Variable, value (secrets masked) and help of every setting, for `doctor --settings`."""
    rows = []
    for item in fields(Settings):
        value = getattr(settings, item.name)
        shown = "(set, hidden)" if item.metadata["hidden"] and value != item.default else str(value)
        rows.append((variable(item.name), shown, item.metadata["help"]))
    return rows


def secret_key(settings: Settings) -> str:
    """The key in force: the setting, or one made once beside the data folder with mode 0600."""
    if settings.secret_key:
        return settings.secret_key
    path = settings.data_path.parent / "secret_key"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        key = path.read_text().strip()
        if len(key) < KEY_LENGTH:
            raise WrongSetting(f"The key in {path.name} is too short; delete the file.") from None
        return key
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()
