"""Rows from JSON objects: one level of nesting becomes columns, deeper values stay JSON text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

from luminabi_dash.errors import Unreadable
from luminabi_dash.ingest.format import Row
from luminabi_dash.ingest.names import check_count
from luminabi_dash.views import EvidenceView

DEPTH = 64


def flat(item: Mapping[str, Any]) -> dict[str, str]:
    """The cells of one object by column name: {"a": {"b": 1}} is a.b = 1."""
    cells: dict[str, str] = {}
    for key, value in item.items():
        if isinstance(value, dict) and value:
            for inner, deeper in value.items():
                cells[f"{key}.{inner}"] = text_of(deeper)
        else:
            cells[key] = text_of(value)
    return cells


def text_of(value: Any) -> str:
    """A value as text: nothing for null, JSON for lists and deeper objects."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    return orjson.dumps(value).decode()


def names_of(items: Iterable[Mapping[str, str]]) -> list[str]:
    """All names in the order in which they are first seen."""
    names: dict[str, None] = {}
    for item in items:
        names.update(dict.fromkeys(item))
        check_count(len(names))
    return list(names)


def rows_of(items: Iterable[Mapping[str, str]], names: list[str], first: int) -> Iterator[Row]:
    """One row an object; `first` is the number of the first one."""
    for line, item in enumerate(items, start=first):
        yield Row(line, [item.get(name, "") for name in names])


def nested_said(names: Iterable[str], plain: Iterable[str]) -> list[EvidenceView]:
    """Which columns came from objects inside of objects."""
    known = set(plain)
    nested = [name for name in names if name not in known]
    if not nested:
        return []
    shown = ", ".join(nested[:5]) + (" …" if len(nested) > 5 else "")
    reason = f"objects inside of records became columns: {shown}"
    return [EvidenceView("Nested values", f"{len(nested)}", "certain", reason, key="nested")]


def parsed(data: bytes, what: str) -> Any:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise Unreadable(
            f"{what} is no JSON from line {error.lineno:,} on; save it anew.",
            code="corrupt",
            details={"line": error.lineno},
        ) from None
