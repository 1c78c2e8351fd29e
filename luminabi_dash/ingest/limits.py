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
ARCHIVE_FREE = 20 * 1024 * 1024
"""An archive may always expand to this, whatever its own size."""
JSON_BYTES = 256 * 1024 * 1024
"""JSON is parsed whole; NDJSON may be as large as any upload."""
LINE_BYTES = 16 * 1024 * 1024
