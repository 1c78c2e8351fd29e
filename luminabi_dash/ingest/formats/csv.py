"""CSV, TSV and text: rows of cells in any common dialect and encoding."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from luminabi_dash.errors import Unreadable
from luminabi_dash.ingest import limits
from luminabi_dash.ingest.body import Body
from luminabi_dash.ingest.encoding import Encoding, find_encoding
from luminabi_dash.ingest.format import Header, Opened, file_format
from luminabi_dash.ingest.layout import find_layout
from luminabi_dash.ingest.options import ReadOptions

SAMPLE = 512 * 1024
CHUNK = 1024 * 1024
LONGEST = 8 * 1024 * 1024


@file_format("csv")
def open_csv(path: Path, options: ReadOptions) -> Opened:
    """Everything as text; lines are physical lines of the file, from 1."""
    encoding = find_encoding(path, options.encoding)
    text, is_whole = sample_of(path, encoding)
    layout = find_layout(text.replace("\x00", "").replace("\ufeff", ""), options, is_whole=is_whole)
    body = Body(chunks_of(path, encoding), layout, keeps_foot=options.footer == "keep")
    names = layout.names
    return Opened(
        format="csv",
        encoding=encoding.name,
        dialect=layout.dialect.as_json(),
        header=None if names is None else Header(names, layout.region.header_lines),
        parts=body.parts(),
        width=layout.width,
        decisions=(encoding.evidence, *layout.decisions),
        before=tuple(
            f"{item.line}: {layout.dialect.delimiter.join(item.cells)}"[:500]
            for item in layout.region.before
        ),
        late=body.evidence,
    )


def sample_of(path: Path, encoding: Encoding) -> tuple[str, bool]:
    """The first part of the text, and whether that is all of it."""
    found = ""
    for chunk in encoding.chunks(path):
        found += chunk
        if len(found) > SAMPLE and has_line(found):
            return found[: max(SAMPLE, found.find("\n") + 2, found.find("\r") + 2)], False
        if len(found) > LONGEST:
            raise Unreadable(
                "The first line is longer than 8 MB; check that the file has line ends.",
                code="cell_too_large",
                details={"line": 1},
            )
    if len(found) > SAMPLE and not has_line(found.rstrip("\r\n")):
        raise Unreadable(
            "The file is a single line without a table; check that it has line ends.",
            code="cell_too_large" if len(found) > limits.CELL_BYTES else "no_columns",
            details={"line": 1},
        )
    return found, True


def has_line(text: str) -> bool:
    return "\n" in text or "\r" in text


def chunks_of(path: Path, encoding: Encoding) -> Iterator[bytes]:
    """The text as UTF-8 without its mark."""
    if not encoding.is_utf8:
        for chunk in encoding.chunks(path):
            yield chunk.encode("utf-8", errors="replace")
        return
    with path.open("rb") as file:
        file.seek(encoding.mark_bytes)
        while data := file.read(CHUNK):
            yield data
