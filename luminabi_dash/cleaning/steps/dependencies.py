"""Columns that determine others: a city has one country, a code one name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from luminabi_dash.cleaning.cells import EMPTY, Cells, Ints
from luminabi_dash.cleaning.guards import is_repeated
from luminabi_dash.cleaning.relations import Relation, relations, tallied
from luminabi_dash.cleaning.rules.letters import edits, words_apart
from luminabi_dash.cleaning.step import (
    Flag,
    Parameters,
    Proposal,
    Review,
    Rewritten,
    StepResult,
    flags_at,
    step,
)
from luminabi_dash.cleaning.table import Table
from luminabi_dash.plural import many

REASON = "other columns determine this cell, and it is one slip away from what they say"
CONFIDENCE = 0.95
GROUP_ROWS = 3
AGREE_SHARE = 0.8
PURE_SHARE = 0.3
GROUPS_LEAST = 4
CLEAR = 0.97
COVERED_SHARE = 0.3
RARE_ROWS = 2
OUTCAST_SHARE = 0.03
OUTCAST_ROWS = 3
WORD, LONG_WORD, WORDS_MOST = 4, 8, 2
VOTES_SHARE = 0.8
MOST = 2_000
MEASURED = r"^[+-]?\d*\.\d+$"


class Repair(Parameters):
    """Where `by` is `key` and `column` is `before`, it becomes `after`."""

    by: str
    key: str
    column: str
    before: str | None
    after: str


class Repairs(Parameters):
    repairs: tuple[Repair, ...]


@dataclass(frozen=True, slots=True)
class Vote:
    """Column `by` says for some rows that a cell should be `after`."""

    by: str
    key: int
    after: int


def plan(table: Table) -> Repairs | None:
    """Cells that disagree and are a slip away from what their determinants say."""
    sure = [repair for repair, is_sure in judged(table) if is_sure]
    return Repairs(repairs=tuple(sure)) if sure else None


def review(table: Table) -> Review:
    """Other disagreements, and empty cells that another column determines, a pair at a time."""
    groups: dict[tuple[str, str, bool], list[Repair]] = defaultdict(list)
    flags: list[Flag] = []
    for repair, is_sure in judged(table):
        if not is_sure:
            groups[repair.by, repair.column, repair.before is None].append(repair)
    proposals = []
    for (by, column, is_filling), repairs in groups.items():
        relation = relations(table)[by, column]
        said = "fills empty cells" if is_filling else "changes the cells that disagree"
        share = f"{relation.confidence:.1%}"
        reason = f"{by!r} determines {column!r} in {share} of the rows; this {said}"
        counts: dict[str, int | float | str] = {"groups": len(repairs), "confidence": share}
        parameters = Repairs(repairs=tuple(repairs[:MOST]))
        proposals.append(Proposal(parameters, (by, column), reason, counts))
        if not is_filling:
            rows, _ = matching(table[by], table[column], repairs)
            text = f"nearly all rows with this {by!r} have another {column!r}"
            flags += flags_at(rows, column, "dependency_conflict", text)
    return Review(tuple(proposals), tuple(flags))


def judged(table: Table) -> list[tuple[Repair, bool]]:
    """Every repair that the columns speak for, and whether it is sure; found once a table."""
    if "dependencies" not in table.memory:
        table.memory["dependencies"] = list(repairs_of(table))
    found: list[tuple[Repair, bool]] = table.memory["dependencies"]
    return found


def repairs_of(table: Table) -> Iterator[tuple[Repair, bool]]:
    for column, cells in table:
        if not is_name_like(cells):
            continue
        votes = ballots(table, column)
        groups: dict[tuple[str, int, int, int], list[int]] = defaultdict(list)
        for row, cast in votes.items():
            counted = Counter(vote.after for vote in cast)
            after, voices = counted.most_common(1)[0]
            if voices >= VOTES_SHARE * len(cast):
                best = next(vote for vote in cast if vote.after == after)
                groups[best.by, best.key, int(cells.codes[row]), after].append(row)
        wrong = Counter(int(cells.codes[row]) for row in votes)
        for (by, key, before, after), rows in groups.items():
            repair = named(table, column, by, key, before, after)
            ballot = [votes[row] for row in rows]
            is_outcast = OUTCAST_ROWS <= wrong[before] == int(cells.counts[before])
            yield repair, is_sure(cells, before, after, ballot, is_outcast=is_outcast)


def named(table: Table, column: str, by: str, key: int, before: int, after: int) -> Repair:
    cells = table[column]
    return Repair(
        by=by,
        key=table[by].texts[key],
        column=column,
        before=None if before == EMPTY else cells.texts[before],
        after=cells.texts[after],
    )


def ballots(table: Table, column: str) -> dict[int, list[Vote]]:
    """For each row that disagrees: what its determinants say instead."""
    votes: dict[int, list[Vote]] = defaultdict(list)
    for relation in relations(table).values():
        is_asked = relation.target == column and is_strong(relation)
        if is_asked and is_name_like(table[relation.source]):
            for row, vote in disagreeing(table[relation.source], table[column], relation.source):
                votes[row].append(vote)
    return votes


def is_name_like(cells: Cells) -> bool:
    """Repeats, and is no measured number: a fare does not determine a class."""
    return is_repeated(cells) and not cells.matches(MEASURED).any()


def is_strong(relation: Relation) -> bool:
    return relation.confidence >= CONFIDENCE and relation.is_telling


def disagreeing(x: Cells, y: Cells, by: str) -> Iterator[tuple[int, Vote]]:
    """Rows whose `y` is not what nearly all rows with the same `x` have."""
    both = (x.codes != EMPTY) & (y.codes != EMPTY)
    (keys, values), sizes = tallied(x.codes[both], y.codes[both])
    totals = np.bincount(keys, weights=sizes, minlength=x.distinct).astype(np.int64)
    order = np.argsort(sizes, kind="stable")
    top = np.full(x.distinct, EMPTY, np.int64)
    top[keys[order]] = values[order]
    tops = np.zeros(x.distinct, np.int64)
    tops[keys[order]] = sizes[order]
    often = totals >= GROUP_ROWS
    pure = (tops == totals) & often
    is_clear = (
        pure.sum() >= PURE_SHARE * often.sum() or tops[often].sum() >= CLEAR * totals[often].sum()
    )
    if often.sum() < GROUPS_LEAST or not is_clear:
        return
    if totals[often].sum() < COVERED_SHARE * both.sum():
        return
    agreed = np.append(often & (tops >= AGREE_SHARE * totals), False)
    wanted = np.append(top, EMPTY)[x.codes]
    rows = np.flatnonzero(agreed[x.codes] & (y.codes != wanted))
    for row in rows[: MOST * 10].tolist():
        yield row, Vote(by, int(x.codes[row]), int(wanted[row]))


def is_sure(
    cells: Cells, before: int, after: int, votes: list[list[Vote]], *, is_outcast: bool
) -> bool:
    """A rare text, a slip away from the one that the other columns ask for; numbers are never taken
    for slips of numbers. A text that stands nowhere rightly (`is_outcast`: three rows or more, and
    in all of them columns ask for another one) may repeat, and may be a short code.
    """
    voices = min(len({vote.by for vote in cast}) for cast in votes)
    most_rows = OUTCAST_SHARE * cells.filled if is_outcast and voices >= 2 else RARE_ROWS
    if before == EMPTY or cells.counts[before] > max(most_rows, RARE_ROWS):
        return False
    old, new = cells.texts[before], cells.texts[after]
    if cells.counts[after] < GROUP_ROWS or changes_digits(old, new):
        return False
    if len(new) < WORD:
        return is_outcast and voices >= 2 and len(new) > 1 and edits(old, new, 1) <= 1
    return is_close(old.casefold(), new.casefold(), voices)


def is_close(old: str, new: str, voices: int) -> bool:
    """A slip or two inside longer words. "Sales East" is not "Sales West", "Part I" not "Part II";
    another first letter needs two columns that ask for it.
    """
    if old.startswith(new) or new.startswith(old):
        return False
    pairs = words_apart(old, new)
    if pairs is None:
        return edits(old, new, 1) <= 1
    if len(pairs) > WORDS_MOST:
        return False
    return all(is_slip(a, b) and (a[0] == b[0] or voices >= 2) for a, b in pairs)


def is_slip(old: str, new: str) -> bool:
    most = 2 if len(new) >= LONG_WORD else 1
    return len(new) >= WORD and edits(old, new, most) <= most


def changes_digits(old: str, new: str) -> bool:
    """Whether the two differ in their digits otherwise than by letters in place of some."""
    if len(old) == len(new):
        return any(a != b and a.isdigit() and b.isdigit() for a, b in zip(old, new, strict=True))
    digits = [char for char in old if char.isdigit()]
    return digits != [char for char in new if char.isdigit()]


def script(given: Repairs) -> list[str]:
    rows = [(r.by, r.key, r.column, r.before, r.after) for r in given.repairs]
    return ["repair_cells(frame, [", *(f"    {row!r}," for row in rows), "])"]


@step(
    "dependencies",
    title="Repair cells that other columns determine",
    running="Comparing columns…",
    reason=REASON,
    order=50,
    parameters=Repairs,
    plan=plan,
    review=review,
    script=script,
)
def dependencies(table: Table, given: Repairs) -> StepResult:
    """The first repair that names a cell counts; all look at the table as it was."""
    groups: dict[tuple[str, str], list[Repair]] = defaultdict(list)
    for repair in given.repairs:
        if repair.by in table and repair.column in table:
            groups[repair.by, repair.column].append(repair)
    changes = []
    done: dict[str, set[int]] = defaultdict(set)
    for (by, column), repairs in groups.items():
        rows, after = matching(table[by], table[column], repairs)
        fresh = [n for n, row in enumerate(rows.tolist()) if row not in done[column]]
        done[column] |= set(rows.tolist())
        if fresh:
            reason = f"{by!r} determines {column!r} in nearly all rows"
            changes.append(Rewritten(column, rows[fresh], [after[n] for n in fresh], reason))
    count = sum(len(change.rows) for change in changes)
    return StepResult(tuple(changes), summary=f"Repaired {many(count, 'cell')}.")


def matching(x: Cells, y: Cells, repairs: list[Repair]) -> tuple[Ints, list[str]]:
    """Rows that the repairs name, rising, with their new texts."""
    keys = x.places({repair.key for repair in repairs})
    olds = y.places({repair.before for repair in repairs if repair.before is not None})
    found: dict[int, str] = {}
    for repair in repairs:
        before = EMPTY if repair.before is None else olds.get(repair.before)
        if repair.key not in keys or before is None:
            continue
        rows = x.rows_of(keys[repair.key])
        for row in rows[y.codes[rows] == before].tolist():
            found.setdefault(row, repair.after)
    order = sorted(found)
    return np.array(order, np.int64), [found[row] for row in order]
