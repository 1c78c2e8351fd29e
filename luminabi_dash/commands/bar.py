"""A progress bar on a terminal, and silence anywhere else."""

from __future__ import annotations

import sys
from types import TracebackType

WIDTH = 30


class Bar:
    """ports.Progress on standard error."""

    def __init__(self) -> None:
        self._is_terminal = sys.stderr.isatty()

    def __enter__(self) -> Bar:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _value: BaseException | None,
        _t: TracebackType | None,
    ) -> None:
        if self._is_terminal:
            sys.stderr.write("\r" + " " * 78 + "\r")

    def __call__(self, fraction: float, message: str) -> None:
        if self._is_terminal:
            filled = round(WIDTH * min(max(fraction, 0), 1))
            done = "█" * filled + "·" * (WIDTH - filled)
            sys.stderr.write(f"\r{done} {fraction:4.0%} {message[:38]:<38}")
            sys.stderr.flush()
