"""Text that was decoded with the wrong encoding: KÃ¶ln for Köln."""

from __future__ import annotations

import re
from collections.abc import Iterator

from luminabi_dash.cleaning.cells import Cells
from luminabi_dash.cleaning.step import (
    Proposal,
    Review,
    Spellings,
    StepResult,
    Texts,
    respelling,
    respelling_script,
    step,
)
from luminabi_dash.cleaning.table import Table
from luminabi_dash.plural import many

REASON = "UTF-8 that was read in another encoding; the column holds the right text elsewhere"
LIKELY = r"[ÂÃÅÄÆÐÑØÙâð\x{0080}-\x{009f}\x{fffd}]|[РСÐÑ][^\sа-яё]|[√≈]"
ENCODINGS = ("cp1252", "latin-1", "cp1251", "mac_roman", "cp1250")
LOST = "\ufffd"
UNDEFINED = {byte: chr(byte) for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
WHOLE_TEXTS = 3


def plan(table: Table) -> Spellings | None:
    parts = [Texts(column=name, texts=repairs(cells)) for name, cells in table]
    parts = [part for part in parts if part.texts]
    return Spellings(columns=tuple(parts)) if parts else None


def repairs(cells: Cells) -> dict[str, str | None]:
    """Texts that decode into one which the column holds; all, when everything in it decodes."""
    if cells.is_ascii:
        return {}
    broken = cells.pick(cells.matches(LIKELY))
    known = found_among(cells, {new for text in broken for new in decoded(text)})
    sure: dict[str, str | None] = {}
    for text in broken:
        right = next((new for new in decoded(text) if new in known), None)
        right = right or with_lost(text, cells)
        if right is not None:
            sure[text] = right
    return sure or whole(cells)


def whole(cells: Cells) -> dict[str, str | None]:
    """Every text that is not ASCII decodes in the same way: the column proves itself."""
    texts = cells.pick(cells.matches(r"[^\x00-\x7f]"))
    if len(texts) < WHOLE_TEXTS:
        return {}
    for encoding in ENCODINGS:
        found: dict[str, str | None] = {}
        for text in texts:
            found[text] = redecoded(text, encoding)
            if found[text] is None:
                break
        else:
            return found
    return {}


def decoded(text: str) -> Iterator[str]:
    """What a text would be had it been read as UTF-8, once or twice over."""
    for encoding in ENCODINGS:
        once = redecoded(text, encoding)
        if once is not None:
            yield once
            twice = redecoded(once, encoding)
            if twice is not None:
                yield twice


def redecoded(text: str, encoding: str) -> str | None:
    """The text read as UTF-8 after all; None when its bytes are none, or nothing changes."""
    try:
        data = b"".join(bytes_of(char, encoding) for char in text)
        new = data.decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return None
    return new if new != text and new.isprintable() else None


def bytes_of(char: str, encoding: str) -> bytes:
    return bytes([ord(char)]) if char in UNDEFINED.values() else char.encode(encoding)


def with_lost(text: str, cells: Cells) -> str | None:
    """A text in which a byte was lost for good, when one text of the column alone fits it."""
    if LOST not in text or len(text) < 4:
        return None
    fitting = []
    shape = re.compile("".join("." if char == LOST else re.escape(char) for char in text))
    for other in cells.pick(cells.matches(r"[^\x00-\x7f]"))[:5_000]:
        if LOST in other:
            continue
        data = other.encode("utf-8")
        if any(shape.fullmatch(data.decode(name, "replace")) for name in ("cp1252", "cp1250")):
            fitting.append(other)
    return fitting[0] if len(fitting) == 1 else None


def found_among(cells: Cells, texts: set[str]) -> set[str]:
    return set(cells.places(texts)) if texts else set()


def review(table: Table) -> Review:
    """Texts that decode into words although nothing else in the column proves it."""
    proposals = []
    for name, cells in table:
        if cells.is_ascii:
            continue
        found: dict[str, str | None] = {}
        for text in cells.pick(cells.matches(LIKELY)):
            new = redecoded(text, "cp1252") or redecoded(text, "latin-1")
            if new is not None:
                found[text] = new
        if found:
            reason = "these cells read as UTF-8 in the wrong encoding"
            parameters = Spellings(columns=(Texts(column=name, texts=found),))
            proposals.append(Proposal(parameters, (name,), reason, {"texts": len(found)}))
    return Review(tuple(proposals))


@step(
    "mojibake",
    title="Repair wrongly decoded text",
    running="Repairing wrongly decoded text…",
    reason=REASON,
    order=14,
    parameters=Spellings,
    plan=plan,
    review=review,
    script=respelling_script,
)
def mojibake(table: Table, given: Spellings) -> StepResult:
    texts = sum(len(part.texts) for part in given.columns)
    words = f"Repaired {many(texts, 'wrongly decoded text')}."
    return StepResult(respelling(table, given, REASON), summary=words)
