"""The web application is read once and forked: nothing may run or be open in it before that."""

import os
import subprocess
import sys

import pytest

PROBE = """
import os
import threading
from pathlib import Path
import wsgi
from luminabi_dash.upgrading import upgrade_database
sockets = [p for p in Path("/proc/self/fd").iterdir() if "socket:" in os.path.realpath(p)]
assert sockets == [], sockets
names = {p.read_text().strip() for p in Path("/proc/self/task").glob("*/comm")}
print(threading.active_count(), wsgi.context.sessions.engine.pool.checkedin(), sorted(names))
assert threading.active_count() == 1, threading.enumerate()
assert wsgi.context.sessions.engine.pool.checkedin() == 0
assert not any(name.startswith(("polars-0", "query", "cube")) for name in names), names
"""


@pytest.mark.parametrize("redis_url", ["", "redis://127.0.0.1:1/0"])
def test_nothing_runs_before_the_workers_are_forked(settings, redis_url):
    given = {
        **os.environ,
        "LUMINABI_DATABASE_URL": settings.database_url,
        "LUMINABI_DATA_DIR": settings.data_dir,
        "LUMINABI_SECRET_KEY": settings.secret_key,
        "LUMINABI_REDIS_URL": redis_url,
        "OPENBLAS_NUM_THREADS": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", PROBE], env=given, capture_output=True, text=True, timeout=100
    )
    assert done.returncode == 0, done.stderr + done.stdout
