"""NDJSON: one JSON object a line; lines that are none are kept aside with their number."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import orjson

from luminabi_dash.errors import Unreadable
from luminabi_dash.ingest import limits
from luminabi_dash.ingest.evidence import Reject
from luminabi_dash.ingest.format import Header, Opened, Row, file_format
from luminabi_dash.ingest.names import check_count
from luminabi_dash.ingest.objects import flat, nested_said, text_of
from luminabi_dash.ingest.options import ReadOptions


@file_format("ndjson")
def open_ndjson(path: Path, options: ReadOptions) -> Opened:
    """Two passes over the lines: the names first, then the rows."""
    del options
    names: dict[str, None] = {}
    plain: set[str] = set()
    count = bad = 0
    for _, data in lines_of(path):
        item = record_of(data)
        if item is None:
            bad += 1
            continue
        count += 1
        plain.update(item)
        names.update(dict.fromkeys(flat(item)))
        check_count(len(names))
    if not count or bad > max(10, count):
        raise Unreadable(
            "The lines of this file are no JSON objects; save it as NDJSON or CSV.", code="corrupt"
        )
    columns = list(names)
    return Opened(
        format="ndjson",
        encoding="utf-8",
        dialect={},
        header=Header(tuple(columns), ()),
        parts=rows_of(path, columns),
        width=len(columns),
        decisions=tuple(nested_said(columns, plain)),
    )


def lines_of(path: Path) -> Iterator[tuple[int, bytes]]:
    """Filled lines with their numbers."""
    with path.open("rb") as file:
        line = 0
        while data := file.readline(limits.LINE_BYTES):
            line += 1
            if len(data) >= limits.LINE_BYTES:
                raise Unreadable(
                    f"Line {line:,} is longer than {limits.LINE_BYTES >> 20} MB; split it.",
                    code="cell_too_large",
                    details={"line": line},
                )
            if line == 1:
                data = data.removeprefix(b"\xef\xbb\xbf")
            if data.strip():
                yield line, data


def record_of(data: bytes) -> dict[str, object] | None:
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError:
        return None
    if isinstance(value, dict):
        return value
    return {"value": value} if not isinstance(value, list) else None


def rows_of(path: Path, names: list[str]) -> Iterator[Row | Reject]:
    for line, data in lines_of(path):
        item = record_of(data)
        if item is None:
            yield Reject(line, "no JSON object", data.decode("utf-8", errors="replace").strip())
            continue
        cells = flat(item) if any(isinstance(v, dict) for v in item.values()) else None
        if cells is None:
            yield Row(line, [text_of(item.get(name)) for name in names])
        else:
            yield Row(line, [cells.get(name, "") for name in names])
