"""How a tile behaves among the others, and what is said of it to those who do not see it."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from luminabi_dash.errors import Invalid


class TileOptions(BaseModel):
    """`emits`: its marks filter the other tiles; `obeys`: it follows what they set."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    emits: bool = True
    obeys: bool = True
    alt: str = Field(default="", max_length=1_000)


def checked_options(data: Any) -> dict[str, Any]:
    """Only what differs from the usual; Invalid (422) names what makes no sense."""
    try:
        return TileOptions.model_validate(data).model_dump(exclude_defaults=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "options"
        raise Invalid(
            f"The tile's options: {where}: {first['msg']}.",
            code="wrong_options",
            details={"field": where},
        ) from None
