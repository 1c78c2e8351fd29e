"""The table in a sheet of a workbook, whatever the workbook's format: cells as text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import python_calamine as calamine

from luminabi_dash.errors import Invalid, Unreadable
from luminabi_dash.ingest import limits
from luminabi_dash.ingest.evidence import Reject
from luminabi_dash.ingest.format import Header, Opened, Row
from luminabi_dash.ingest.layout import header_said, lines_before_said
from luminabi_dash.ingest.looks import NOTE, TOTAL
from luminabi_dash.ingest.options import ReadOptions
from luminabi_dash.ingest.region import Line, Region, find_region
from luminabi_dash.ingest.workbooks import Findings, corrupt
from luminabi_dash.plural import many
from luminabi_dash.views import Alternative, EvidenceView

LOOKED_AT = 1_000
SHEETS_TRIED = 20
FOOT_ROWS = 30
LARGEST = 1e21


@dataclass(slots=True)
class Grid:
    """The filled part of a sheet as text; `top` is the sheet row of the first one, from 1."""

    rows: list[list[str]]
    merged_headers: bool = False
    filled_down: int = 0


def open_sheet(path: Path, format_name: str, options: ReadOptions, found: Findings) -> Opened:
    """The sheet that was asked for, or the first visible one with a table."""
    book = opened(path)
    name, said = choose(book, options)
    grid = grid_of(book.get_sheet_by_name(name))
    lines = [Line(at, row) for at, row in enumerate(grid.rows, start=1)]
    if not any(item.filled for item in lines):
        raise Unreadable(
            f"The sheet {name[:60]!r} is empty; choose a file with rows.", code="no_columns"
        )
    head = lines[:LOOKED_AT]
    width = max(item.reach for item in lines)
    region = find_region(head, width, options, merged=grid.merged_headers)
    names = padded(region.header, width) if region.header is not None else None
    decisions = [said, header_said(region, head, options)]
    decisions += lines_before_said(region)
    decisions += grid_said(grid, found)
    return Opened(
        format=format_name,
        encoding="utf-8",
        dialect={"sheet": name},
        header=None if names is None else Header(names, region.header_lines),
        parts=rows_of(lines, region, width, names, keeps_foot=options.footer == "keep"),
        width=width,
        decisions=tuple(decisions),
        before=tuple(f"{i.line}: {' '.join(i.cells).strip()}"[:500] for i in region.before),
    )


def padded(names: Sequence[str], width: int) -> tuple[str, ...]:
    return (*names[:width], *[""] * (width - len(names)))


def opened(path: Path) -> Any:
    try:
        return calamine.CalamineWorkbook.from_path(str(path))
    except calamine.PasswordError:
        raise Unreadable(
            "The workbook is protected by a password; save it without one.", code="encrypted"
        ) from None
    except (calamine.CalamineError, OSError, ValueError):
        raise corrupt() from None


def choose(book: Any, options: ReadOptions) -> tuple[str, EvidenceView]:
    """The name of the sheet to be read, and the decision with the others as alternatives."""
    sheets = [item for item in book.sheets_metadata if "Work" in str(item.typ)]
    if not sheets:
        raise Unreadable("The workbook has no sheet with cells; save it anew.", code="no_columns")
    names = [item.name for item in sheets]
    visible = [item.name for item in sheets if is_visible(item)]
    if options.sheet is not None:
        if options.sheet not in names:
            raise Invalid(
                f"There is no sheet {options.sheet[:60]!r} in this workbook; choose another.",
                code="bad_option",
                details={"option": "sheet", "known": names},
            )
        chosen, certainty, reason = options.sheet, "certain", "the options choose it"
    else:
        chosen, certainty, reason = first_with_table(book, visible or names)
    hidden = len(names) - len(visible)
    if hidden:
        reason += f"; {many(hidden, 'sheet')} hidden"
    others = tuple(
        Alternative(
            item.name if is_visible(item) else f"{item.name} (hidden)", {"sheet": item.name}
        )
        for item in sheets
        if item.name != chosen
    )
    return chosen, EvidenceView(
        "Sheet", chosen, certainty, reason, others[:30], key="sheet", counted=len(sheets)
    )


def is_visible(item: Any) -> bool:
    return str(item.visible).rsplit(".", 1)[-1] == "Visible"


def first_with_table(book: Any, names: Sequence[str]) -> tuple[str, str, str]:
    first = ""
    for name in names[:SHEETS_TRIED]:
        sheet = sheet_of(book, name)
        if sheet.height > 1 and sheet.width > 1:
            words = f"the first of {many(len(names), 'visible sheet')} with a table"
            return name, "certain" if len(names) == 1 else "likely", words
        if not first and sheet.height:
            first = name
    return (
        first or names[0],
        "likely",
        f"{many(len(names), 'visible sheet')}, none with a wide table",
    )


def sheet_of(book: Any, name: str) -> Any:
    try:
        return book.get_sheet_by_name(name)
    except (calamine.CalamineError, OSError, ValueError):
        raise corrupt() from None


def grid_of(sheet: Any) -> Grid:
    """All rows from the top of the sheet; merged cells hold their value in each of their cells."""
    if sheet.height > limits.ROWS:
        raise Unreadable(
            f"The sheet has more than {limits.ROWS:,} rows, the limit here; split it.",
            code="too_many_rows",
        )
    values = list(sheet.iter_rows())
    grid = Grid(texts(values))
    top = 0
    left = sheet.start[1] if sheet.start else 0
    for (row, column), (last_row, last_column) in sheet.merged_cell_ranges or ():
        spread(grid, row - top, column - left, last_row - top, last_column - left)
    return grid


def spread(grid: Grid, row: int, column: int, last_row: int, last_column: int) -> None:
    """A merged range: names go right inside of the first rows, values go down."""
    if not (0 <= row < len(grid.rows) and 0 <= column < len(grid.rows[row])):
        return
    value = grid.rows[row][column]
    width = len(grid.rows[row])
    if not value or (last_column - column + 1 >= width and width > 1):
        return
    if last_column > column and row < 50:
        grid.merged_headers = True
        for place in range(column, min(last_column + 1, width)):
            grid.rows[row][place] = value
    elif last_column == column and last_row > row and row > 0:
        for place in range(row + 1, min(last_row + 1, len(grid.rows))):
            if column < len(grid.rows[place]) and not grid.rows[place][column]:
                grid.rows[place][column] = value
                grid.filled_down += 1


def texts(values: list[list[Any]]) -> list[list[str]]:
    """Cells as text; a column of dates and times together has times throughout."""
    width = max((len(row) for row in values), default=0)
    kinds: list[set[type]] = [set() for _ in range(width)]
    for row in values:
        for place, value in enumerate(row):
            if isinstance(value, dt.date):
                kinds[place].add(type(value))
    timed = [dt.datetime in kind for kind in kinds]
    return [
        [text_of(value, is_timed=timed[place]) for place, value in enumerate(row)] for row in values
    ]


def text_of(value: Any, *, is_timed: bool = False) -> str:
    """A cell as text: whole numbers without a point, dates in ISO form."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < LARGEST else repr(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, dt.date):
        return f"{value.isoformat()} 00:00:00" if is_timed else value.isoformat()
    if isinstance(value, dt.timedelta):
        seconds = int(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return "" if value is None else str(value)


def rows_of(
    lines: Sequence[Line],
    region: Region,
    width: int,
    names: tuple[str, ...] | None,
    *,
    keeps_foot: bool,
) -> Iterator[Row | Reject]:
    body = lines[region.start :]
    foot = len(body) if keeps_foot else foot_of(body, width)
    for place, item in enumerate(body):
        if not item.filled:
            continue
        cells = [*item.cells[:width], *[""] * (width - len(item.cells))]
        if place >= foot:
            yield Reject(item.line, "a row after the table", " ".join(cells).strip())
        elif names is not None and item.filled > 1 and tuple(cells) == names:
            yield Reject(item.line, "the header again", " ".join(cells).strip())
        else:
            yield Row(item.line, cells)


def foot_of(body: Sequence[Line], width: int) -> int:
    """Where notes begin that follow the table."""
    filled = [place for place, item in enumerate(body) if item.filled]
    foot = len(body)
    for place in reversed(filled[-FOOT_ROWS:]):
        item = body[place]
        first = next(cell for cell in item.cells if cell.strip())
        is_apart = place > 0 and not body[place - 1].filled
        is_narrow = item.filled == 1 and width > 2 and bool(item.cells[0].strip())
        is_note = is_narrow and (is_apart or NOTE.fullmatch(first) is not None)
        if not is_note and not (is_apart and TOTAL.fullmatch(first)):
            break
        foot = place
    return foot if not filled or foot > filled[0] else len(body)


def grid_said(grid: Grid, found: Findings) -> list[EvidenceView]:
    """What the cells of the workbook hold that is no value."""
    said = []
    if grid.filled_down:
        words = "merged cells hold their value in each of their rows"
        said.append(EvidenceView("Merged cells", many(grid.filled_down, "cell"), "likely", words))
    if found.errors:
        words = "cells such as #DIV/0! are empty"
        said.append(EvidenceView("Error cells", many(found.errors, "cell"), "certain", words))
    if found.uncached:
        words = "formulas without a stored value are empty: nothing is calculated here"
        said.append(EvidenceView("Formulas", many(found.uncached, "cell"), "certain", words))
    if found.has_macros:
        words = "macros are neither run nor kept"
        said.append(EvidenceView("Macros", "Left out", "certain", words))
    return [
        EvidenceView(v.what, v.choice, v.certainty, v.reason, key=f"cells:{v.what.lower()}")
        for v in said
    ]
