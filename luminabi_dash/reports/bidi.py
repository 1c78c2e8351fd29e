"""Right-to-left text for fonts that are drawn from left to right: order and Arabic joining."""

from __future__ import annotations

import unicodedata
from functools import cache
from itertools import groupby

RIGHT = frozenset({"R", "AL"})
NUMBERS = frozenset({"EN", "AN"})
BESIDE_NUMBERS = frozenset({"ET", "CS", "ES"})
MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")
FORMS = range(0xFE70, 0xFEFD)
Shapes = dict[str, dict[str, str]]


def visual(text: str) -> str:
    """The characters in the order in which they stand on paper, Arabic in its joined forms.

    The implicit part of the Unicode bidirectional algorithm (UAX #9), without embeddings.
    """
    if text.isascii() or not any(unicodedata.bidirectional(c) in RIGHT for c in text):
        return text
    text = joined(text)
    placed = list(zip(levels_of(text), text, strict=True))
    for lowest in range(max(level for level, _ in placed), 0, -1):
        turned: list[tuple[int, str]] = []
        for is_above, part in groupby(placed, key=lambda item: item[0] >= lowest):
            stretch = list(part)
            turned += reversed(stretch) if is_above else stretch
        placed = turned
    return "".join(c.translate(MIRRORED) if level == 1 else c for level, c in placed)


def levels_of(text: str) -> list[int]:
    """Even levels run to the right, odd ones to the left; a number in such text is 2."""
    kinds = kinds_of(text)
    base = next(kind for kind in kinds if kind in "LR")
    levels = {"R": 1, "N": 2, "L": 0 if base == "L" else 2}
    sides = ["R" if kind == "N" else kind for kind in kinds]
    resolved = []
    for index, kind in enumerate(kinds):
        if kind == "?":
            before = next((side for side in reversed(sides[:index]) if side != "?"), base)
            after = next((side for side in sides[index:] if side != "?"), base)
            kind = before if before == after else base
        resolved.append(levels[kind])
    return resolved


def kinds_of(text: str) -> list[str]:
    """L, R, N for a number among right-to-left letters, ? for what its neighbours decide."""
    kinds: list[str] = []
    strong = ""
    for index, character in enumerate(text):
        kind = unicodedata.bidirectional(character)
        if kind in BESIDE_NUMBERS and touches_number(text, index):
            kind = "EN"
        if kind in RIGHT or kind == "L":
            strong = "R" if kind in RIGHT else "L"
            kinds.append(strong)
        elif kind in NUMBERS:
            kinds.append("L" if strong == "L" else "N")
        elif kind == "NSM" and kinds:
            kinds.append(kinds[-1])
        else:
            kinds.append("?")
    return kinds


def touches_number(text: str, index: int) -> bool:
    return any(unicodedata.bidirectional(c) in NUMBERS for c in text[max(index - 1, 0) : index + 2])


def joined(text: str) -> str:
    """Arabic letters replaced by their initial, medial, final or isolated forms."""
    shapes = arabic_shapes()
    return "".join(
        shapes[character].get(form_of(text, index, shapes), character)
        if character in shapes
        else character
        for index, character in enumerate(text)
    )


def form_of(text: str, index: int, shapes: Shapes) -> str:
    """Which form a letter takes between its neighbours."""
    own = shapes[text[index]]
    joins_back = "initial" in shapes.get(neighbour(text, index, -1), {}) and "final" in own
    joins_on = "initial" in own and "final" in shapes.get(neighbour(text, index, 1), {})
    if joins_back:
        return "medial" if joins_on else "final"
    return "initial" if joins_on else "isolated"


def neighbour(text: str, index: int, step: int) -> str:
    """The next character that is no mark; "" at the end."""
    index += step
    while 0 <= index < len(text) and unicodedata.category(text[index]) == "Mn":
        index += step
    return text[index] if 0 <= index < len(text) else ""


@cache
def arabic_shapes() -> Shapes:
    """For each Arabic letter its presentation forms, from the Unicode database."""
    shapes: Shapes = {}
    for code in FORMS:
        words = unicodedata.decomposition(chr(code)).split()
        if len(words) == 2:
            shapes.setdefault(chr(int(words[1], 16)), {})[words[0].strip("<>")] = chr(code)
    return shapes
