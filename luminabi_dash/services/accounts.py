"""What a person can do with an account: register, sign in and out, change it."""

from __future__ import annotations

import hashlib
import re
import secrets
import threading
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from luminabi_dash.context import Context
from luminabi_dash.db import users
from luminabi_dash.db.models import SignIn, SignInTry, User, now
from luminabi_dash.errors import Conflict, Forbidden, Invalid, NotFound, NotSignedIn, TooMany
from luminabi_dash.services import notices
from luminabi_dash.views import SignInView, UserView

EMAIL = re.compile(r"[^@\s,;<>\"()\[\]\\]{1,64}@[^@\s,;<>\"()\[\]\\]{1,189}")
PASSWORD_LENGTHS = range(10, 201)
IDLE = timedelta(hours=8)
ABSOLUTE = timedelta(days=7)
REMEMBERED = timedelta(days=30)
TOKEN_LIFE = timedelta(days=365)
TICKET_LIFE = timedelta(seconds=60)
LINK_LIFE = timedelta(hours=24)
TRIES = 5
TRY_WINDOW = timedelta(minutes=15)
ACCOUNT_TRIES = 30
ACCOUNT_WINDOW = timedelta(hours=1)
TOUCH = timedelta(minutes=1)
HASHER = PasswordHasher()
HASHING = threading.BoundedSemaphore(2)
"""A hash costs 64 MiB: at most two at once."""
NOBODY = HASHER.hash(secrets.token_hex(16))
"""Verified for unknown accounts, so that they take as long as known ones."""


COUNTING = (
    select(SignIn.used_at, SignIn.idle_seconds)
    .join(User, User.id == SignIn.user_id)
    .where(
        SignIn.token_hash == bindparam("digest"),
        SignIn.kind.in_(("browser", "token")),
        SignIn.expires_at > bindparam("moment"),
        User.is_active,
    )
)


def view_of(user: User) -> UserView:
    return UserView(user.id, user.email, user.name, user.role, user.created_at)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def register(ctx: Context, email: str, password: str, name: str) -> UserView:
    """A new account, if registration is open; Conflict if there is one for this address."""
    if ctx.settings.registration_policy != "open":
        raise Forbidden("Registration is closed here; ask an administrator for an account.")
    return add_user(ctx, email, password, name)


def add_user(
    ctx: Context, email: str, password: str, name: str, *, role: str = "analyst"
) -> UserView:
    email = check_email(email)
    name = check_name(name) or email.partition("@")[0]
    user = User(email=email, name=name, password_hash=hash_of(check_password(password)), role=role)
    try:
        with ctx.sessions.begin() as session:
            session.add(user)
            session.flush()
            return view_of(user)
    except IntegrityError:
        raise Conflict("There is an account for this email already.", code="email_taken") from None


def sign_in(
    ctx: Context, email: str, password: str, *, remember: bool, address: str, label: str
) -> str:
    """The token of a new signed-in browser; the same answer for unknown users and passwords."""
    user_id = checked_user(ctx, email, password, address)
    with ctx.sessions.begin() as session:
        life = REMEMBERED if remember else ABSOLUTE
        idle = REMEMBERED if remember else IDLE
        return new_sign_in(session, user_id, "browser", label, life, idle)


def checked_user(ctx: Context, email: str, password: str, address: str) -> int:
    """The id of the user whose password this is, or NotSignedIn; tries are counted."""
    email = email.strip().lower()[:254]
    account = hashlib.sha256(email.encode()).hexdigest()
    with ctx.sessions() as session:
        refuse_guessing(session, account, address)
        user = users.by_email(session, email)
        stored = NOBODY if user is None or not user.is_active else user.password_hash
    is_right = matches(stored, password[:1_000])
    if user is not None and is_right:
        return user.id
    with ctx.sessions.begin() as session:
        session.add(SignInTry(account=account, address=address[:64]))
    raise NotSignedIn("Email or password is wrong.", code="wrong_password")


