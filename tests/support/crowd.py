"""Many signed-in users on one database, made without a password's hash each: for sockets in
numbers.
"""

import secrets

from sqlalchemy import select

from luminabi_dash.app import build_context
from luminabi_dash.db.models import User
from luminabi_dash.db.work import LiveEdit
from luminabi_dash.services import accounts, dashboards, sharing
from luminabi_dash.settings import read_settings

SOCKETS_A_USER = 24


def crowd(server, board_id, sockets, email):
    """Bearer tokens of so many users that each of `sockets` may be opened; all may edit the
    dashboard of the user with that address.
    """
    ctx = build_context(read_settings(server.environment))
    owner = next(one for one in accounts.everyone(ctx) if one.email == email)
    sharing.share(ctx, owner, board_id, role="analyst", permission="edit")
    tokens, batch = [], secrets.token_hex(3)
    with ctx.sessions.begin() as session:
        for number in range(-(-sockets // SOCKETS_A_USER)):
            user = User(email=f"{batch}-{number}@example.org", name=f"N{number}", password_hash="-")
            session.add(user)
            session.flush()
            life = accounts.TOKEN_LIFE
            tokens.append(accounts.new_sign_in(session, user.id, "token", "crowd", life, life))
    ctx.sessions.engine.dispose()
    return tokens


def edit_filter(server, board_id, email, item):
    """A filter set from another process than those that serve."""
    from luminabi_dash.services import live

    ctx = build_context(read_settings(server.environment))
    owner = next(one for one in accounts.everyone(ctx) if one.email == email)
    return live.set_filter(ctx, owner, board_id, item)


def kept_edits(server, board_id):
    """The number of each edit that has a ref, by its ref; a ref that is kept twice fails."""
    ctx = build_context(read_settings(server.environment))
    with ctx.sessions() as session:
        wanted = select(LiveEdit.ref, LiveEdit.seq).where(
            LiveEdit.dashboard_id == board_id, LiveEdit.ref.is_not(None)
        )
        rows = session.execute(wanted).all()
    ctx.sessions.engine.dispose()
    found = dict(map(tuple, rows))
    assert len(found) == len(rows)
    return found


def state_of(server, board_id, email):
    """The session as the database has it."""
    from luminabi_dash.services import live

    ctx = build_context(read_settings(server.environment))
    owner = next(one for one in accounts.everyone(ctx) if one.email == email)
    assert dashboards.get(ctx, owner, board_id)
    return live.snapshot(ctx, owner, board_id)
