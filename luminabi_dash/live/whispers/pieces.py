"""Messages cut into lines of text for a transport that takes only short ones."""

from __future__ import annotations

import base64
import itertools
from dataclasses import dataclass

PIECE_BYTES = 5_700  # 7,600 letters; NOTIFY takes fewer than 8,000 with the head


class Cutter:
    """Numbers messages, so that their pieces find together."""

    def __init__(self) -> None:
        self._numbers = itertools.count()

    def cut(self, sender: str, message: bytes) -> list[str]:
        number = next(self._numbers)
        count = max(1, -(-len(message) // PIECE_BYTES))
        parts = (message[i * PIECE_BYTES : (i + 1) * PIECE_BYTES] for i in range(count))
        return [
            f"{sender} {number} {index} {count} {base64.b64encode(part).decode()}"
            for index, part in enumerate(parts)
        ]


@dataclass
class Half:
    number: str
    parts: list[bytes]


class Joiner:
    """Puts pieces together; those of one sender come in order, one message after the other."""

    SENDERS = 256

    def __init__(self) -> None:
        self._halves: dict[str, Half] = {}

    def take(self, line: str) -> tuple[str, bytes] | None:
        """Sender and message once the last piece has come; what is not ours is passed over."""
        try:
            sender, number, index, count, part = line.split(" ")
            data = base64.b64decode(part, validate=True)
            is_first, is_last = int(index) == 0, int(index) + 1 == int(count)
        except ValueError:
            return None
        half = Half(number, []) if is_first else self._halves.get(sender)
        if half is None or half.number != number or len(half.parts) != int(index):
            return None
        half.parts.append(data)
        if is_last:
            self._halves.pop(sender, None)
            return sender, b"".join(half.parts)
        self._halves[sender] = half
        if len(self._halves) > self.SENDERS:
            self._halves.pop(next(iter(self._halves)))
        return None
