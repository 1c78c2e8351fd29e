"""The command line: 0 is success, 1 a failure told in one sentence, 2 misuse."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

from luminabi_dash.errors import LuminaError


def parser() -> argparse.ArgumentParser:
    """All commands; each names the module and function that does it, loaded when it is used."""
    main_parser = argparse.ArgumentParser(
        prog="luminabi",
        description="Upload a file: get a clean table, insights that hold, a live dashboard "
        "and a PDF in the mail.",
    )
    commands = main_parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    add_processes(commands)
    add_people(commands)
    add_tables(commands)
    add_health(commands)
    return main_parser


def command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    does: str,
    help_: str,
) -> argparse.ArgumentParser:
    added = commands.add_parser(name, help=help_, description=help_)
    added.set_defaults(does=does)
    return added


def add_processes(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    for name, help_ in (
        ("serve", "migrate, then serve HTTP and sockets and do the background work"),
        ("web", "serve HTTP and sockets only"),
    ):
        added = command(commands, name, f"start:{name}", help_)
        added.add_argument("--host", default="127.0.0.1", help="address to listen on")
        added.add_argument("--port", type=int, default=8050, help="port to listen on")
        added.add_argument("--workers", type=int, default=1, help="web processes")
        added.add_argument("--threads", type=int, default=32, help="threads of a web process")
        if name == "serve":
            added.add_argument("--demo", action="store_true", help="make the demo account first")
    added = command(commands, "worker", "start:worker", "do the background work")
    added.add_argument("--slots", type=int, default=2, help="jobs at once")
    added.add_argument("--supervised", action="store_true", help=argparse.SUPPRESS)
    command(commands, "scheduler", "start:scheduler", "enqueue what is due, run nothing")
    command(commands, "upgrade", "start:upgrade", "bring the database to the newest shape")
    hidden = commands.add_parser("job-child")
    hidden.set_defaults(does="start:child")


def add_people(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command(commands, "demo", "demo:demo", "the sample account, dataset and dashboard")
    user = commands.add_parser("user", help="accounts: add, list, reset-password")
    actions = user.add_subparsers(dest="action", required=True, metavar="ACTION")
    added = command(actions, "add", "people:add", "add an account")
    added.add_argument("email")
    added.add_argument("--admin", action="store_true", help="an administrator")
    added.add_argument("--name", help="the person's name")
    added.add_argument("--password-stdin", action="store_true", help="read it from standard input")
    command(actions, "list", "people:show", "list all accounts")
    added = command(actions, "reset-password", "people:reset", "set a new password")
    added.add_argument("email")
    added.add_argument("--password-stdin", action="store_true", help="read it from standard input")


def add_tables(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    added = command(commands, "ingest", "tables:ingest_file", "read a file and write the table")
    added.add_argument("file", metavar="FILE")
    added.add_argument("-o", "--out", required=True, help=".parquet, .csv or .xlsx")
    added.add_argument(
        "--option",
        action="append",
        metavar="KEY=VALUE",
        help="encoding, delimiter, quote, header, skip, sheet, type.COLUMN or format.COLUMN",
    )
    added.add_argument(
        "--as-text", action="store_true", help="the cells as read, before any typing"
    )
    added.add_argument("--json", action="store_true", help="print how the file was read")
    added = command(commands, "clean", "tables:clean_file", "clean a file and write the table")
    added.add_argument("file", metavar="FILE")
    added.add_argument("-o", "--out", required=True, help=".parquet, .csv or .xlsx")
    added.add_argument("--recipe", metavar="R.json", help="replay this recipe")
    added.add_argument("--recipe-out", metavar="R.json", help="write the recipe")
    added.add_argument("--audit", metavar="A.jsonl", help="write every change, one line each")
    added.add_argument("--json", action="store_true", help="print what was done")
    added = command(commands, "insights", "tables:find_insights", "search a file for insights")
    added.add_argument("file", metavar="FILE")
    added.add_argument("--clean", action="store_true", help="clean the table first")
    added.add_argument("--json", action="store_true", help="print them as JSON")


def add_health(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    added = command(commands, "report", "health:report", "draw one report now")
    added.add_argument("dashboard_id", type=int, metavar="DASHBOARD_ID")
    added.add_argument("-o", "--out", required=True, metavar="OUT.pdf")
    added = command(commands, "doctor", "health:doctor", "check what LuminaBI needs, with mends")
    added.add_argument("--settings", action="store_true", help="list the settings in force")


def main(arguments: Sequence[str] | None = None) -> int:
    given = parser().parse_args(arguments)
    module, _, function = given.does.partition(":")
    try:
        does = getattr(importlib.import_module(f"luminabi_dash.commands.{module}"), function)
        status: int = does(given)
    except LuminaError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 0
    return status


if __name__ == "__main__":
    sys.exit(main())
