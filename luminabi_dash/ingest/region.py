"""Where the table is: lines before it, its header rows, and the row its body begins at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from luminabi_dash.errors import Invalid
from luminabi_dash.ingest.looks import MISSING, YEAR, look
from luminabi_dash.ingest.options import NONE, ReadOptions

LOOKED_AT = 40
BODY = 80
HEADER_ROWS = 3
NAME_LENGTH = 40
TYPED = {"number", "date", "address"}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of cells, and the line it begins at."""

    line: int
    cells: Sequence[str]

    @property
    def filled(self) -> int:
        return sum(bool(cell.strip()) for cell in self.cells)

    @property
    def reach(self) -> int:
        """The number of cells up to the last one that is filled."""
        return max((i + 1 for i, cell in enumerate(self.cells) if cell.strip()), default=0)


@dataclass(frozen=True, slots=True)
class Region:
    """`before`: rows above the table; `header`: its names, None without one; `start`: the place of
    the first body row; `certainty` and `reason` of the header.
    """

    before: tuple[Line, ...]
    header: tuple[str, ...] | None
    header_lines: tuple[int, ...]
    start: int
    certainty: str
    reason: str
    counted: int = 0
    against: int = 0


def find_region(
    lines: Sequence[Line], width: int, options: ReadOptions, *, merged: bool = False
) -> Region:
    """The region of the first lines of a file; `merged`: single group names may span columns."""
    first = 0
    if options.skip is not None:
        first = next((i for i, item in enumerate(lines) if item.line > options.skip), len(lines))
    if isinstance(options.header, int):
        return region_by_line(lines, options)
    top = (
        first_of_table(lines, width, first) if options.skip is None else first_filled(lines, first)
    )
    if options.header == NONE:
        return Region(
            above(lines, top), None, (), top, "certain", "the options say that there is no header"
        )
    top = after_key_values(lines, top)
    body = [item for item in lines[top:] if item.filled]
    is_named, certainty, reason, counted, against = judge_header(body)
    if not is_named:
        return Region(above(lines, top), None, (), top, certainty, reason, counted, against)
    rows = header_rows(lines, top, width, options, merged=merged)
    names = joined_names([lines[i].cells for i in rows])
    return Region(
        above(lines, rows[0]),
        names,
        tuple(lines[i].line for i in rows),
        rows[-1] + 1,
        certainty,
        reason,
        counted,
        against,
    )


def region_by_line(lines: Sequence[Line], options: ReadOptions) -> Region:
    asked = options.header
    place = next((i for i, item in enumerate(lines) if item.line == asked), None)
    if place is None:
        raise Invalid(
            f"No row begins at line {asked} among the first {len(lines):,}; choose another header.",
            code="bad_option",
            details={"option": "header"},
        )
    start = max(0, place + 1 - (options.header_rows or 1))
    rows = range(start, place + 1)
    names = joined_names([lines[i].cells for i in rows])
    reason = "the options name this row"
    numbers = tuple(lines[i].line for i in rows)
    return Region(above(lines, start), names, numbers, place + 1, "certain", reason)


def above(lines: Sequence[Line], top: int) -> tuple[Line, ...]:
    return tuple(item for item in lines[:top] if item.filled)


def first_filled(lines: Sequence[Line], first: int) -> int:
    return next((i for i in range(first, len(lines)) if lines[i].filled), len(lines))


def first_of_table(lines: Sequence[Line], width: int, first: int) -> int:
    """The first row as wide as the table, at most LOOKED_AT filled rows down."""
    if width < 2:
        return first_without_comment(lines, first)
    used = {
        place
        for item in lines[first : first + BODY]
        if 1 < len(item.cells) <= width
        for place, cell in enumerate(item.cells)
        if cell.strip()
    }
    due = max(2.0, 0.4 * len(used))
    seen = 0
    for place in range(first, len(lines)):
        item = lines[place]
        if not item.filled:
            continue
        if item.filled >= due and due <= item.reach <= width and not is_comment(lines, place):
            return place
        seen += 1
        if seen > LOOKED_AT:
            break
    return first_filled(lines, first)


def first_without_comment(lines: Sequence[Line], first: int) -> int:
    place = first_filled(lines, first)
    top = place
    while top < len(lines) and is_comment(lines, top):
        top = first_filled(lines, top + 1)
    return top if top < len(lines) else place


