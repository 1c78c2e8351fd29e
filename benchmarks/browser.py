"""A dashboard of 12 tiles in Chromium: how soon all are drawn, and redrawn after a filter.

    .venv/bin/python benchmarks/browser.py [--rows 1000000] [--rounds 7]

A server of its own, loopback only; the page tells the time of each tile by Plotly's own event.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.support.chromium import Chromium, find_chromium
from tests.support.server import Server, wait_until

MEASURES = ("amount", "cost", "visits")
CATEGORIES = ("region", "channel", "kind")
RECORDER = """
window.drawnAt = {};
const watch = () => {
  document.querySelectorAll(".js-plotly-plot").forEach((plot) => {
    if (plot.watched || !plot.on) return;
    plot.watched = true;
    const name = plot.parentElement.id;
    if (plot.querySelector(".main-svg .trace")) window.drawnAt[name] = performance.now();
    plot.on("plotly_afterplot", () => { window.drawnAt[name] = performance.now(); });
  });
  requestAnimationFrame(watch);
};
requestAnimationFrame(watch);
"""


def table(rows):
    numbers = random.Random(3)
    lines = ["order,day,region,channel,kind,amount,cost,visits"]
    start = date(2023, 1, 1)
    for at in range(rows):
        day = start + timedelta(days=at * 1_000 // rows)
        lines.append(
            f"S-{at:08},{day},R{numbers.randrange(6)},C{numbers.randrange(5)},"
            f"K{numbers.randrange(12)},{numbers.random() * 500:.2f},{numbers.random() * 90:.2f},"
            f"{numbers.randrange(400)}"
        )
    return ("\n".join(lines) + "\n").encode()


def specs():
    for category in CATEGORIES:
        for measure in MEASURES:
            yield {"kind": "bar", "x": category, "y": measure, "title": f"{measure} by {category}"}
    for measure in MEASURES:
        yield {"kind": "line", "x": "day", "y": measure, "unit": "month", "title": f"{measure}"}


def drawn(browser, since):
    """When the last of the 12 tiles was drawn, None while some are not."""
    found = browser.run("return Object.values(window.drawnAt || {})")
    later = [one for one in found if one > since]
    return max(later) if len(later) == 12 else None


def said(name, values, wanted):
    ordered = sorted(values)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    middle = statistics.median(ordered)
    print(f"{name:<44} median {middle:7.0f} ms   p95 {p95:7.0f} ms   wanted {wanted} ms")


def measure(rows, rounds):
    programs = find_chromium()
    if programs is None:
        sys.exit("Chromium and chromedriver are needed.")
    opened, redrawn, requests = [], [], []
    with (
        tempfile.TemporaryDirectory() as folder,
        Server(Path(folder), chrome=programs[0]) as server,
    ):
        program = server.register("bench@example.org")
        made = program.upload(table(rows), "bench.csv")
        program.wait_for_job(made["job_id"], 600)
        board = program.post("/dashboards", {"dataset_id": made["id"], "name": "Bench"})
        for place, spec in enumerate(specs()):
            box = {"x": place % 4 * 3, "y": place // 4 * 4, "w": 3, "h": 4}
            program.post(f"/dashboards/{board['id']}/tiles", {"spec": spec, "place": box})
        browser = Chromium(server, programs)
        browser.size(1440, 900)
        browser.sign_in(program.email)
        browser.see("#main")
        browser.driver.execute_cdp_cmd(
            "Page.addScriptToEvaluateOnNewDocument", {"source": RECORDER}
        )
        for turn in range(rounds + 1):
            browser.open(f"/dashboards/{board['id']}")
            found = wait_until(lambda: drawn(browser, 0), 60, message=browser.state)
            if turn:
                opened.append(found)
        browser.settle()
        for turn in range(rounds + 1):
            value = [f"R{turn % 6}", f"R{(turn + 1) % 6}"]
            browser.forget_requests()
            before = browser.run("return performance.now()")
            program.ask(
                "PUT",
                f"/dashboards/{board['id']}/filters",
                json={"filters": [{"column": "region", "op": "in", "value": value}]},
            )
            found = wait_until(partial(drawn, browser, before), 30, 0.02, message=browser.state)
            time.sleep(0.3)
            if turn:
                redrawn.append(found - before)
                requests.append(browser.requests())
        browser.close()
    print(f"{rows:,} rows, 12 tiles, {rounds} rounds after one that warms up")
    said("opened: all drawn (from navigation)", opened, 1_500)
    said("a filter: all redrawn (from the request)", redrawn, 500)
    print(f"callback requests for a filter: {sorted(set(requests))}   wanted at most 2")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args()
    measure(arguments.rows, arguments.rounds)
