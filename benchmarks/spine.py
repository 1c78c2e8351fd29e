"""Times the main way through a running LuminaBI: start, upload to ready, filters, a report.

    python benchmarks/spine.py [--rows 100000] [--rounds 7]

Starts its own server in a temporary folder on a free loopback port, loads it within the given
bounds and stops it. Prints medians and maxima; docs/benchmarks.md holds the figures seen.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[1]
REGIONS = ("EU", "US", "APAC")
PASSWORD = "a password for measuring"


class Client:
    def __init__(self, base: str) -> None:
        self.base = base
        self.headers: dict[str, str] = {}

    def call(self, method: str, path: str, body: object = None, **headers: str):
        data = body if isinstance(body, bytes) else None
        if body is not None and data is None:
            data = json.dumps(body).encode()
            headers.setdefault("Content-Type", "application/json")
        request = urllib.request.Request(self.base + path, data, {**self.headers, **headers})
        request.method = method
        with urllib.request.urlopen(request, timeout=120) as answer:
            raw = answer.read()
            return answer, raw

    def json(self, method: str, path: str, body: object = None, **headers: str):
        return json.loads(self.call(method, path, body, **headers)[1] or b"null")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(folder: str, port: int) -> tuple[subprocess.Popen[bytes], float]:
    environment = {
        **os.environ,
        "LUMINABI_DATABASE_URL": f"sqlite:///{folder}/luminabi.db",
        "LUMINABI_DATA_DIR": f"{folder}/data",
        "LUMINABI_BASE_URL": f"http://127.0.0.1:{port}",
    }
    began = time.perf_counter()
    command = [sys.executable, "-m", "luminabi_dash", "serve", "--port", str(port)]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while time.perf_counter() - began < 60:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/login", timeout=1)
        except OSError:
            time.sleep(0.02)
        else:
            return process, time.perf_counter() - began
    raise SystemExit("The server did not start.")


def table(rows: int) -> bytes:
    pick = random.Random(1)
    lines = [
        f"A-{i:07},2025-{1 + i % 12:02}-{1 + i % 28:02},{pick.choice(REGIONS)},"
        f"P{pick.randrange(40)},{pick.random() * 100 + i / rows * 20:.2f},{pick.random() * 9:.2f}"
        for i in range(rows)
    ]
    return ("order,day,region,product,amount,price\n" + "\n".join(lines) + "\n").encode()


def upload(client: Client, data: bytes) -> int:
    metadata = "filename b3JkZXJzLmNzdg=="
    answer, _ = client.call(
        "POST",
        "/api/v1/uploads",
        b"",
        **{"Upload-Length": str(len(data)), "Upload-Metadata": metadata},
    )
    address = answer.headers["Location"]
    answer, _ = client.call(
        "PATCH",
        address,
        data,
        **{"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"},
    )
    return int(answer.headers["Dataset-Id"])


def wait(client: Client, path: str, key: str, wanted: set[str]) -> str:
    until = time.perf_counter() + 300
    while time.perf_counter() < until:
        state = client.json("GET", path)[key]
        if state in wanted:
            return state
        time.sleep(0.05)
    raise SystemExit(f"{path} is still not {wanted}.")


def timed(work) -> float:
    began = time.perf_counter()
    work()
    return 1_000 * (time.perf_counter() - began)


def draw(client: Client, path: str, tiles: list[dict[str, object]]) -> None:
    for tile in tiles:
        client.call("GET", f"{path}/tiles/{tile['id']}/figure")


def show(name: str, values: list[float], unit: str = "ms") -> None:
    print(f"{name:<52} {statistics.median(values):>9.1f} {max(values):>9.1f} {unit}")


def measure(client: Client, rows: int, rounds: int) -> None:
    data = table(rows)
    began = time.perf_counter()
    dataset = upload(client, data)
    uploaded = time.perf_counter() - began
    wait(client, f"/api/v1/datasets/{dataset}", "status", {"ready", "failed"})
    ready = time.perf_counter() - began
    show(f"upload of {len(data) / 1e6:.1f} MB, acknowledged on disk", [uploaded * 1_000])
    show(f"upload to cleaned version, {rows:,} rows", [ready * 1_000])
    board = client.json("POST", "/api/v1/dashboards/auto", {"dataset_id": dataset})
    tiles = board["tiles"]
    cold, warm = [], []
    for round_ in range(rounds):
        item = {"column": "product", "op": "in", "value": [f"P{round_}", f"P{round_ + 9}"]}
        path = f"/api/v1/dashboards/{board['id']}"
        client.json("PUT", f"{path}/filters", {"filters": [item]})
        for times in (cold, warm):
            times.append(timed(partial(draw, client, path, tiles)))
    show(f"new filter, {len(tiles)} tiles one by one over HTTP", cold)
    show("the same filter again", warm)
    reports = []
    for _ in range(min(rounds, 3)):
        began = time.perf_counter()
        made = client.json("POST", f"/api/v1/dashboards/{board['id']}/reports", {})
        wait(client, f"/api/v1/reports/{made['report_id']}", "state", {"ready", "held", "failed"})
        reports.append(1_000 * (time.perf_counter() - began))
    show("report asked for to PDF in the archive", reports)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        print(f"{'what':<52} {'median':>9} {'max':>9}")
        process, first = start(folder, port)
        process.send_signal(signal.SIGTERM)
        process.wait(15)
        process, second = start(folder, port)
        show("first start to sign-in page", [first * 1_000])
        show("second start to sign-in page", [second * 1_000])
        try:
            client = Client(f"http://127.0.0.1:{port}")
            account = {"email": "ann@example.org", "password": PASSWORD, "name": "Ann"}
            client.json("POST", "/api/v1/auth/register", account)
            login = {"email": "ann@example.org", "password": PASSWORD, "label": "bench"}
            token = client.json("POST", "/api/v1/auth/token", login)["token"]
            client.headers["Authorization"] = f"Bearer {token}"
            measure(client, given.rows, given.rounds)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(15)


if __name__ == "__main__":
    main()
