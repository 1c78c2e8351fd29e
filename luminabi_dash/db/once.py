"""Rows that are there once, however many ask for them at the same moment."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from luminabi_dash.db.models import Base


def put_once(session: Session, row: Base) -> bool:
    """Add the row; False, and nothing else happens, where another of its unique key is kept."""
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True
