"""Measures dashboards: engines at 100,000 to 10 million rows, refreshes over HTTP, memory.

    python benchmarks/dashboards.py [--quick] [--rounds 7] [--only memory|engine|page|http]

Makes its own orders in a temporary folder, checks first that every way gives the same rows, then
measures all ways in turn, round by round, and prints each figure beside the one that is wanted.
DuckDB is no part of the product: `pip install --target FOLDER duckdb` and PYTHONPATH=FOLDER add
the lines that need it. docs/benchmarks.md holds the figures seen.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import dashboard_rivals as rivals
import dashboard_world as world
import numpy as np
import orjson
from polars.testing import assert_frame_equal

from luminabi_dash.app import create_app
from luminabi_dash.charts.kind import parse_spec
from luminabi_dash.charts.render import ask, render
from luminabi_dash.context import Context
from luminabi_dash.services import figures
from luminabi_dash.services.answering import with_filters
from luminabi_dash.tables.cancel import Cancel
from luminabi_dash.tables.engine import Engine
from luminabi_dash.tables.engines import polars
from luminabi_dash.tables.filters import parse_filters
from luminabi_dash.tables.query import Query

Times = dict[str, list[float]]
CPU: Times = {}
"""Processor seconds of the ways measured last: they hardly feel what else the machine does."""
MEMORY = 256 * 1024 * 1024


class Sheet:
    """What was measured, each line beside what is wanted."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, float, str, str, bool | None]] = []
        print(f"{'what':<66} {'seen':>10}  {'wanted':<9}")

    def add(self, what: str, seen: float, wanted: str = "", unit: str = "") -> None:
        is_met = None
        if wanted:
            sign, limit = wanted.split()
            is_met = seen <= float(limit) if sign == "<=" else seen >= float(limit)
        mark = {None: "", True: "reached", False: "MISSED"}[is_met]
        self.lines.append((what, seen, wanted, unit, is_met))
        print(f"{what:<66} {seen:>10.4g}{unit:<2} {wanted:<9} {mark}", flush=True)


def interleaved(ways: dict[str, Callable[[int], object]], rounds: int) -> Times:
    """Seconds of each way in each round, one after the other, so that noise meets all."""
    times: Times = {name: [] for name in ways}
    CPU.update({name: [] for name in ways})
    for round_ in range(rounds):
        for name, way in ways.items():
            began, used = time.perf_counter(), time.process_time()
            way(round_)
            times[name].append(time.perf_counter() - began)
            CPU[name].append(time.process_time() - used)
    return times


def median(values: list[float]) -> float:
    return statistics.median(values)


def p95(values: list[float]) -> float:
    return float(np.quantile(values, 0.95))


def show(times: Times) -> None:
    for name, values in times.items():
        print(
            f"    {name:<62} {1e3 * median(values):>8.2f} ms, p95 {1e3 * p95(values):.2f}, "
            f"processor {1e3 * median(CPU[name]):.2f}"
        )


class Way:
    """Six tiles of a version, from filters to JSON bytes, by one engine."""

    def __init__(self, ctx: Context, dataset_id: int, memory: int = 0) -> None:
        self.engine = Engine(ctx.store, memory)
        self.specs = [parse_spec(spec) for spec in world.SIX]
        self.dataset_id = dataset_id

    def queries(self, filters: list[dict[str, object]]) -> list[Query]:
        chosen = parse_filters(filters, world.SCHEMA)
        return [with_filters(ask(spec, world.SCHEMA), chosen) for spec in self.specs]

    def rows(self, filters: list[dict[str, object]]) -> list:
        return self.engine.answers(
            self.dataset_id, 1, world.SCHEMA, self.queries(filters), Cancel(60)
        )

    def bytes(self, filters: list[dict[str, object]]) -> bytes:
        drawn = [
            render(spec, rows, world.SCHEMA)
            for spec, rows in zip(self.specs, self.rows(filters), strict=True)
        ]
        return orjson.dumps(drawn)

    def brushed(self) -> None:
        """Brush until the cube is there."""
        for round_ in range(2):
            self.rows(world.a_brush(round_))
        watched = self.engine.watched(self.dataset_id, 1)
        until = time.monotonic() + 60
        while (watched.building or not watched.cubes) and time.monotonic() < until:
            time.sleep(0.01)
        if not watched.cubes:
            raise SystemExit("The cube was not built.")


