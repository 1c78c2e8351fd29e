"""A gateway with a dashboard behind it, and the ways to sign in to a socket."""

import pytest

from luminabi_dash.app import create_gateway
from luminabi_dash.services import accounts, dashboards
from tests.conftest import PASSWORD


@pytest.fixture
def gateway(context, app):
    return create_gateway(context, app)


@pytest.fixture
def board(context, ada, ready):
    return dashboards.create_auto(context, ada, ready).id


@pytest.fixture
def bearer(context):
    def headers(user):
        token = accounts.issue_token(context, user.email, PASSWORD, "test", "127.0.0.1")
        return {"Authorization": f"Bearer {token}"}

    return headers


@pytest.fixture
def cookie(context):
    """What a browser of ours sends, and its token."""

    def headers(user, origin="http://localhost"):
        token = accounts.sign_in(
            context, user.email, PASSWORD, remember=False, address="127.0.0.1", label="a browser"
        )
        sent = {"Cookie": f"luminabi_session={token}", "Host": "localhost"}
        return ({**sent, "Origin": origin} if origin else sent), token

    return headers
