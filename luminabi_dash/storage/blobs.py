"""Bytes by their SHA-256 in a local folder: uploads as they came, reports as they went."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from luminabi_dash.errors import NotFound

CHUNK = 1024 * 1024
HASH = re.compile(r"[0-9a-f]{64}")


class LocalBlobs:
    """ports.BlobStore in a folder: written beside, fsynced, then renamed into place."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True, mode=0o700)

    def put_file(self, path: Path) -> str:
        """Takes the file over (moved when it lies on the same disk)."""
        digest = hash_of(path)
        target = self._place(digest)
        if target.exists():
            path.unlink()
            return digest
        with path.open("rb+") as file:
            os.fsync(file.fileno())
        try:
            path.rename(target)
        except OSError:
            shutil.copyfile(path, target)
            path.unlink()
        sync_folder(target.parent)
        return digest

    def put_bytes(self, data: bytes) -> str:
        temporary = self.root / f".{secrets.token_hex(8)}"
        temporary.write_bytes(data)
        return self.put_file(temporary)

    def open(self, sha256: str) -> BinaryIO:
        return self._existing(sha256).open("rb")

    @contextmanager
    def local_path(self, sha256: str) -> Iterator[Path]:
        yield self._existing(sha256)

    def delete(self, sha256: str) -> None:
        self._place(sha256).unlink(missing_ok=True)

    def __iter__(self) -> Iterator[str]:
        return (path.name for path in self.root.glob("??/*") if HASH.fullmatch(path.name))

    def _place(self, sha256: str) -> Path:
        if HASH.fullmatch(sha256) is None:
            raise NotFound("There are no such bytes.")
        folder = self.root / sha256[:2]
        folder.mkdir(exist_ok=True, mode=0o700)
        return folder / sha256

    def _existing(self, sha256: str) -> Path:
        path = self._place(sha256)
        if not path.exists():
            raise NotFound("The stored file is missing; restore it from a backup.")
        return path


def hash_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
