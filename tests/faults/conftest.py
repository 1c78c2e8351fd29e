"""A server and a mail server of its own for each test that breaks something."""

import pytest

from tests.support.chromium import find_chromium
from tests.support.server import Server
from tests.support.smtp import MailServer


@pytest.fixture
def mail_server():
    with MailServer() as server:
        yield server


@pytest.fixture
def serve(tmp_path):
    """`serve(**settings)`: a running server; ended at the end of the test."""
    started = []

    def begin(**settings):
        found = find_chromium()
        if found is not None:
            settings.setdefault("chrome", found[0])
        server = Server(tmp_path, **settings)
        started.append(server)
        server.start()
        return server

    yield begin
    for server in started:
        server.end()