def check(ctx: Context, way: Way) -> None:
    """Codes and cubes give the rows of Polars."""
    scan = ctx.store.scan(way.dataset_id, 1)
    for filters in (world.a_filter(0), world.a_brush(3), [*world.a_filter(1), *world.a_brush(9)]):
        for found, query in zip(way.rows(filters), way.queries(filters), strict=True):
            wanted = polars.answer(scan, query, world.SCHEMA)
            if (found.matched, found.total) != (wanted.matched, wanted.total):
                raise SystemExit("The counts differ.")
            assert_frame_equal(found.frame, wanted.frame, rel_tol=1e-9)


def needed_bytes(ctx: Context, dataset_id: int) -> list[np.ndarray]:
    """The codes and numbers that the six tiles and their filters read."""
    columns = Engine(ctx.store, 0).watched(dataset_id, 1).codes.columns
    read = [columns[name].codes for name in ("day", "region", "product", "channel", "score")]
    return [*read, columns["amount"].values, columns["quantity"].values]


def measure_engine(ctx: Context, ids: dict[int, int], rounds: int, sheet: Sheet) -> None:
    few, some, most = sorted(ids)
    small, large = (Way(ctx, ids[rows], MEMORY) for rows in (few, most))
    for way in (small, large):
        check(ctx, way)
        way.brushed()
        check(ctx, way)
    cold, middle = Way(ctx, ids[most]), Way(ctx, ids[some])
    arrays = needed_bytes(ctx, ids[most])
    copies = [np.empty_like(array) for array in arrays]

    def copied(_round: int) -> None:
        for array, copy in zip(arrays, copies, strict=True):
            np.copyto(copy, array)

    ways: dict[str, Callable[[int], object]] = {
        f"six tiles, new filter, codes, {most:,} rows": lambda n: cold.bytes(world.a_filter(n)),
        "one copy of the bytes they need": copied,
        f"six tiles, moving brush, cube, {most:,} rows": lambda n: large.rows(world.a_brush(n)),
        f"six tiles, moving brush, cube, {few:,} rows": lambda n: small.rows(world.a_brush(n)),
        f"six tiles, new filter, codes, {some:,} rows": lambda n: middle.bytes(world.a_filter(n)),
    }
    scan, spent = ctx.store.scan(ids[some], 1), rivals.Pandas(ctx.store.scan(ids[some], 1))
    ways["the same by pandas and plotly.express"] = lambda n: spent.bytes(world.a_filter(n))
    ways["the same by Polars over Parquet"] = lambda n: [
        polars.answer(scan, query, world.SCHEMA) for query in middle.queries(world.a_filter(n))
    ]
    duck = rivals.duck(ctx.store.folder(ids[most], 1) / "data.parquet")
    if duck is not None:
        ways[f"raw DuckDB, six queries, {most:,} rows"] = lambda n: duck(world.a_brush(n))
        ways[f"raw DuckDB, six queries, another filter, {most:,} rows"] = lambda n: duck(
            world.a_filter(n)
        )
    for way in ways.values():
        way(9_000)
    times = interleaved(ways, rounds)
    brushes = interleaved({"large": list(ways.values())[2], "small": list(ways.values())[3]}, 40)
    show(times)
    told(sheet, list(times.values()), brushes, duck is not None)
    spent_ours, spent_theirs = (median(CPU[name]) for name in list(ways)[4:6])
    sheet.add("  by processor time: pandas + plotly.express / ours", spent_theirs / spent_ours)


def told(sheet: Sheet, times: list[list[float]], brushes: Times, has_duck: bool) -> None:
    cold, copy, brush, _, middle, pandas, _, *ducks = (median(values) for values in times)
    sheet.add("six tiles, new filter, cold, largest: ours / 2 copies", cold / (2 * copy), "<= 5")
    sheet.add("pandas + plotly.express / ours, middle", pandas / middle, ">= 60")
    ratio = p95(brushes["large"]) / p95(brushes["small"])
    sheet.add("moving date brush with cube: p95 of largest / of smallest", ratio, "<= 1.3")
    if not has_duck:
        print("DuckDB is not installed here: three figures are left out.")
        return
    sheet.add("moving date brush: raw DuckDB / ours, largest", ducks[0] / brush, ">= 50")
    sheet.add("first touch of another filter / raw DuckDB, largest", cold / ducks[1], "<= 0.5")


