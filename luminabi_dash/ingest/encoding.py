"""Which encoding a text file is in: marks, strict UTF-8, then candidates by how they read."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from luminabi_dash.errors import Unreadable
from luminabi_dash.views import EvidenceView

CHUNK = 1024 * 1024
SAMPLE = 256 * 1024
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
CANDIDATES = ("cp1252", "cp1250", "cp1251", "shift_jis", "gb18030", "mac_roman")
SYMBOLS = set("¤¦¨©ª¬­®¯°±²³´¶·¸¹º¼½¾×÷†‡•…‰™ˆ˜¿¡‹›„‚ƒ")


@dataclass(frozen=True, slots=True)
class Encoding:
    """`name` as Python knows it; `mark_bytes` of a byte order mark are to be skipped."""

    name: str
    mark_bytes: int
    evidence: EvidenceView


def find_encoding(path: Path) -> Encoding:
    """The encoding; Unreadable when the bytes are no text or fit no encoding."""
    with path.open("rb") as file:
        sample = file.read(SAMPLE)
    for mark, name in MARKS:
        if sample.startswith(mark):
            check(path, name)
            said = decision(name.removesuffix("-sig"), "certain", "a byte order mark says so")
            return Encoding(name.removesuffix("-sig"), len(mark), said)
    if b"\x00" in sample:
        return by_zeros(path, sample)
    line = first_bad_line(path, "utf-8")
    if line is None:
        plain = all(byte < 128 for byte in sample)
        reason = "only ASCII characters in the first part" if plain else "every line decodes"
        return Encoding("utf-8", 0, decision("utf-8", "certain", reason, CANDIDATES[:2]))
    return by_reading(path, line)


def by_zeros(path: Path, sample: bytes) -> Encoding:
    """UTF-16 without a mark: zero bytes at every other place."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = max(len(sample) // 2, 1)
    for name, zeros, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if zeros > 0.4 * half and others < 0.05 * half:
            check(path, name)
            return Encoding(name, 0, decision(name, "likely", "every other byte is zero"))
    raise Unreadable(
        "This is not a text file: it holds zero bytes; export it as CSV in UTF-8.", code="encoding"
    )


def by_reading(path: Path, bad_line: int) -> Encoding:
    """The candidate whose letters read best around the bytes that are not ASCII."""
    text_bytes = odd_bytes(path)
    if controls(text_bytes) > 0.02:
        raise Unreadable(
            "The bytes of this file are no text; export it as CSV in UTF-8.", code="type_mismatch"
        )
    scores = {name: score(text_bytes, name) for name in CANDIDATES}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] <= 0 or first_bad_line(path, best) is not None:
        raise Unreadable(
            f"Line {bad_line} has bytes of no encoding that is known here; save the file as UTF-8.",
            code="encoding",
            details={"line": bad_line},
        )
    others = tuple(sorted((n for n in scores if n != best), key=lambda n: -scores[n])[:2])
    reason = f"line {bad_line} is not UTF-8; letters read best so"
    return Encoding(best, 0, decision(best, "likely", reason, others))


def odd_bytes(path: Path) -> bytes:
    """Lines that are not ASCII, up to SAMPLE bytes."""
    found = bytearray()
    with path.open("rb") as file:
        for line in file:
            if not line.isascii():
                found += line[:4096]
            if len(found) > SAMPLE:
                break
    return bytes(found)


def controls(data: bytes) -> float:
    odd = sum(data.count(bytes([byte])) for byte in range(32) if byte not in {9, 10, 13, 12, 27})
    return odd / max(len(data), 1)


def score(data: bytes, name: str) -> float:
    """Letters that follow the alphabet of their neighbours count for it, symbols against."""
    try:
        text = data.decode(name)
    except UnicodeDecodeError as error:
        if name in {"shift_jis", "gb18030"} and error.start > len(data) - 4:
            text = data[: error.start].decode(name)
        else:
            return -1.0
    odd = [(a, b) for a, b in pairwise(text) if ord(b) > 127]
    if not odd:
        return 0.0
    good = sum(fits(a, b) for a, b in odd)
    return good / len(odd)


def fits(before: str, char: str) -> float:
    if char in SYMBOLS or not char.isprintable():
        return -0.5
    if not char.isalpha():
        return 0.1
    block, other = ord(char) >> 8, ord(before) >> 8
    if 0x30 <= block <= 0x9F:  # Kana and CJK stand together
        return 1.0 if 0x30 <= other <= 0x9F or not before.isalpha() else 0.2
    if block == 0x04:  # Cyrillic stands with Cyrillic
        return 0.95 if other == 0x04 or not before.isalpha() else -0.8
    if char.isupper() and before.islower():
        return -0.5
    common = char in "äöüßéèêëàâáíîïóôñçåæøÄÖÜÉÅÆØ"
    polish = char in "ąćęłńśźżčďěňřšťůžőűşţăș"
    return 0.9 if common else 0.85 if polish else 0.3


def check(path: Path, name: str) -> None:
    line = first_bad_line(path, name)
    if line is not None:
        raise Unreadable(
            f"Line {line} cannot be decoded as {name}, as the file's mark says it is.",
            code="encoding",
            details={"line": line},
        )


def first_bad_line(path: Path, name: str) -> int | None:
    """The 1-based line of the first bytes that do not decode; None when all do."""
    decoder = codecs.getincrementaldecoder(name)()
    line = 1
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            try:
                line += decoder.decode(chunk).count("\n")
            except UnicodeDecodeError as error:
                return line + error.object[: error.start].count(b"\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return line
    return None


def decision(name: str, certainty: str, reason: str, others: tuple[str, ...] = ()) -> EvidenceView:
    return EvidenceView(
        "Encoding", name.upper(), certainty, reason, tuple(o.upper() for o in others)
    )
