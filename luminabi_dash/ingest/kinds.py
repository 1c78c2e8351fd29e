"""What kind of file this is, told by its first and last bytes: light enough for a web process."""

from __future__ import annotations

import re
from pathlib import Path

from luminabi_dash.errors import Unreadable

HEAD = 64 * 1024
BLANKS = b"\xef\xbb\xbf\xff\xfe\x00\r\n\t "
TEXT_ENDINGS = {".csv", ".tsv", ".txt", ".tab", ".dat", ""}
BOOK_ENDINGS = {".xlsx", ".xlsm", ".xls", ".ods"}
JSON_ENDINGS = {".json", ".geojson"}
LINES_ENDINGS = {".ndjson", ".jsonl"}
KINDS = "CSV and text files, Excel and OpenDocument sheets, JSON, Parquet, and gz or zip of one"
SIGNATURES = (
    (b"%PDF", "a PDF"),
    (b"\x7fELF", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF87a", "a picture"),
    (b"GIF89a", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"RIFF", "a sound or a film"),
    (b"OggS", "a sound or a film"),
    (b"BZh91AY&SY", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a", "a RAR archive"),
    (b"ARROW1\x00", "an Arrow file"),
    (b"\x93NUMPY", "a NumPy file"),
    (b"\x80\x02", "a pickle"),
    (b"\x80\x03", "a pickle"),
    (b"\x80\x04", "a pickle"),
    (b"\x80\x05", "a pickle"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x89HDF", "an HDF5 file"),
)
MARKUP = re.compile(rb"\s*<(?:!doctype html|html|table|\?xml|svg)", re.IGNORECASE)
OPENS_LIST = re.compile(rb"\s*\[\s*(?:[\[{]|\]\s*$)")
OPENS_OBJECT = re.compile(rb'\s*\{\s*(?:"|\}\s*$)')


def kind_of(path: Path, name: str) -> str:
    """The format: csv, excel, xls, ods, json, ndjson, parquet, or gzip and zip around one of them.

    Unreadable says what the file is instead.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head.strip(BLANKS):
        check_not_empty(path)
    ending = Path(name.lower().strip()).suffix
    binary = kind_of_binary(path, head, ending)
    if binary is not None:
        return binary
    check_claim(head, ending)
    return kind_of_text(head, ending)


def kind_of_binary(path: Path, head: bytes, ending: str) -> str | None:
    """The format of a file that begins with a signature; None for text."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return kind_of_zip(path, head)
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return "xls"
    if head.startswith(b"MZ") and b"\x00" in head[:64]:
        raise refusal("a program", ending)
    for signature, what in SIGNATURES:
        if head.startswith(signature):
            raise refusal(what, ending)
    return None


def kind_of_zip(path: Path, head: bytes) -> str:
    """A workbook is an archive too: its first or last bytes name its parts."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - HEAD))
        tail = file.read(HEAD)
    if b"opendocument.spreadsheet" in head[:200]:
        return "ods"
    if any(
        b"xl/w" in part or b"xl/s" in part or b"[Content_Types]" in part for part in (head, tail)
    ):
        return "excel"
    return "zip"


def check_claim(head: bytes, ending: str) -> None:
    """Text must not claim to be a workbook, nor be a page."""
    is_page = MARKUP.match(head.lstrip(BLANKS)) is not None
    if ending in BOOK_ENDINGS or ending in {".parquet", ".gz", ".zip"}:
        what = "an HTML or XML page" if is_page else "plain text or damaged"
        raise Unreadable(
            f"The file is called {ending} but is {what}; save it anew as .xlsx or CSV.",
            code="type_mismatch",
        )
    if is_page:
        raise refusal("an HTML or XML page", ending)


def kind_of_text(head: bytes, ending: str) -> str:
    """CSV unless the name or the brackets say JSON; one object a line is NDJSON."""
    start = head.lstrip(b"\xef\xbb\xbf")
    if ending in LINES_ENDINGS:
        return "ndjson"
    if OPENS_OBJECT.match(start):
        first, _, rest = start.strip().partition(b"\n")
        if first.rstrip().endswith(b"}") and rest.lstrip().startswith(b"{"):
            return "ndjson"
        return "json"
    if ending in JSON_ENDINGS or (ending not in TEXT_ENDINGS and OPENS_LIST.match(start)):
        return "json"
    return "json" if re.match(rb"\s*\[\s*\{", start) else "csv"


def check_not_empty(path: Path) -> None:
    with path.open("rb") as file:
        while chunk := file.read(1024 * 1024):
            if chunk.strip(BLANKS):
                return
    raise Unreadable("The file is empty; choose one with data in it.", code="empty_file")


def refusal(what: str, ending: str) -> Unreadable:
    is_claim = ending in TEXT_ENDINGS | BOOK_ENDINGS | JSON_ENDINGS | LINES_ENDINGS | {".parquet"}
    return Unreadable(
        f"The file is {what}, which LuminaBI does not read; upload one of: {KINDS}.",
        code="type_mismatch" if is_claim else "unsupported_type",
    )
