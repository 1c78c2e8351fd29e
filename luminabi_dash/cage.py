"""What keeps a child process in bounds: it ends with its parent and cannot outgrow its limits."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_NAME = 15


def die_with_parent() -> None:
    """Ask Linux to kill this process when its parent ends; elsewhere nothing happens."""
    if not sys.platform.startswith("linux"):
        return
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def name_process(name: str) -> None:
    """What `ps` and `top` call this process (at most 15 bytes); elsewhere nothing happens."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_NAME, name.encode()[:15], 0, 0, 0)


def limit_memory(megabytes: int) -> None:
    """Bound the address space of this process and write no core files.

    Only the soft limit: Chromium, which draws reports in a child of its own, reserves a terabyte
    of addresses and lifts it again.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1024 * 1024, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def resident_mb(pid: int) -> float:
    """Megabytes of memory that a process holds; 0 when nobody can say."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    except (OSError, IndexError, ValueError):
        return 0.0
    return pages * resource.getpagesize() / 1024 / 1024


def kill_group(pid: int) -> None:
    """Kill the process group that `pid` leads; one that is gone already is fine."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
