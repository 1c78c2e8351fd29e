"""The parent's side of the cage: starts the child that draws, asks it, and cleans it away."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from luminabi_dash.cage import kill_group

TABS = 2
END_SECONDS = 1.0


class CageBroken(Exception):
    """The child process died or fell silent; its message says which."""


@dataclass(frozen=True, slots=True)
class Job:
    index: int
    body: bytes
    width_px: int
    height_px: int
    format: str = "pdf"


class Cage:
    """The child, its process group and its folder, which are made and removed together."""

    def __init__(self, chrome: str, timeout_seconds: float, *, sandbox: bool) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="luminabi-report-"))
        self._unread = b""
        order = {
            "chrome": chrome,
            "tabs": TABS,
            "timeout_seconds": timeout_seconds,
            "sandbox": sandbox,
        }
        show_fonts(self._folder)
        self._child = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "luminabi_dash.reports.cage", self._folder, json.dumps(order)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd=self._folder,
            env=environment(self._folder),
        )
        try:
            self._line(timeout_seconds, "Chromium did not start")
        except CageBroken:
            self.close()
            raise

    def ask(self, job: Job) -> None:
        (self._folder / f"{job.index}.json").write_bytes(job.body)
        assert self._child.stdin is not None
        try:
            order = f"{job.index} {job.width_px} {job.height_px} {job.format}\n"
            self._child.stdin.write(order.encode())
            self._child.stdin.flush()
        except BrokenPipeError:
            raise CageBroken("Chromium ended unexpectedly") from None

    def answer(self, timeout_seconds: float) -> tuple[int, bytes | None, str]:
        """The next finished job: its index, and its file or the reason why there is none."""
        message = self._line(timeout_seconds, f"no answer within {timeout_seconds:.0f} s")
        index = int(message["number"])
        if "error" in message:
            return index, None, str(message["error"]).rstrip(".")
        path = self._folder / f"{index}.out"
        pdf = path.read_bytes()
        path.unlink()
        return index, pdf, ""

    def close(self) -> None:
        kill_group(self._child.pid)
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):  # what was not sent yet has no reader
                    pipe.close()
        self._child.wait()
        wait_for_end(self._child.pid)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _line(self, timeout_seconds: float, silence: str) -> dict[str, Any]:
        assert self._child.stdout is not None
        deadline = time.monotonic() + timeout_seconds
        while b"\n" not in self._unread:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self._child.stdout], [], [], left)[0]:
                raise CageBroken(silence)
            chunk = os.read(self._child.stdout.fileno(), 65_536)
            if not chunk:
                raise CageBroken("Chromium ended unexpectedly")
            self._unread += chunk
        line, _, self._unread = self._unread.partition(b"\n")
        message: dict[str, Any] = json.loads(line)
        return message


def wait_for_end(group: int) -> None:
    """Give the killed processes a moment to let go of their files."""
    deadline = time.monotonic() + END_SECONDS
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except (ProcessLookupError, PermissionError):
            return
        time.sleep(0.01)


def environment(folder: Path) -> Mapping[str, str]:
    """Only what a browser needs: no setting, token or password of ours is visible to it."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
    }


def show_fonts(home: Path) -> None:
    """Let Chromium find the fonts of the package as if they were installed."""
    fonts = home / ".local" / "share" / "fonts"
    fonts.parent.mkdir(parents=True)
    fonts.symlink_to(str(files("font_roboto") / "files"))
