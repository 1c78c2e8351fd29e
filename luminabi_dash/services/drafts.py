"""What a user can do with changes that are looked at first: propose, see the impact, make, drop."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from luminabi_dash.context import Context
from luminabi_dash.db import datasets
from luminabi_dash.db.models import Dataset, Draft
from luminabi_dash.errors import Conflict, Invalid, NotFound
from luminabi_dash.impact import Arrival, DraftView, Impact
from luminabi_dash.live import topics
from luminabi_dash.services import files, wanted
from luminabi_dash.services.wanted import FileRef
from luminabi_dash.views import UserView

OPEN = ("checking", "checked", "failed")
MODES = ("replace", "append")


def view_of(row: Draft) -> DraftView:
    is_file = row.kind == "file"
    result = row.result
    return DraftView(
        id=row.id,
        dataset_id=row.dataset_id,
        kind=row.kind,
        state=row.state,
        error=row.error,
        file_name=row.body.get("name") if is_file else None,
        recipe=row.body.get("recipe"),
        impact=None if is_file or result is None else Impact.model_validate(result),
        arrival=Arrival.model_validate(result) if is_file and result is not None else None,
    )


def get(ctx: Context, user: UserView, draft_id: int) -> DraftView:
    with ctx.sessions() as session:
        return view_of(datasets.draft(session, draft_id, user.id))


def of_dataset(ctx: Context, user: UserView, dataset_id: int, draft_id: int) -> DraftView:
    """The draft, if it is one of this dataset."""
    found = get(ctx, user, draft_id)
    if found.dataset_id != dataset_id:
        raise NotFound("There is no such draft.", code="draft_not_found")
    return found


def opened(ctx: Context, user: UserView, dataset_id: int, kind: str) -> DraftView | None:
    """The user's open draft of this kind, if there is one."""
    with ctx.sessions() as session:
        datasets.visible(session, dataset_id, user.id)
        row = open_row(session, dataset_id, user.id, kind)
        return None if row is None else view_of(row)


def open_row(session: Session, dataset_id: int, user_id: int, kind: str) -> Draft | None:
    return session.scalar(
        select(Draft)
        .where(
            Draft.dataset_id == dataset_id,
            Draft.owner_id == user_id,
            Draft.kind == kind,
            Draft.state.in_(OPEN),
        )
        .order_by(Draft.id.desc())
        .limit(1)
    )


def propose_recipe(
    ctx: Context, user: UserView, dataset_id: int, recipe: dict[str, Any]
) -> tuple[DraftView, str]:
    """A recipe to be looked at, in place of the user's open one; the draft and its job's id."""
    with ctx.sessions.begin() as session:
        dataset = ready(session, dataset_id, user)
        return start(ctx, session, dataset, user, "recipe", {"recipe": recipe}, None)


def propose_file(
    ctx: Context, user: UserView, dataset_id: int, path: Path, file_name: str
) -> tuple[DraftView, str]:
    """A further file to be looked at; the draft and its job's id."""
    with ctx.sessions() as session:
        ready(session, dataset_id, user)
    file = files.keep(ctx, path, file_name)
    with ctx.sessions.begin() as session:
        return propose_kept(ctx, session, user, dataset_id, file)


def propose_kept(
    ctx: Context, session: Session, user: UserView, dataset_id: int, file: FileRef
) -> tuple[DraftView, str]:
    dataset = ready(session, dataset_id, user)
    return start(ctx, session, dataset, user, "file", file.model_dump(), file.sha256)


def ready(session: Session, dataset_id: int, user: UserView) -> Dataset:
    dataset = datasets.visible(session, dataset_id, user.id)
    if dataset.current_version is None:
        raise Conflict(f"{dataset.name!r} is not ready yet.", code="not_ready")
    return dataset


def start(
    ctx: Context,
    session: Session,
    dataset: Dataset,
    user: UserView,
    kind: str,
    body: dict[str, Any],
    sha256: str | None,
) -> tuple[DraftView, str]:
    earlier = open_row(session, dataset.id, user.id, kind)
    if earlier is not None:
        session.delete(earlier)
    row = Draft(dataset_id=dataset.id, owner_id=user.id, kind=kind, body=body, sha256=sha256)
    session.add(row)
    session.flush()
    job_id = ctx.jobs.enqueue(
        session, "check_draft", owner_id=user.id, subject=f"draft:{row.id}", draft_id=row.id
    )
    return view_of(row), job_id


def make(ctx: Context, user: UserView, draft_id: int, mode: str = "replace") -> str:
    """Make what the draft says; `mode` is for files. The id of the job that publishes it."""
    if mode not in MODES:
        raise Invalid("A file replaces or is appended.", details={"field": "mode"})
    with ctx.sessions.begin() as session:
        row = datasets.draft(session, draft_id, user.id)
        if row.state not in OPEN:
            raise Conflict("This draft was made already.", code="draft_made")
        dataset = datasets.visible(session, row.dataset_id, user.id)
        if row.kind == "recipe":
            changes: dict[str, Any] = {
                "recipe": row.body["recipe"],
                "is_by_user": True,
                "why": "recipe",
            }
        else:
            changes = with_file(session, dataset, FileRef.model_validate(row.body), mode)
        row.state = "made"
        return wanted.ask(ctx, session, dataset, **changes)


def settle(ctx: Context, user: UserView, dataset_id: int, kind: str, act: str) -> None:
    """Make (replace, append) or discard the user's open draft of this kind; none is no error."""
    draft = opened(ctx, user, dataset_id, kind)
    if draft is None:
        return
    if act == "discard":
        discard(ctx, user, draft.id)
    else:
        make(ctx, user, draft.id, act)


def with_file(session: Session, dataset: Dataset, file: FileRef, mode: str) -> dict[str, Any]:
    """The files that a dataset has after a replacement or an addition."""
    before = wanted.of(session, dataset).files
    if mode == "replace":
        return {"files": (file,), "why": "replace"}
    if any(known.sha256 == file.sha256 for known in before):
        raise Conflict(
            f"{file.name} is part of this dataset already; its rows would stand twice.",
            code="same_file",
        )
    return {"files": (*before, file), "why": "append"}


def discard(ctx: Context, user: UserView, draft_id: int) -> None:
    """Drop a draft; a file that nothing else needs goes with it."""
    with ctx.sessions.begin() as session:
        row = datasets.draft(session, draft_id, user.id)
        sha256 = row.sha256
        session.delete(row)
        session.flush()
        is_orphan = sha256 is not None and not datasets.is_used(session, sha256)
    if is_orphan and sha256 is not None:
        ctx.blobs.delete(sha256)


def keep_result(ctx: Context, draft_id: int, result: Impact | Arrival) -> None:
    with ctx.sessions.begin() as session:
        row = session.get(Draft, draft_id)
        if row is None or row.state == "made":
            return
        row.state, row.result = "checked", result.model_dump(mode="json")
        tell(ctx, session, row)


def fail(ctx: Context, sentence: str, _code: str, draft_id: int) -> None:
    with ctx.sessions.begin() as session:
        row = session.get(Draft, draft_id)
        if row is None or row.state == "made":
            return
        row.state, row.error = "failed", sentence
        tell(ctx, session, row)


def tell(ctx: Context, session: Session, row: Draft) -> None:
    data = {"draft_id": row.id, "kind": row.kind, "state": row.state}
    ctx.events.publish(session, topics.cleaning(row.dataset_id), "draft.checked", data)
