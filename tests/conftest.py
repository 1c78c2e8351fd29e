"""Fixtures for every test: an app on a database of its own, its parts real, its mail recorded."""

import contextlib
import dataclasses
import io
import shutil

import pytest
from sqlalchemy import select

from jobs.queues.immediate import ImmediateQueue
from luminabi_dash.app import build_context, create_app, load_jobs
from luminabi_dash.db.models import Dataset, User
from luminabi_dash.services import accounts
from luminabi_dash.services.accounts import view_of
from luminabi_dash.settings import read_settings
from luminabi_dash.upgrading import upgrade_database
from tests.support import postgres as postgres_server
from tests.support.browser import Browser
from tests.support.redis import Redis, find_redis

PASSWORD = "a long enough password"
ADA = "ada@example.org"
KINDS = ("prepare_dataset", "find_insights", "clean_pending", "search_stale")
CSV = (
    "order,day,region,product,amount\n"
    + "\n".join(
        f"A-{i:04},2026-{1 + i // 28 % 10:02}-{1 + i % 28:02},{'EU' if i % 3 else 'US'},"
        f"{'Lamp' if i % 10 else 'Desk'},{10 + i % 7}.50"
        for i in range(280)
    )
    + "\n"
).encode()


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch):
    """No setting of the machine reaches a test."""
    import os

    for name in [name for name in os.environ if name.startswith("LUMINABI_")]:
        if name != "LUMINABI_LONG":
            monkeypatch.delenv(name)


def settings_in(folder):
    return read_settings(
        {
            "LUMINABI_DATABASE_URL": f"sqlite:///{folder}/luminabi.db",
            "LUMINABI_DATA_DIR": str(folder / "data"),
            "LUMINABI_SECRET_KEY": "k" * 40,
            "LUMINABI_BASE_URL": "http://localhost",
        }
    )


@contextlib.contextmanager
def opened(settings):
    load_jobs()
    upgrade_database(settings)
    ctx = dataclasses.replace(build_context(settings), jobs=ImmediateQueue())
    yield ctx
    ctx.sessions.engine.dispose()


@pytest.fixture
def settings(tmp_path):
    return settings_in(tmp_path)


@pytest.fixture(scope="session")
def blank(tmp_path_factory):
    """A folder with an empty database: migrations take longer than most tests."""
    folder = tmp_path_factory.mktemp("blank")
    with opened(settings_in(folder)):
        return folder


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    """A folder in which Ada has a dataset, cleaned and searched: it takes seconds to make."""
    from luminabi_dash.services import uploads

    folder = tmp_path_factory.mktemp("prepared")
    path = folder / "orders.csv"
    path.write_bytes(CSV)
    with opened(settings_in(folder)) as ctx:
        ada = accounts.add_user(ctx, ADA, PASSWORD, "Ada")
        uploads.accept(ctx, ada, path, "orders.csv")
        ctx.jobs.drain(ctx, list(KINDS))
    return folder


@pytest.fixture
def context(request, settings, tmp_path):
    start = "prepared" if "prepared" in request.fixturenames else "blank"
    shutil.copytree(request.getfixturevalue(start), tmp_path, dirs_exist_ok=True)
    with opened(settings) as ctx:
        yield ctx


@pytest.fixture
def drain(context):
    """Run the jobs that are due, here and now."""

    def run(*kinds):
        return context.jobs.drain(context, list(kinds or KINDS))

    return run


@pytest.fixture
def app(context):
    return create_app(context)


@pytest.fixture
def ada(context):
    with context.sessions() as session:
        known = session.scalar(select(User).where(User.email == ADA))
    return view_of(known) if known else accounts.add_user(context, ADA, PASSWORD, "Ada")


@pytest.fixture
def bob(context):
    return accounts.add_user(context, "bob@example.org", PASSWORD, "Bob")


@pytest.fixture
def browser(app):
    """A signed-out browser of the test client, with cookies and CSRF as a real one has them."""
    return lambda: Browser(app.server.test_client(), PASSWORD)


@pytest.fixture
def api(app, context):
    """A program with a bearer token for a user."""

    def client(user):
        token = accounts.issue_token(context, user.email, PASSWORD, "test", "127.0.0.1")
        test_client = app.server.test_client()
        test_client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        return test_client

    return client


@pytest.fixture
def ready(prepared, context):
    """Ada's dataset, cleaned and searched; its id."""
    with context.sessions() as session:
        return session.scalars(select(Dataset.id)).one()


@pytest.fixture
def csv_file():
    return lambda data=CSV, name="orders.csv": {"file": (io.BytesIO(data), name)}


@pytest.fixture(scope="session")
def postgres():
    """A PostgreSQL server of our own on a free loopback port."""
    with postgres_server.running() as server:
        yield server


@pytest.fixture
def redis_server():
    """A Redis server of our own on a free loopback port; a test may stop and start it."""
    program = find_redis()
    if program is None:
        pytest.skip("Redis is not installed (Debian package redis-server)")
    with Redis(program) as server:
        yield server
