"""serve, web, worker, scheduler, upgrade: the processes of LuminaBI."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from argparse import Namespace
from pathlib import Path
from urllib.parse import urlsplit

import jobs.child
import jobs.schedule
from jobs.worker import Worker
from luminabi_dash.app import build_context, load_jobs
from luminabi_dash.cage import die_with_parent
from luminabi_dash.logs import configure
from luminabi_dash.settings import Settings, read_settings
from luminabi_dash.upgrading import upgrade_database

log = logging.getLogger(__name__)
ROOT = Path(__file__).parents[2]
GRACE_SECONDS = 8.5
PAUSE_SECONDS = 1.0
CONFIGURATION = str(ROOT / "gunicorn.conf.py")


def upgrade(_given: Namespace) -> int:
    upgrade_database(read_settings())
    return 0


def serve(given: Namespace) -> int:
    """The web server and the background work as two children; who dies is started again."""
    settings = read_settings()
    upgrade_database(settings)
    environment = server_environment(settings, given)
    if given.demo:
        demo = [sys.executable, "-m", "luminabi_dash", "demo"]
        subprocess.run(demo, env=environment, check=False)  # noqa: S603  our own module
    commands = {
        "web": [sys.executable, "-m", "gunicorn", "--config", CONFIGURATION],
        "worker": [sys.executable, "-m", "luminabi_dash", "worker", "--supervised"],
    }
    shown = environment.get("LUMINABI_BASE_URL", settings.base_url)
    print(f"LuminaBI serves on {shown} (Ctrl+C stops it).", flush=True)  # noqa: T201
    return supervise(commands, environment)


def server_environment(settings: Settings, given: Namespace) -> dict[str, str]:
    environment = {**os.environ, "LUMINABI_SUPERVISED": "1"}
    environment["LUMINABI_BIND"] = f"{given.host}:{given.port}"
    environment["LUMINABI_WEB_WORKERS"] = str(given.workers)
    environment["LUMINABI_WEB_THREADS"] = str(given.threads)
    environment.setdefault("OPENBLAS_NUM_THREADS", "1")
    if "LUMINABI_BASE_URL" not in os.environ:
        host = "127.0.0.1" if given.host in {"0.0.0.0", "::"} else given.host  # noqa: S104
        port = urlsplit(settings.base_url).port
        if (host, given.port) != ("127.0.0.1", port):
            environment["LUMINABI_BASE_URL"] = f"http://{host}:{given.port}"
    return environment


def supervise(commands: dict[str, list[str]], environment: dict[str, str]) -> int:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    running = {name: start(command, environment) for name, command in commands.items()}
    started = dict.fromkeys(commands, time.monotonic())
    while not stop.wait(0.2):
        for name, process in list(running.items()):
            if process.poll() is None:
                continue
            if name == "web" and time.monotonic() - started[name] < PAUSE_SECONDS * 3:
                end(running)  # cannot start at all, for example: the port is taken
                return 1
            log.warning("%s ended with %s; it is started again.", name, process.returncode)
            stop.wait(PAUSE_SECONDS)
            running[name] = start(commands[name], environment)
            started[name] = time.monotonic()
    end(running)
    return 0


def start(command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603  our own interpreter and modules
        command, env=environment, cwd=ROOT if "gunicorn" in command else None
    )


def end(running: dict[str, subprocess.Popen[bytes]]) -> None:
    """Ask all to end, and kill what is left after GRACE_SECONDS."""
    for process in running.values():
        process.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for process in running.values():
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()


def web(given: Namespace) -> int:
    """The web server alone, in this process."""
    settings = read_settings()
    environment = server_environment(settings, given)
    environment.pop("LUMINABI_SUPERVISED")
    command = [sys.executable, "-m", "gunicorn", "--config", CONFIGURATION]
    os.chdir(ROOT)
    os.execve(sys.executable, command, environment)  # noqa: S606  our own interpreter
    return 0


def worker(given: Namespace) -> int:
    """Claims and runs jobs, and keeps the clock, until SIGTERM."""
    if given.supervised:
        die_with_parent()
    configure(read_settings())
    load_jobs()
    ctx = build_context()
    runner = Worker(ctx, slots=given.slots)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: runner.stop())
    clock = jobs.schedule.start(ctx)
    runner.run()
    clock.shutdown(wait=False)
    return 0


def scheduler(_given: Namespace) -> int:
    """The clock alone: enqueues what is due, runs nothing."""
    configure(read_settings())
    load_jobs()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    clock = jobs.schedule.start(build_context())
    stop.wait()
    clock.shutdown(wait=False)
    return 0


def child(_given: Namespace) -> int:
    """One job in a process of its own; started by the worker, never by hand."""
    configure(read_settings())
    load_jobs()
    jobs.child.main(build_context)
    return 0
