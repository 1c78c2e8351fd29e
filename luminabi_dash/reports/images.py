"""Draws figures as vectors or pixels, in a child process that is always cleaned away."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Literal

import orjson

from luminabi_dash.errors import Invalid, LuminaError, Unavailable
from luminabi_dash.reports.child import Cage, CageBroken, Job
from luminabi_dash.reports.figures import printable

BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
)
Format = Literal["pdf", "png", "svg"]
GRACE_SECONDS = 5.0
SANDBOXED = os.geteuid() != 0  # Chromium refuses its sandbox to root


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure and the size it is drawn in; 1 px is 0.75 pt on paper."""

    figure: dict[str, Any]
    width_px: int
    height_px: int
    format: Format = "pdf"


class FigureFailed(LuminaError):
    """A figure could not be drawn, twice; `index` is its place among those asked for."""

    status = 500
    code = "figure_failed"

    def __init__(self, index: int, reason: str, title: str = "") -> None:
        name = f'"{title}"' if title else f"Figure {index + 1}"
        super().__init__(
            f"{name} could not be drawn: {reason}.", details={"index": index, "title": title}
        )
        self.index = index
        self.reason = reason


def find_chrome(setting: str | None = None) -> str | None:
    """The Chromium to draw with: the setting's path, or the first known one on the PATH."""
    if setting:
        return shutil.which(setting)
    return next(filter(None, map(shutil.which, BROWSERS)), None)


class Renderer:
    """One owner, one Chromium: started by the first figure, ended with the `with` block."""

    def __init__(self, chrome: str | None, timeout_seconds: float = 30.0) -> None:
        self._chrome = chrome
        self._timeout_seconds = timeout_seconds
        self._cage: Cage | None = None

    def __enter__(self) -> Renderer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        if self._cage is not None:
            self._cage.close()
            self._cage = None

    def draw(self, figures: Sequence[Picture]) -> list[bytes]:
        """One file a picture, in their order.

        What fails is tried once more, alone and in a new Chromium; FigureFailed names the one
        that fails again.
        """
        if not figures:
            return []
        jobs = [prepared(index, picture) for index, picture in enumerate(figures)]
        drawn = self._draw_together(jobs)
        missing = [job for job in jobs if job.index not in drawn]
        if missing:
            self.close()
        for job in missing:
            drawn[job.index] = self._draw_alone(job)
        return [drawn[job.index] for job in jobs]

    def _draw_together(self, jobs: Sequence[Job]) -> dict[int, bytes]:
        drawn: dict[int, bytes] = {}
        try:
            cage = self._open(sandbox=SANDBOXED)
            for job in jobs:
                cage.ask(job)
            for _ in jobs:
                index, pdf, _reason = cage.answer(self._timeout_seconds + GRACE_SECONDS)
                if pdf is not None:
                    drawn[index] = pdf
        except CageBroken:
            self.close()
        return drawn

    def _draw_alone(self, job: Job) -> bytes:
        try:
            cage = self._open(sandbox=False)
            cage.ask(job)
            _, pdf, reason = cage.answer(self._timeout_seconds + GRACE_SECONDS)
        except CageBroken as broken:
            self.close()
            raise FigureFailed(job.index, str(broken)) from None
        if pdf is None:
            raise FigureFailed(job.index, reason)
        return pdf

    def _open(self, *, sandbox: bool) -> Cage:
        if self._chrome is None:
            raise Unavailable(
                "Reports need Chromium, which was not found; install Debian's chromium or set "
                "LUMINABI_CHROME to its path.",
                code="chrome_missing",
            )
        if self._cage is None:
            self._cage = Cage(self._chrome, self._timeout_seconds, sandbox=sandbox)
        return self._cage


def prepared(index: int, picture: Picture) -> Job:
    try:
        body = orjson.dumps(printable(picture.figure), option=orjson.OPT_SERIALIZE_NUMPY)
    except (Invalid, orjson.JSONEncodeError) as problem:
        raise FigureFailed(index, str(problem)) from None
    return Job(index, body, picture.width_px, picture.height_px, picture.format)
