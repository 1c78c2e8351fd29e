"""Accounts by the API: register, tokens, profile, passwords."""

import re

import pytest

from luminabi_dash.app import build_context, create_app
from luminabi_dash.settings import read_settings
from luminabi_dash.upgrading import upgrade_database
from tests.conftest import PASSWORD

NEW = {"email": "new@example.org", "password": PASSWORD, "name": "New"}


@pytest.fixture
def client(app):
    return app.server.test_client()


def error(answer):
    return answer.json["error"]


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def test_somebody_new_registers_gets_a_token_and_is_known(client):
    made = client.post("/api/v1/auth/register", json=NEW)
    assert made.status_code == 201
    assert made.json["email"] == "new@example.org"
    assert "password" not in made.text
    body = {"email": "NEW@example.org ", "password": PASSWORD, "label": "script"}
    token = client.post("/api/v1/auth/token", json=body)
    assert token.status_code == 201

    me = client.get("/api/v1/me", headers=bearer(token.json["token"]))
    assert (me.json["email"], me.json["name"], me.json["role"]) == (
        "new@example.org",
        "New",
        "analyst",
    )


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"email": "no address"}, 422),
        ({"email": "a@b\r\nBcc: c@d.org"}, 422),
        ({"email": "ä" * 300 + "@example.org"}, 422),
        ({"email": 7}, 422),
        ({"password": "short"}, 422),
        ({"password": "x" * 300}, 422),
        ({"password": None}, 422),
        ({"role": "admin"}, 422),
    ],
    ids=str,
)
def test_a_registration_that_cannot_be_is_refused_in_one_sentence(client, change, status):
    answer = client.post("/api/v1/auth/register", json={**NEW, **change})
    assert answer.status_code == status, answer.text
    assert error(answer)["message"].endswith(".")


def test_an_address_registers_once_whatever_its_case(client, ada):
    answer = client.post("/api/v1/auth/register", json={**NEW, "email": "ADA@example.org"})
    assert answer.status_code in {409, 422}


@pytest.mark.parametrize("policy", ["closed", "invite"])
def test_where_registration_is_not_open_nobody_registers(tmp_path, policy):
    settings = read_settings(
        {
            "LUMINABI_DATABASE_URL": f"sqlite:///{tmp_path}/closed.db",
            "LUMINABI_DATA_DIR": str(tmp_path / "data"),
            "LUMINABI_REGISTRATION": policy,
            "LUMINABI_BASE_URL": "http://localhost",
        }
    )
    upgrade_database(settings)
    ctx = build_context(settings)
    client = create_app(ctx).server.test_client()
    assert client.post("/api/v1/auth/register", json=NEW).status_code == 403
    assert "Registration is closed" in client.get("/register").text
    ctx.sessions.engine.dispose()


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, ada):
    wrong = client.post("/api/v1/auth/token", json={"email": ada.email, "password": "x" * 12})
    unknown = client.post("/api/v1/auth/token", json={"email": "x@y.org", "password": "x" * 12})
    assert wrong.status_code == unknown.status_code == 401
    assert error(wrong) == error(unknown)


def test_guessing_is_slowed_down(client, ada):
    body = {"email": ada.email, "password": "not this one at all"}
    codes = [client.post("/api/v1/auth/token", json=body).status_code for _ in range(15)]
    assert codes[0] == 401
    assert codes[-1] == 429


def test_a_token_that_was_ended_opens_nothing(api, ada):
    client = api(ada)
    assert client.delete("/api/v1/auth/token").status_code == 204
    answer = client.get("/api/v1/me")
    assert (answer.status_code, error(answer)["code"]) == (401, "not_signed_in")


@pytest.mark.parametrize(
    "header", ["Bearer ", "Bearer x", "Bearer \xe4", "Basic YTpi", "Bearer " + "x" * 9000]
)
def test_a_token_that_is_none_opens_nothing(client, header):
    answer = client.get("/api/v1/me", headers={"Authorization": header})
    assert answer.status_code in {401, 431}


def test_the_name_changes(api, ada):
    client = api(ada)
    assert client.patch("/api/v1/me", json={"name": "Ada L."}).json["name"] == "Ada L."
    assert client.get("/api/v1/me").json["name"] == "Ada L."
    assert client.patch("/api/v1/me", json={"name": " "}).status_code == 422


def test_a_new_password_needs_the_old_one_and_ends_all_others(api, browser, ada, client):
    mine, other = api(ada), api(ada)
    signed = browser().sign_in(ada)
    wrong = {"current_password": "not this one", "new_password": "another long password"}
    assert mine.patch("/api/v1/me", json=wrong).status_code == 422
    assert other.get("/api/v1/me").status_code == 200

    right = {**wrong, "current_password": PASSWORD}
    assert mine.patch("/api/v1/me", json=right).status_code == 200
    assert mine.get("/api/v1/me").status_code == 200
    assert other.get("/api/v1/me").status_code == 401
    assert signed.get("/").status_code == 302
    body = {"email": ada.email, "password": PASSWORD}
    assert client.post("/api/v1/auth/token", json=body).status_code == 401
    body["password"] = "another long password"
    assert client.post("/api/v1/auth/token", json=body).status_code == 201


def test_signing_in_by_the_form_sets_a_session_that_signing_out_ends(browser, ada):
    signed = browser().sign_in(ada)
    kept = signed.client.get_cookie("luminabi_session").value
    assert signed.get("/").status_code == 200
    assert signed.post("/logout").status_code == 303
    assert signed.get("/").status_code == 302

    signed.client.set_cookie("luminabi_session", kept)
    assert signed.get("/").status_code == 302


@pytest.mark.parametrize("cookie", ["x", "\xe4\xf6", "a" * 5000, "'; drop table user_account;--"])
def test_a_session_cookie_that_is_none_is_ignored(client, cookie):
    answer = client.get("/login", headers={"Cookie": f"luminabi_session={cookie}"})
    assert answer.status_code == 200
    assert client.get("/", headers={"Cookie": f"luminabi_session={cookie}"}).status_code == 302


def test_the_form_says_in_one_sentence_what_was_wrong(client, ada):
    page = client.get("/login")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)[1]
    sent = {"csrf_token": token, "email": "<b>x</b>", "password": "wrong one here"}
    answer = client.post("/login", data=sent)
    assert answer.status_code == 401
    assert "Email or password is wrong." in answer.text
    assert "<b>x</b>" not in answer.text


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b"[" * 50_000, b'{"email": "x"}'])
def test_bodies_that_are_no_answers_are_the_senders_mistake(client, body):
    answer = client.post("/api/v1/auth/token", data=body, content_type="application/json")
    assert answer.status_code in {400, 422}, answer.text
    assert error(answer)["message"]
