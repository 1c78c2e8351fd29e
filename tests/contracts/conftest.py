"""Each contract runs over every adapter."""

import pytest

from luminabi_dash.db.engine import Sessions, make_engine
from luminabi_dash.db.migrate import upgrade


@pytest.fixture(params=["sqlite", "postgresql"])
def sessions(request, tmp_path):
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/contract.db"
    else:
        url = request.getfixturevalue("postgres").url()
    engine = make_engine(url)
    upgrade(engine)
    yield Sessions(engine)
    engine.dispose()
