"""What the reader decided and why: encoding, dialect, region, types, and what it left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from luminabi_dash.tables.schema import Schema
from luminabi_dash.views import EvidenceView


@dataclass(frozen=True, slots=True)
class Reject:
    """A line that does not fit the table, kept with its reason."""

    line: int
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class ColumnEvidence:
    """Why a column has its type: filled cells for it, and against what else was tried."""

    name: str
    type: str
    role: str
    filled: int
    against: int
    reason: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """`header` are the names as they stand in the file, `before` the lines above the table."""

    format: str
    encoding: str
    dialect: Mapping[str, str]
    header_line: int | None
    decisions: tuple[EvidenceView, ...]
    columns: tuple[ColumnEvidence, ...]
    header: tuple[str, ...] | None = None
    before: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {
            "format": self.format,
            "encoding": self.encoding,
            "dialect": dict(self.dialect),
            "header_line": self.header_line,
            "header": None if self.header is None else list(self.header),
            "before": list(self.before),
            "options": dict(self.options),
            "decisions": [asdict(item) for item in self.decisions],
            "columns": [asdict(item) for item in self.columns],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Evidence:
        return cls(
            format=data["format"],
            encoding=data["encoding"],
            dialect=data["dialect"],
            header_line=data["header_line"],
            decisions=tuple(EvidenceView.from_json(item) for item in data["decisions"]),
            columns=tuple(ColumnEvidence(**item) for item in data["columns"]),
            header=None if data.get("header") is None else tuple(data["header"]),
            before=tuple(data.get("before", ())),
            options=dict(data.get("options", {})),
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a file; rows_in = rows + rejected_count, always."""

    rows_in: int
    rows: int
    rejected: tuple[Reject, ...]
    rejected_count: int
    schema: Schema
    evidence: Evidence

    def as_json(self) -> dict[str, Any]:
        return {
            **self.evidence.as_json(),
            "rows_in": self.rows_in,
            "rows": self.rows,
            "rejected_count": self.rejected_count,
            "rejected": [asdict(item) for item in self.rejected],
            "schema": self.schema.as_json(),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Reading:
        return cls(
            rows_in=data["rows_in"],
            rows=data["rows"],
            rejected=tuple(Reject(**item) for item in data["rejected"]),
            rejected_count=data["rejected_count"],
            schema=Schema.from_json(data["schema"]),
            evidence=Evidence.from_json(data),
        )
