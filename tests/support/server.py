"""A whole LuminaBI as its users start it: `python -m luminabi_dash serve` in its own folder."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import psutil
import requests

from tests.support.postgres import free_port

ROOT = Path(__file__).parents[2]
PASSWORD = "a long enough password"
START_SECONDS = 40
STOP_SECONDS = 10


def wait_until(holds, seconds=30.0, pause=0.1, message="it did not happen"):
    """The first true answer of `holds`; AssertionError with the message otherwise."""
    deadline = time.monotonic() + seconds
    while True:
        found = holds()
        if found:
            return found
        if time.monotonic() > deadline:
            words = message() if callable(message) else message
            raise AssertionError(f"{words} (waited {seconds:g} s)")
        time.sleep(pause)


class Server:
    """Started by `with`; `settings` are LUMINABI_* names without their beginning, small."""

    def __init__(self, folder, *, workers=1, **settings):
        self.folder = Path(folder)
        self.workers = workers
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.database = self.folder / "luminabi.db"
        self.process = None
        self.programs = []
        self.settings = {
            "database_url": f"sqlite:///{self.database}",
            "data_dir": str(self.folder / "data"),
            "secret_key": "k" * 40,
            "registration": "open",
            **settings,
        }

    @property
    def environment(self):
        kept = {k: v for k, v in os.environ.items() if not k.startswith("LUMINABI_")}
        ours = {f"LUMINABI_{k.upper()}": str(v) for k, v in self.settings.items()}
        return {**kept, **ours, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}

    @property
    def log(self):
        path = self.folder / "serve.log"
        return path.read_text(errors="replace")[-6000:] if path.exists() else ""

    def __enter__(self):
        with contextlib.ExitStack() as undo:
            undo.callback(self.end)  # nobody else would: `with` was not entered
            self.start()
            undo.pop_all()
        return self

    def __exit__(self, *_):
        self.end()

    def start(self):
        with (self.folder / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "luminabi_dash", "serve"),
                    *("--port", str(self.port), "--workers", str(self.workers)),
                ],
                cwd=self.folder,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_until(self.is_ready, START_SECONDS, message=lambda: f"no /readyz:\n{self.log}")

    def rows(self, question, *values):
        """Of the server's own database; writes are kept as well."""
        with contextlib.closing(sqlite3.connect(self.database, timeout=20)) as connection:
            with connection:
                return connection.execute(question, values).fetchall()

    def is_ready(self):
        assert self.process.poll() is None, f"serve ended:\n{self.log}"
        try:
            return requests.get(f"{self.url}/readyz", timeout=2).ok
        except requests.RequestException:
            return False

    def family(self):
        """Every process of this server, itself first."""
        try:
            first = psutil.Process(self.process.pid)
            return [first, *first.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def processes(self, word):
        """The running processes of this server with the word in their command line."""
        found = []
        for process in self.family():
            try:
                if word in process.cmdline() and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def stop(self):
        """SIGTERM; the seconds it took, and what was left of it."""
        family = self.family()
        begun = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_SECONDS + 5)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"SIGTERM did not end it:\n{self.log}") from None
        seconds = time.monotonic() - begun
        _, left = psutil.wait_procs(family, timeout=max(0.1, STOP_SECONDS - seconds))
        return seconds, left

    def end(self):
        """End it well, and all of it for sure; no idle connection is left for it to wait for."""
        for program in self.programs:
            program.http.close()
        family = self.family()
        left = family
        try:
            if self.process.poll() is None:
                seconds, left = self.stop()
                assert seconds < STOP_SECONDS, f"it took {seconds:.1f} s to end:\n{self.log}"
        finally:
            for process in left:
                try:
                    process.kill()
                except psutil.NoSuchProcess:
                    continue

    def register(self, email, name="Ada"):
        """A program signed in as a new user."""
        body = {"email": email, "password": PASSWORD, "name": name}
        answer = requests.post(f"{self.url}/api/v1/auth/register", json=body, timeout=20)
        assert answer.status_code == 201, answer.text
        return self.program(email)

    def program(self, email):
        self.programs.append(Program(self.url, email))
        return self.programs[-1]


class Program:
    """A client of the API with a bearer token."""

    def __init__(self, url, email):
        self.url = f"{url}/api/v1"
        self.email = email
        self.http = requests.Session()
        body = {"email": email, "password": PASSWORD}
        answer = self.http.post(f"{self.url}/auth/token", json=body, timeout=20)
        assert answer.status_code == 201, answer.text
        self.http.headers["Authorization"] = f"Bearer {answer.json()['token']}"

    def ask(self, method, path, status=None, **more):
        answer = self.http.request(method, f"{self.url}{path}", timeout=60, **more)
        wanted = answer.ok if status is None else answer.status_code == status
        assert wanted, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
        return answer

    def get(self, path):
        return self.ask("GET", path).json()

    def post(self, path, body=None):
        return self.ask("POST", path, json=body or {}).json()

    def upload(self, data, name="orders.csv"):
        return self.ask("POST", "/datasets", files={"file": (name, data)}).json()

    def dataset(self, dataset_id):
        return self.get(f"/datasets/{dataset_id}")

    def wait_for_job(self, job_id, seconds=60, states=("succeeded",)):
        ended = {"succeeded", "failed", "cancelled"}

        def find():
            job = self.get(f"/jobs/{job_id}")
            return job if job["state"] in ended else None

        job = wait_until(find, seconds, message=lambda: f"job: {self.get(f'/jobs/{job_id}')}")
        assert job["state"] in states, job
        return job

    def wait_for_insights(self, dataset_id, seconds=60):
        def find():
            found = self.get(f"/datasets/{dataset_id}/insights")
            return found if found["tested"] else None

        return wait_until(find, seconds, message="no insights were looked for")

    def wait_for_report(self, report_id, seconds=90):
        def find():
            found = self.get(f"/reports/{report_id}")
            return found if found["state"] not in {"queued", "drawing"} else None

        return wait_until(find, seconds, message=lambda: str(self.get(f"/reports/{report_id}")))
