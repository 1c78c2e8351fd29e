"""What API routes share: reading bodies and parameters strictly, answering views as JSON."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

import orjson
from flask import Response, request
from pydantic import BaseModel, ConfigDict, ValidationError

from luminabi_dash.errors import Invalid, LuminaError
from luminabi_dash.tables.schema import Schema
from luminabi_dash.web.current import context
from luminabi_dash.web.dispatch import parse

ModelT = TypeVar("ModelT", bound="Body")
PAGE = 100


class Body(BaseModel):
    """A request body: strict types, unknown fields refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def read(model: type[ModelT]) -> ModelT:
    """The JSON body as the model; Invalid (422) names the first field that is wrong."""
    raw = request.get_data(cache=True)
    try:
        data = parse(raw) if raw else {}
    except LuminaError as error:
        raise LuminaError(str(error), code="bad_json") from None
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Invalid(
            f"{where or 'body'}: {first['msg']}.", code="wrong_body", details={"field": where}
        ) from None


def number(name: str, default: int | None = None, *, least: int = 0, most: int = 2**53) -> Any:
    """A whole number of the query string; Invalid (422) that names it otherwise."""
    raw = request.args.get(name)
    if raw is None:
        return default
    if not raw.isdecimal() or not raw.isascii() or not least <= int(raw[:20]) <= most:
        raise Invalid(
            f"{name} must be a whole number from {least} to {most}.",
            code="wrong_parameter",
            details={"parameter": name},
        )
    return int(raw)


def is_set(name: str) -> bool:
    """A switch of the query string: `?all=true`; Invalid (422) that names it for another word."""
    raw = request.args.get(name, "false")
    if raw not in {"true", "false"}:
        raise Invalid(
            f"{name} must be true or false.", code="wrong_parameter", details={"parameter": name}
        )
    return raw == "true"


def answer(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Strict JSON: NaN and infinities become null, times are ISO 8601 in UTC."""
    data = orjson.dumps(value, default=plain, option=orjson.OPT_NON_STR_KEYS)
    return Response(data, status=status, mimetype="application/json", headers=headers)


def plain(value: Any) -> Any:
    if isinstance(value, Schema):
        return value.as_json()
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    raise TypeError(type(value).__name__)


def listed(items: Sequence[Any]) -> Response:
    """A page of a list by `?cursor` and `?limit`: {"items": [...], "next": cursor or null}."""
    start = number("cursor", 0)
    limit = number("limit", PAGE, least=1, most=1_000)
    page = items[start : start + limit]
    following = start + limit if start + limit < len(items) else None
    return answer({"items": page, "next": None if following is None else str(following)})


@contextmanager
def posted_file() -> Iterator[tuple[Path, str]]:
    """The multipart field `file` on disk with its name; gone afterwards unless moved away."""
    try:
        item = request.files.get("file")
    except ValueError:
        raise Invalid("The form cannot be read.", code="bad_payload") from None
    if item is None:
        raise Invalid(
            "Send the file as the multipart field 'file'.",
            code="bad_payload",
            details={"field": "file"},
        )
    folder = context().settings.data_path / "tmp"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as target:
        item.save(target)
    path = Path(target.name)
    try:
        yield path, item.filename or ""
    finally:
        path.unlink(missing_ok=True)
