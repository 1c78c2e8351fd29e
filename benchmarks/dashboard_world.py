"""The world of `dashboards.py`: generated orders as published versions, dashboards, a server."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import orjson
import polars as pl

from luminabi_dash.app import build_context, load_jobs
from luminabi_dash.context import Context
from luminabi_dash.db.models import Dataset, DatasetStatus, Version
from luminabi_dash.services import accounts, dashboards, tiles
from luminabi_dash.settings import read_settings
from luminabi_dash.tables.coding import write_codes
from luminabi_dash.tables.schema import Column, Role, Schema, Type
from luminabi_dash.tables.store import write_frame
from luminabi_dash.upgrading import upgrade_database
from luminabi_dash.views import UserView

ROOT = Path(__file__).parents[1]
PASSWORD = "a password for measuring"
EMAIL = "ann@example.org"
REGIONS = ("Centre", "Coast", "East", "North", "South", "West")
PRODUCTS = tuple(f"P{number:02}" for number in range(40))
CHANNELS = ("partner", "phone", "shop", "web")
FIRST_DAY, DAYS = np.datetime64("2023-01-01"), 1_096
SCHEMA = Schema(
    (
        Column("day", Type.DATE, Role.TEMPORAL),
        Column("region", Type.TEXT, Role.DIMENSION),
        Column("product", Type.TEXT, Role.DIMENSION),
        Column("channel", Type.TEXT, Role.DIMENSION),
        Column("quantity", Type.INTEGER, Role.MEASURE, additive=True),
        Column("amount", Type.NUMBER, Role.MEASURE, additive=True),
        Column("score", Type.NUMBER, Role.MEASURE),
    )
)
SIX = (
    {"kind": "indicator", "y": "amount", "title": "Amount"},
    {"kind": "line", "x": "day", "y": "amount", "unit": "month", "title": "Amount by month"},
    {"kind": "bar", "x": "region", "y": "amount", "title": "Amount by region"},
    {"kind": "bar", "x": "product", "title": "Orders by product"},
    {"kind": "histogram", "x": "score", "title": "How score is spread"},
    {"kind": "bar", "x": "channel", "y": "quantity", "aggregate": "mean", "color": "region"},
)
SIX_MORE = (
    {"kind": "indicator", "title": "Orders"},
    {"kind": "indicator", "y": "quantity", "title": "Quantity"},
    {"kind": "line", "x": "day", "unit": "week", "title": "Orders by week"},
    {"kind": "bar", "x": "channel", "y": "amount", "title": "Amount by channel"},
    {"kind": "bar", "x": "product", "y": "amount", "aggregate": "max", "title": "Largest order"},
    {"kind": "histogram", "x": "amount", "title": "How amount is spread"},
)


def orders(rows: int) -> pl.DataFrame:
    """The same orders every time: three years, three categories, three numbers."""
    pick = np.random.default_rng(7)
    score = pick.normal(50, 12, rows)
    return pl.DataFrame(
        {
            "__row": np.arange(rows),
            "__line": np.arange(rows) + 2,
            "day": (FIRST_DAY + pick.integers(0, DAYS, rows)).astype("datetime64[D]"),
            "region": pl.Series(REGIONS).gather(pick.integers(0, len(REGIONS), rows)),
            "product": pl.Series(PRODUCTS).gather(pick.integers(0, len(PRODUCTS), rows)),
            "channel": pl.Series(CHANNELS).gather(pick.integers(0, len(CHANNELS), rows)),
            "quantity": pick.integers(1, 20, rows),
            "amount": np.round(pick.gamma(2, 60, rows), 2),
            "score": pl.Series(score).set(pl.Series(pick.random(rows) < 0.01), None),
        }
    )


def a_filter(round_: int) -> list[dict[str, object]]:
    """A filter that nobody has asked for yet: three products and two regions, another each time."""
    pick = np.random.default_rng(1_000 + round_)
    chosen = sorted(pick.choice(PRODUCTS, 3 + round_ % 7, replace=False).tolist())
    where = sorted(pick.choice(REGIONS, 2 + round_ % 3, replace=False).tolist())
    return [
        {"column": "product", "op": "in", "value": chosen},
        {"column": "region", "op": "in", "value": where},
    ]


def a_brush(round_: int) -> list[dict[str, object]]:
    """A window of about a year that moves by a day each time."""
    low = FIRST_DAY + 30 + round_ % 600
    return [{"column": "day", "op": "between", "value": [str(low), str(low + 364)]}]


def new_context(folder: Path, **settings: str) -> Context:
    os.environ.update(environment(folder) | settings)
    given = read_settings()
    upgrade_database(given)
    load_jobs()
    return build_context(given)


def environment(folder: Path) -> dict[str, str]:
    return {
        "LUMINABI_DATABASE_URL": f"sqlite:///{folder}/luminabi.db",
        "LUMINABI_DATA_DIR": f"{folder}/data",
        "LUMINABI_SECRET_KEY": "k" * 40,
    }


def signed_up(ctx: Context, email: str = EMAIL) -> tuple[UserView, str]:
    user = accounts.add_user(ctx, email, PASSWORD, email.partition("@")[0])
    return user, accounts.issue_token(ctx, email, PASSWORD, "bench", "127.0.0.1")


def publish(
    ctx: Context,
    user: UserView,
    rows: int,
    frame: pl.DataFrame | None = None,
    schema: Schema = SCHEMA,
) -> int:
    """A dataset of so many orders, or of these, ready; its id."""
    with ctx.sessions.begin() as session:
        dataset = Dataset(
            owner_id=user.id,
            name=f"{rows:,} orders",
            status=DatasetStatus.READY,
            file_name="orders.csv",
            file_bytes=0,
            sha256="0" * 64,
            current_version=1,
        )
        session.add(dataset)
        session.flush()
        numbers = dict.fromkeys(("rows_rejected", "rows_removed", "cells_changed"), 0)
        version = Version(dataset_id=dataset.id, number=1, kind="cleaned", sha256="0" * 64)
        version.rows = version.rows_in = rows
        version.columns, version.size_bytes = len(schema.columns), 0
        for name, value in numbers.items():
            setattr(version, name, value)
        session.add(version)
        dataset_id = dataset.id
    folder = ctx.store.folder(dataset_id, 1)
    folder.mkdir(parents=True)
    write_frame(folder, orders(rows) if frame is None else frame, schema)
    write_codes(folder, schema)
    return dataset_id


def board(ctx: Context, user: UserView, dataset_id: int, specs: tuple[dict, ...] = SIX) -> int:
    made = dashboards.create(ctx, user, dataset_id, "Orders")
    for spec in specs:
        tiles.add_tile(ctx, user, made.id, dict(spec))
    return made.id


def refresh_body(ctx: Context, user: UserView, board_id: int, filters: list | None) -> bytes:
    """What a page posts to be drawn anew under the filters of its link; it has no mark of its own,
    so that many people can be played by one account, of which only two queries would run at once.
    """
    view = dashboards.get(ctx, user, board_id)
    numbers = [tile.id for tile in view.tiles]

    def each(kind: str) -> list[dict[str, object]]:
        return [
            {"id": {"tile": n, "type": f"dashboard-{kind}"}, "property": "children"}
            for n in numbers
        ]

    return orjson.dumps(
        {
            "output": REFRESH,
            "outputs": [
                {"id": "dashboard-figures", "property": "data"},
                each("body"),
                each("note"),
                {"id": "filters-chips", "property": "children"},
                {"id": "filters-sentence", "property": "children"},
                {"id": "filters-matched", "property": "children"},
            ],
            "inputs": [
                {"id": "dashboard-board", "property": "data", "value": board_id},
                {
                    "id": "dashboard-state",
                    "property": "data",
                    "value": {"dashboard": board_id, "link": filters},
                },
            ],
            "state": [{"id": "dashboard-tab", "property": "data", "value": 0}],
            "changedPropIds": ["dashboard-state.data"],
        }
    )


REFRESH = (
    '..dashboard-figures.data...{"tile":["ALL"],"type":"dashboard-body"}.children'
    '...{"tile":["ALL"],"type":"dashboard-note"}.children...filters-chips.children'
    "...filters-sentence.children...filters-matched.children.."
)


class Client:
    """One person's program: a connection that is kept, a bearer token."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = None
        self._port = port
        self._headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
        }

    def refresh(self, body: bytes) -> bytes:
        import http.client

        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        self._connection.request("POST", "/_dash-update-component", body, self._headers)
        answer = self._connection.getresponse()
        raw = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{answer.status}: {raw[:200]!r}")
        return raw


@contextmanager
def server(
    folder: Path, workers: int = 1, application: str = "wsgi:application"
) -> Iterator[tuple[int, int]]:
    """A web server on the folder; its port and the id of its first process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", application]
    paths = os.pathsep.join([str(ROOT), str(ROOT / "benchmarks")])
    given = {
        **os.environ,
        **environment(folder),
        "LUMINABI_BIND": f"127.0.0.1:{port}",
        "LUMINABI_BASE_URL": f"http://127.0.0.1:{port}",
        "LUMINABI_WEB_WORKERS": str(workers),
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONPATH": paths,
    }
    process = subprocess.Popen(command, cwd=ROOT, env=given, stdout=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(15)


def wait_for(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1)
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit("The server did not start.")


def pss_bytes(pid: int) -> int:
    """Proportional memory of a process and all below it."""
    total = 0
    for process in [pid, *below(pid)]:
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) * 1_024
    return total


def cpu_seconds(pid: int) -> float:
    """Processor seconds that a process and all below it have used."""
    ticks = 0
    for process in [pid, *below(pid)]:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def below(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    children = [int(word) for word in text.split()]
    return [process for child in children for process in (child, *below(child))]


def shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
