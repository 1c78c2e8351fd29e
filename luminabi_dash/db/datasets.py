"""Questions about datasets, their versions and uploads; each takes the user who asks."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from luminabi_dash.db.models import Dataset, Draft, Insight, Upload, User, Version, VersionFile
from luminabi_dash.db.work import Dashboard, Picture
from luminabi_dash.errors import NotFound


def visible(session: Session, dataset_id: int, user_id: int) -> Dataset:
    """The dataset, or NotFound: what a user may not see does not exist for them."""
    found = session.scalar(
        select(Dataset).where(Dataset.id == dataset_id, Dataset.owner_id == user_id)
    )
    if found is None:
        raise NotFound("There is no such dataset.", code="dataset_not_found")
    return found


def all_visible(session: Session, user_id: int) -> list[Dataset]:
    return list(
        session.scalars(
            select(Dataset).where(Dataset.owner_id == user_id).order_by(Dataset.changed_at.desc())
        )
    )


def version(session: Session, dataset: Dataset, number: int | None) -> Version:
    """The asked or the newest version; NotFound when there is none."""
    wanted = dataset.current_version if number is None else number
    found = session.scalar(
        select(Version).where(Version.dataset_id == dataset.id, Version.number == wanted)
    )
    if found is None:
        raise NotFound("There is no such version of this dataset.", code="version_not_found")
    return found


def versions(session: Session, dataset_id: int) -> list[Version]:
    return list(
        session.scalars(
            select(Version).where(Version.dataset_id == dataset_id).order_by(Version.number.desc())
        )
    )


def newest_versions(session: Session, datasets: list[Dataset]) -> dict[int, Version]:
    ids = [d.id for d in datasets]
    rows = session.scalars(
        select(Version)
        .join(Dataset, Dataset.id == Version.dataset_id)
        .where(Dataset.id.in_(ids), Version.number == Dataset.current_version)
    )
    return {row.dataset_id: row for row in rows}


def next_number(session: Session, dataset_id: int) -> int:
    newest = session.scalar(
        select(func.max(Version.number)).where(Version.dataset_id == dataset_id)
    )
    return (newest or 0) + 1


def insight_counts(session: Session, ids: list[int]) -> dict[int, int]:
    rows = session.execute(
        select(Insight.dataset_id, func.count())
        .where(Insight.dataset_id.in_(ids), Insight.state != "dismissed")
        .group_by(Insight.dataset_id)
    )
    return {row[0]: row[1] for row in rows}


def owner_name(session: Session, user_id: int) -> str:
    user = session.get(User, user_id)
    return "" if user is None else user.name


def upload(session: Session, upload_id: str, user_id: int) -> Upload:
    found = session.scalar(select(Upload).where(Upload.id == upload_id, Upload.owner_id == user_id))
    if found is None:
        raise NotFound("There is no such upload.", code="upload_not_found")
    return found


def is_used(session: Session, sha256: str) -> bool:
    """Whether any dataset, version, draft or picture still needs these bytes."""
    return any(
        session.scalar(select(table.id).where(table.sha256 == sha256).limit(1)) is not None
        for table in (Dataset, Version, VersionFile, Draft, Picture)
    )


def version_files(session: Session, version_id: int) -> list[VersionFile]:
    return list(
        session.scalars(
            select(VersionFile)
            .where(VersionFile.version_id == version_id)
            .order_by(VersionFile.place)
        )
    )


def read_version(session: Session, dataset_id: int, up_to: int | None) -> Version | None:
    """The newest version as read, or the one that version `up_to` was cleaned from."""
    statement = select(Version).where(Version.dataset_id == dataset_id, Version.kind == "read")
    if up_to is not None:
        statement = statement.where(Version.number <= up_to)
    return session.scalar(statement.order_by(Version.number.desc()).limit(1))


def hashes_of(session: Session, dataset: Dataset) -> set[str]:
    """All bytes of the dataset, its versions, its drafts and the pictures of its dashboards."""
    found = {dataset.sha256}
    for version_ in versions(session, dataset.id):
        found |= {version_.sha256, *(row.sha256 for row in version_files(session, version_.id))}
    drafts = select(Draft.sha256).where(Draft.dataset_id == dataset.id, Draft.sha256.is_not(None))
    pictures = (
        select(Picture.sha256)
        .join(Dashboard, Dashboard.id == Picture.dashboard_id)
        .where(Dashboard.dataset_id == dataset.id)
    )
    found |= set(session.scalars(pictures))
    return found | {sha256 for sha256 in session.scalars(drafts) if sha256}


def draft(session: Session, draft_id: int, user_id: int) -> Draft:
    found = session.scalar(select(Draft).where(Draft.id == draft_id, Draft.owner_id == user_id))
    if found is None:
        raise NotFound("There is no such draft.", code="draft_not_found")
    return found
