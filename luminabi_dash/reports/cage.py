"""The child process that draws: Kaleido's Chromium without network, secrets or a way to linger.

Its folder holds `N.json` (a figure) and gets `N.out`; a line `N WIDTH HEIGHT FORMAT` on standard
input asks for one, a JSON line on standard output answers. The parent kills the process group.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import resource
import sys
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import kaleido
from choreographer.browsers import BrowserClosedError, BrowserFailedError, Chromium
from choreographer.channels import ChannelClosedError
from choreographer.protocol import DevtoolsProtocolError
from kaleido import PageGenerator
from kaleido.errors import JavascriptError, KaleidoError

from luminabi_dash.cage import die_with_parent

FAILURES = (
    KaleidoError,
    JavascriptError,
    DevtoolsProtocolError,
    BrowserClosedError,
    BrowserFailedError,
    ChannelClosedError,
    TimeoutError,
    OSError,
    RuntimeError,
    ValueError,
    TypeError,
)
DEAD_PROXY = "http://127.0.0.1:1"
NO_NETWORK = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    f"--proxy-server={DEAD_PROXY}",
    "--proxy-bypass-list=<-loopback>",
    "--disable-background-networking",
    "--disable-crash-reporter",
    "--disable-extensions",
    "--no-pings",
)
POLICY = (
    "default-src 'none'; script-src file:; style-src 'unsafe-inline'; img-src data: blob:; "
    "font-src data:"
)
SCALES = {"png": 2}
"""Pictures of pixels are drawn for screens of twice the density."""
FIGURES_BEFORE_RELOAD = 50
"""A tab keeps 0.9 MB a figure; the reload, 0.1 s, gives it back."""


class CagedChromium(Chromium):
    """Stays in our process group, so that one signal ends it; reaches no host."""

    def get_popen_args(self) -> Mapping[str, Any]:
        return {**super().get_popen_args(), "start_new_session": False}

    def get_cli(self) -> Sequence[str]:
        return [*super().get_cli(), *NO_NETWORK]


WHOLE_PAGE = "@page { margin: 0 } img { display: block }"
"""Kaleido prints with margins of 0.1 inch, which shrinks a figure and cuts its lower edge."""


class GuardedPage(PageGenerator):  # type: ignore[misc]
    """Kaleido's page under a policy that lets figures load nothing."""

    header = PageGenerator.header.replace(
        "<head>",
        f'<head><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<style>{WHOLE_PAGE}</style>",
    )


class Tabs(kaleido.Kaleido):  # type: ignore[misc]
    """Kaleido without its reload after each figure: a third of the time, the same bytes."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._drawn: dict[str, int] = {}

    async def _return_kaleido_tab(self, tab: Any) -> None:
        drawn = self._drawn.get(tab.tab.target_id, 0) + 1
        if drawn >= FIGURES_BEFORE_RELOAD or sys.exc_info()[0] is not None:
            self._drawn[tab.tab.target_id] = 0
            await super()._return_kaleido_tab(tab)
            return
        self._drawn[tab.tab.target_id] = drawn
        await self.tabs_ready.put(tab)


async def serve(folder: Path, order: Mapping[str, Any]) -> None:
    """Draw what standard input asks for until it ends."""
    browser = Tabs(
        n=order["tabs"],
        timeout=order["timeout_seconds"],
        page_generator=GuardedPage(mathjax=False, others=[outlines(folder)]),
        path=order["chrome"],
        browser_cls=CagedChromium,
        enable_sandbox=order["sandbox"],
    )
    await browser.open()
    say({"ready": True})
    tasks: set[asyncio.Task[None]] = set()
    while line := await asyncio.to_thread(sys.stdin.readline):
        task = asyncio.create_task(answer(browser, folder, line))
        tasks.add(task)
        task.add_done_callback(tasks.discard)


def outlines(folder: Path) -> tuple[str, str]:
    """A script with the outlines of countries and states, which Plotly would fetch otherwise."""
    shapes = files("luminabi_dash.charts").joinpath("shapes")
    names = ("world_110m", "usa_110m")
    parts = [f'"{n}":{shapes.joinpath(f"{n}.json").read_text("utf-8")}' for n in names]
    path = folder / "outlines.js"
    path.write_text(f"window.PlotlyGeoAssets={{topojson:{{{','.join(parts)}}}}};", "utf-8")
    return path.as_uri(), "utf-8"


async def answer(browser: Tabs, folder: Path, line: str) -> None:
    *sizes, form = line.split()
    number, width, height = (int(word) for word in sizes)
    figure = json.loads((folder / f"{number}.json").read_bytes())
    opts = {"format": form, "width": width, "height": height, "scale": SCALES.get(form, 1)}
    try:
        drawn = await browser.calc_fig(figure, opts=opts)
        (folder / f"{number}.out").write_bytes(drawn)
    except FAILURES as error:
        say({"number": number, "error": str(error)[:300] or type(error).__name__})
        return
    say({"number": number})


def say(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def lift_memory_limit() -> None:
    """Chromium reserves a terabyte of addresses at its start; a limit of ours would end it."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    for limit in (resource.RLIM_INFINITY, hard):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
            return


def main() -> None:
    die_with_parent()
    lift_memory_limit()
    asyncio.run(serve(Path(sys.argv[1]), json.loads(sys.argv[2])))


if __name__ == "__main__":
    main()
