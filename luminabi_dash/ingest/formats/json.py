"""JSON: a list of records, an object of columns, or an object that holds one of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from luminabi_dash.errors import Unreadable
from luminabi_dash.ingest import limits
from luminabi_dash.ingest.encoding import find_encoding
from luminabi_dash.ingest.format import Header, Opened, Row, file_format
from luminabi_dash.ingest.names import check_count
from luminabi_dash.ingest.objects import flat, names_of, nested_said, parsed, rows_of, text_of
from luminabi_dash.ingest.options import ReadOptions
from luminabi_dash.views import EvidenceView


@file_format("json")
def open_json(path: Path, options: ReadOptions) -> Opened:
    """Values as text; a record's number stands for its line."""
    if path.stat().st_size > limits.JSON_BYTES:
        raise Unreadable(
            f"The JSON is larger than {limits.JSON_BYTES >> 20:,} MB; save it as NDJSON or CSV.",
            code="too_large",
        )
    encoding = find_encoding(path, options.encoding)
    value = parsed("".join(encoding.chunks(path)).encode(), "The file")
    value, where = found_table(value)
    if isinstance(value, dict):
        return by_columns(value, encoding.name, where)
    if value and all(isinstance(item, list) for item in value):
        return by_lists(value, encoding.name, where)
    return by_records(value, encoding.name, where)


def found_table(value: Any) -> tuple[Any, str]:
    """The list of records, or the object of columns, at most one level down."""
    if isinstance(value, list):
        return checked(value), "the file is a list"
    if not isinstance(value, dict) or not value:
        raise no_table()
    if all(isinstance(item, list) for item in value.values()) and is_columnar(value):
        return value, "the file is an object of columns"
    lists = {key: item for key, item in value.items() if is_records(item)}
    if lists:
        key = max(lists, key=lambda name: len(lists[name]))
        return lists[key], f"the records are under {key[:60]!r}"
    if all(isinstance(item, dict) for item in value.values()) and value:
        return [
            {"": key, **item} for key, item in value.items()
        ], "the file is an object of records"
    return [value], "the file is one record"


def is_columnar(value: dict[str, Any]) -> bool:
    lengths = {len(item) for item in value.values()}
    inner = any(isinstance(cell, dict) for item in value.values() for cell in item[:20])
    return len(lengths) == 1 and lengths != {0} and (len(value) > 1 or not inner)


def is_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value[:50])


def checked(value: list[Any]) -> list[Any]:
    if not value:
        raise no_table()
    return value


def by_records(value: list[Any], encoding: str, where: str) -> Opened:
    """Records; single values in the list make a column of their own."""
    records = [item if isinstance(item, dict) else {"value": item} for item in value]
    cells = [flat(item) for item in records]
    names = names_of(cells)
    if not names:
        raise no_table()
    plain = {key for item in records for key in item}
    said = EvidenceView("Records", f"{len(cells):,}", "certain", where, key="records")
    return Opened(
        format="json",
        encoding=encoding,
        dialect={},
        header=Header(tuple(names), ()),
        parts=rows_of(cells, names, 1),
        width=len(names),
        decisions=(said, *nested_said(names, plain)),
    )


def by_columns(value: dict[str, list[Any]], encoding: str, where: str) -> Opened:
    names = list(value)
    check_count(len(names))
    rows = (
        Row(line, [text_of(cell) for cell in cells])
        for line, cells in enumerate(zip(*value.values(), strict=True), start=1)
    )
    said = EvidenceView("Columns", f"{len(names):,}", "certain", where, key="records")
    return Opened("json", encoding, {}, Header(tuple(names), ()), rows, len(names), (said,))


def by_lists(value: list[list[Any]], encoding: str, where: str) -> Opened:
    """Lists of cells: the first one names the columns when it is words alone."""
    width = max(len(item) for item in value)
    check_count(width)
    if not width:
        raise no_table()
    first = value[0]
    has_header = len(set(map(str, first))) == width and all(
        isinstance(cell, str) and cell for cell in first
    )
    header = Header(tuple(first), (1,)) if has_header else None
    rows = (
        Row(line, [text_of(cell) for cell in [*item, *[None] * (width - len(item))]])
        for line, item in enumerate(value, start=1)
        if not (has_header and line == 1)
    )
    said = EvidenceView("Records", f"{len(value):,}", "certain", where, key="records")
    return Opened("json", encoding, {}, header, rows, width, (said,))


def no_table() -> Unreadable:
    return Unreadable("There is no table in this JSON; give a list of records.", code="no_columns")
