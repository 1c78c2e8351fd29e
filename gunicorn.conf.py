"""Settings of the web server: `gunicorn` alone in this folder serves HTTP and sockets."""

import gc
import os
import signal
from typing import Any

if (polars_threads := os.environ.get("LUMINABI_QUERY_THREADS", "") or "2").isdecimal():
    os.environ.setdefault("POLARS_MAX_THREADS", polars_threads)  # read when Polars is imported

from luminabi_dash.cage import die_with_parent
from luminabi_dash.logs import configure
from luminabi_dash.settings import read_settings
from luminabi_dash.upgrading import upgrade_database

wsgi_app = "wsgi:application"
preload_app = True  # read once, shared by all workers' memory; they make their own connections
worker_class = "asgi"  # answers sockets itself and hands HTTP to a thread pool
bind = os.environ.get("LUMINABI_BIND", "127.0.0.1:8050")
workers = int(os.environ.get("LUMINABI_WEB_WORKERS", "1"))
timeout = 60  # seconds without a sign of life before a worker is replaced
graceful_timeout = 4  # sockets are told to come back (1012) and requests may end
keepalive = 20  # seconds an idle connection is kept
websocket_max_message_size = 1024 * 1024  # ours is 64 KiB: the gateway closes with 1009
control_socket_disable = True  # it would open a socket under $HOME
forwarded_allow_ips = "127.0.0.1"
accesslog = None
loglevel = os.environ.get("LUMINABI_LOG_LEVEL", "warning")


def on_starting(_server: object) -> None:
    """Migrate once, before any worker serves; end with the supervisor when there is one."""
    if os.environ.get("LUMINABI_SUPERVISED"):
        die_with_parent()
    upgrade_database(read_settings())


def when_ready(_server: object) -> None:
    """What is there now stays: the collector must not write to shared pages."""
    gc.collect()
    gc.freeze()


def post_worker_init(worker: Any) -> None:
    """At SIGTERM sockets are told at once to come back, not after the requests have ended."""

    def leave() -> None:
        worker.handle_exit_signal()
        worker.asgi.leave()

    worker.loop.add_signal_handler(signal.SIGTERM, leave)


def post_fork(_server: object, _worker: object) -> None:
    configure(read_settings())
