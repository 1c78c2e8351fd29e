"""/api/v1/auth and /api/v1/me: accounts and tokens."""

from __future__ import annotations

from flask import Blueprint, Response, request

from luminabi_dash.errors import NotFound
from luminabi_dash.services import accounts
from luminabi_dash.web.api.reading import Body, answer, read
from luminabi_dash.web.current import context, sign_in_id, user
from luminabi_dash.web.policy import PUBLIC, SIGNED_IN, policy

blueprint = Blueprint("api_accounts", __name__, url_prefix="/api/v1")


class Registration(Body):
    email: str
    password: str
    name: str = ""


class TokenRequest(Body):
    email: str
    password: str
    label: str = "API"


class Profile(Body):
    name: str | None = None
    current_password: str | None = None
    new_password: str | None = None


@blueprint.post("/auth/register")
@policy(PUBLIC)
def register() -> Response:
    body = read(Registration)
    return answer(accounts.register(context(), body.email, body.password, body.name), 201)


@blueprint.post("/auth/token")
@policy(PUBLIC)
def issue_token() -> Response:
    body = read(TokenRequest)
    address = request.remote_addr or ""
    token = accounts.issue_token(context(), body.email, body.password, body.label, address)
    return answer({"token": token}, 201)


@blueprint.delete("/auth/token")
@policy(SIGNED_IN)
def end_token() -> Response:
    current = sign_in_id()
    if current is None:
        raise NotFound("There is no such sign-in.")
    accounts.end_sign_in(context(), user(), current)
    return Response(status=204)


@blueprint.post("/auth/ticket")
@policy(SIGNED_IN)
def issue_ticket() -> Response:
    return answer({"ticket": accounts.issue_ticket(context(), user())}, 201)


@blueprint.get("/me")
@policy(SIGNED_IN)
def me() -> Response:
    return answer(user())


@blueprint.patch("/me")
@policy(SIGNED_IN)
def change_me() -> Response:
    body, view = read(Profile), user()
    if body.name is not None:
        view = accounts.rename(context(), view, body.name)
    if body.new_password is not None:
        accounts.change_password(
            context(), view, body.current_password or "", body.new_password, sign_in_id()
        )
    return answer(view)
