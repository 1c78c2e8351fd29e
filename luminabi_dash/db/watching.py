"""The tables of what people make of insights, of alerts, and of the slices that were compared."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from luminabi_dash.db.models import Base, now


class InsightVote(Base):
    """A thumb, up (1) or down (−1), for a statement; it outlives the row of the insight."""

    __tablename__ = "insight_vote"
    __table_args__ = (
        UniqueConstraint("dataset_id", "user_id", "signature"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dataset_id: Mapped[int] = mapped_column(
        ForeignKey("dataset.id", ondelete="CASCADE"), index=True
    )
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )
    signature: Mapped[str] = mapped_column(String(64))
    value: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=now)


class MutedColumn(Base):
    """A column of which nobody wants to hear: its insights are kept and not shown."""

    __tablename__ = "muted_column"
    __table_args__ = (
        UniqueConstraint("dataset_id", "column_name"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dataset_id: Mapped[int] = mapped_column(
        ForeignKey("dataset.id", ondelete="CASCADE"), index=True
    )
    column_name: Mapped[str] = mapped_column(String(500))
    by_user: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(default=now)


class Follower(Base):
    """Somebody who hears of an insight when a new version changes it."""

    __tablename__ = "insight_follower"
    __table_args__ = (
        UniqueConstraint("insight_id", "user_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    insight_id: Mapped[int] = mapped_column(
        ForeignKey("insight.id", ondelete="CASCADE"), index=True
    )
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(default=now)


class SliceLook(Base):
    """A comparison that somebody has looked at: `key` names it, `slices` is how many parts it
    showed side by side.
    """

    __tablename__ = "slice_look"
    __table_args__ = (
        UniqueConstraint("user_id", "dataset_id", "key"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )
    dataset_id: Mapped[int] = mapped_column(
        ForeignKey("dataset.id", ondelete="CASCADE"), index=True
    )
    key: Mapped[str] = mapped_column(String(64))
    slices: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=now)


class Alert(Base):
    """A condition that is looked at with each version of the data, and as time passes.

    `kind` is "number" (`spec` is that of an indicator, `condition` {"op", "value", "back"}) or
    "insight" (`condition` {"verdicts"}). `state` is ok, firing or unknown.
    """

    __tablename__ = "alert"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )
    dataset_id: Mapped[int] = mapped_column(
        ForeignKey("dataset.id", ondelete="CASCADE"), index=True
    )
    dashboard_id: Mapped[int | None] = mapped_column(
        ForeignKey("dashboard.id", ondelete="CASCADE"), index=True
    )
    tile_id: Mapped[int | None] = mapped_column(ForeignKey("tile.id", ondelete="SET NULL"))
    insight_id: Mapped[int | None] = mapped_column(
        ForeignKey("insight.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(10))
    spec: Mapped[dict[str, Any] | None]
    filters: Mapped[list[Any]] = mapped_column(default=list)
    condition: Mapped[dict[str, Any]]
    recipients: Mapped[list[Any]] = mapped_column(default=list)
    enabled: Mapped[bool] = mapped_column(default=True)
    state: Mapped[str] = mapped_column(String(10), default="unknown")
    since: Mapped[datetime | None]
    value: Mapped[float | None]
    data_version: Mapped[int | None]
    checked_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)


class AlertEvent(Base):
    """A change of an alert's state, with the sentence that people were told."""

    __tablename__ = "alert_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    alert_id: Mapped[int] = mapped_column(ForeignKey("alert.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(10))
    value: Mapped[float | None]
    data_version: Mapped[int]
    sentence: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(default=now)


class AlertMail(Base):
    """One mail of an alert's event; its states are those of a report's delivery."""

    __tablename__ = "alert_mail"
    __table_args__ = (UniqueConstraint("event_id", "recipient"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(
        ForeignKey("alert_event.id", ondelete="CASCADE"), index=True
    )
    recipient: Mapped[str] = mapped_column(String(254))
    message_id: Mapped[str] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    answer: Mapped[str | None] = mapped_column(Text)
    first_try_at: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
