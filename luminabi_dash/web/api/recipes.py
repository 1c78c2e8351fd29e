"""/api/v1/datasets/ID/recipe, /drafts, /options: how a dataset is cleaned and read, and changes
that are looked at before they are made.
"""

from __future__ import annotations

import io
import json
import time
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, request, send_file

from luminabi_dash.cleaning.recipe import Recipe
from luminabi_dash.errors import Invalid
from luminabi_dash.impact import DraftView
from luminabi_dash.services import datasets, drafts, recipes
from luminabi_dash.web.api.reading import Body, answer, posted_file, read
from luminabi_dash.web.current import context, user
from luminabi_dash.web.dispatch import parse
from luminabi_dash.web.policy import SIGNED_IN, policy

blueprint = Blueprint("api_recipes", __name__, url_prefix="/api/v1/datasets/<int:dataset_id>")
WAIT_SECONDS = 20.0
PAUSE_SECONDS = 0.1


class Undo(Body):
    step_id: str
    is_on: bool = False


class Options(Body):
    options: dict[str, Any] | None = None


class Mode(Body):
    mode: str = "replace"


def as_json(dataset_id: int) -> dict[str, Any]:
    recipe, version = recipes.present(context(), user(), dataset_id)
    body: dict[str, Any] = recipe.model_dump(mode="json")
    found = recipes.suggestions(context(), user(), dataset_id)
    return {**body, "version": version, "suggestions": [asdict(item) for item in found]}


def posted_recipe() -> tuple[Recipe, int | None]:
    """A recipe as GET answers it; its `version` is that of the edit it was made from."""
    raw = request.get_data(cache=True)
    data = parse(raw) if raw else {}
    data = data.get("recipe", data)
    if not isinstance(data, dict):
        raise Invalid("A recipe is an object with steps.", code="invalid_recipe")
    version = data.get("version")
    if version is not None and (isinstance(version, bool) or not isinstance(version, int)):
        raise Invalid("The version is a whole number.", code="invalid_recipe")
    kept = {key: value for key, value in data.items() if key not in {"version", "suggestions"}}
    return recipes.parse(kept), version


@blueprint.get("/recipe")
@policy(SIGNED_IN)
def show(dataset_id: int) -> Any:
    if request.args.get("format") == "py":
        text, name = recipes.as_script(context(), user(), dataset_id)
        return download(text.encode(), "text/x-python", name)
    return answer(as_json(dataset_id))


@blueprint.put("/recipe")
@policy(SIGNED_IN)
def put(dataset_id: int) -> Response:
    datasets.get(context(), user(), dataset_id)
    recipe, version = posted_recipe()
    recipes.put(context(), user(), dataset_id, recipe, version)
    return answer(as_json(dataset_id))


@blueprint.post("/recipe/preview")
@policy(SIGNED_IN)
def preview(dataset_id: int) -> Response:
    """The impact of a recipe: 200 with it, or 202 with the draft to ask for later."""
    datasets.get(context(), user(), dataset_id)
    recipe, _ = posted_recipe()
    body = json.loads(recipe.model_dump_json())
    draft, job_id = drafts.propose_recipe(context(), user(), dataset_id, body)
    return waited(draft, job_id)


@blueprint.post("/recipe/undo")
@policy(SIGNED_IN)
def undo(dataset_id: int) -> Response:
    datasets.get(context(), user(), dataset_id)
    body = read(Undo)
    job_id = recipes.switch(context(), user(), dataset_id, body.step_id, is_on=body.is_on)
    return answer({"job_id": job_id}, 202)


@blueprint.post("/recipe/reset")
@policy(SIGNED_IN)
def reset(dataset_id: int) -> Response:
    return answer({"job_id": recipes.reset(context(), user(), dataset_id)}, 202)


@blueprint.post("/options")
@policy(SIGNED_IN)
def options(dataset_id: int) -> Response:
    """Read the kept bytes again, with these reading options over those in force."""
    job_id = datasets.read_again(context(), user(), dataset_id, read(Options).options)
    return answer({"job_id": job_id}, 202)


@blueprint.post("/file/check")
@policy(SIGNED_IN)
def check_file(dataset_id: int) -> Response:
    """The drift report of a further file; nothing is changed."""
    datasets.get(context(), user(), dataset_id)
    with posted_file() as (path, file_name):
        draft, job_id = drafts.propose_file(context(), user(), dataset_id, path, file_name)
    return waited(draft, job_id)


@blueprint.get("/drafts/<int:draft_id>")
@policy(SIGNED_IN)
def show_draft(dataset_id: int, draft_id: int) -> Response:
    return answer(drafts.of_dataset(context(), user(), dataset_id, draft_id))


@blueprint.post("/drafts/<int:draft_id>/apply")
@policy(SIGNED_IN)
def apply(dataset_id: int, draft_id: int) -> Response:
    mode = read(Mode).mode
    drafts.of_dataset(context(), user(), dataset_id, draft_id)
    return answer({"job_id": drafts.make(context(), user(), draft_id, mode)}, 202)


@blueprint.delete("/drafts/<int:draft_id>")
@policy(SIGNED_IN)
def discard(dataset_id: int, draft_id: int) -> Response:
    drafts.of_dataset(context(), user(), dataset_id, draft_id)
    drafts.discard(context(), user(), draft_id)
    return Response(status=204)


def waited(draft: DraftView, job_id: str) -> Response:
    """The draft once it is checked, if that is soon."""
    until = time.monotonic() + WAIT_SECONDS
    while draft.state == "checking" and time.monotonic() < until:
        time.sleep(PAUSE_SECONDS)
        draft = drafts.get(context(), user(), draft.id)
    body = {**draft.model_dump(mode="json"), "job_id": job_id}
    return answer(body, 202 if draft.state == "checking" else 200)


def download(data: bytes, mimetype: str, name: str) -> Any:
    return send_file(
        io.BytesIO(data), mimetype=mimetype, as_attachment=True, download_name=name, max_age=0
    )
