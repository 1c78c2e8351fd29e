"""Bytes that come in: their names and sizes checked, kept by their hash."""

from __future__ import annotations

import shutil
import unicodedata
from pathlib import Path

from luminabi_dash.context import Context
from luminabi_dash.errors import Invalid, TooLarge, Unavailable, Unreadable
from luminabi_dash.ingest.kinds import kind_of
from luminabi_dash.services.wanted import FileRef

FREE_BYTES = 1024**3
FREE_SHARE = 0.05
NAME_BYTES = 255


def keep(ctx: Context, path: Path, file_name: str) -> FileRef:
    """Take a whole file over; Unreadable if its first bytes say that it is no table."""
    shown = check_file_name(file_name)
    size = path.stat().st_size
    check_size(ctx, size)
    kind_of(path, shown)
    return FileRef(sha256=ctx.blobs.put_file(path), name=shown, size_bytes=size)


def check_size(ctx: Context, size: int) -> None:
    """Refuse what is empty, over the limit, or would fill the disk."""
    if size == 0:
        raise Unreadable("The file is empty; choose one with data in it.", code="empty_file")
    if size > ctx.settings.max_upload_bytes:
        raise TooLarge(f"The file is larger than {ctx.settings.max_upload_mb} MB, the limit here.")
    disk = shutil.disk_usage(ctx.settings.data_path)
    if disk.free - size < min(max(disk.total * FREE_SHARE, FREE_BYTES), disk.free / 2):
        raise Unavailable("The disk is almost full; ask an administrator to free some.")


def check_file_name(file_name: str) -> str:
    """The name as shown: no folders, no control or direction marks, at most 255 bytes."""
    name = file_name.replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(c for c in name if unicodedata.category(c) not in {"Cc", "Cf", "Zl", "Zp"})
    name = name.strip()
    if not name.strip(". "):
        raise Invalid("The file needs a name.", code="bad_name", details={"field": "file"})
    if len(name.encode()) > NAME_BYTES:
        stem, dot, ending = name.rpartition(".")
        ending = f"{dot}{ending}" if dot and len(ending) <= 8 else ""
        room = NAME_BYTES - len(ending.encode()) - len("…".encode())
        name = (stem or name).encode()[:room].decode(errors="ignore") + "…" + ending
    return name


def clean_name(name: str) -> str:
    """A dataset's name: one line of visible characters, at most 200."""
    name = "".join(c for c in name if unicodedata.category(c) not in {"Cc", "Cf", "Zl", "Zp"})
    return " ".join(name.split())[:200]
