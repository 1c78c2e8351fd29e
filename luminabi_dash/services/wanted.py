"""What a dataset is to become: its files, how they are read, and its recipe. Asked for here, made
by a job; until the job has published it, and if the job fails, everything stays as it was.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session

from luminabi_dash.context import Context
from luminabi_dash.db import datasets, jobs
from luminabi_dash.db.models import Dataset, DatasetStatus, Version
from luminabi_dash.errors import Conflict


class FileRef(BaseModel):
    """One file by its bytes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: str
    name: str
    size_bytes: int


class Wanted(BaseModel):
    """`recipe` is replayed when a person has edited it (`is_by_user`), else it is planned anew.

    `why`: upload, replace, append, options, recipe or again.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    files: tuple[FileRef, ...]
    options: dict[str, Any] = {}
    recipe: dict[str, Any] | None = None
    is_by_user: bool = False
    why: str = "upload"


def present(session: Session, dataset: Dataset) -> Wanted:
    """What the dataset is now."""
    return Wanted(
        files=files_of(session, dataset),
        options=dataset.options or {},
        recipe=dataset.recipe,
        is_by_user=dataset.recipe_by_user,
        why="upload" if dataset.current_version is None else "again",
    )


def of(session: Session, dataset: Dataset) -> Wanted:
    """What the dataset is asked to become, or else what it is."""
    if dataset.wanted is not None:
        return Wanted.model_validate(dataset.wanted)
    return present(session, dataset)


def files_of(session: Session, dataset: Dataset) -> tuple[FileRef, ...]:
    """The files of the newest version, in their order; the uploaded one before there is any."""
    if dataset.current_version is not None:
        version = datasets.version(session, dataset, None)
        found = files_of_version(session, version)
        if found:
            return found
    return (FileRef(sha256=dataset.sha256, name=dataset.file_name, size_bytes=dataset.file_bytes),)


def files_of_version(session: Session, version: Version) -> tuple[FileRef, ...]:
    return tuple(
        FileRef(sha256=row.sha256, name=row.file_name, size_bytes=row.file_bytes)
        for row in datasets.version_files(session, version.id)
    )


def ask(ctx: Context, session: Session, dataset: Dataset, **changes: Any) -> str:
    """Ask for a change of the dataset; the id of the job that makes it.

    A job that has not begun yet makes this change too; while one runs it is a Conflict.
    """
    if dataset.status in {DatasetStatus.CLEANING, DatasetStatus.UPLOADING}:
        raise Conflict(f"{dataset.name!r} is being prepared; try again in a moment.", code="busy")
    asked = of(session, dataset).model_copy(update=changes)
    dataset.wanted = asked.model_dump(mode="json")
    if dataset.status == DatasetStatus.PENDING:
        waiting = jobs.newest_of(session, f"dataset:{dataset.id}")
        if waiting is not None and waiting.state == "queued":
            return str(waiting.id)
    else:
        dataset.move_to(DatasetStatus.PENDING)
    return enqueue(ctx, session, dataset)


def enqueue(ctx: Context, session: Session, dataset: Dataset) -> str:
    return ctx.jobs.enqueue(
        session,
        "prepare_dataset",
        owner_id=dataset.owner_id,
        subject=f"dataset:{dataset.id}",
        dataset_id=dataset.id,
    )
