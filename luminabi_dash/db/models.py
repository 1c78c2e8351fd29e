"""The tables of LuminaBI's own database: people and datasets."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    ForeignKey,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from luminabi_dash.errors import InvalidTransition


def now() -> datetime:
    return datetime.now(UTC)


class Moment(TypeDecorator[datetime]):
    """A time that is UTC-aware in Python whatever the database keeps."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class Base(DeclarativeBase):
    """Ids are never used twice (`sqlite_autoincrement`): files and events are named by them."""

    __table_args__: Any = {"sqlite_autoincrement": True}
    type_annotation_map = {datetime: Moment, dict[str, Any]: JSON, list[Any]: JSON}


class User(Base):
    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(20), default="analyst")
    is_active: Mapped[bool] = mapped_column(default=True)
    quiet: Mapped[list[Any] | None]  # kinds of notifications that this user does not want
    created_at: Mapped[datetime] = mapped_column(default=now)


class SignIn(Base):
    """A signed-in browser, an API token, or a one-time link or ticket; only its hash is kept."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(10))  # browser, token, link, ticket
    label: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    used_at: Mapped[datetime] = mapped_column(default=now)
    idle_seconds: Mapped[int]
    expires_at: Mapped[datetime]


class SignInTry(Base):
    """A failed password, counted by account and address."""

    __tablename__ = "sign_in_try"

    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(String(64), index=True)
    address: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(default=now)


class DatasetStatus(StrEnum):
    UPLOADING = "uploading"
    PENDING = "pending"
    CLEANING = "cleaning"
    READY = "ready"
    FAILED = "failed"


NEXT_STATUSES = {
    DatasetStatus.UPLOADING: {DatasetStatus.PENDING, DatasetStatus.FAILED},
    DatasetStatus.PENDING: {DatasetStatus.CLEANING, DatasetStatus.FAILED},
    DatasetStatus.CLEANING: {DatasetStatus.CLEANING, DatasetStatus.READY, DatasetStatus.FAILED},
    DatasetStatus.READY: {DatasetStatus.PENDING, DatasetStatus.CLEANING},
    DatasetStatus.FAILED: {DatasetStatus.PENDING, DatasetStatus.CLEANING},
}


class Dataset(Base):
    """A file that a user uploaded, and how far its preparation has come."""

    __tablename__ = "dataset"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(200))
    status: Mapped[str] = mapped_column(String(20), default=DatasetStatus.PENDING, index=True)
    error: Mapped[str | None] = mapped_column(Text)
    error_code: Mapped[str | None] = mapped_column(String(40))
    file_name: Mapped[str] = mapped_column(String(255))
    file_bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    recipe: Mapped[dict[str, Any] | None]
    recipe_by_user: Mapped[bool] = mapped_column(default=False, server_default=false())
    recipe_version: Mapped[int] = mapped_column(default=1, server_default="1")
    options: Mapped[dict[str, Any] | None]
    wanted: Mapped[dict[str, Any] | None]
    calculated: Mapped[list[Any] | None]
    current_version: Mapped[int | None]
    edit_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now)
    tested: Mapped[int] = mapped_column(default=0)
    searched_at: Mapped[datetime | None]
    searched_version: Mapped[int | None]
    search_words: Mapped[str | None] = mapped_column(Text)

    def move_to(self, status: DatasetStatus) -> None:
        if status not in NEXT_STATUSES[DatasetStatus(self.status)]:
            raise InvalidTransition(f"{self.name!r} is {self.status}; it cannot become {status}.")
        self.status = status
        self.changed_at = now()


class Version(Base):
    """One immutable table of a dataset; its files lie in the store under the same number."""

    __tablename__ = "dataset_version"
    __table_args__ = (
        UniqueConstraint("dataset_id", "number"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dataset_id: Mapped[int] = mapped_column(
        ForeignKey("dataset.id", ondelete="CASCADE"), index=True
    )
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))  # read, cleaned
    sha256: Mapped[str] = mapped_column(String(64))
    rows: Mapped[int]
    columns: Mapped[int]
    rows_in: Mapped[int]
    rows_rejected: Mapped[int]
    rows_removed: Mapped[int]
    cells_changed: Mapped[int]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    why: Mapped[str] = mapped_column(String(20), default="upload", server_default="upload")
    options: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class VersionFile(Base):
    """One file that a version was read from; an appended file has the next place."""

    __tablename__ = "version_file"
    __table_args__ = (UniqueConstraint("version_id", "place"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(
        ForeignKey("dataset_version.id", ondelete="CASCADE"), index=True
    )
    place: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    file_name: Mapped[str] = mapped_column(String(255))
    file_bytes: Mapped[int] = mapped_column(BigInteger)


class Draft(Base):
    """A change of a dataset that is looked at before it is made: a recipe, or a further file."""

    __tablename__ = "draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    dataset_id: Mapped[int] = mapped_column(
        ForeignKey("dataset.id", ondelete="CASCADE"), index=True
    )
    owner_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(String(10))  # recipe, file
    state: Mapped[str] = mapped_column(String(10), default="checking")  # checked, failed, made
    sha256: Mapped[str | None] = mapped_column(String(64))
    body: Mapped[dict[str, Any]]
    result: Mapped[dict[str, Any] | None]
    error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Upload(Base):
    """A resumable upload: the bytes so far lie in a file named by its token."""

    __tablename__ = "upload"

    id: Mapped[str] = mapped_column(String(43), primary_key=True)
    owner_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(200))
    file_name: Mapped[str] = mapped_column(String(255))
    total_bytes: Mapped[int] = mapped_column(BigInteger)
    received_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    dataset_id: Mapped[int | None] = mapped_column(ForeignKey("dataset.id", ondelete="SET NULL"))
    for_dataset_id: Mapped[int | None]
    draft_id: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]


class Insight(Base):
    __tablename__ = "insight"

    id: Mapped[int] = mapped_column(primary_key=True)
    dataset_id: Mapped[int] = mapped_column(
        ForeignKey("dataset.id", ondelete="CASCADE"), index=True
    )
    version: Mapped[int]
    signature: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(10), default="new")  # new, pinned, dismissed
    score: Mapped[float]
    body: Mapped[dict[str, Any]]
    history: Mapped[list[Any] | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
