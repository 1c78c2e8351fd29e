"""How a text file is laid out: dialect, width and region, with what speaks for and against."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from luminabi_dash.errors import Invalid, Unreadable
from luminabi_dash.ingest.dialect import BLANKS, FIXED, Dialect, name_of
from luminabi_dash.ingest.looks import look
from luminabi_dash.ingest.options import NONE, ReadOptions
from luminabi_dash.ingest.records import Record, Records
from luminabi_dash.ingest.region import Line, Region, find_region, judge_header
from luminabi_dash.ingest.sniff import (
    SAMPLE_CHARS,
    SEPARATOR_LINE,
    Candidate,
    candidates,
    columns_by_blanks,
    judged,
    lines_of,
    quote_of,
)
from luminabi_dash.plural import many
from luminabi_dash.views import Alternative, EvidenceView

SAMPLE_ROWS = 1_000
NO_VALUES = " \t\r\n,;|\"'"


@dataclass(frozen=True, slots=True)
class Layout:
    """`width` columns in `dialect`; the body begins at line `body_line`."""

    dialect: Dialect
    width: int
    names: tuple[str, ...] | None
    region: Region
    body_line: int
    sample: tuple[tuple[str, ...], ...]
    decisions: tuple[EvidenceView, ...]


def find_layout(text: str, options: ReadOptions, *, is_whole: bool) -> Layout:
    """The layout of a text by its first part."""
    if not text.strip(NO_VALUES):
        raise Unreadable("There is no value in this file; choose one with rows.", code="no_columns")
    lines = lines_of(text)
    if not is_whole and len(lines) > 1:
        lines.pop()
    options = with_separator_line(lines, options)
    ranked = ranked_dialects(text, options)
    best = ranked[0]
    records = first_records(lines, best.dialect)
    if not records:
        raise Unreadable("There is no table in this file; choose one with rows.", code="no_columns")
    rows = [Line(record.line, record.cells) for record in records]
    width = width_of(rows, best)
    region = find_region(rows, width, options)
    width, names = fitted_names(rows, region, width)
    body = rows[region.start :]
    last = records[region.start - 1] if region.start else None
    body_line = body[0].line if body else 1 + (last.line + lines_in(last) - 1 if last else 0)
    return Layout(
        best.dialect,
        width,
        names,
        region,
        body_line,
        tuple(tuple(item.cells) for item in body if item.filled),
        decisions(ranked, region, rows, width, options),
    )


def lines_in(record: Record) -> int:
    return len(lines_of(record.text + "\n"))


def with_separator_line(lines: Sequence[str], options: ReadOptions) -> ReadOptions:
    """ "sep=;" in the first line names the delimiter, as spreadsheets write it."""
    match = SEPARATOR_LINE.fullmatch(lines[0].strip("\ufeff")) if lines else None
    if match is None or options.delimiter is not None:
        return options
    return options.model_copy(update={"delimiter": match[1], "skip": max(options.skip or 0, 1)})


def ranked_dialects(text: str, options: ReadOptions) -> list[Candidate]:
    """The dialects that could be, the best first; options leave only what they allow."""
    if options.delimiter is not None:
        return [as_asked(text, options)]
    found = candidates(text)
    by_blanks = columns_by_blanks(text)
    if by_blanks is not None and (found[0].width < 2 or by_blanks.score > 1.5 * found[0].score):
        found.insert(0, by_blanks)
    if len(found) > 1 and not is_convincing(found[0]):
        found.insert(0, found.pop())
    if options.quote is not None or options.escape is not None:
        return [as_asked(text, options, found[0].dialect)]
    return found


def is_convincing(best: Candidate) -> bool:
    """Whether this is a table of several columns rather than lines of text."""
    return best.score >= 0.12 and (best.fitting > 1 or best.rows < 3)


def as_asked(text: str, options: ReadOptions, found: Dialect | None = None) -> Candidate:
    lines = lines_of(text[:SAMPLE_CHARS])
    delimiter = (
        options.delimiter if options.delimiter is not None else (found or Dialect(",")).delimiter
    )
    if delimiter == NONE:
        delimiter = ""
    if delimiter in {FIXED, BLANKS}:
        by_blanks = columns_by_blanks(text)
        if by_blanks is None or by_blanks.dialect.delimiter != delimiter:
            raise Invalid(
                "The lines have no columns of one width; choose another delimiter.",
                code="bad_option",
                details={"option": "delimiter"},
            )
        return by_blanks
    guess = [item for item in candidates(text, Dialect(delimiter)) if delimiter]
    base = guess[0].dialect if guess and guess[0].dialect.delimiter == delimiter else None
    dialect = base or Dialect(delimiter, quote_of(lines, delimiter))
    if options.quote is not None:
        dialect = replace(dialect, quote="" if options.quote == NONE else options.quote[0])
    if options.escape is not None:
        dialect = replace(dialect, escape=options.escape)
    return judged(lines, dialect)


def first_records(lines: Sequence[str], dialect: Dialect) -> list[Record]:
    found: list[Record] = []
    for record in Records(lines, dialect):
        found.append(record)
        if len(found) >= SAMPLE_ROWS:
            break
    while found and found[-1].is_blank:
        found.pop()
    return found


def width_of(rows: Sequence[Line], best: Candidate) -> int:
    """The width of most rows, or that of a header which is wider than its short rows."""
    if best.dialect.delimiter == "":
        return 1
    filled = [item for item in rows if item.filled]
    width = best.width
    if best.rows and best.fitting < 2 and best.rows > 1:
        width = max(len(item.cells) for item in filled)
    for place, item in enumerate(filled[:3]):
        wide = item.reach
        if wide <= width or item.filled < wide or any(is_value(cell) for cell in item.cells):
            continue
        rest = filled[place + 1 :]
        reaching = sum(len(other.cells) == wide for other in rest)
        is_next_header = len(rest) > 1 and len(rest[0].cells) == width and judge_header(rest)[3] > 0
        if reaching or not is_next_header:
            return wide
    return width


def is_value(cell: str) -> bool:
    return look(cell) in {"number", "date"}


def fitted_names(
    rows: Sequence[Line], region: Region, width: int
) -> tuple[int, tuple[str, ...] | None]:
    """The width without an empty last column, and names for each of them."""
    body = [item for item in rows[region.start :] if item.filled]
    names = list(region.header) if region.header is not None else None
    named = max((i + 1 for i, name in enumerate(names or ()) if name.strip()), default=0)
    used = Counter(item.reach for item in body)
    reach = max((size for size, count in used.items() if size <= width), default=0)
    is_trailing = names is None or len(names) >= width
    if width > 1 and reach < width and named < width and body and is_trailing:
        width = max(reach, named, width - 1)
    if names is None:
        return width, None
    if len(names) == width - 1 and has_row_names(body, width):
        names = ["", *names]
    return max(width, named), tuple(names[: max(width, named)])


def has_row_names(body: Sequence[Line], width: int) -> bool:
    """A first column without a name, as statistics programs write row names."""
    whole = [item for item in body if len(item.cells) == width]
    first = [item.cells[0] for item in whole]
    full = sum(bool(item.cells[-1].strip()) for item in whole)
    return len(whole) > 1 and len(set(first)) == len(first) and full > 0.5 * len(whole)


def decisions(
    ranked: Sequence[Candidate],
    region: Region,
    rows: Sequence[Line],
    width: int,
    options: ReadOptions,
) -> tuple[EvidenceView, ...]:
    found = [
        delimiter_said(ranked, width, options),
        quote_said(ranked[0].dialect),
        header_said(region, rows, options),
    ]
    found += lines_before_said(region)
    return tuple(found)


def lines_before_said(region: Region) -> list[EvidenceView]:
    if not region.before:
        return []
    count, last = len(region.before), region.before[-1].line
    return [
        EvidenceView(
            "Lines before",
            f"{count:,}",
            "likely",
            f"{many(count, 'line')} before the table, kept beside it",
            (Alternative("None", {"skip": 0}), Alternative(f"Up to line {last}", {"skip": last})),
            key="before",
            counted=count,
        )
    ]


def delimiter_said(ranked: Sequence[Candidate], width: int, options: ReadOptions) -> EvidenceView:
    best = ranked[0]
    chosen = best.dialect.delimiter
    others = {item.dialect.delimiter for item in ranked[1:] if item.width > 1} - {chosen}
    ordered = [d for d in dict.fromkeys(item.dialect.delimiter for item in ranked) if d in others]
    offered = dict.fromkeys([*ordered[:3], *(d for d in (",", ";", "\t", "") if d != chosen)])
    alternatives = tuple(
        Alternative(name_of(d), {"delimiter": d or NONE}) for d in list(offered)[:5]
    )
    against = best.rows - best.fitting
    if options.delimiter is not None:
        words, certainty = "the options choose it", "certain"
    elif not chosen:
        words, certainty = "no character divides the lines regularly", "likely"
    else:
        words = f"{many(width, 'field')} in {best.fitting:,} of the first {many(best.rows, 'row')}"
        certainty = "certain" if against <= 0.1 * best.rows else "likely"
    return EvidenceView(
        "Delimiter",
        name_of(chosen),
        certainty,
        words,
        alternatives,
        key="delimiter",
        counted=best.fitting,
        against=against,
    )


def quote_said(dialect: Dialect) -> EvidenceView:
    names = {'"': "Double quote", "'": "Single quote", "": "None"}
    escapes = {"double": "doubled inside a cell", "backslash": "after a backslash inside a cell"}
    words = escapes.get(dialect.escape, "as it is inside a cell") if dialect.quote else "no quotes"
    others = [q for q in ('"', "'", "") if q != dialect.quote]
    return EvidenceView(
        "Quote",
        names.get(dialect.quote, dialect.quote),
        "likely",
        words,
        tuple(Alternative(names[q], {"quote": q or NONE}) for q in others),
        key="quote",
    )


def header_said(region: Region, rows: Sequence[Line], options: ReadOptions) -> EvidenceView:
    """The header's line with its neighbours as alternatives."""
    lines = region.header_lines
    choice = "None" if region.header is None else said_lines(lines)
    near = [item.line for item in rows[max(0, region.start - 3) : region.start + 2] if item.filled]
    others = [
        Alternative(f"Line {n}", {"header": n, "header_rows": 1}) for n in near if lines != (n,)
    ]
    if region.header is not None:
        others.insert(0, Alternative("None", {"header": NONE}))
    is_asked = options.header is not None
    return EvidenceView(
        "Header",
        choice,
        "certain" if is_asked else region.certainty,
        region.reason,
        tuple(others[:5]),
        key="header",
        counted=region.counted,
        against=region.against,
    )


def said_lines(lines: Sequence[int]) -> str:
    if len(lines) == 1:
        return f"Line {lines[0]}"
    return f"Lines {lines[0]} to {lines[-1]}"
