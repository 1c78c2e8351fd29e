"""Whispers between processes of one machine: Unix datagrams in a private folder."""

from __future__ import annotations

import hashlib
import logging
import os
import socket
import stat
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from luminabi_dash.live.post import Post

log = logging.getLogger(__name__)
PATH_BYTES = 107  # of a socket's address
LONGEST_BYTES = 256 * 1024
WAIT_SECONDS = 0.25  # so soon is a close noticed
FULL_SECONDS = 0.05  # a burst fills the queue of ten that Linux gives a socket
LEFT_ALONE_SECONDS = 0.5


class LocalWhispers:
    """ports.Whispers among all that were made for the same `place` by the same user."""

    def __init__(self, place: str) -> None:
        self._folder = folder_for(place)
        self._post = Post("whispers-out", self._tell_all)
        self._own = ""
        self._mouth: socket.socket | None = None
        self._inbox: Post | None = None
        self._is_closed = threading.Event()
        self._left_alone: dict[str, float] = {}
        self._is_refused = False

    def send(self, message: bytes) -> None:
        self._post.put(message)

    def listen(self, deliver: Callable[[bytes], None]) -> None:
        self._own = f"{os.getpid():x}-{os.urandom(3).hex()}"
        self._inbox = inbox = Post("whispers-in", deliver)
        if (ear := self._open()) is not None:
            arguments = (ear, inbox)
            threading.Thread(
                target=self._hear, args=arguments, name="whispers", daemon=True
            ).start()

    def close(self) -> None:
        self._is_closed.set()
        self._post.close()
        if self._inbox is not None:
            self._inbox.close()
        if self._own:
            (self._folder / self._own).unlink(missing_ok=True)
        with suppress(OSError):
            self._folder.rmdir()  # if nobody else is there

    def _open(self) -> socket.socket | None:
        """Our ear in the folder, which who closes may just be removing."""
        while self._is_private():
            with suppress(FileNotFoundError):
                return bound(self._folder / self._own)
        return None

    def _hear(self, first: socket.socket, inbox: Post) -> None:
        """Empty the socket quickly; who is told may take longer."""
        path, ear = self._folder / self._own, first
        while True:
            with ear:
                while not self._is_closed.is_set() and path.exists():
                    with suppress(TimeoutError):
                        inbox.put(ear.recv(LONGEST_BYTES))
            again = None if self._is_closed.is_set() else self._open()
            if again is None:
                return
            ear = again  # somebody had cleaned up

    def _tell_all(self, message: bytes) -> None:
        if not self._is_private():
            return
        if self._mouth is None:
            self._mouth = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            self._mouth.settimeout(FULL_SECONDS)
        moment = time.monotonic()
        self._left_alone = {n: until for n, until in self._left_alone.items() if until > moment}
        for path in list(self._folder.iterdir()):
            if path.name != self._own and path.name not in self._left_alone:
                self._tell(self._mouth, path, message)

    def _tell(self, mouth: socket.socket, path: Path, message: bytes) -> None:
        """One who is full is left alone for a while, one who is gone is forgotten."""
        try:
            mouth.sendto(message, str(path))
        except TimeoutError:
            self._left_alone[path.name] = time.monotonic() + LEFT_ALONE_SECONDS
        except ConnectionRefusedError:
            path.unlink(missing_ok=True)
        except OSError as problem:
            log.debug("A whisper to %s got lost: %s.", path.name, problem)

    def _is_private(self) -> bool:
        """The folder is there, ours, and closed to others; else nothing is whispered."""
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            found = self._folder.lstat()
        except OSError as problem:
            return self._refuse(str(problem))
        is_ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
        if is_ours and not found.st_mode & 0o077:
            return True
        return self._refuse(f"{self._folder} is not private to us")

    def _refuse(self, reason: str) -> bool:
        if not self._is_refused:
            log.warning("Web processes do not whisper: %s.", reason)
        self._is_refused = True
        return False


def bound(path: Path) -> socket.socket:
    ear = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    ear.bind(str(path))
    ear.settimeout(WAIT_SECONDS)
    return ear


def folder_for(place: str) -> Path:
    """A short path: the address of a socket has 107 bytes."""
    name = f"luminabi-{os.getuid()}-{hashlib.sha256(place.encode()).hexdigest()[:12]}"
    folder = Path(tempfile.gettempdir()) / name
    return folder if len(str(folder)) + 24 <= PATH_BYTES else Path("/tmp") / name  # noqa: S108