def is_comment(lines: Sequence[Line], place: int) -> bool:
    """A line that begins with # where the rows under it do not; "#id,name" is a header."""
    first = lines[place].cells[0].lstrip()
    if not first.startswith(("# ", "##", "//", "%")) and not (
        first.startswith("#") and lines[place].filled == 1
    ):
        return False
    below = [item for item in lines[place + 1 : place + 30] if item.filled]
    return any(not item.cells[0].lstrip().startswith(first[0]) for item in below)


def after_key_values(lines: Sequence[Line], top: int) -> int:
    """A short block of "name, value" rows, set apart by an empty row from a table with a header."""
    gap = next((i for i in range(top, min(len(lines), top + 12)) if not lines[i].filled), None)
    if gap is None:
        return top
    below = first_filled(lines, gap)
    after = [item for item in lines[below:] if item.filled]
    before = [item for item in lines[top:gap] if item.filled]
    if len(after) < 3 or len(before) >= len(after):
        return top
    if max(item.reach for item in before) > 2 or after[0].reach < 2:
        return top
    judged = judge_header(after)
    proof = typed_columns(after[1:])
    fits = sum(len(proof) > 0 and suits(item, proof) for item in before)
    return below if judged[0] and judged[3] > 0 and fits < 0.5 * len(before) else top


def suits(item: Line, kinds: dict[int, str]) -> bool:
    cells = [(kinds[i], cell) for i, cell in enumerate(item.cells) if i in kinds and cell.strip()]
    return bool(cells) and all(look(cell) == kind for kind, cell in cells)


def typed_columns(body: Sequence[Line]) -> dict[int, str]:
    """Columns whose cells are numbers, dates or addresses nearly throughout."""
    found: dict[int, str] = {}
    for place in range(max((len(item.cells) for item in body), default=0)):
        cells = [item.cells[place] for item in body[:BODY] if place < len(item.cells)]
        kinds = Counter(look(cell) for cell in cells if not is_missing(cell))
        if kinds:
            kind, count = kinds.most_common(1)[0]
            if kind in TYPED and count >= 0.8 * sum(kinds.values()):
                found[place] = kind
    return found


def is_missing(cell: str) -> bool:
    return MISSING.fullmatch(cell.strip()) is not None


def judge_header(body: Sequence[Line]) -> tuple[bool, str, str, int, int]:
    """Whether the first row names columns: is it, how sure, why, columns for it and against."""
    if not body:
        return False, "likely", "there are no rows", 0, 0
    first = body[0]
    rest = [item for item in body[1:] if tuple(item.cells) != tuple(first.cells)]
    looks = [look(cell) for cell in first.cells]
    typed_here = [i for i, kind in enumerate(looks) if kind in TYPED]
    if not rest:
        is_named = not typed_here
        words = "it is the only row and holds words" if is_named else "the only row holds values"
        return is_named, "likely", words, len(first.cells) - len(typed_here), len(typed_here)
    columns = typed_columns(without_header_rows(rest))
    against = [i for i in columns if i < len(looks) and looks[i] == columns[i]]
    favour = [
        i
        for i, kind in columns.items()
        if i < len(looks) and looks[i] not in {"", kind} and not is_missing(first.cells[i])
    ]
    if against and are_years(first, against, rest, has_names=bool(favour)):
        return True, "likely", "years name columns of other values", len(favour) or 1, 0
    if against and len(favour) < len(against):
        words = f"the first row holds values in {len(against)} of {len(columns)} typed columns"
        sure = "likely" if favour else "certain"
        return False, sure, words, len(against), len(favour)
    if favour:
        words = f"it holds names over {len(favour)} columns of numbers, dates or addresses"
        return True, "certain", words, len(favour), len(against)
    return judge_words(first, rest, typed_here)


def without_header_rows(rest: Sequence[Line]) -> Sequence[Line]:
    return rest[2:] if len(rest) > 6 else rest[1:] if len(rest) > 3 else rest


