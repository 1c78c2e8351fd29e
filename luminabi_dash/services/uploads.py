"""What a user can do to bring a file in: in one piece, or in pieces that survive a bad network."""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

from sqlalchemy.orm import Session

from luminabi_dash.context import Context
from luminabi_dash.db import datasets
from luminabi_dash.db.models import Dataset, DatasetStatus, Upload, now
from luminabi_dash.errors import Conflict, Invalid, TooLarge, Unreadable
from luminabi_dash.ingest.kinds import kind_of
from luminabi_dash.live import topics
from luminabi_dash.services import drafts, files, wanted
from luminabi_dash.services.files import check_file_name, check_size, clean_name
from luminabi_dash.services.wanted import FileRef
from luminabi_dash.views import UserView

LIFE = timedelta(hours=48)
CHUNK = 256 * 1024
STEPS = (10, 25, 50, 75, 100)


def accept(
    ctx: Context, user: UserView, path: Path, file_name: str, name: str | None = None
) -> tuple[int, str]:
    """Take a whole file over; the id of its new pending dataset and of the job that cleans it."""
    file = files.keep(ctx, path, file_name)
    with ctx.sessions.begin() as session:
        dataset, job_id = add_dataset(ctx, session, user.id, file, name)
        return dataset.id, job_id


def replace(ctx: Context, user: UserView, dataset_id: int, path: Path, file_name: str) -> str:
    """A new file for an existing dataset: its next version; the id of the job that reads it."""
    return change_files(ctx, user, dataset_id, path, file_name, "replace")


def extend(ctx: Context, user: UserView, dataset_id: int, path: Path, file_name: str) -> str:
    """A further file whose rows follow those of the dataset; the id of the job that reads it."""
    return change_files(ctx, user, dataset_id, path, file_name, "append")


def change_files(
    ctx: Context, user: UserView, dataset_id: int, path: Path, file_name: str, mode: str
) -> str:
    with ctx.sessions() as session:
        datasets.visible(session, dataset_id, user.id)
    file = files.keep(ctx, path, file_name)
    with ctx.sessions.begin() as session:
        dataset = datasets.visible(session, dataset_id, user.id)
        changes = drafts.with_file(session, dataset, file, mode)
        return wanted.ask(ctx, session, dataset, **changes)


def add_dataset(
    ctx: Context, session: Session, owner_id: int, file: FileRef, name: str | None
) -> tuple[Dataset, str]:
    shown = clean_name(name or "") or clean_name(Path(file.name).stem) or file.name[:200]
    dataset = Dataset(
        owner_id=owner_id,
        name=shown,
        file_name=file.name,
        file_bytes=file.size_bytes,
        sha256=file.sha256,
        status=DatasetStatus.PENDING,
    )
    session.add(dataset)
    session.flush()
    return dataset, wanted.enqueue(ctx, session, dataset)


def create(
    ctx: Context,
    user: UserView,
    file_name: str,
    total: int,
    name: str | None,
    dataset_id: int | None = None,
) -> str:
    """Begin a resumable upload of `total` bytes; its unguessable id.

    With `dataset_id` the file becomes a draft of that dataset, looked at before it changes it.
    """
    shown = check_file_name(file_name)
    check_size(ctx, total)
    if dataset_id is not None:
        with ctx.sessions() as session:
            datasets.visible(session, dataset_id, user.id)
    upload_id = secrets.token_urlsafe(24)
    part_of(ctx, upload_id).touch(mode=0o600)
    with ctx.sessions.begin() as session:
        session.add(
            Upload(
                id=upload_id,
                owner_id=user.id,
                name=clean_name(name or ""),
                file_name=shown,
                total_bytes=total,
                for_dataset_id=dataset_id,
                expires_at=now() + LIFE,
            )
        )
    return upload_id


def offset(ctx: Context, user: UserView, upload_id: str) -> tuple[int, int]:
    """Bytes received, and bytes expected."""
    with ctx.sessions() as session:
        row = datasets.upload(session, upload_id, user.id)
        return row.received_bytes, row.total_bytes


def append(
    ctx: Context,
    user: UserView,
    upload_id: str,
    at: int,
    body: IO[bytes],
    checksum: str | None = None,
) -> tuple[int, int | None]:
    """Add bytes at offset `at`; the new offset, and the dataset's id once all bytes are there.

    Whatever arrives before the sender breaks off is kept, unless a checksum was promised.
    """
    with ctx.sessions() as session:
        row = datasets.upload(session, upload_id, user.id)
        received, total, done = row.received_bytes, row.total_bytes, row.dataset_id
    if at != received:
        raise Conflict(
            f"The upload stands at {received} bytes, not at {at}.",
            code="wrong_offset",
            details={"offset": received},
        )
    if done is not None:
        return received, done
    path = part_of(ctx, upload_id)
    count = write_part(path, received, total, body, checksum)
    return keep_part(ctx, user, upload_id, received, received + count)


