"""From the fields of a form to a spec, and what differs between two specs, in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from luminabi_dash.charts.kind import KINDS
from luminabi_dash.errors import Invalid

OPTION = "@"
"""Fields of this beginning are options of the tile rather than parts of its spec."""
SEVERAL = re.compile(r"(\w+)\.(\d+)\.(\w+)")
NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,15})?")


def filled(kind: str, fields: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """The spec that the fields describe; what the form cannot ask stays as it was."""
    known = KINDS.get(kind).spec.model_fields
    spec: dict[str, Any] = {"kind": kind}
    asked = {**fields, **lists_in(fields)}
    if before.get("kind") == kind:
        spec |= {n: v for n, v in before.items() if n in known and n not in asked}
    for name, value in asked.items():
        if name not in known:
            continue
        if isinstance(value, str) and isinstance(known[name].default, tuple):
            spec[name] = tuple(line.strip() for line in value.splitlines() if line.strip())
        elif value is not None and value != "":
            spec[name] = tuple(value) if isinstance(value, list) else value
        elif known[name].default is None or (value == "" and known[name].default == ""):
            spec[name] = known[name].default
    return spec


def lists_in(fields: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Entries of fields such as `marks.0.at`; one of which nothing was filled in is left out.

    A switch or a choice alone fills nothing in: they come with their defaults.
    """
    found: dict[str, dict[int, dict[str, Any]]] = {}
    for name, value in fields.items():
        if (match := SEVERAL.fullmatch(name)) is not None:
            entry = found.setdefault(match[1], {}).setdefault(int(match[2]), {})
            if value is not None and value != "":
                entry[match[3]] = number_or_text(value)
    return {
        name: [entry for _, entry in sorted(entries.items()) if has_key(entry)]
        for name, entries in found.items()
    }


def has_key(entry: Mapping[str, Any]) -> bool:
    """Whether an entry says what it is about: where a line lies, or which column is marked."""
    return any(entry.get(name) is not None for name in ("at", "column"))


def number_or_text(value: Any) -> Any:
    if isinstance(value, str) and NUMBER.fullmatch(value.strip()):
        return float(value)
    return value


def options_in(fields: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """The tile's options with what the form says of them."""
    said = {n.removeprefix(OPTION): v for n, v in fields.items() if n.startswith(OPTION)}
    return {**before, **{name: "" if value is None else value for name, value in said.items()}}


def filter_in(column: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The filter that an editor's fields describe; Invalid with the sentence of what is missing."""
    op = str(fields.get("op") or "")
    value: Any = None
    if op in {"in", "not_in"}:
        value = list(fields.get("values") or ())
    elif op == "contains":
        value = fields.get("text") or ""
    elif op == "last":
        value = fields.get("last")
    elif op == "eq":
        value = fields.get("is") == "yes"
    elif op == "between":
        names = ("low", "high") if "low" in fields else ("from", "to")
        value = [None if fields.get(name) in {None, ""} else fields[name] for name in names]
    is_blank = value in ([], [None, None], "")
    if not op or (op not in {"is_null", "not_null", "eq"} and (is_blank or value is None)):
        raise Invalid("Say which values stay.", code="wrong_filter")
    return {"column": column, "op": op, "value": value}


def differences(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What differs, as it is in each of the two."""
    names = [*mine, *(name for name in theirs if name not in mine)]
    return [
        (name.replace("_", " ").capitalize(), shown(mine.get(name)), shown(theirs.get(name)))
        for name in names
        if plain(mine.get(name)) != plain(theirs.get(name))
    ]


def plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def shown(value: Any) -> str:
    if value is None or value == "":
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value)
    return str(value)
