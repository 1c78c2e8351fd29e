"""/api/v1/dashboards/ID/shares: who else may see a dashboard."""

from __future__ import annotations

from typing import Literal

from flask import Blueprint, Response

from luminabi_dash.errors import NotFound
from luminabi_dash.services import sharing
from luminabi_dash.web.api.reading import Body, answer, listed, read
from luminabi_dash.web.current import context, user
from luminabi_dash.web.policy import SIGNED_IN, policy

blueprint = Blueprint("api_sharing", __name__, url_prefix="/api/v1/dashboards/<int:dashboard_id>")


class WithWhom(Body):
    email: str | None = None
    role: str | None = None


class NewShare(WithWhom):
    permission: Literal["view", "edit"] = "view"


@blueprint.get("/shares")
@policy(SIGNED_IN)
def shares(dashboard_id: int) -> Response:
    return listed(sharing.listed(context(), user(), dashboard_id))


@blueprint.post("/shares")
@policy(SIGNED_IN)
def share(dashboard_id: int) -> Response:
    body = read(NewShare)
    made = sharing.share(
        context(),
        user(),
        dashboard_id,
        email=body.email,
        role=body.role,
        permission=body.permission,
    )
    return answer(made, 201)


@blueprint.delete("/shares")
@policy(SIGNED_IN)
def revoke_from(dashboard_id: int) -> Response:
    """By the email or the role that it was shared with."""
    body = read(WithWhom)
    email = None if body.email is None else body.email.strip().lower()
    for one in sharing.listed(context(), user(), dashboard_id):
        if (one.email, one.role) == (email, body.role):
            return revoke(dashboard_id, one.id)
    raise NotFound("There is no such share.", code="share_not_found")


@blueprint.delete("/shares/<int:share_id>")
@policy(SIGNED_IN)
def revoke(dashboard_id: int, share_id: int) -> Response:
    sharing.revoke(context(), user(), dashboard_id, share_id)
    return Response(status=204)


@blueprint.get("/people")
@policy(SIGNED_IN)
def people(dashboard_id: int) -> Response:
    return listed(sharing.people(context(), user(), dashboard_id))
