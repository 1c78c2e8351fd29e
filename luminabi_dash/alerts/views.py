"""What services answer of alerts: values for pages and the API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class AlertView:
    """`state`: ok, firing or unknown (`error` says why it cannot be checked). `subject` names what
    is watched, `words` the condition, `rows` the filters, all as sentences.
    """

    id: int
    name: str
    kind: str
    dataset_id: int
    dataset_name: str
    dashboard_id: int | None
    dashboard_name: str | None
    tile_id: int | None
    insight_id: int | None
    spec: dict[str, Any] | None
    filters: tuple[dict[str, Any], ...]
    condition: dict[str, Any]
    recipients: tuple[str, ...]
    enabled: bool
    state: str
    since: datetime | None
    value: float | None
    value_text: str
    data_version: int | None
    checked_at: datetime | None
    error: str | None
    subject: str
    words: str
    rows: str
    link: str
    version: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class AlertMailView:
    """One mail of an event; its states are those of a report's delivery."""

    recipient: str
    state: str
    attempts: int
    answer: str | None
    next_try_at: datetime | None
    delivered_at: datetime | None


@dataclass(frozen=True, slots=True)
class AlertEventView:
    id: int
    state: str
    value: float | None
    data_version: int
    sentence: str
    at: datetime
    mails: tuple[AlertMailView, ...] = ()
