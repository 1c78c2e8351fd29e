"""Every error LuminaBI raises on purpose; the message is one sentence for the user.

* LuminaError              400  base of all expected errors
  - NotFound               404  the thing does not exist, or the user may not see it
  - Forbidden              403  the user may see the thing but not do this
  - NotSignedIn            401  no valid sign-in
  - Invalid                422  a value that makes no sense; `details` names it
  - Conflict               409  somebody else was faster; `details` holds the present state
  - InvalidTransition      409  a status cannot follow the present one
  - TooMany                429  a limit was reached; try again later
  - Unreadable             422  an uploaded file cannot be read; `code` says why
  - TooLarge               413  more bytes than the limit
  - Unavailable            503  a part that this needs is missing or down
  - LeaseLost              409  another worker has taken the job over; nothing was committed
  - Cancelled              409  the user has cancelled the job
  - UnknownName            422  no such step, detector, chart kind or job
  - DuplicateName          500  two of them share a name
  - WrongSetting           500  a setting has a value that cannot work
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class LuminaError(Exception):
    """Base of all expected errors: its message is fit to show to a user."""

    status = 400
    code = "bad_request"

    def __init__(self, message: str, *, code: str | None = None, details: Any = None) -> None:
        super().__init__(message)
        self.code = code or type(self).code
        self.details = details


class NotFound(LuminaError):
    status = 404
    code = "not_found"


class Forbidden(LuminaError):
    status = 403
    code = "forbidden"


class NotSignedIn(LuminaError):
    status = 401
    code = "not_signed_in"


class Invalid(LuminaError):
    status = 422
    code = "invalid"


class Conflict(LuminaError):
    status = 409
    code = "conflict"


class InvalidTransition(LuminaError):
    status = 409
    code = "invalid_transition"


class TooMany(LuminaError):
    """`details["retry_after"]` says in how many seconds to try again."""

    status = 429
    code = "too_many"


class Unreadable(LuminaError):
    """A file that cannot be read; the codes are listed in docs/errors.md."""

    status = 422
    code = "corrupt"


class TooLarge(LuminaError):
    status = 413
    code = "too_large"


class Unavailable(LuminaError):
    status = 503
    code = "unavailable"


class LeaseLost(LuminaError):
    status = 409
    code = "lease_lost"


class Cancelled(LuminaError):
    status = 409
    code = "cancelled"


class UnknownName(LuminaError):
    status = 422
    code = "unknown_name"

    def __init__(self, noun: str, name: str, known: Sequence[str]) -> None:
        super().__init__(f"No {noun} named {name!r}; known: {', '.join(known) or 'none'}.")


class DuplicateName(LuminaError):
    status = 500
    code = "duplicate_name"

    def __init__(self, noun: str, name: str) -> None:
        super().__init__(f"Two {noun}s are named {name!r}.")


class WrongSetting(LuminaError):
    status = 500
    code = "wrong_setting"
