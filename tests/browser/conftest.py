"""One server and one mail server for all browser tests; browsers as they are needed."""

import pytest

from tests.support.chromium import Chromium, find_chromium
from tests.support.server import Server
from tests.support.smtp import MailServer


@pytest.fixture(scope="session")
def programs():
    found = find_chromium()
    if found is None:
        pytest.skip("Chromium is not installed (Debian packages chromium, chromium-driver)")
    return found


@pytest.fixture(scope="session")
def mail_server():
    with MailServer() as server:
        yield server


@pytest.fixture(scope="session")
def served(programs, mail_server, tmp_path_factory):
    with Server(
        tmp_path_factory.mktemp("served"), smtp_url=mail_server.url, chrome=programs[0]
    ) as server:
        yield server


@pytest.fixture
def open_browser(served, programs):
    """Browsers with profiles of their own; all closed at the end of the test."""
    opened = []

    def start():
        opened.append(Chromium(served, programs))
        return opened[-1]

    yield start
    for one in opened:
        one.close()
