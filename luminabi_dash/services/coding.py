"""Codes of versions that were published without: wanted at first use, made in a job."""

from __future__ import annotations

from luminabi_dash.context import Context
from luminabi_dash.errors import NotFound
from luminabi_dash.ports import Work
from luminabi_dash.services.sources import Source
from luminabi_dash.tables.codes import FOLDER
from luminabi_dash.tables.coding import write_codes


def want(ctx: Context, source: Source) -> None:
    """Ask for the codes of a version that has none; answers come from Polars until then."""
    if not ctx.engine.lacks_codes(source.dataset_id, source.number):
        return
    with ctx.sessions.begin() as session:
        ctx.jobs.enqueue(
            session,
            "code_version",
            unique_key=f"codes:{source.dataset_id}:{source.number}",
            subject=f"codes:{source.dataset_id}",
            dataset_id=source.dataset_id,
            number=source.number,
        )


def write(ctx: Context, work: Work, dataset_id: int, number: int) -> None:
    """Write the codes beside the version; nothing when they are there already."""
    folder = ctx.store.folder(dataset_id, number)
    if not folder.exists():
        raise NotFound("The version was deleted meanwhile.", code="version_not_found")
    if not (folder / FOLDER).exists():
        work(0.1, "Coding the columns…")
        write_codes(folder, ctx.store.schema(dataset_id, number), is_published=True)
    with ctx.sessions.begin() as session:
        work.complete(session)