def measure_page(ctx: Context, user, token: str, ids: dict[int, int], sheet: Sheet) -> None:
    """The refresh callback with its data ready, and the size of its answer."""
    app = create_app(ctx)
    few, _, most = sorted(ids)
    board = {rows: world.board(ctx, user, ids[rows]) for rows in (few, most)}
    test_client = app.server.test_client()
    headers = {"Authorization": f"Bearer {token}"}

    def call(rows: int) -> bytes:
        body = world.refresh_body(ctx, user, board[rows], world.a_filter(1))
        answer = test_client.post(
            "/_dash-update-component", data=body, content_type="application/json", headers=headers
        )
        if answer.status_code != 200:
            raise SystemExit(answer.text)
        return answer.data

    raw = {rows: call(rows) for rows in (few, most)}
    payload = orjson.loads(raw[most])
    body = world.refresh_body(ctx, user, board[most], world.a_filter(1))
    ways = {
        "the refresh request inside the server": lambda _n: test_client.post(
            "/_dash-update-component", data=body, content_type="application/json", headers=headers
        ),
        "figures of the refresh, data ready": lambda _n: figures.dashboard(
            ctx, user, board[most], world.a_filter(1)
        ),
        "orjson.dumps of the same payload": lambda _n: orjson.dumps(payload),
    }
    times = interleaved(ways, 60)
    show(times)
    request, drawn, dumps = (median(values) for values in times.values())
    sheet.add("refresh request / orjson.dumps", request / dumps, "<= 4")
    sheet.add("figures of a refresh alone / orjson.dumps", drawn / dumps)
    way = Way(ctx, ids[most])
    values = sum(rows.frame.estimated_size() for rows in way.rows(world.a_filter(1)))
    figures_ = len(orjson.dumps(payload["response"]["dashboard-figures"]["data"]))
    sheet.add("bytes of the answer", len(raw[most]), unit="B")
    sheet.add("bytes of the answer / of the aggregated values", len(raw[most]) / values, "<= 1.6")
    sheet.add("bytes of its figures / of the aggregated values", figures_ / values)
    sheet.add("bytes, largest / smallest", len(raw[most]) / len(raw[few]), "<= 1.05")


def hammered(clients: list[world.Client], bodies: list[list[bytes]]) -> tuple[float, list[float]]:
    """Refreshes a second of clients that never rest, and the seconds of each."""
    seconds: list[float] = []

    def run(client: world.Client, own: list[bytes]) -> None:
        for body in own:
            began = time.perf_counter()
            client.refresh(body)
            seconds.append(time.perf_counter() - began)

    threads = [
        threading.Thread(target=run, args=pair) for pair in zip(clients, bodies, strict=True)
    ]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(seconds) / (time.perf_counter() - began), seconds


def measure_people(ctx, people, ids, folder: Path, given, sheet: Sheet) -> None:
    """Eight people with different filters, ours and Polars in turn; one filter again."""
    middle = sorted(ids)[1]
    boards = [world.board(ctx, user, ids[middle]) for user, _ in people[:1]]
    user, token = people[0]

    def bodies(start: int, count: int) -> list[list[bytes]]:
        numbers = [range(start + 100 * n, start + 100 * n + count) for n in range(8)]
        return [
            [world.refresh_body(ctx, user, boards[0], world.a_filter(i)) for i in own]
            for own in numbers
        ]

    with (
        world.server(folder) as (ours, ours_pid),
        world.server(folder, application="dashboard_rivals:application") as (
            theirs,
            theirs_pid,
        ),
    ):
        rates: Times = {"ours": [], "polars": []}
        used = {"ours": 0.0, "polars": 0.0}
        pids = {"ours": ours_pid, "polars": theirs_pid}
        for round_ in range(given.rounds):
            for name, port in (("ours", ours), ("polars", theirs)):
                clients = [world.Client(port, token) for _ in range(8)]
                wanted = bodies(10_000 * (round_ + 1), 2 if given.quick else 6)
                before = world.cpu_seconds(pids[name])
                rates[name].append(hammered(clients, wanted)[0])
                used[name] += world.cpu_seconds(pids[name]) - before
        for name, values in rates.items():
            print(f"    8 people, {middle:,} rows, {name:<42} {median(values):>8.1f} refreshes/s")
        ratio = median(rates["ours"]) / median(rates["polars"])
        sheet.add("8 people, different filters: ours / Polars (Enum)", ratio, ">= 2.5")
        sheet.add("  by processor time of the servers", used["polars"] / used["ours"])
        client, body = world.Client(ours, token), bodies(5, 1)[0][0]
        client.refresh(body)
        again = interleaved(
            {"the same filter again, over HTTP": lambda _n: client.refresh(body)}, 40
        )
        show(again)
        sheet.add(
            "the same filter again, six tiles, HTTP", 1e3 * p95(*again.values()), "<= 10", "ms"
        )


