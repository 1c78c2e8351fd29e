"""What it costs a web process to wait for events and whispers, and how soon an event is there.

    python benchmarks/bus_idle.py [--seconds 5] [--events 60] [--quick]

For each kind one process follows the bus and listens to whispers, first in quiet, then while
another process commits events at odd moments. PostgreSQL and Redis are started here, on loopback,
from Debian's packages; what is not installed is named. docs/benchmarks.md holds the figures seen.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from luminabi_dash.db.engine import Sessions, make_engine  # noqa: E402
from luminabi_dash.db.migrate import upgrade  # noqa: E402
from luminabi_dash.live.chosen import bus_for, whispers_for  # noqa: E402
from luminabi_dash.live.tailer import Tailer  # noqa: E402
from tests.support.postgres import Postgres, find_postgres  # noqa: E402
from tests.support.redis import Redis, find_redis  # noqa: E402

SETTLE_SECONDS = 1.0
Address = tuple[str, str]  # of Redis, or empty; of the database


def follow(redis_url: str, database_url: str, seconds: float) -> None:
    """The waiting process: tells its share of a core in quiet, then when each event came."""
    sessions = Sessions(make_engine(database_url))
    came: list[tuple[int, float]] = []
    tailer = Tailer(
        bus_for(redis_url, sessions),
        lambda events: came.extend((e["data"]["number"], time.perf_counter()) for e in events),
    )
    tailer.start()
    whispers_for(redis_url, sessions).listen(lambda _: None)
    time.sleep(SETTLE_SECONDS)
    began, used = time.perf_counter(), time.process_time()
    time.sleep(seconds)
    share = (time.process_time() - used) / (time.perf_counter() - began)
    print(json.dumps(share), flush=True)
    sys.stdin.readline()
    print(json.dumps(came), flush=True)


def measure(address: Address, seconds: float, events: int) -> tuple[float, list[float]]:
    """The idle share of a core, and milliseconds from each commit to its delivery."""
    upgrade(make_engine(address[1]))
    command = [sys.executable, __file__, "--follow", *address, "--seconds", str(seconds)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as waiting:
        share = json.loads(waiting.stdout.readline())
        committed = publish(address, events)
        waiting.stdin.write("\n")
        waiting.stdin.flush()
        came = dict(json.loads(waiting.stdout.readline()))
    assert sorted(came) == sorted(committed), "events got lost"
    return share, [1_000 * (came[number] - at) for number, at in committed.items()]


def publish(address: Address, events: int) -> dict[int, float]:
    sessions = Sessions(make_engine(address[1]))
    bus, committed = bus_for(address[0], sessions), {}
    for number in range(events):
        with sessions.begin() as session:
            bus.publish(session, "bench:1", "tick", {"number": number})
        committed[number] = time.perf_counter()
        time.sleep(random.uniform(0.02, 0.08))
    time.sleep(2.5)  # an event whose sign got lost has come by then
    return committed


@contextmanager
def addresses() -> Iterator[dict[str, Address | None]]:
    """Where each kind is; None when its server is not installed."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="luminabi-bus-")))
        folder.chmod(0o755)
        (folder / "postgres").mkdir()
        found: dict[str, Address | None] = {"sqlite": ("", f"sqlite:///{folder}/idle.db")}
        programs, redis = find_postgres(), find_redis()
        server = None
        if programs is not None:
            server = stack.enter_context(Postgres(programs, folder / "postgres"))
        found["postgresql"] = ("", server.url()) if server else None
        cache = stack.enter_context(Redis(redis)) if redis else None
        found["redis, sqlite"] = (cache.url, f"sqlite:///{folder}/redis.db") if cache else None
        both = (cache.url, server.url()) if server and cache else None
        found["redis, postgresql"] = both
        yield found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--events", type=int, default=60)
    parser.add_argument("--quick", action="store_true", help="a second and 10 events each")
    parser.add_argument("--follow", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.follow:
        follow(*given.follow, given.seconds)
        return
    seconds, events = (1.0, 10) if given.quick else (given.seconds, given.events)
    print(f"load {os.getloadavg()[0]:.1f}; aim: at most 1 % of a core in quiet")
    print(f"{'bus':<20} {'idle, % of a core':>18} {'p50 ms':>8} {'p95 ms':>8}")
    with addresses() as found:
        for kind, address in found.items():
            if address is None:
                print(f"{kind:<20} not measured: its server is not installed")
                continue
            share, took = measure(address, seconds, events)
            p95 = sorted(took)[int(0.95 * (len(took) - 1))]
            print(f"{kind:<20} {100 * share:>18.2f} {statistics.median(took):>8.1f} {p95:>8.1f}")


if __name__ == "__main__":
    main()