def write_part(path: Path, at: int, total: int, body: IO[bytes], checksum: str | None) -> int:
    digest = checksum_of(checksum)
    count = 0
    with path.open("r+b") as file:
        file.truncate(at)
        file.seek(at)
        while chunk := body.read(CHUNK):
            count += len(chunk)
            if at + count > total:
                file.truncate(at)
                raise TooLarge("More bytes came than the upload announced.")
            digest.update(chunk)
            file.write(chunk)
        if (
            checksum is not None
            and base64.b64encode(digest.digest()).decode() != checksum.split(" ", 1)[-1].strip()
        ):
            file.truncate(at)
            raise Invalid("The checksum does not fit the bytes.", code="checksum_mismatch")
        file.flush()
        os.fsync(file.fileno())
    return count


def checksum_of(checksum: str | None) -> hashlib._Hash:
    algorithm = "sha256" if checksum is None else checksum.split(" ", 1)[0]
    if algorithm not in {"sha1", "sha256"}:
        raise Invalid("Checksums are sha1 or sha256.", code="unknown_checksum")
    return hashlib.new(algorithm, usedforsecurity=False)


def keep_part(
    ctx: Context, user: UserView, upload_id: str, before: int, after: int
) -> tuple[int, int | None]:
    with ctx.sessions.begin() as session:
        row = datasets.upload(session, upload_id, user.id)
        if row.received_bytes != before:
            raise Conflict(
                "Another sender was faster.",
                code="wrong_offset",
                details={"offset": row.received_bytes},
            )
        row.received_bytes = after
        announce(ctx, session, row, before)
    if after < row.total_bytes:
        return after, None
    return after, finish(ctx, user, upload_id)


def announce(ctx: Context, session: Session, row: Upload, before: int) -> None:
    """One event at each of STEPS that these bytes passed, and one for where it stands."""
    total = max(row.total_bytes, 1)
    was, percent = 100 * before // total, 100 * row.received_bytes // total
    for step in sorted({*(s for s in STEPS if was < s <= percent), percent}):
        data = {"received": row.received_bytes, "total": row.total_bytes, "percent": step}
        ctx.events.publish(session, topics.upload(row.id), "upload.progress", data)


def finish(ctx: Context, user: UserView, upload_id: str) -> int:
    """All bytes are there: they get their hash, a dataset and its job; Unreadable if the first
    ones say that this is no table.
    """
    with ctx.sessions() as session:
        file_name = datasets.upload(session, upload_id, user.id).file_name
    try:
        kind_of(part_of(ctx, upload_id), file_name)
    except Unreadable as error:
        refuse(ctx, user, upload_id, error)
        raise
    sha256 = ctx.blobs.put_file(part_of(ctx, upload_id))
    with ctx.sessions.begin() as session:
        row = datasets.upload(session, upload_id, user.id)
        file = FileRef(sha256=sha256, name=row.file_name, size_bytes=row.total_bytes)
        data = become(ctx, session, user, row, file)
        ctx.events.publish(session, topics.upload(upload_id), "upload.completed", data)
        return int(data["dataset_id"])


def become(
    ctx: Context, session: Session, user: UserView, row: Upload, file: FileRef
) -> dict[str, Any]:
    """The whole upload becomes a dataset, or a draft of one; what its followers are told."""
    if row.for_dataset_id is not None:
        draft, job_id = drafts.propose_kept(ctx, session, user, row.for_dataset_id, file)
        row.draft_id, row.dataset_id = draft.id, row.for_dataset_id
    else:
        dataset, job_id = add_dataset(ctx, session, user.id, file, row.name)
        row.dataset_id = dataset.id
    data = {"dataset_id": row.dataset_id, "job_id": job_id, "sha256": file.sha256}
    return data if row.draft_id is None else {**data, "draft_id": row.draft_id}


def refuse(ctx: Context, user: UserView, upload_id: str, error: Unreadable) -> None:
    """Nothing stays of an upload that is no table; who follows it hears why."""
    with ctx.sessions.begin() as session:
        data = {"message": str(error), "code": error.code}
        ctx.events.publish(session, topics.upload(upload_id), "upload.failed", data)
    discard(ctx, user, upload_id)


def discard(ctx: Context, user: UserView, upload_id: str) -> None:
    with ctx.sessions.begin() as session:
        session.delete(datasets.upload(session, upload_id, user.id))
    part_of(ctx, upload_id).unlink(missing_ok=True)


def part_of(ctx: Context, upload_id: str) -> Path:
    folder = ctx.settings.data_path / "uploads"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / upload_id
