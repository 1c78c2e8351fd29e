"""/api/v1/datasets: files in, tables, evidence, audit and exports out."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, request, send_file

from luminabi_dash.errors import Invalid
from luminabi_dash.ingest import export
from luminabi_dash.services import datasets, drafts, uploads
from luminabi_dash.services import quality as reports
from luminabi_dash.views import DatasetView
from luminabi_dash.web.api.reading import Body, answer, listed, number, plain, posted_file, read
from luminabi_dash.web.current import context, user
from luminabi_dash.web.policy import SIGNED_IN, policy

blueprint = Blueprint("api_datasets", __name__, url_prefix="/api/v1/datasets")
FORMATS = ("csv", "parquet", "xlsx", "raw")


def as_json(view: DatasetView) -> dict[str, Any]:
    """A dataset; a failed one carries its error in the form that every error has."""
    body: dict[str, Any] = plain(view)
    code = body.pop("error_code")
    if view.error is not None:
        body["error"] = {"code": code, "message": view.error, "details": None}
    return body


class Change(Body):
    name: str
    version: int | None = None


@blueprint.post("")
@policy(SIGNED_IN)
def upload() -> Response:
    name = request.form.get("name") or None
    with posted_file() as (path, file_name):
        dataset_id, job_id = uploads.accept(context(), user(), path, file_name, name)
    view = datasets.get(context(), user(), dataset_id)
    body = {"id": view.id, "name": view.name, "status": view.status, "job_id": job_id}
    return answer(body, 201, {"Location": f"/api/v1/datasets/{view.id}"})


@blueprint.get("")
@policy(SIGNED_IN)
def index() -> Response:
    return listed([as_json(view) for view in datasets.listed(context(), user())])


@blueprint.get("/<int:dataset_id>")
@policy(SIGNED_IN)
def show(dataset_id: int) -> Response:
    return answer(as_json(datasets.get(context(), user(), dataset_id)))


@blueprint.patch("/<int:dataset_id>")
@policy(SIGNED_IN)
def change(dataset_id: int) -> Response:
    body = read(Change)
    view = datasets.rename(context(), user(), dataset_id, body.name, body.version)
    return answer(as_json(view))


@blueprint.delete("/<int:dataset_id>")
@policy(SIGNED_IN)
def delete(dataset_id: int) -> Response:
    datasets.delete(context(), user(), dataset_id)
    return Response(status=204)


@blueprint.put("/<int:dataset_id>/file")
@policy(SIGNED_IN)
def replace(dataset_id: int) -> Response:
    with posted_file() as (path, file_name):
        job_id = uploads.replace(context(), user(), dataset_id, path, file_name)
    return answer({"id": dataset_id, "job_id": job_id}, 202)


@blueprint.post("/<int:dataset_id>/file")
@policy(SIGNED_IN)
def extend(dataset_id: int) -> Response:
    """`?mode=append` (the default): the rows of the file follow those of the dataset."""
    mode = request.args.get("mode", "append")
    if mode not in drafts.MODES:
        raise Invalid("The mode is append or replace.", details={"parameter": "mode"})
    datasets.get(context(), user(), dataset_id)
    change = uploads.extend if mode == "append" else uploads.replace
    with posted_file() as (path, file_name):
        job_id = change(context(), user(), dataset_id, path, file_name)
    return answer({"id": dataset_id, "job_id": job_id}, 202)


@blueprint.get("/<int:dataset_id>/columns")
@policy(SIGNED_IN)
def columns(dataset_id: int) -> Response:
    """Those of the file, then the calculated ones."""
    found = datasets.full_schema(context(), user(), dataset_id, number("version"))
    return answer({"items": found.as_json(), "next": None})


@blueprint.get("/<int:dataset_id>/profile")
@policy(SIGNED_IN)
def profile(dataset_id: int) -> Response:
    return answer({"items": datasets.columns(context(), user(), dataset_id, number("version"))})


@blueprint.get("/<int:dataset_id>/rows")
@policy(SIGNED_IN)
def rows(dataset_id: int) -> Response:
    found, schema = datasets.rows(
        context(),
        user(),
        dataset_id,
        limit=number("limit", 100, least=1, most=1_000),
        offset=number("offset", 0),
        number=number("version"),
    )
    names = [*schema.names()]
    return answer(
        {
            "columns": names,
            "rows": found.frame.select(names).rows(),
            "lines": found.frame["__line"].to_list(),
            "total": found.total,
        }
    )


@blueprint.get("/<int:dataset_id>/evidence")
@policy(SIGNED_IN)
def evidence(dataset_id: int) -> Response:
    ctx, view = context(), user()
    offset = number("cursor", 0)
    limit = number("limit", 200, least=1, most=1_000)
    lines, total = datasets.rejects(ctx, view, dataset_id, limit, offset)
    return answer(
        {
            "decisions": datasets.evidence(ctx, view, dataset_id, number("version")),
            "rejected": lines,
            "rejected_count": total,
        }
    )


@blueprint.get("/<int:dataset_id>/quality")
@policy(SIGNED_IN)
def quality(dataset_id: int) -> Response:
    version = datasets.located(context(), user(), dataset_id, number("version"))
    steps = datasets.steps(context(), user(), dataset_id, number("version"))
    columns_ = datasets.columns(context(), user(), dataset_id, number("version"))
    completeness = [
        {"column": c.name, "filled": c.filled, "empty": c.empty, "distinct": c.distinct}
        for c in columns_
    ]
    body = {"ledger": version, "steps": steps, "columns": completeness}
    found = reports.as_json(context(), user(), dataset_id, number("version"))
    return answer({**body, "report": found})


@blueprint.get("/<int:dataset_id>/versions")
@policy(SIGNED_IN)
def versions(dataset_id: int) -> Response:
    return listed(datasets.versions(context(), user(), dataset_id))


@blueprint.get("/<int:dataset_id>/changes")
@policy(SIGNED_IN)
def changes(dataset_id: int) -> Response:
    offset = number("cursor", 0)
    limit = number("limit", 100, least=1, most=1_000)
    items, total = datasets.changes(
        context(),
        user(),
        dataset_id,
        column=request.args.get("column"),
        step=request.args.get("step"),
        row=number("row"),
        limit=limit,
        offset=offset,
    )
    following = str(offset + limit) if offset + limit < total else None
    return answer({"items": items, "next": following, "total": total})


@blueprint.post("/<int:dataset_id>/clean")
@policy(SIGNED_IN)
def clean(dataset_id: int) -> Response:
    return answer({"job_id": datasets.clean_again(context(), user(), dataset_id)}, 202)


@blueprint.get("/<int:dataset_id>/export")
@policy(SIGNED_IN)
def download(dataset_id: int) -> Any:
    """The version as a file; formulas in text are neutralised, numbers stay numbers. The version
    as uploaded goes out cell for cell as it came.
    """
    format_ = request.args.get("format", "csv")
    if format_ not in FORMATS:
        raise Invalid(f"The format is {', '.join(FORMATS)}.", details={"parameter": "format"})
    if format_ == "raw":
        raw, file_name = datasets.original(context(), user(), dataset_id)
        return send_file(raw, as_attachment=True, download_name=file_name, max_age=0)
    found = datasets.download(context(), user(), dataset_id, number("version"))
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"export.{format_}"
        export.write(found.path, target, as_text=found.is_text, header=found.header)
        file = target.open("rb")
    return send_file(file, as_attachment=True, download_name=f"{found.name}.{format_}", max_age=0)
