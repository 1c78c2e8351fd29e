"""Each contract runs over every adapter."""

import pytest

from luminabi_dash.db.engine import Sessions, make_engine
from luminabi_dash.db.migrate import upgrade
from tests.support import postgres as postgres_server


@pytest.fixture
def database(request, tmp_path):
    """A function that gives sessions on a new database of a kind; all are closed afterwards."""
    engines = []

    def make(kind):
        url = f"sqlite:///{tmp_path}/contract.db"
        if kind == "postgresql":
            url = request.getfixturevalue("postgres").url()
        engines.append(make_engine(url))
        upgrade(engines[-1])
        return Sessions(engines[-1])

    yield make
    for engine in engines:
        engine.dispose()


@pytest.fixture
def own_postgres():
    """A PostgreSQL server for one test, which may stop and start it."""
    with postgres_server.running() as server:
        yield server


@pytest.fixture
def own_sessions(own_postgres):
    """Sessions on a new database of that server."""
    engine = make_engine(own_postgres.url())
    upgrade(engine)
    yield Sessions(engine)
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def sessions(request, database):
    return database(request.param)
