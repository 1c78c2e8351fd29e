"""user add, user list, user reset-password: accounts from the command line."""

from __future__ import annotations

import getpass
import sys
from argparse import Namespace

from luminabi_dash.app import build_context
from luminabi_dash.services import accounts
from luminabi_dash.settings import read_settings
from luminabi_dash.upgrading import upgrade_database


def password_of(given: Namespace) -> str:
    """From standard input when asked for, else from a prompt, typed twice."""
    if given.password_stdin:
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != first:
        sys.exit("The two passwords differ; nothing was changed.")
    return first


def add(given: Namespace) -> int:
    upgrade_database(read_settings())
    role = "administrator" if given.admin else "analyst"
    user = accounts.add_user(
        build_context(), given.email, password_of(given), given.name or "", role=role
    )
    print(f"Added {user.email} ({user.role}).")  # noqa: T201
    return 0


def show(_given: Namespace) -> int:
    upgrade_database(read_settings())
    for user in accounts.everyone(build_context()):
        print(f"{user.id}\t{user.email}\t{user.role}\t{user.name}")  # noqa: T201
    return 0


def reset(given: Namespace) -> int:
    accounts.reset_password(build_context(), given.email, password_of(given))
    print(f"{given.email} has a new password; all sign-ins have ended.")  # noqa: T201
    return 0
