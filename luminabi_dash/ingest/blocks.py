"""The body of a text file in blocks: regular ones are parsed by columns, all others by rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from luminabi_dash.errors import Unreadable
from luminabi_dash.ingest.dialect import Dialect
from luminabi_dash.ingest.format import Part, Row

BLOCK = 3 * 1024 * 1024
TAIL = 32 * 1024
LINE_MOST = 64 * 1024 * 1024
BACKWARDS = 200
MISFITS = 5_000
MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Block:
    """Whole lines of UTF-8; the last one of a file is short and is read with care."""

    data: bytes
    is_last: bool


@dataclass(frozen=True, slots=True)
class Parsed:
    """The rows of a block that fit, and the text of those that do not with their lines."""

    part: Part
    misfits: list[tuple[int, str]]


def cut(chunks: Iterator[bytes], skip_lines: int, quote: bytes) -> Iterator[Block]:
    """Blocks of about BLOCK bytes that end with a line, quoted line ends apart where they can."""
    buffer = skipped(chunks, skip_lines)
    for chunk in chunks:
        buffer += chunk
        if len(buffer) < BLOCK:
            continue
        end = last_end(buffer, quote)
        if end <= 0:
            if len(buffer) > LINE_MOST:
                raise Unreadable(
                    "A line is longer than 64 MB; check that the file has line ends.",
                    code="cell_too_large",
                )
            continue
        yield Block(buffer[:end], is_last=False)
        buffer = buffer[end:]
    if len(buffer) > 4 * TAIL:
        end = last_end(buffer[:-TAIL], quote)
        if end > 0:
            yield Block(buffer[:end], is_last=False)
            buffer = buffer[end:]
    yield Block(buffer, is_last=True)


def skipped(chunks: Iterator[bytes], lines: int) -> bytes:
    """The bytes after so many line ends."""
    buffer = b""
    seen = at = 0
    while True:
        while seen < lines:
            end = line_end(buffer, at)
            if end < 0:
                break
            seen, at = seen + 1, end
        if seen == lines:
            return buffer[at:]
        chunk = next(chunks, None)
        if chunk is None:
            return b""
        buffer += chunk


def line_end(buffer: bytes, at: int) -> int:
    """The place after the next line end, LF, CR LF or CR; -1 when there is none for sure."""
    feed, back = buffer.find(b"\n", at), buffer.find(b"\r", at)
    if back < 0 or 0 <= feed < back:
        return feed + 1 if feed >= 0 else -1
    if back + 1 >= len(buffer):
        return -1
    return back + 2 if buffer[back + 1 : back + 2] == b"\n" else back + 1


def last_end(buffer: bytes, quote: bytes) -> int:
    """The place after the last line end that is not inside of quotes; 0 when there is none."""
    mark = b"\n" if b"\n" in buffer else b"\r"
    end = buffer.rfind(mark) + 1
    if not quote or quote not in buffer:
        return end
    inside = buffer.count(quote, 0, end) % 2 == 1
    place = end
    for _ in range(BACKWARDS):
        if not inside or not place:
            break
        before = buffer.rfind(mark, 0, place - 1) + 1
        inside ^= buffer.count(quote, before, place) % 2 == 1
        place = before
    return place if not inside and place else end


def is_regular(data: bytes, dialect: Dialect, header: bytes) -> bool:
    """Whether a columnar parser reads the same from it as a careful one would."""
    if not dialect.is_plain or b"\x00" in data or MARK in data:
        return False
    if b"\r" in data and data.count(b"\r") != data.count(b"\r\n"):
        return False
    if header and header in data:
        return False
    if dialect.escape == "backslash" and b"\\" in data:
        return False
    quote = dialect.quote.encode()
    return not quote or quote not in data or are_quotes_regular(data, quote, dialect)


def without_idle_quotes(data: bytes, dialect: Dialect) -> Dialect:
    """The dialect without quotes when none in the block begins a cell: they are inch marks."""
    quote = dialect.quote.encode()
    if len(quote) != 1 or not dialect.is_plain or quote not in data:
        return dialect
    array = np.frombuffer(data, dtype=np.uint8)
    places = np.flatnonzero(array == quote[0])
    if places[0] == 0:
        return dialect
    before = array[places - 1]
    edges = np.frombuffer(f"{dialect.delimiter} \t\r\n".encode(), dtype=np.uint8)
    return dialect if np.isin(before, edges).any() else replace(dialect, quote="")


def are_quotes_regular(data: bytes, quote: bytes, dialect: Dialect) -> bool:
    """Quotes begin and end cells in turn, and stand doubled inside of them.

    A run of quotes begins a cell when an even number came before it, else it is in one.
    """
    if len(quote) != 1:
        return False
    array = np.frombuffer(data, dtype=np.uint8)
    places = np.flatnonzero(array == quote[0])
    if places.size % 2:
        return False
    edges = np.zeros(256, dtype=bool)
    edges[[ord(dialect.delimiter), 10, 13]] = True
    begins = np.flatnonzero(np.diff(places, prepend=-2) > 1)
    sizes = np.diff(begins, append=places.size)
    first, last = places[begins], places[begins + sizes - 1]
    is_inside = (np.cumsum(sizes) - sizes) % 2 == 1
    is_odd = sizes % 2 == 1
    before = np.where(first > 0, edges[array[first - 1]], True)
    after = np.where(
        last + 1 < array.size, edges[array[np.minimum(last + 1, array.size - 1)]], True
    )
    opens = ~is_inside
    closes = is_inside == is_odd
    return bool((before | ~opens).all() and (after | ~closes).all())


def parsed(data: bytes, dialect: Dialect, width: int, line: int) -> Parsed | None:
    """The rows of a regular block, its first line being `line`, and those of another width.

    None when that are too many, or when lines do not add up.
    """
    names = [str(place) for place in range(width)]
    misfits: list[arrow_csv.InvalidRow] = []

    def set_aside(row: arrow_csv.InvalidRow) -> str:
        misfits.append(row)
        return "skip" if len(misfits) <= MISFITS else "error"

    try:
        table = arrow_csv.read_csv(
            pa.py_buffer(data),
            read_options=arrow_csv.ReadOptions(
                column_names=names, use_threads=False, block_size=len(data) + 1
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=dialect.delimiter,
                quote_char=dialect.quote or False,
                double_quote=True,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=set_aside,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=False,
                null_values=[],
            ),
        )
    except pa.ArrowInvalid:
        return None
    columns = [column.combine_chunks() for column in table.columns]
    columns = [c.chunk(0) if isinstance(c, pa.ChunkedArray) else c for c in columns]
    odd = [row.number - 1 for row in misfits]
    if any("\n" in row.text or "\r" in row.text for row in misfits):
        return None
    lines = lines_of(columns, data, line, table.num_rows, odd)
    if lines is None:
        return None
    at = np.asarray(odd, dtype=np.int64)
    places = lines[at].tolist() if odd else []
    kept = np.delete(lines, at) if odd else lines
    aside = [(place, row.text) for place, row in zip(places, misfits, strict=True)]
    return Parsed(without_blank(Part(pa.array(kept), columns)), aside)


def lines_of(
    columns: list[pa.Array], data: bytes, line: int, rows: int, odd: list[int]
) -> np.ndarray[tuple[int], np.dtype[np.int64]] | None:
    """The line at which each row begins, the odd ones too; None when they do not add up."""
    ends = data.count(b"\n") + (not data.endswith(b"\n"))
    total = rows + len(odd)
    first = np.arange(line, line + total, dtype=np.int64)
    if ends == total:
        return first
    inside = np.zeros(rows, dtype=np.int64)
    for column in columns:
        inside += pc.count_substring(column, "\n").to_numpy(zero_copy_only=False)
    if total + int(inside.sum()) != ends:
        return None
    whole = np.zeros(total, dtype=np.int64)
    is_kept = np.ones(total, dtype=bool)
    is_kept[odd] = False
    whole[is_kept] = inside
    first[1:] += np.cumsum(whole)[:-1]
    return first


def merged(part: Part, rows: list[Row]) -> Part:
    """The part with further rows in their places, by line."""
    if not rows:
        return part
    lines = pa.concat_arrays([part.lines, pa.array([row.line for row in rows], pa.int64())])
    order = pa.array(np.argsort(lines.to_numpy(), kind="stable"))
    columns = [
        pa.concat_arrays([column, pa.array([row.cells[place] for row in rows], pa.string())])
        for place, column in enumerate(part.columns)
    ]
    return Part(lines.take(order), [column.take(order) for column in columns])


def without_blank(part: Part) -> Part:
    """Rows of empty cells are no rows."""
    blank: pa.Array | None = None
    for column in part.columns:
        empty = pc.equal(pc.binary_length(column), 0)
        blank = empty if blank is None else pc.and_(blank, empty)
        if not pc.any(blank).as_py():
            return part
    keep = pc.invert(blank)
    return Part(part.lines.filter(keep), [column.filter(keep) for column in part.columns])