def refuse_guessing(session: Session, account: str, address: str) -> None:
    moment = now()
    failures = users.failures_since(session, account, address, moment - TRY_WINDOW)
    if len(failures) >= TRIES:
        wait = failures[-TRIES] + TRY_WINDOW - moment
        minutes = max(1, round(wait.total_seconds() / 60))
        raise TooMany(
            f"Too many wrong passwords; try again in {minutes} min.",
            code="too_many_tries",
            details={"retry_after": max(1, int(wait.total_seconds()))},
        )
    if users.failures_of_account(session, account, moment - ACCOUNT_WINDOW) >= ACCOUNT_TRIES:
        raise TooMany(
            "Too many wrong passwords for this account; try again in an hour.",
            code="too_many_tries",
            details={"retry_after": 3_600},
        )


def new_sign_in(
    session: Session, user_id: int, kind: str, label: str, life: timedelta, idle: timedelta
) -> str:
    token = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            user_id=user_id,
            token_hash=token_hash(token),
            kind=kind,
            label=label[:200],
            idle_seconds=int(idle.total_seconds()),
            expires_at=now() + life,
        )
    )
    return token


def identify(ctx: Context, token: str, kinds: tuple[str, ...]) -> tuple[UserView, int] | None:
    """The user behind a token and the sign-in's id; None when it does not count any more."""
    digest = token_hash(token)
    moment = now()
    with ctx.sessions() as session:
        found = users.sign_in_by_hash(session, digest)
        if found is None or not still_counts(*found, kinds, moment):
            return None
        sign_in_, user = found
        result = view_of(user), sign_in_.id
        is_stale = moment - sign_in_.used_at > TOUCH
    if is_stale:
        with ctx.sessions.begin() as session:
            touched = session.get(SignIn, result[1])
            if touched is not None:
                touched.used_at = moment
    return result


def is_signed_in(ctx: Context, token: str) -> bool:
    """Whether a browser's or program's token still counts; says nothing of whose it is."""
    with ctx.sessions() as session:
        found = session.execute(COUNTING, {"digest": token_hash(token), "moment": now()}).first()
        return found is not None and found[0] > now() - timedelta(seconds=found[1])


def still_counts(sign_in_: SignIn, user: User, kinds: tuple[str, ...], moment: datetime) -> bool:
    idle_until = sign_in_.used_at + timedelta(seconds=sign_in_.idle_seconds)
    is_fresh = moment < sign_in_.expires_at and moment < idle_until
    return user.is_active and sign_in_.kind in kinds and is_fresh


def use_once(ctx: Context, token: str, kind: str) -> UserView:
    """The user of a one-time link or ticket, which ends with this use."""
    with ctx.sessions.begin() as session:
        found = users.sign_in_by_hash(session, token_hash(token))
        if found is None or not still_counts(*found, (kind,), now()):
            raise NotSignedIn("This link was used already or is too old; sign in instead.")
        session.delete(found[0])
        return view_of(found[1])


def open_by_link(ctx: Context, token: str, label: str) -> str:
    user = use_once(ctx, token, "link")
    with ctx.sessions.begin() as session:
        return new_sign_in(session, user.id, "browser", label, ABSOLUTE, IDLE)


def issue_link(ctx: Context, email: str) -> str:
    """A one-time token that signs this user in from the command line's printed link."""
    with ctx.sessions.begin() as session:
        user = existing(session, email)
        return new_sign_in(session, user.id, "link", "", LINK_LIFE, LINK_LIFE)


def issue_ticket(ctx: Context, user: UserView) -> str:
    with ctx.sessions.begin() as session:
        return new_sign_in(session, user.id, "ticket", "", TICKET_LIFE, TICKET_LIFE)


def issue_token(ctx: Context, email: str, password: str, label: str, address: str) -> str:
    user_id = checked_user(ctx, email, password, address)
    with ctx.sessions.begin() as session:
        return new_sign_in(session, user_id, "token", label, TOKEN_LIFE, TOKEN_LIFE)


