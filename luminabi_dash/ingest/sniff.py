"""What kind of file this is, and how a text file is laid out: delimiter, header, first lines."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from luminabi_dash.errors import Unreadable
from luminabi_dash.views import EvidenceView

DELIMITERS = (",", ";", "\t", "|", ":", "^", "~")
NAMES = {
    ",": "Comma",
    ";": "Semicolon",
    "\t": "Tab",
    "|": "Pipe",
    ":": "Colon",
    "^": "Caret",
    "~": "Tilde",
}
SAMPLE_ROWS = 400
TYPED = re.compile(
    r"\s*(?:[+-]?[\d.,\s]*\d\s?%?|[$€£]\s?[\d.,]+|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*|"
    r"(?i:true|false|yes|no|null|na|n/a))?\s*"
)
PLAIN = re.compile(r"[\w .'()&/+@-]{0,80}")
TEXT_ENDINGS = (".csv", ".tsv", ".txt", ".tab", ".dat", "")
SIGNATURES = (
    (b"%PDF", "a PDF"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"PAR1", "a Parquet file"),
    (b"\x93NUMPY", "a NumPy file"),
    (b"\x80\x02", "a pickle"),
    (b"\x80\x03", "a pickle"),
    (b"\x80\x04", "a pickle"),
    (b"\x80\x05", "a pickle"),
    (b"SQLite format 3", "an SQLite database"),
)
KINDS = ("a CSV or text file", "an Excel workbook (.xlsx)")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a text file is laid out; `skip` lines come before the header or the first row."""

    delimiter: str
    fields: int
    skip: int
    has_header: bool
    decisions: tuple[EvidenceView, ...]


def kind_of(path: Path, name: str) -> str:
    """The format by the bytes, excel or csv; Unreadable for anything else."""
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe\x00\r\n\t "):
        check_not_empty(path, head)
    ending = Path(name.lower().strip()).suffix
    if head.startswith(b"PK\x03\x04"):
        return "excel"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        refuse_ole(path)
    for signature, what in SIGNATURES:
        if head.startswith(signature):
            refuse(what, ending)
    if ending in {".xlsx", ".xlsm", ".xls"}:
        what = (
            "an HTML page"
            if b"<html" in head.lower() or b"<table" in head.lower()
            else "no workbook"
        )
        raise Unreadable(
            f"The file is called {ending} but is {what}; export it as CSV or .xlsx.",
            code="type_mismatch",
        )
    if head.lstrip().lower().startswith((b"<!doctype html", b"<html")):
        refuse("an HTML page", ending)
    return "csv"


def check_not_empty(path: Path, head: bytes) -> None:
    with path.open("rb") as file:
        while chunk := file.read(1024 * 1024):
            if chunk.strip(b"\xef\xbb\xbf\xff\xfe\x00\r\n\t "):
                return
    del head
    raise Unreadable("The file is empty; choose one with data in it.", code="empty_file")


def refuse(what: str, ending: str) -> None:
    code = (
        "type_mismatch"
        if ending in {*TEXT_ENDINGS, ".xlsx", ".xls", ".xlsm"}
        else "unsupported_type"
    )
    raise Unreadable(
        f"The file is {what}, whatever its name says; LuminaBI reads {' and '.join(KINDS)}.",
        code=code,
    )


def refuse_ole(path: Path) -> None:
    data = path.read_bytes()[: 16 * 1024 * 1024]
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Unreadable(
            "The workbook is protected by a password; save it without one.", code="encrypted"
        )
    raise Unreadable(
        "Old Excel files (.xls) are not read; save it as .xlsx or CSV.", code="unsupported_type"
    )


def find_layout(lines: Sequence[str]) -> Layout:
    """The layout of the first lines of a file."""
    scores = {d: score(lines, d) for d in DELIMITERS}
    delimiter = max(DELIMITERS, key=lambda d: scores[d][0])
    best, fields = scores[delimiter]
    if best <= 0:
        delimiter, fields = ",", 1
    rows = list(rows_of(lines, delimiter))
    skip = preamble(rows, fields)
    body = [row for row in rows[skip:] if any(cell.strip() for cell in row)]
    has_header = is_header(body)
    return Layout(
        delimiter,
        fields,
        skip,
        has_header,
        decisions(lines, scores, delimiter, rows, skip, has_header),
    )


