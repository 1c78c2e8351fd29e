"""Errors as answers: JSON for programs and callbacks, a small page for people."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, Response, render_template, request
from sqlalchemy.exc import DataError
from werkzeug.exceptions import HTTPException

from luminabi_dash.errors import LuminaError, NotFound
from luminabi_dash.web import dispatch
from luminabi_dash.web.guard import error_json

log = logging.getLogger(__name__)
SENTENCES = {
    400: ("bad_request", "This request cannot be read."),
    404: ("not_found", "There is no such address."),
    405: ("method_not_allowed", "This address does not take that method."),
    413: ("too_large", "The request is larger than the limit here."),
    415: ("unsupported_media_type", "This content type is not taken here."),
}

TITLES = {
    401: "Sign in first",
    403: "Not allowed",
    404: "There is nothing here",
    500: "Something went wrong",
}


def install(server: Flask) -> None:
    """Every error of every route becomes an answer with a sentence; never a traceback."""
    server.register_error_handler(LuminaError, show)
    server.register_error_handler(HTTPException, show_http)
    server.register_error_handler(OverflowError, show_too_large)
    server.register_error_handler(DataError, show_too_large)
    server.register_error_handler(Exception, show_unexpected)


def show(error: LuminaError) -> Any:
    if wants_json():
        return error_json(error)
    title = TITLES.get(error.status, "This did not work")
    page = render_template("error.html", status=error.status, title=title, words=str(error))
    return Response(page, status=error.status)


def show_http(error: HTTPException) -> Any:
    status = error.code or 500
    if status < 400:
        return error.get_response()
    code, sentence = SENTENCES.get(status, ("http_error", "This request cannot be answered."))
    mapped = LuminaError(sentence, code=code)
    mapped.status = status
    return show(mapped)


def show_too_large(_error: Exception) -> Any:
    """A number that no id can have."""
    return show(NotFound("There is nothing of this number."))


def show_unexpected(error: Exception) -> Any:
    log.error("%s %s failed.", request.method, request.path, exc_info=error)
    if request.path == dispatch.PATH:  # what callbacks raise is answered by `on_error`
        return show(LuminaError("This callback request cannot be read.", code="bad_callback"))
    mapped = LuminaError("Something went wrong; the log says more.", code="internal")
    mapped.status = 500
    return show(mapped)


def wants_json() -> bool:
    return request.path.startswith(("/api/", "/_dash")) or request.is_json
