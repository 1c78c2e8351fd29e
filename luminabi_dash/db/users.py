"""Questions about people and their sign-ins."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from luminabi_dash.db.models import SignIn, SignInTry, User


def by_email(session: Session, email: str) -> User | None:
    return session.scalar(select(User).where(User.email == email))


def sign_in_by_hash(session: Session, token_hash: str) -> tuple[SignIn, User] | None:
    row = session.execute(
        select(SignIn, User)
        .join(User, User.id == SignIn.user_id)
        .where(SignIn.token_hash == token_hash)
    ).first()
    return None if row is None else (row[0], row[1])


def sign_ins_of(session: Session, user_id: int, moment: datetime) -> list[SignIn]:
    """Browsers and tokens that still count, newest use first."""
    return list(
        session.scalars(
            select(SignIn)
            .where(
                SignIn.user_id == user_id,
                SignIn.kind.in_(("browser", "token")),
                SignIn.expires_at > moment,
            )
            .order_by(SignIn.used_at.desc())
        )
    )


def end_sign_ins(session: Session, user_id: int, *, but: int | None = None) -> None:
    statement = delete(SignIn).where(SignIn.user_id == user_id)
    session.execute(statement if but is None else statement.where(SignIn.id != but))


def failures_since(session: Session, account: str, address: str, since: datetime) -> list[datetime]:
    """Times of failed tries at this account from this address, oldest first."""
    return list(
        session.scalars(
            select(SignInTry.at)
            .where(SignInTry.account == account, SignInTry.address == address, SignInTry.at > since)
            .order_by(SignInTry.at)
        )
    )


def failures_of_account(session: Session, account: str, since: datetime) -> int:
    return (
        session.scalar(
            select(func.count()).where(SignInTry.account == account, SignInTry.at > since)
        )
        or 0
    )


def everyone(session: Session) -> list[User]:
    return list(session.scalars(select(User).order_by(User.id)))
