"""How much a file may hold, and how much reading it may cost."""

from __future__ import annotations

ROWS = 20_000_000
COLUMNS = 2_000
CELL_BYTES = 1024 * 1024
ARCHIVE_BYTES = 1024**3
ARCHIVE_MEMBERS = 1_000
ARCHIVE_RATIO = 200
MEMORY_MB = 1_536
ADDRESSES_MB = 12_288
"""Allocators reserve far more addresses than they use: this is only the last resort."""
CPU_SECONDS = 120
WALL_SECONDS = 600
NAME_LENGTH = 500
REJECTS_SHOWN = 1_000
REJECT_LENGTH = 500
