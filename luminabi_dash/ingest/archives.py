"""A gzip or zip around one file: unpacked once, beside the reading, within its limits."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from luminabi_dash.errors import Unreadable
from luminabi_dash.ingest import limits
from luminabi_dash.ingest.kinds import kind_of
from luminabi_dash.views import EvidenceView

CHUNK = 1024 * 1024
UNSEEN = ("__MACOSX/", ".", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class Inner:
    """The file that is to be read, and what was unpacked for it."""

    path: Path
    name: str
    kind: str
    decisions: tuple[EvidenceView, ...] = ()


@contextmanager
def unpacked(path: Path, name: str, out: Path) -> Iterator[Inner]:
    """The file itself, or the one that an archive holds, in `out` until it has been read."""
    kind = kind_of(path, name)
    if kind not in {"gzip", "zip"}:
        yield Inner(path, name, kind)
        return
    target = out / "unpacked"
    try:
        inner = gunzip(path, name, target) if kind == "gzip" else unzip(path, target)
        found = kind_of(target, inner)
        if found in {"gzip", "zip"}:
            raise Unreadable(
                "The archive holds another archive; upload the file that is in it.",
                code="unsupported_type",
            )
        said = EvidenceView(
            "Archive", inner, "certain", f"the one file in a {kind} archive", key="archive"
        )
        yield Inner(target, inner, found, (said,))
    finally:
        target.unlink(missing_ok=True)


def gunzip(path: Path, name: str, target: Path) -> str:
    try:
        with gzip.open(path) as source:
            copy(source, target, path.stat().st_size)
    except (OSError, EOFError, zlib.error):
        raise corrupt() from None
    return name[:-3] if name.lower().endswith(".gz") else name


def unzip(path: Path, target: Path) -> str:
    """The one file in a zip; folders, links and the like are not followed."""
    try:
        with zipfile.ZipFile(path) as archive:
            member = only_member(archive)
            with archive.open(member) as source:
                copy(source, target, path.stat().st_size)
            return PurePosixPath(member.filename).name
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError):
        raise corrupt() from None
    except RuntimeError:
        raise Unreadable(
            "The archive is protected by a password; upload the file without it.", code="encrypted"
        ) from None


def only_member(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    members = archive.infolist()
    if len(members) > limits.ARCHIVE_MEMBERS:
        raise Unreadable(
            f"The archive holds {len(members):,} files; upload the one to be read.",
            code="archive_bomb",
        )
    files = [item for item in members if not item.is_dir() and is_seen(item.filename)]
    if len(files) != 1:
        names = ", ".join(PurePosixPath(item.filename).name[:40] for item in files[:3])
        what = f"{len(files):,} files ({names} …)" if files else "no file"
        raise Unreadable(
            f"The archive holds {what}; upload one of them alone.", code="unsupported_type"
        )
    if files[0].flag_bits & 1:
        raise RuntimeError
    if is_link(files[0]):
        raise Unreadable(
            "The archive holds a link, no file; upload the file.", code="unsafe_archive"
        )
    return files[0]


def is_seen(name: str) -> bool:
    return not name.startswith(UNSEEN[0]) and not PurePosixPath(name).name.startswith(UNSEEN[1:])


def is_link(member: zipfile.ZipInfo) -> bool:
    return (member.external_attr >> 16) & 0o170000 == 0o120000


def copy(source: IO[bytes] | gzip.GzipFile, target: Path, packed: int) -> None:
    """Unpack until a limit is reached: of bytes, and of what they were packed in."""
    most = min(limits.ARCHIVE_BYTES, max(limits.ARCHIVE_RATIO * packed, limits.ARCHIVE_FREE))
    size = 0
    with target.open("wb") as sink:
        while chunk := source.read(CHUNK):
            size += len(chunk)
            if size > most:
                raise Unreadable(
                    "The archive expands past the limit of 1 GB or 200 times its size; split it.",
                    code="archive_bomb",
                )
            sink.write(chunk)
    if not size:
        raise Unreadable(
            "The archive holds an empty file; choose one with data.", code="empty_file"
        )


def corrupt() -> Unreadable:
    return Unreadable(
        "The archive is damaged and cannot be unpacked; save it anew.", code="corrupt"
    )