def measure_crowd(ctx, people, ids, folder: Path, given, sheet: Sheet) -> None:
    """Fifty people on one dashboard, each a new filter every 2 s."""
    user, token = people[0]
    board = world.board(ctx, user, ids[sorted(ids)[1]])
    persons, span = (8, 4.0) if given.quick else (50, 30.0)
    seconds: list[float] = []
    errors: list[Exception] = []

    def person(number: int, port: int, began: float) -> None:
        client, turn = world.Client(port, token), 0
        while (due := began + 2.0 * turn + 2.0 * number / persons) < began + span:
            time.sleep(max(0.0, due - time.perf_counter()))
            filters = world.a_filter(100_000 + 1_000 * number + turn)
            body = world.refresh_body(ctx, user, board, filters)
            sent = time.perf_counter()
            try:
                client.refresh(body)
            except (OSError, RuntimeError) as error:
                errors.append(error)
            seconds.append(time.perf_counter() - sent)
            turn += 1

    with world.server(folder) as (port, _):
        began = time.perf_counter() + 0.2
        threads = [threading.Thread(target=person, args=(n, port, began)) for n in range(persons)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    print(f"    {len(seconds)} refreshes of {persons} people, {len(errors)} errors {errors[:1]}")
    sheet.add(f"{persons} people, a new filter every 2 s: p95", 1e3 * p95(seconds), "<= 300", "ms")
    sheet.add("errors of these people", len(errors), "<= 0")


def measure_memory(ctx, people, ids, folder: Path, sheet: Sheet) -> None:
    """Proportional memory of 4 web workers, all of which drew the largest dashboard, to one."""
    user, token = people[0]
    board = world.board(ctx, user, ids[max(ids)])
    seen = {}
    for workers in (1, 4):
        with world.server(folder, workers) as (port, pid):
            for n in range(10 * workers):
                body = world.refresh_body(ctx, user, board, world.a_filter(n))
                world.Client(port, token).refresh(body)
            seen[workers] = world.pss_bytes(pid)
    print(f"    memory of 1 worker {seen[1] / 1e6:.0f} MB, of 4 workers {seen[4] / 1e6:.0f} MB")
    sheet.add("memory (PSS) of 4 web workers / of 1", seen[4] / seen[1], "<= 1.5")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small tables, few rounds")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", choices=("memory", "engine", "page", "http"), default=None)
    given = parser.parse_args()
    sizes = (20_000, 50_000, 100_000) if given.quick else (100_000, 1_000_000, 10_000_000)
    given.rounds = 2 if given.quick else given.rounds
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ctx = world.new_context(folder)
        people = [world.signed_up(ctx)]
        ids = {rows: world.publish(ctx, people[0][0], rows) for rows in sizes}
        sheet = Sheet()
        if given.only in {None, "memory"}:  # first: this process must not share what it measures
            measure_memory(ctx, people, ids, folder, sheet)
        if given.only in {None, "engine"}:
            measure_engine(ctx, ids, given.rounds, sheet)
        if given.only in {None, "page"}:
            measure_page(ctx, *people[0], ids, sheet)
        if given.only in {None, "http"}:
            measure_people(ctx, people, ids, folder, given, sheet)
            measure_crowd(ctx, people, ids, folder, given, sheet)
        print(f"load of the machine: {os.getloadavg()}")


if __name__ == "__main__":
    main()
