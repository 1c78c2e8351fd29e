"""How close two texts are: fingerprints and edits."""

from __future__ import annotations

import re
import unicodedata

NOT_WORD = re.compile(r"[^\w\s]|_")
BLANKS = re.compile(r"\s+")


def folded(text: str) -> str:
    """Without difference of case and blanks."""
    return BLANKS.sub(" ", text).strip().casefold()


def bare(text: str) -> str:
    """Without difference of case, blanks and . , ' - / between words."""
    return (
        BLANKS.sub(" ", re.sub(r"[.,'’`´\-‐‑–/_]", " ", text)).strip().casefold().replace(" ", "")
    )


def fingerprint(text: str) -> str:
    """The key-collision method of OpenRefine: words without case, accents, marks and order."""
    plain = unicodedata.normalize("NFKD", text.strip().casefold())
    kept = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(sorted(set(NOT_WORD.sub(" ", kept).split())))


def edits(first: str, second: str, most: int) -> int:
    """Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment);
    `most` + 1 for anything above `most`.
    """
    if abs(len(first) - len(second)) > most:
        return most + 1
    above: list[int] = []
    last = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        row = [i]
        for j, b in enumerate(second, 1):
            best = min(row[-1] + 1, last[j] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and b == first[i - 2]:
                best = min(best, above[j - 2] + 1)
            row.append(best)
        if min(row) > most:
            return most + 1
        above, last = last, row
    return min(last[-1], most + 1)


def slip(rare: str, main: str) -> str:
    """Which single slip of the hand made `rare` of `main`: "lost", "doubled", "added", "swapped",
    "replaced"; "" for none.
    """
    start = 0
    while start < min(len(rare), len(main)) and rare[start] == main[start]:
        start += 1
    a, b = rare[start:], main[start:]
    if len(a) + 1 == len(b) and a == b[1:]:
        return "lost"
    if len(a) == len(b) + 1 and a[1:] == b:
        return "doubled" if start and a[0] == rare[start - 1] else "added"
    if len(a) == len(b) >= 2 and a[:2] == b[1::-1] and a[2:] == b[2:]:
        return "swapped"
    return "replaced" if len(a) == len(b) >= 1 and a[1:] == b[1:] else ""


def words_apart(old: str, new: str) -> list[tuple[str, str]] | None:
    """The words in which two texts differ, in order; None when they have not as many words."""
    was, now = old.split(), new.split()
    if len(was) != len(now):
        return None
    return [(a, b) for a, b in zip(was, now, strict=True) if a != b]
