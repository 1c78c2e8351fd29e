"""/api/v1/uploads: resumable uploads, tus 1.0.0 with creation, termination and checksum."""

from __future__ import annotations

import base64
import binascii

from flask import Blueprint, Response, request

from luminabi_dash.errors import Conflict, Invalid, LuminaError
from luminabi_dash.services import uploads
from luminabi_dash.web.current import context, user
from luminabi_dash.web.policy import SIGNED_IN, policy

blueprint = Blueprint("api_uploads", __name__, url_prefix="/api/v1/uploads")
VERSION = "1.0.0"
CONTENT = "application/offset+octet-stream"
METADATA_LENGTH = 4_000


@blueprint.after_request
def add_version(response: Response) -> Response:
    response.headers["Tus-Resumable"] = VERSION
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.route("", methods=["OPTIONS"])
@policy(SIGNED_IN)
def offer() -> Response:
    return Response(
        status=204,
        headers={
            "Tus-Version": VERSION,
            "Tus-Extension": "creation,termination,checksum",
            "Tus-Checksum-Algorithm": "sha1,sha256",
            "Tus-Max-Size": str(context().settings.max_upload_bytes),
        },
    )


@blueprint.post("")
@policy(SIGNED_IN)
def create() -> Response:
    check_version()
    metadata = parse_metadata(request.headers.get("Upload-Metadata", ""))
    total = whole(request.headers.get("Upload-Length"), "Upload-Length")
    file_name = metadata.get("filename", "")
    dataset_id = None if "dataset" not in metadata else whole(metadata["dataset"], "dataset")
    upload_id = uploads.create(
        context(), user(), file_name, total, metadata.get("name"), dataset_id
    )
    return Response(status=201, headers={"Location": f"/api/v1/uploads/{upload_id}"})


@blueprint.route("/<upload_id>", methods=["HEAD"])
@policy(SIGNED_IN)
def head(upload_id: str) -> Response:
    received, total = uploads.offset(context(), user(), upload_id)
    return Response(
        status=200, headers={"Upload-Offset": str(received), "Upload-Length": str(total)}
    )


@blueprint.patch("/<upload_id>")
@policy(SIGNED_IN)
def patch(upload_id: str) -> Response:
    check_version()
    if request.mimetype != CONTENT:
        raise LuminaError(f"The content type must be {CONTENT}.", code="bad_payload")
    at = whole(request.headers.get("Upload-Offset"), "Upload-Offset")
    try:
        offset, dataset_id = uploads.append(
            context(),
            user(),
            upload_id,
            at,
            request.stream,
            request.headers.get("Upload-Checksum"),
        )
    except Invalid as error:
        if error.code != "checksum_mismatch":
            raise
        return Response(status=460)
    headers = {"Upload-Offset": str(offset)}
    if dataset_id is not None:
        headers["Dataset-Id"] = str(dataset_id)
    return Response(status=204, headers=headers)


@blueprint.delete("/<upload_id>")
@policy(SIGNED_IN)
def delete(upload_id: str) -> Response:
    uploads.discard(context(), user(), upload_id)
    return Response(status=204)


def check_version() -> None:
    if request.headers.get("Tus-Resumable", VERSION) != VERSION:
        raise Conflict(f"This server speaks tus {VERSION}.", code="wrong_version")


def whole(raw: str | None, name: str) -> int:
    if raw is None or not raw.isdecimal() or not raw.isascii() or len(raw) > 15:
        raise LuminaError(f"{name} must be a whole number.", code="bad_payload")
    return int(raw)


def parse_metadata(raw: str) -> dict[str, str]:
    """Tus metadata: "key base64,key base64"."""
    found: dict[str, str] = {}
    for pair in raw[:METADATA_LENGTH].split(","):
        key, _, value = pair.strip().partition(" ")
        if not key:
            continue
        try:
            found[key] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise LuminaError("Upload-Metadata cannot be read.", code="bad_payload") from None
    return found
