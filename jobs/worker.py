"""The worker: claims jobs, runs each in a child process of its own, keeps the leases."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from jobs.job import JOBS
from jobs.runner import finish
from luminabi_dash.cage import kill_group
from luminabi_dash.context import Context
from luminabi_dash.db import jobs as questions

log = logging.getLogger(__name__)
BEAT_SECONDS = 2.0
WAIT_SECONDS = 0.1
PAUSE_SECONDS, WARM_SECONDS = 0.5, 30.0  # before a child that died waiting is started again
COMMAND = [sys.executable, "-m", "luminabi_dash", "job-child"]


@dataclass(slots=True)
class Running:
    job_id: int
    fence: int
    child: subprocess.Popen[str]
    deadline: float


class Worker:
    """Runs at most `slots` jobs at once; one warm child waits, so that a job starts at once."""

    def __init__(self, ctx: Context, slots: int = 2) -> None:
        self._ctx = ctx
        self._slots = slots
        self._name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
        self._running: list[Running] = []
        self._stop = threading.Event()
        self._warm: subprocess.Popen[str] | None = None
        self._warm_pause, self._warm_due = PAUSE_SECONDS, 0.0
        self._beat_at = 0.0

    def run(self) -> None:
        """Until SIGTERM or `stop`; what runs then is given back and taken up by the next worker."""
        while not self._stop.is_set():
            try:
                self.turn()
            except SQLAlchemyError:
                log.warning("The database does not answer; jobs wait.", exc_info=True)
                self._stop.wait(1.0)
            self._stop.wait(WAIT_SECONDS)
        self._leave()

    def stop(self) -> None:
        self._stop.set()

    def turn(self) -> None:
        """One look: end what is over, keep leases, claim what is due."""
        self._keep_warm()
        self._reap()
        if time.monotonic() - self._beat_at >= BEAT_SECONDS:
            self._beat_at = time.monotonic()
            self._beat()
        while len(self._running) < self._slots and self._claim():
            pass

    def _keep_warm(self) -> None:
        """A child that waits for a job; one that cannot even start is tried again more seldom."""
        if self._warm is not None and self._warm.poll() is None:
            return
        moment = time.monotonic()
        if self._warm is not None:
            log.warning("A waiting child ended with %s.", self._warm.returncode)
            self._warm = None
            self._warm_due = moment + self._warm_pause
            self._warm_pause = min(WARM_SECONDS, 2 * self._warm_pause)
        if moment >= self._warm_due:
            self._warm = self._start_child()

    def _claim(self) -> bool:
        with self._ctx.sessions() as session:
            if not questions.is_due(session):
                return False
        with self._ctx.sessions.begin() as session:
            job = questions.claim(session, self._name, JOBS.names())
            if job is None:
                return False
            job_id, fence, kind = job.id, job.fence, JOBS.get(job.kind)
        child = self._warm if self._warm and self._warm.poll() is None else self._start_child()
        self._warm, self._warm_pause = None, PAUSE_SECONDS
        deadline = time.monotonic() + 60 * kind.minutes
        self._running.append(Running(job_id, fence, child, deadline))
        try:
            assert child.stdin is not None
            child.stdin.write(f"{job_id} {fence} {kind.memory_mb}\n")
            child.stdin.flush()
        except BrokenPipeError:
            log.warning("A warm child was gone; job %s waits for its lease.", job_id)
        self._warm = self._start_child()
        return True

    def _start_child(self) -> subprocess.Popen[str]:
        return subprocess.Popen(  # noqa: S603  our own interpreter and module
            COMMAND, stdin=subprocess.PIPE, text=True, start_new_session=True
        )

    def _reap(self) -> None:
        for item in list(self._running):
            if item.child.poll() is None:
                if time.monotonic() > item.deadline:
                    self._end(item, "failed", "It took longer than its time limit.", "timeout")
                continue
            self._running.remove(item)
            kill_group(item.child.pid)
            if item.child.returncode != 0:
                sentence = "It ended without an answer: it was killed or ran out of memory."
                self._retry_or_fail(item, sentence)

    def _retry_or_fail(self, item: Running, sentence: str) -> None:
        """A child that died gives its job back at once, until its attempts are used up."""
        with self._ctx.sessions.begin() as session:
            job = questions.mine(session, item.job_id, item.fence)
            if job is None:
                return
            if job.attempts < questions.ATTEMPTS:
                job.state = "queued"
                job.lease_until = None
                return
        finish(self._ctx, item.job_id, item.fence, "failed", sentence, "died")

    def _beat(self) -> None:
        for item in list(self._running):
            with self._ctx.sessions.begin() as session:
                kept = questions.beat(session, item.job_id, item.fence)
            if kept is None:
                self._end(item, "cancelled", "The job was cancelled.", "cancelled")
            elif kept is False and item.child.poll() is None:
                with self._ctx.sessions() as session:
                    is_over = questions.is_over(session, item.job_id, item.fence)
                if not is_over:
                    kill_group(item.child.pid)

    def _end(self, item: Running, state: str, sentence: str, code: str) -> None:
        kill_group(item.child.pid)
        item.child.wait()
        self._running.remove(item)
        finish(self._ctx, item.job_id, item.fence, state, sentence, code)

    def _leave(self) -> None:
        for item in self._running:
            kill_group(item.child.pid)
            with self._ctx.sessions.begin() as session:
                job = questions.mine(session, item.job_id, item.fence)
                if job is not None:
                    job.state = "queued"
                    job.lease_until = None
                    job.attempts -= 1
        if self._warm is not None:
            kill_group(self._warm.pid)


def stop_on_signals(worker: Worker) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
