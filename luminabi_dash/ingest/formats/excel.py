"""Excel workbooks (.xlsx, .xlsm): one sheet, once the archive has been checked."""

from __future__ import annotations

from pathlib import Path

from luminabi_dash.ingest.format import Opened, file_format
from luminabi_dash.ingest.options import ReadOptions
from luminabi_dash.ingest.sheets import open_sheet
from luminabi_dash.ingest.workbooks import check_archive


@file_format("excel")
def open_excel(path: Path, options: ReadOptions) -> Opened:
    """Cells as text: whole numbers without a point, dates in ISO form, errors as empty."""
    return open_sheet(path, "excel", options, check_archive(path, "xl/"))
