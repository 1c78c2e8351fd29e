"""A PostgreSQL server that a test session starts and stops."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest


def find_postgres():
    """The folder of initdb and postgres, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Postgres:
    """Started for one session; `url()` makes a new empty database."""

    def __init__(self, programs, folder):
        self.programs = programs
        self.folder = folder / "data"
        self.port = free_port()
        self.count = 0
        self.user = None
        if os.getuid() == 0:  # initdb refuses root
            account = pwd.getpwnam("postgres")
            self.user = account.pw_name
            for path in (folder, *folder.parents):
                if path.stat().st_uid == 0 and str(path).startswith("/tmp/"):
                    path.chmod(path.stat().st_mode | 0o011)
            shutil.chown(folder, account.pw_uid, account.pw_gid)

    def run(self, name, *arguments):
        subprocess.run(
            [self.programs / name, *arguments],
            check=True,
            user=self.user,
            stdout=subprocess.DEVNULL,
            cwd="/",
            env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8"},
        )

    def __enter__(self):
        self.run("initdb", "-D", self.folder, "-U", "luminabi", "--auth=trust", "--no-sync")
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c fsync=off -k {self.folder}"
        self.run(
            "pg_ctl", "-D", self.folder, "-w", "-l", self.folder / "log", "-o", options, "start"
        )

    def stop(self):
        self.run("pg_ctl", "-D", self.folder, "-w", "-m", "immediate", "stop")

    def url(self):
        self.count += 1
        name = f"test_{os.getpid()}_{self.count}"
        base = f"postgresql://luminabi@127.0.0.1:{self.port}"
        with psycopg.connect(f"{base}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"{base}/{name}"


@contextmanager
def running():
    """A server in a folder of its own; the test is skipped, by name, where it is not installed."""
    programs = find_postgres()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (Debian package postgresql)")
    with (
        tempfile.TemporaryDirectory(prefix="luminabi-postgres-") as folder,
        Postgres(programs, Path(folder)) as server,
    ):
        yield server
