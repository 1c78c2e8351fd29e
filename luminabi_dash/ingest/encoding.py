"""Which encoding a text file is in: marks, strict UTF-8, then candidates by how they read."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from luminabi_dash.errors import Invalid, Unreadable
from luminabi_dash.ingest.alphabets import ranked
from luminabi_dash.plural import many
from luminabi_dash.views import Alternative, EvidenceView

CHUNK = 1024 * 1024
SAMPLE = 256 * 1024
LINE_SAMPLE = 4096
SHOWN_LINES = 5
MEND_SHARE = 0.2
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
OFFERED = ("cp1252", "utf-8", "cp1250", "cp1251", "mac_roman", "cp932", "gb18030")
MENDING = "luminabi-mend"
CODE = "encoding"


@dataclass(frozen=True, slots=True)
class Encoding:
    """`name` as Python knows it; `mark_bytes` of a byte order mark are to be skipped; `errors` is
    how bytes that do not decode are read.
    """

    name: str
    mark_bytes: int
    evidence: EvidenceView
    errors: str = "strict"

    @property
    def is_utf8(self) -> bool:
        return self.name == "utf-8" and self.errors == "strict"

    def chunks(self, path: Path) -> Iterator[str]:
        """The text in pieces of about CHUNK bytes, a part of a character never alone."""
        decoder = codecs.getincrementaldecoder(self.name)(self.errors)
        with path.open("rb") as file:
            file.seek(self.mark_bytes)
            while data := file.read(CHUNK):
                yield decoder.decode(data)
        yield decoder.decode(b"", final=True)


def mend(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are no UTF-8 as Windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    text = error.object[error.start : error.end].decode("cp1252", errors="replace")
    return text, error.end


codecs.register_error(MENDING, mend)


def find_encoding(path: Path, asked: str | None = None) -> Encoding:
    """The encoding; Unreadable when the bytes are no text or fit no encoding."""
    with path.open("rb") as file:
        sample = file.read(SAMPLE)
    if asked is not None:
        return as_asked(path, asked, sample)
    for mark, name in MARKS:
        if sample.startswith(mark) and not (name == "utf-32-le" and len(sample) % 4):
            return by_mark(path, name, len(mark))
    if is_binary(sample):
        raise no_text()
    if b"\x00" in sample:
        found = by_zeros(path, sample)
        if found is not None:
            return found
    bad = undecodable_lines(path, "utf-8")
    if not bad:
        plain = sample.isascii()
        reason = "only ASCII characters in the first part" if plain else "every line decodes"
        return Encoding("utf-8", 0, decision("utf-8", "certain", reason, OFFERED[:1]))
    return by_reading(path, bad)


def by_mark(path: Path, name: str, size: int) -> Encoding:
    bad = undecodable_lines(path, name, skip=size)
    if not bad:
        said = decision(name, "certain", "a byte order mark says so")
        return Encoding(name, size, said)
    if name == "utf-8":
        return mended(path, bad, size)
    raise Unreadable(
        f"Line {bad[0]} cannot be decoded as {shown(name)}, as the file's mark says it is; "
        "save the file as UTF-8.",
        code=CODE,
        details={"line": bad[0]},
    )


def as_asked(path: Path, asked: str, sample: bytes) -> Encoding:
    """The encoding that somebody chose; bytes that it does not know become U+FFFD."""
    try:
        name = codecs.lookup(asked).name
        "".encode(name)
    except (LookupError, UnicodeError, ValueError):
        raise Invalid(
            f"There is no encoding {asked[:40]!r}; choose another.",
            code="bad_option",
            details={"option": "encoding"},
        ) from None
    if not codecs.lookup(name)._is_text_encoding:  # noqa: SLF001  the registry's own mark of codecs like base64
        raise Invalid(f"{asked[:40]!r} is no text encoding; choose another.", code="bad_option")
    marks = {item: mark for mark, item in MARKS}
    mark = next((m for m, item in MARKS if sample.startswith(m) and item == name), b"")
    if not mark and name in {"utf-16", "utf-32"}:
        name = f"{name}-le"
        mark = marks[name] if sample.startswith(marks[name]) else b""
    bad = undecodable_lines(path, name, skip=len(mark))
    words = "the options choose it"
    if bad:
        words += f"; {lines_said(bad)} held bytes that it does not know"
    said = decision(name, "certain", words, OFFERED, against=len(bad))
    return Encoding(name, len(mark), said, "replace" if bad else "strict")


def is_binary(sample: bytes) -> bool:
    """More control characters than any text has."""
    odd = sum(sample.count(bytes([byte])) for byte in range(1, 32) if byte not in TEXT_CONTROLS)
    return odd > 0.02 * len(sample)


TEXT_CONTROLS = {1, 9, 10, 12, 13, 26, 27, 28, 29, 30, 31}


def by_zeros(path: Path, sample: bytes) -> Encoding | None:
    """UTF-16 or UTF-32 without a mark: zero bytes at fixed places; None for single NULs."""
    quarter = max(len(sample) // 4, 1)
    places = [sample[place::4].count(0) / quarter for place in range(4)]
    patterns = (
        ("utf-32-le", places[2] > 0.95 and places[3] > 0.95),
        ("utf-32-be", places[0] > 0.95 and places[1] > 0.95),
        ("utf-16-le", min(places[1], places[3]) > 0.3 > 0.1 > max(places[0], places[2])),
        ("utf-16-be", min(places[0], places[2]) > 0.3 > 0.1 > max(places[1], places[3])),
    )
    for name, is_likely in patterns:
        if is_likely and not undecodable_lines(path, name):
            return Encoding(name, 0, decision(name, "likely", "zero bytes at every other place"))
    if sample.count(0) > 0.01 * len(sample) + 3:
        raise no_text()
    return None


def no_text() -> Unreadable:
    return Unreadable(
        "The bytes of this file are no text; export it as CSV in UTF-8.", code="type_mismatch"
    )


def by_reading(path: Path, bad: list[int]) -> Encoding:
    """UTF-8 with a few strays, or the encoding whose letters read best."""
    data, strays, sound = odd_lines(path)
    if sound and strays <= max(1, MEND_SHARE * (strays + sound)):
        return mended(path, bad, 0)
    found = ranked(data)
    found = [item for item in found if item[1] > 0]
    if not found:
        raise Unreadable(
            f"Line {bad[0]} has bytes of no encoding that is known here; save the file as UTF-8.",
            code=CODE,
            details={"line": bad[0]},
        )
    best, value = found[0]
    unknown = undecodable_lines(path, best)
    others = tuple(name for name, _ in found[1:4])
    words = f"line {bad[0]} is not UTF-8; the letters read best so"
    if unknown:
        words += f"; {lines_said(unknown)} held bytes that it does not know"
    is_close = len(found) > 1 and found[1][1] > 0.9 * value
    said = decision(best, "likely", words, (*others, "utf-8"), against=len(unknown))
    del is_close
    return Encoding(best, 0, said, "replace" if unknown else "strict")


def mended(path: Path, bad: list[int], mark_bytes: int) -> Encoding:
    del path
    count = many(len(bad), "line")
    words = f"all but {count} decode; {lines_said(bad)} had stray bytes, read as CP1252"
    said = decision("utf-8", "likely", words, OFFERED[:1], against=len(bad))
    return Encoding("utf-8", mark_bytes, said, MENDING)


def lines_said(lines: list[int]) -> str:
    first = ", ".join(f"{line:,}" for line in lines[:SHOWN_LINES])
    rest = len(lines) - SHOWN_LINES
    noun = "line" if len(lines) == 1 else "lines"
    return f"{noun} {first}" + (f" and {rest:,} more" if rest > 0 else "")


def odd_lines(path: Path) -> tuple[bytes, int, int]:
    """Lines that are not ASCII, up to SAMPLE bytes; how much of them is no UTF-8, how much is."""
    found = bytearray()
    strays = sound = 0
    with path.open("rb") as file:
        for line in file:
            if line.isascii():
                continue
            part = line[:LINE_SAMPLE]
            found += part
            text = part.decode("utf-8", errors="replace")
            strays += text.count("\ufffd")
            sound += sum(ord(char) > 127 for char in text) - text.count("\ufffd")
            if len(found) > SAMPLE:
                break
    return bytes(found), strays, sound


def undecodable_lines(path: Path, name: str, skip: int = 0, most: int = 100_000) -> list[int]:
    """The 1-based lines with bytes that do not decode; [] when all do."""
    decoder = codecs.getincrementaldecoder(name)()
    is_plain = name == "utf-8"  # there an ASCII chunk at a character's begin needs no look
    with path.open("rb") as file:
        file.seek(skip)
        try:
            while chunk := file.read(CHUNK):
                if not (is_plain and chunk.isascii() and not decoder.getstate()[0]):
                    decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return counted_bad_lines(path, name, skip, most)
    return []


def counted_bad_lines(path: Path, name: str, skip: int, most: int) -> list[int]:
    """Slowly, with marks where bytes do not decode."""
    bad: list[int] = []
    line, is_bad = 1, False
    decoder = codecs.getincrementaldecoder(name)("replace")
    is_last = False
    with path.open("rb") as file:
        file.seek(skip)
        while not is_last:
            chunk = file.read(CHUNK)
            is_last = not chunk
            parts = decoder.decode(chunk, final=is_last).split("\n")
            for place, part in enumerate(parts):
                is_bad = is_bad or "\ufffd" in part
                if place < len(parts) - 1:
                    if is_bad:
                        bad.append(line)
                    line, is_bad = line + 1, False
                    if len(bad) >= most:
                        return bad
    return [*bad, line] if is_bad else bad


def shown(name: str) -> str:
    return {"cp932": "SHIFT-JIS", "cp949": "EUC-KR"}.get(name, name.upper().replace("_", "-"))


def decision(
    name: str, certainty: str, reason: str, others: tuple[str, ...] = (), against: int = 0
) -> EvidenceView:
    alternatives = tuple(
        Alternative(shown(other), {"encoding": other}) for other in others if other != name
    )
    return EvidenceView(
        "Encoding",
        shown(name),
        certainty,
        reason,
        alternatives,
        key="encoding",
        against=against,
    )
