"""One filter in browser A until the charts of browser B are redrawn, over two web processes.

    .venv/bin/python -m benchmarks.two_browsers [--rows 1000000] [--rounds 20]

A server of its own, loopback only. Both browsers run on this machine, so one clock tells both ends:
from the moment A's page takes the filter to Plotly's own event of B's last chart. The sockets of A
and B end in different web processes.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.dashboard_world import SIX, new_context, publish
from luminabi_dash.db.models import User
from luminabi_dash.services import accounts
from tests.support.chromium import Chromium, find_chromium
from tests.support.server import Server, wait_until

OWNER = "ada@example.org"
CLOCK = "performance.timeOrigin + performance.now()"
RECORDER = f"""
window.drawnAt = {{}};
const watch = () => {{
  document.querySelectorAll(".js-plotly-plot").forEach((plot) => {{
    if (plot.watched || !plot.on) return;
    plot.watched = true;
    plot.on("plotly_afterplot", () => {{ window.drawnAt[plot.parentElement.id] = {CLOCK}; }});
  }});
  requestAnimationFrame(watch);
}};
requestAnimationFrame(watch);
"""
FILTER = f"""const {{ session }} = window.luminabi;
const begun = {CLOCK};
const edit = {{ type: "filter.set", column: "product", op: "in", value: arguments[0] }};
const next = session.change(edit, session.pageState());
if (next) session.keep(next);
return begun;"""


def charts(browser: Chromium, since: float, count: int) -> float | None:
    later = [
        one for one in browser.run("return Object.values(window.drawnAt || {})") if one > since
    ]
    return max(later) if len(later) >= count else None


def opened(server: Server, programs: Any, board: int) -> Chromium:
    browser = Chromium(server, programs)
    browser.size(1440, 900)
    browser.sign_in(OWNER)
    browser.see("#main")
    browser.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": RECORDER})
    browser.open(f"/dashboards/{board}")
    browser.see(".lb-graph .main-svg .trace", 60)
    browser.settle()
    return browser


def measure(rows: int, rounds: int) -> None:
    programs = find_chromium()
    if programs is None:
        sys.exit("Chromium and chromedriver are needed.")
    found: list[float] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        Server(Path(folder), workers=2, chrome=programs[0]) as server,
    ):
        program = server.register(OWNER)
        ctx = new_context(Path(folder))
        with ctx.sessions() as session:
            owner = accounts.view_of(session.query(User).filter(User.email == OWNER).one())
        dataset = publish(ctx, owner, rows)
        board = program.post("/dashboards", {"dataset_id": dataset, "name": "Two"})["id"]
        for spec in SIX:
            program.post(f"/dashboards/{board}/tiles", {"spec": dict(spec)})
        drawn = sum(spec["kind"] != "indicator" for spec in SIX)
        first, second = opened(server, programs, board), opened(server, programs, board)
        for turn in range(rounds + 2):
            value = [f"P{(turn * 7 + step) % 40:02}" for step in range(3 + turn % 5)]
            begun = first.run(FILTER, value)
            end = wait_until(partial(charts, second, begun, drawn), 30, 0.02, message=second.state)
            if turn > 1:
                found.append(end - begun)
            time.sleep(1.0)
        first.close()
        second.close()
    ordered = sorted(found)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)) - 1)]
    middle = statistics.median(ordered)
    print(f"{rows:,} rows, {drawn} charts, two web processes, {rounds} new filters")
    print(f"A's filter to B's last chart: median {middle:.0f} ms, p95 {p95:.0f} ms (wanted 400)")


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument("--rounds", type=int, default=20)
    given = asked.parse_args()
    measure(given.rows, given.rounds)
