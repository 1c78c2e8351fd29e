"""The tables of dashboards, reports, jobs and events."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from luminabi_dash.db.models import Base, now


class Dashboard(Base):
    """`seq` numbers the edits of its shared filters; `version` the edits of anything else.

    `tabs` are {"id", "name"} in order, none for a dashboard of one page; `controls` say of a column
    what its filter starts from, whether it is required and which tiles obey it.
    """

    __tablename__ = "dashboard"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )
    dataset_id: Mapped[int] = mapped_column(
        ForeignKey("dataset.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    tabs: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    controls: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    version: Mapped[int] = mapped_column(default=1)
    seq: Mapped[int] = mapped_column(default=0)
    presenter: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now)


class Share(Base):
    """Who else may see a dashboard, or edit it: one user, or everybody of a role."""

    __tablename__ = "share"
    __table_args__ = (
        UniqueConstraint("dashboard_id", "user_id"),
        UniqueConstraint("dashboard_id", "role"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dashboard_id: Mapped[int] = mapped_column(
        ForeignKey("dashboard.id", ondelete="CASCADE"), index=True
    )
    user_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )
    role: Mapped[str | None] = mapped_column(String(20))
    permission: Mapped[str] = mapped_column(String(4))  # view, edit
    created_at: Mapped[datetime] = mapped_column(default=now)


class LiveEdit(Base):
    """One step of a live session, kept for its timeline: a filter set or cleared, a presenter.

    `seq` is the dashboard's after the step. What a client sent twice is one step: its `ref` is
    unique among what that client sent.
    """

    __tablename__ = "live_edit"
    __table_args__ = (
        UniqueConstraint("dashboard_id", "client", "ref"),
        Index("ix_live_edit_order", "dashboard_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dashboard_id: Mapped[int] = mapped_column(ForeignKey("dashboard.id", ondelete="CASCADE"))
    seq: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))  # filter.set, filter.clear, presenter.take…
    column_name: Mapped[str | None] = mapped_column(String(500))
    op: Mapped[str | None] = mapped_column(String(10))
    value: Mapped[dict[str, Any] | None]  # {"value": ...}
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    by_user: Mapped[str] = mapped_column(String(120))
    client: Mapped[str | None] = mapped_column(String(40))
    ref: Mapped[str | None] = mapped_column(String(80))
    data_version: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime] = mapped_column(default=now)


class Comment(Base):
    """What somebody says of a tile or of a point in it, with what they saw when they said it.

    A reply names the comment that began its thread; `seen` holds filters, tab and way down.
    """

    __tablename__ = "comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    dashboard_id: Mapped[int] = mapped_column(
        ForeignKey("dashboard.id", ondelete="CASCADE"), index=True
    )
    tile_id: Mapped[int | None] = mapped_column(ForeignKey("tile.id", ondelete="CASCADE"))
    thread_id: Mapped[int | None] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), index=True
    )
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    by_user: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    point: Mapped[dict[str, Any] | None]
    seen: Mapped[dict[str, Any]]
    data_version: Mapped[int]
    mentions: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[str | None] = mapped_column(String(120))
    edited_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Tile(Base):
    __tablename__ = "tile"

    id: Mapped[int] = mapped_column(primary_key=True)
    dashboard_id: Mapped[int] = mapped_column(
        ForeignKey("dashboard.id", ondelete="CASCADE"), index=True
    )
    insight_id: Mapped[int | None] = mapped_column(ForeignKey("insight.id", ondelete="SET NULL"))
    spec: Mapped[dict[str, Any]]
    filters: Mapped[list[Any]] = mapped_column(default=list)
    x: Mapped[int]
    y: Mapped[int]
    w: Mapped[int]
    h: Mapped[int]
    tab: Mapped[int] = mapped_column(default=0, server_default="0")
    options: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    version: Mapped[int] = mapped_column(default=1)


class Edit(Base):
    """A dashboard as it was after one edit: what undo, history and restore go back to."""

    __tablename__ = "dashboard_edit"
    __table_args__ = (
        UniqueConstraint("dashboard_id", "version"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dashboard_id: Mapped[int] = mapped_column(
        ForeignKey("dashboard.id", ondelete="CASCADE"), index=True
    )
    version: Mapped[int]
    what: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(200), default="")
    by_user: Mapped[str] = mapped_column(String(120))
    body: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=now)


class FilterSet(Base):
    """Filters of a dashboard that one person keeps under a name."""

    __tablename__ = "filter_set"

    id: Mapped[int] = mapped_column(primary_key=True)
    dashboard_id: Mapped[int] = mapped_column(
        ForeignKey("dashboard.id", ondelete="CASCADE"), index=True
    )
    owner_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(200))
    filters: Mapped[list[Any]]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Picture(Base):
    """An image that a tile shows; its bytes lie in the blob store under their SHA-256."""

    __tablename__ = "picture"

    id: Mapped[int] = mapped_column(primary_key=True)
    dashboard_id: Mapped[int] = mapped_column(
        ForeignKey("dashboard.id", ondelete="CASCADE"), index=True
    )
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    media_type: Mapped[str] = mapped_column(String(40))
    file_name: Mapped[str] = mapped_column(String(255))
    file_bytes: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(default=now)


class SharedFilter(Base):
    """One field of a dashboard's live filter set; the highest `seq` wins."""

    __tablename__ = "shared_filter"
    __table_args__ = (
        UniqueConstraint("dashboard_id", "column_name"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dashboard_id: Mapped[int] = mapped_column(
        ForeignKey("dashboard.id", ondelete="CASCADE"), index=True
    )
    column_name: Mapped[str] = mapped_column(String(500))
    op: Mapped[str] = mapped_column(String(10))
    value: Mapped[dict[str, Any]]  # {"value": ...}
    seq: Mapped[int]
    by_user: Mapped[str] = mapped_column(String(120))


class Schedule(Base):
    __tablename__ = "schedule"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )
    dashboard_id: Mapped[int] = mapped_column(
        ForeignKey("dashboard.id", ondelete="CASCADE"), index=True
    )
    cron: Mapped[str] = mapped_column(String(100))
    timezone: Mapped[str] = mapped_column(String(64))
    recipients: Mapped[list[Any]]
    filters: Mapped[list[Any]] = mapped_column(default=list)
    subject: Mapped[str] = mapped_column(String(200), default="")
    enabled: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    next_at: Mapped[datetime | None] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Report(Base):
    """One run: of a schedule's slot, or asked for by hand (no schedule)."""

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("schedule_id", "slot_at"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )
    dashboard_id: Mapped[int | None] = mapped_column(
        ForeignKey("dashboard.id", ondelete="SET NULL"), index=True
    )
    schedule_id: Mapped[int | None] = mapped_column(ForeignKey("schedule.id", ondelete="SET NULL"))
    slot_at: Mapped[datetime | None]
    title: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10), default="queued")
    error: Mapped[str | None] = mapped_column(Text)
    pages: Mapped[int] = mapped_column(default=0)
    size_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    sha256: Mapped[str | None] = mapped_column(String(64))
    filters: Mapped[list[Any]] = mapped_column(default=list)
    filters_text: Mapped[str] = mapped_column(Text, default="")
    data_version: Mapped[int] = mapped_column(default=0)
    fingerprints: Mapped[dict[str, Any]] = mapped_column(default=dict)
    recipients: Mapped[list[Any]] = mapped_column(default=list)
    subject: Mapped[str] = mapped_column(String(200), default="")
    is_late: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Delivery(Base):
    """One mail: `state` is waiting, sending, delivered, in_doubt or failed."""

    __tablename__ = "delivery"
    __table_args__ = (UniqueConstraint("report_id", "recipient"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id", ondelete="CASCADE"), index=True)
    recipient: Mapped[str] = mapped_column(String(254))
    message_id: Mapped[str] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    answer: Mapped[str | None] = mapped_column(Text)
    first_try_at: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]


class Job(Base):
    """A piece of background work; `fence` rises with each claim, an effect needs the newest."""

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_claim", "state", "not_before", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    arguments: Mapped[dict[str, Any]]
    owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )
    unique_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    subject: Mapped[str | None] = mapped_column(String(60), index=True)  # "dataset:7"
    state: Mapped[str] = mapped_column(String(10), default="queued")
    progress: Mapped[float] = mapped_column(default=0.0)
    message: Mapped[str] = mapped_column(String(300), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    fence: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str | None] = mapped_column(String(80))
    lease_until: Mapped[datetime | None]
    wants_cancel: Mapped[bool] = mapped_column(default=False)
    error: Mapped[str | None] = mapped_column(Text)
    not_before: Mapped[datetime] = mapped_column(default=now)
    created_at: Mapped[datetime] = mapped_column(default=now)
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Event(Base):
    """Something that happened, written in the transaction that made it happen."""

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(String(80), index=True)
    type: Mapped[str] = mapped_column(String(40))
    data: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(default=now, index=True)


class Notification(Base):
    """A line in a user's bell."""

    __tablename__ = "notification"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )
    type: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(String(400))
    link: Mapped[str | None] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]
