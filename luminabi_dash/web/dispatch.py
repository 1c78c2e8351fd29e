"""Checks a callback request against the registration before Dash runs it: Dash itself matches by
position and accepts ids, outputs and properties that nobody registered.
"""

from __future__ import annotations

import logging
from typing import Any

import orjson
from dash import Dash
from flask import request

from luminabi_dash.errors import LuminaError

log = logging.getLogger(__name__)
PATH = "/_dash-update-component"
BYTES = 1024 * 1024
DEPTH = 64
WILDCARDS = {"ALL", "MATCH", "ALLSMALLER"}


def install(app: Dash) -> None:
    """Refuse malformed callback requests with 400 (413 when too large)."""

    def check_callback() -> None:
        if request.path == PATH and request.method == "POST":
            try:
                check(app.callback_map, request.get_data(cache=True))
            except LuminaError as error:
                log.warning("A callback request was refused: %s", error)
                raise

    app.server.before_request(check_callback)


def check(registered: dict[str, Any], raw: bytes) -> None:
    if len(raw) > BYTES:
        raise bad("The request is too large.")
    body = parse(raw)
    output = body.get("output")
    if not isinstance(output, str):
        raise bad("A callback request names its output.")
    known = registered.get(output) or registered_pattern(registered, output)
    if known is None or known.get("callback") is None:  # the browser runs some by itself
        raise bad("There is no such callback.")
    check_arguments(body.get("inputs", []), known["inputs"])
    check_arguments(body.get("state", []), known["state"])
    if not isinstance(body.get("changedPropIds", []), list):
        raise bad("changedPropIds must be a list.")


def parse(raw: bytes) -> dict[str, Any]:
    deepest = level = 0
    for byte in raw:
        if byte in b"[{":
            level += 1
            deepest = max(deepest, level)
        elif byte in b"]}":
            level -= 1
    if deepest > DEPTH * 4:
        raise bad("The request is nested too deeply.")
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise bad("The request is not JSON.") from None
    if not isinstance(body, dict):
        raise bad("The request must be an object.")
    return body


def registered_pattern(registered: dict[str, Any], output: str) -> Any:
    """The registration of an output with MATCH in its id, by its shape."""
    wanted = shapes(output)
    return next((item for key, item in registered.items() if shapes(key) == wanted), None)


def shapes(output: str) -> list[Any]:
    """Ids and properties of an output key ("..a.x...b.y.."), wildcards and values alike."""
    parts = output.strip(".").split("...") if output.startswith("..") else [output]
    return [(shape_of(part.rpartition(".")[0]), part.rpartition(".")[2]) for part in parts]


def shape_of(id_: Any) -> Any:
    if isinstance(id_, str) and id_.startswith("{"):
        try:
            id_ = orjson.loads(id_)
        except orjson.JSONDecodeError:
            return id_
    if isinstance(id_, dict):
        return tuple(sorted((key, id_[key] if key == "type" else "*") for key in id_))
    return id_


def check_arguments(given: Any, registered: list[dict[str, Any]]) -> None:
    if not isinstance(given, list) or len(given) != len(registered):
        raise bad("The arguments are not those of the callback.")
    for item, known in zip(given, registered, strict=True):
        for one in item if isinstance(item, list) else [item]:
            if not isinstance(one, dict) or one.get("property") != known["property"]:
                raise bad("An argument is not one of the callback.")
            if "id" not in one or shape_of(one["id"]) != shape_of(known["id"]):
                raise bad("An argument is not one of the callback.")


def bad(sentence: str) -> LuminaError:
    return LuminaError(sentence, code="bad_callback")
