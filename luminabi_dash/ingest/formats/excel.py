"""Excel workbooks (.xlsx, .xlsm): the first visible sheet, once the archive has been checked."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import fastexcel

from luminabi_dash.errors import Unreadable
from luminabi_dash.ingest import limits
from luminabi_dash.ingest.format import Opened, Row, file_format
from luminabi_dash.ingest.sniff import is_header, preamble
from luminabi_dash.views import EvidenceView

ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
FAR_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d+)"')


@file_format("excel")
def open_excel(path: Path) -> Opened:
    """Cells as text: whole numbers without a point, dates in ISO form, errors as empty."""
    check_archive(path)
    try:
        book = fastexcel.read_excel(path)
        name = first_visible(book)
        sheet = book.load_sheet(name, header_row=None, dtypes="string")
        frame = sheet.to_polars()
    except (fastexcel.FastExcelError, ValueError, OSError):
        raise corrupt() from None
    rows = [Row(i, [cell or "" for cell in cells]) for i, cells in enumerate(frame.rows(), start=1)]
    filled = [row for row in rows if any(cell.strip() for cell in row.cells)]
    if not filled:
        raise Unreadable("The sheet is empty; choose a file with rows.", code="no_columns")
    left = min(next(i for i, c in enumerate(row.cells) if c.strip()) for row in filled)
    body = [Row(row.line, row.cells[left:]) for row in filled]
    return as_table(body, book, name)


def as_table(rows: list[Row], book: Any, name: str) -> Opened:
    cells = [row.cells for row in rows]
    width = max(len(row) for row in cells)
    skip = preamble(cells, width)
    has_header = is_header(cells[skip:])
    decisions = [
        EvidenceView(
            "Sheet",
            name,
            "certain",
            f"{len(book.sheet_names)} sheets in the workbook",
            tuple(n for n in book.sheet_names if n != name)[:5],
        ),
        EvidenceView(
            "Header",
            f"Row {rows[skip].line}" if has_header else "None",
            "certain" if has_header else "likely",
            "it holds names" if has_header else "the first row has values",
            ("None",) if has_header else ("First row",),
        ),
    ]
    return Opened(
        format="excel",
        encoding="utf-8",
        dialect={"sheet": name},
        header=rows[skip] if has_header else None,
        rows=iter(rows[skip + 1 :] if has_header else rows[skip:]),
        width=width,
        decisions=tuple(decisions),
    )


def first_visible(book: Any) -> str:
    for name in book.sheet_names:
        try:
            if str(book.load_sheet(name, n_rows=0).visible).lower() == "visible":
                return str(name)
        except fastexcel.FastExcelError:
            continue
    return str(book.sheet_names[0])


def check_archive(path: Path) -> None:
    """Refuse what is no workbook, expands too far, or holds entities or far cells."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            if len(members) > limits.ARCHIVE_MEMBERS:
                raise Unreadable(
                    f"The workbook holds {len(members):,} parts; save it anew.", code="archive_bomb"
                )
            if not any(name.startswith("xl/") for name in names):
                raise Unreadable(
                    "The file is an archive but no workbook; upload what is in it.",
                    code="unsupported_type",
                )
            check_sizes(members, path.stat().st_size)
            for member in members:
                check_member(archive, member)
    except (zipfile.BadZipFile, OSError, EOFError, zipfile.zlib.error):  # type: ignore[attr-defined]
        raise corrupt() from None


def check_sizes(members: list[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(member.file_size for member in members)
    if unpacked > limits.ARCHIVE_BYTES or unpacked > limits.ARCHIVE_RATIO * max(size, 50_000):
        raise Unreadable(
            "The workbook expands past the limit of 1 GB; split it.", code="archive_bomb"
        )


def check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    if not member.filename.endswith(".xml") or member.file_size > 200 * 1024 * 1024:
        return
    data = archive.read(member)
    if ENTITIES.search(data[:10_000]):
        raise Unreadable(
            "The workbook holds XML entities, which are not read; save it anew.",
            code="unsafe_archive",
        )
    if member.filename.startswith("xl/worksheets/"):
        refs = FAR_CELL.findall(data)
        widest = max((column_number(c) for c, _ in refs), default=0)
        lowest = max((int(r) for _, r in refs), default=0)
        if widest > limits.COLUMNS:
            raise Unreadable(
                f"The sheet has {widest:,} columns; the limit is {limits.COLUMNS:,}.",
                code="too_many_columns",
            )
        if lowest * max(widest, 1) > 50 * max(len(refs), 20_000):
            raise Unreadable(
                "The sheet has cells far away from the table; delete them.", code="corrupt"
            )


def column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def corrupt() -> Unreadable:
    return Unreadable("The workbook is damaged and cannot be read; save it anew.", code="corrupt")