def are_years(
    first: Line, against: Sequence[int], rest: Sequence[Line], *, has_names: bool
) -> bool:
    """store, 2019, 2020, 2021: years that differ, over values that are none."""
    cells = [first.cells[i].strip() for i in against]
    if len(set(cells)) < len(cells) or not all(YEAR.fullmatch(cell) for cell in cells):
        return False
    steps = {int(b) - int(a) for a, b in pairwise(cells)}
    if len(steps) > 1 or (len(cells) == 1 and not has_names):
        return False
    if len(against) >= sum(bool(cell.strip()) for cell in first.cells) and len(cells) > 1:
        return False
    below = [item.cells[i].strip() for item in rest[:20] for i in against if i < len(item.cells)]
    return sum(YEAR.fullmatch(cell) is not None for cell in below) < 0.3 * max(len(below), 1)


def judge_words(
    first: Line, rest: Sequence[Line], typed_here: Sequence[int]
) -> tuple[bool, str, str, int, int]:
    """A table of words alone: names differ from one another and do not come again below."""
    cells = [cell.strip() for cell in first.cells]
    filled = [cell for cell in cells if cell]
    again = [
        i
        for i, cell in enumerate(cells)
        if cell and any(i < len(row.cells) and row.cells[i].strip() == cell for row in rest[1:BODY])
    ]
    if again:
        words = f"values of the first row come again below in {len(again)} of its columns"
        return False, "likely", words, len(again), len(filled) - len(again)
    if typed_here:
        return False, "likely", "the first row holds numbers or dates", len(typed_here), 0
    return True, "likely", "its words do not come again below", len(filled), 0


def header_rows(
    lines: Sequence[Line], top: int, width: int, options: ReadOptions, *, merged: bool
) -> list[int]:
    """The places of the header's rows: group names above, further names below."""
    rows = [top]
    if options.header_rows is not None:
        return [i for i in range(top, top + options.header_rows) if i < len(lines)]
    place = top - 1
    while place >= 0 and len(rows) < HEADER_ROWS and is_group(lines[place], width, merged=merged):
        rows.insert(0, place)
        place -= 1
    place = top + 1
    while place < len(lines) and len(rows) < HEADER_ROWS and is_more_header(lines, rows, place):
        rows.append(place)
        place += 1
    return rows


def is_group(item: Line, width: int, *, merged: bool) -> bool:
    """Group names: some words with gaps between them, as wide as the table."""
    if item.filled < (1 if merged else 2) or len(item.cells) < width or item.reach > width:
        return False
    return not any(look(cell) in TYPED for cell in item.cells)


def is_more_header(lines: Sequence[Line], rows: Sequence[int], place: int) -> bool:
    """A row of words right under a header and over typed columns, or one that fills its gaps."""
    item = lines[place]
    rest = [line for line in lines[place + 1 :] if line.filled]
    if not item.filled or not rest or len(item.cells) > len(lines[rows[-1]].cells):
        return False
    if any(look(cell) in TYPED for cell in item.cells if not is_missing(cell)):
        return False
    columns = typed_columns(rest)
    above_cells = lines[rows[-1]].cells
    named = [i for i in columns if i < len(item.cells) and not is_missing(item.cells[i])]
    gaps = [
        i
        for i, cell in enumerate(item.cells)
        if cell.strip() and (i >= len(above_cells) or not above_cells[i].strip())
    ]
    words = [cell for cell in item.cells if cell.strip()]
    are_names = all(look(cell) == "word" and len(cell) <= NAME_LENGTH for cell in words)
    is_over_all = len(named) >= 2 and len(named) == len(columns) and are_names
    is_over_all = is_over_all and len(words) >= 0.5 * len(item.cells) and len(rest) > 1
    return is_over_all or (bool(gaps) and bool(named))


def joined_names(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Stacked names joined by a blank; a group's name goes on to the right over named columns."""
    if len(rows) == 1:
        return tuple(rows[0])
    width = max(len(row) for row in rows)
    padded = [[*row, *[""] * (width - len(row))] for row in rows]
    given = [list(row) for row in padded]
    for level, upper in enumerate(padded[:-1]):
        group = ""
        for place in range(width):
            if any(row[place].strip() for row in given[:level]):
                group = ""
            if upper[place].strip():
                group = upper[place]
            elif any(row[place].strip() for row in given[level + 1 :]):
                upper[place] = group
    names = []
    for place in range(width):
        parts = [row[place].strip() for row in padded]
        names.append(" ".join(part for part in parts if part))
    return tuple(names)