def sign_ins(ctx: Context, user: UserView, current: int | None) -> list[SignInView]:
    with ctx.sessions() as session:
        rows = users.sign_ins_of(session, user.id, now())
    return [
        SignInView(r.id, r.kind, r.label, r.created_at, r.used_at, r.expires_at, r.id == current)
        for r in rows
    ]


def end_sign_in(ctx: Context, user: UserView, sign_in_id: int) -> None:
    """End one of the user's own browsers or tokens; its sockets close with it."""
    with ctx.sessions.begin() as session:
        row = session.get(SignIn, sign_in_id)
        if row is None or row.user_id != user.id:
            raise NotFound("There is no such sign-in.")
        session.delete(row)
        tell_ended(ctx, session, user.id)


def change_password(
    ctx: Context, user: UserView, current: str, new: str, sign_in_id: int | None
) -> None:
    """Needs the present password; ends every other browser and token of the user."""
    with ctx.sessions() as session:
        stored = session.get_one(User, user.id).password_hash
    if not matches(stored, current[:1_000]):
        raise Invalid("The present password is wrong.", code="wrong_password")
    set_password(ctx, user.id, new, keep=sign_in_id)
    with ctx.sessions.begin() as session:
        words = "Your password was changed; every other browser and token was signed out."
        notices.tell(ctx, session, user.id, "account.password", words, "/profile")


def reset_password(ctx: Context, email: str, new: str) -> None:
    """For the command line: a new password, and every sign-in ends."""
    with ctx.sessions() as session:
        user_id = existing(session, email).id
    set_password(ctx, user_id, new, keep=None)


def set_password(ctx: Context, user_id: int, new: str, *, keep: int | None) -> None:
    hashed = hash_of(check_password(new))
    with ctx.sessions.begin() as session:
        session.get_one(User, user_id).password_hash = hashed
        users.end_sign_ins(session, user_id, but=keep)
        tell_ended(ctx, session, user_id)


def tell_ended(ctx: Context, session: Session, user_id: int) -> None:
    """Sockets listen: those whose sign-in is gone close with 4401."""
    ctx.events.publish(session, f"sign-in:{user_id}", "sign_in.ended", {})


def rename(ctx: Context, user: UserView, name: str) -> UserView:
    name = check_name(name)
    if not name:
        raise Invalid("A name needs at least one character.", details={"field": "name"})
    with ctx.sessions.begin() as session:
        row = session.get_one(User, user.id)
        row.name = name
        return view_of(row)


def existing(session: Session, email: str) -> User:
    user = users.by_email(session, email.strip().lower())
    if user is None:
        raise NotFound(f"There is no account for {email}.")
    return user


def everyone(ctx: Context) -> list[UserView]:
    with ctx.sessions() as session:
        return [view_of(user) for user in users.everyone(session)]


def check_email(email: str) -> str:
    email = email.strip().lower()
    if EMAIL.fullmatch(email) is None or not email.isprintable():
        raise Invalid("This is not an email address.", details={"field": "email"})
    return email


def check_name(name: str) -> str:
    name = " ".join(name.split())
    if len(name) > 120 or not name.isprintable():
        raise Invalid("A name has at most 120 visible characters.", details={"field": "name"})
    return name


def check_password(password: str) -> str:
    if len(password) not in PASSWORD_LENGTHS:
        raise Invalid(
            "A password has 10 to 200 characters.",
            code="weak_password",
            details={"field": "password"},
        )
    if len(set(password)) < 4:
        raise Invalid(
            "A password needs at least 4 different characters.",
            code="weak_password",
            details={"field": "password"},
        )
    return password


def hash_of(password: str) -> str:
    with HASHING:
        return HASHER.hash(password)


def matches(stored: str, password: str) -> bool:
    with HASHING:
        try:
            return HASHER.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False