def rows_of(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return []


def score(lines: Sequence[str], delimiter: str) -> tuple[float, int]:
    """Regular rows times cells that look like something (van den Burg et al. 2019), and the
    number of fields that most rows have.
    """
    rows = [row for row in rows_of(lines, delimiter) if any(cell.strip() for cell in row)]
    widths = Counter(len(row) for row in rows)
    if not rows:
        return 0.0, 1
    fields = max(widths, key=lambda w: (widths[w] * (w > 1), w))
    if fields == 1:
        return 0.0, 1
    regular = [row for row in rows if len(row) == fields]
    pattern = len(regular) / len(rows) * (fields - 1) / fields
    cells = [cell for row in regular[:100] for cell in row]
    looks = sum(looks_like(cell) for cell in cells) / max(len(cells), 1)
    return pattern * max(looks, 1e-3), fields


def looks_like(cell: str) -> float:
    if TYPED.fullmatch(cell):
        return 1.0
    return 0.9 if PLAIN.fullmatch(cell) else 0.5


def preamble(rows: Sequence[Sequence[str]], fields: int) -> int:
    """Rows before the first one that is as wide as the table (at most 30)."""
    if fields < 2:
        return next((i for i, row in enumerate(rows) if any(c.strip() for c in row)), 0)
    for index, row in enumerate(rows[:30]):
        filled = sum(bool(cell.strip()) for cell in row)
        if len(row) >= fields and filled > max(1, fields // 2):
            return index
    return 0


def is_header(body: Sequence[Sequence[str]]) -> bool:
    """The first row names columns: it is text, and not like the rows under it."""
    if not body:
        return False
    first, rest = body[0], body[1:60]
    filled = [cell.strip() for cell in first if cell.strip()]
    if not filled:
        return False
    numbers = sum(is_number(cell) for cell in filled)
    if not rest:
        return numbers == 0
    if numbers == 0:
        return True
    columns = [[row[i].strip() for row in rest if i < len(row)] for i in range(len(first))]
    alike = sum(
        is_number(cell) and sum(map(is_number, below)) > 0.5 * max(len(below), 1)
        for cell, below in zip(first, columns, strict=True)
    )
    if alike == numbers and numbers >= 0.5 * len(filled):
        return all(re.fullmatch(r"(19|20)\d\d", cell) for cell in filled if is_number(cell)) and (
            numbers < len(filled)
        )
    return alike == 0 or numbers < 0.3 * len(filled)


def is_number(cell: str) -> bool:
    return re.fullmatch(r"[+-]?[\d.,]*\d[\d.,]*%?", cell.strip()) is not None


def decisions(
    lines: Sequence[str],
    scores: dict[str, tuple[float, int]],
    delimiter: str,
    rows: Sequence[Sequence[str]],
    skip: int,
    has_header: bool,
) -> tuple[EvidenceView, ...]:
    del lines
    ranked = sorted(DELIMITERS, key=lambda d: -scores[d][0])
    others = tuple(NAMES[d] for d in ranked if d != delimiter and scores[d][1] > 1)[:3]
    fields = scores[delimiter][1]
    fitting = sum(len(row) == fields for row in rows)
    is_certain = fitting > 0.9 * max(len(rows), 1)
    reason = f"{fields} fields in {fitting:,} of the first {len(rows):,} rows"
    words = "None" if fields == 1 else NAMES[delimiter]
    found = [
        EvidenceView("Delimiter", words, "certain" if is_certain else "likely", reason, others),
        EvidenceView(
            "Header",
            f"Row {skip + 1}" if has_header else "None",
            "certain" if has_header else "likely",
            "it holds names, the rows below hold values"
            if has_header
            else "the first row has values",
            ("None",) if has_header else ("First row",),
        ),
    ]
    if skip:
        reason = f"{skip} rows before the table are not part of it"
        found.append(EvidenceView("Lines before", str(skip), "likely", reason, ("0",)))
    return tuple(found)
