"""Checks on the archive of a workbook before a parser sees it: size, entities, cells far away."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from luminabi_dash.errors import Unreadable
from luminabi_dash.ingest import limits

ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d+)"')
ERROR = re.compile(rb'<c [^>]*t="e"')
UNCACHED = re.compile(rb"<c [^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>")
CHUNK = 1024 * 1024
SHEETS = "xl/worksheets/"


@dataclass(slots=True)
class Findings:
    """What a look into the sheets' own text tells, over all sheets."""

    errors: int = 0
    uncached: int = 0
    has_macros: bool = False


def check_archive(path: Path, needed: str) -> Findings:
    """Refuse what is no workbook, expands too far, or holds entities or far cells."""
    found = Findings()
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            check_members(members, needed)
            check_sizes(members, path.stat().st_size)
            for member in members:
                found.has_macros = found.has_macros or member.filename.endswith("vbaProject.bin")
                if member.filename.endswith((".xml", ".rels")):
                    check_member(archive, member, found)
    except (zipfile.BadZipFile, OSError, EOFError, zlib.error, NotImplementedError, RuntimeError):
        raise corrupt() from None
    return found


def check_members(members: list[zipfile.ZipInfo], needed: str) -> None:
    if len(members) > limits.ARCHIVE_MEMBERS:
        raise Unreadable(
            f"The workbook holds {len(members):,} parts; save it anew.", code="archive_bomb"
        )
    names = [member.filename for member in members]
    if any(name.startswith("/") or ".." in Path(name).parts for name in names):
        raise Unreadable(
            "The workbook names parts outside of itself; save it anew.", code="unsafe_archive"
        )
    if not any(name.startswith(needed) for name in names):
        raise Unreadable(
            "The file is an archive but no workbook; upload what is in it.", code="corrupt"
        )


def check_sizes(members: list[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(member.file_size for member in members)
    if unpacked > limits.ARCHIVE_BYTES or unpacked > limits.ARCHIVE_RATIO * max(size, 50_000):
        raise Unreadable(
            "The workbook expands past the limit of 1 GB or 200 times its size; split it.",
            code="archive_bomb",
        )


def check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, found: Findings) -> None:
    is_sheet = member.filename.startswith(SHEETS)
    widest = lowest = cells = 0
    for place, piece in enumerate(pieces(archive, member)):
        if place == 0 and ENTITIES.search(piece[:10_000]):
            raise Unreadable(
                "The workbook holds XML entities, which are not read; save it anew.",
                code="unsafe_archive",
            )
        if not is_sheet:
            return
        refs = CELL.findall(piece)
        cells += len(refs)
        widest = max([widest, *(column_number(c) for c in {c for c, _ in refs})])
        lowest = max([lowest, *(int(r) for _, r in refs)])
        found.errors += len(ERROR.findall(piece))
        found.uncached += len(UNCACHED.findall(piece))
    if widest > limits.COLUMNS and cells > limits.COLUMNS:
        raise Unreadable(
            f"The sheet has {widest:,} columns; the limit is {limits.COLUMNS:,}.",
            code="too_many_columns",
        )
    if lowest * max(widest, 1) > 50 * max(cells, 20_000):
        raise Unreadable(
            "The sheet has cells far away from the table; delete them.", code="corrupt"
        )


def pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part in pieces that begin with a cell."""
    rest = b""
    with archive.open(member) as file:
        while chunk := file.read(CHUNK):
            data = rest + chunk
            cut = data.rfind(b"<c ")
            if cut <= 0:
                rest = data
                if len(rest) > 8 * CHUNK:
                    yield rest
                    rest = b""
                continue
            yield data[:cut]
            rest = data[cut:]
    yield rest


def column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def corrupt() -> Unreadable:
    return Unreadable("The workbook is damaged and cannot be read; save it anew.", code="corrupt")
