"""Old Excel workbooks (.xls): one sheet; a password around a newer one is told from it."""

from __future__ import annotations

from pathlib import Path

from luminabi_dash.errors import Unreadable
from luminabi_dash.ingest.format import Opened, file_format
from luminabi_dash.ingest.options import ReadOptions
from luminabi_dash.ingest.sheets import open_sheet
from luminabi_dash.ingest.workbooks import Findings

LOOKED_AT = 16 * 1024 * 1024


@file_format("xls")
def open_xls(path: Path, options: ReadOptions) -> Opened:
    """Cells as text: whole numbers without a point, dates in ISO form, errors as empty."""
    with path.open("rb") as file:
        data = file.read(LOOKED_AT)
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Unreadable(
            "The workbook is protected by a password; save it without one.", code="encrypted"
        )
    if not any(name.encode("utf-16-le") in data for name in ("Workbook", "Book")):
        raise Unreadable(
            "The file is an old Office document but no workbook; save it as .xlsx or CSV.",
            code="type_mismatch" if b"W\x00o\x00r\x00d\x00" in data else "corrupt",
        )
    return open_sheet(path, "xls", options, Findings())
