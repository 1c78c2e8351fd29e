"""From the fields of a form to a spec, and what differs between two specs, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from luminabi_dash.charts.kind import KINDS

OPTION = "@"
"""Fields of this beginning are options of the tile rather than parts of its spec."""


def filled(kind: str, fields: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """The spec that the fields describe; what the form cannot ask stays as it was."""
    known = KINDS.get(kind).spec.model_fields
    spec: dict[str, Any] = {"kind": kind}
    if before.get("kind") == kind:
        spec |= {n: v for n, v in before.items() if n in known and n not in fields}
    for name, value in fields.items():
        is_blank = value is None or value == [] or (value == "" and name not in before)
        if name in known and not is_blank:
            spec[name] = tuple(value) if isinstance(value, list) else value
        elif name in known and name in before and known[name].default is None:
            spec[name] = None
    return spec


def options_in(fields: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """The tile's options with what the form says of them."""
    said = {n.removeprefix(OPTION): v for n, v in fields.items() if n.startswith(OPTION)}
    return {**before, **{name: "" if value is None else value for name, value in said.items()}}


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
