"""How a person wants a file to be read: whatever is left open, the reader decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from luminabi_dash.errors import Invalid

NONE = "none"
"""No header, no quote character, no delimiter: as an option, not as an empty string."""

Short = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class ColumnOption(BaseModel):
    """The type of one column; cells that do not parse are empty in it, and counted.

    `format` is that of a date ("%d/%m/%Y"), `decimal` the decimal mark of a number.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    type: Literal["text", "integer", "number", "boolean", "date", "datetime"]
    format: Short | None = None
    decimal: Literal[".", ","] | None = None


class ReadOptions(BaseModel):
    """Frozen options of one reading; an empty one leaves everything to the reader.

    `header` is the line (or sheet row, from 1) of the last header row, or "none"; `header_rows`
    how many rows it is made of; `skip` how many lines come before the table; `quote` a character
    or "none"; `footer` whether lines after the table are cut off.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    encoding: Short | None = None
    delimiter: Short | None = None
    quote: Short | None = None
    escape: Literal["double", "backslash", "none"] | None = None
    header: Literal["none"] | Annotated[int, Field(ge=1)] | None = None
    header_rows: Annotated[int, Field(ge=1, le=10)] | None = None
    skip: Annotated[int, Field(ge=0)] | None = None
    sheet: Annotated[str, StringConstraints(max_length=200)] | None = None
    footer: Literal["cut", "keep"] | None = None
    columns: Mapping[str, ColumnOption] = Field(default_factory=dict)

    @classmethod
    def of(cls, data: Mapping[str, Any] | None) -> ReadOptions:
        """Options from JSON; Invalid that names what makes no sense."""
        try:
            return cls.model_validate(dict(data or {}))
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(
                str(part) for part in first["loc"][: 3 if "columns" in first["loc"] else 1]
            )
            raise Invalid(
                f"The reading option {place} cannot be {str(first['input'])[:60]!r}; leave it out.",
                code="bad_option",
                details={"option": place},
            ) from None

    @classmethod
    def of_words(cls, words: list[str]) -> ReadOptions:
        """From `key=value` as on a command line; `type.NAME=date` and `format.NAME=%d/%m/%Y`."""
        data: dict[str, Any] = {}
        columns: dict[str, dict[str, str]] = {}
        for word in words:
            key, sign, value = word.partition("=")
            if not sign:
                raise Invalid(f"The option {word!r} is not of the form key=value.")
            first, _, name = key.partition(".")
            if name and first in {"type", "format", "decimal"}:
                columns.setdefault(name, {})[first] = value
            else:
                is_number = key in {"skip", "header_rows", "header"} and value.isdecimal()
                data[key] = int(value) if is_number else value.replace("\\t", "\t")
        return cls.of({**data, **({"columns": columns} if columns else {})})

    def merged(self, other: Mapping[str, Any]) -> ReadOptions:
        """These options with those of an alternative laid over them."""
        mine = self.as_json()
        columns = {**mine.get("columns", {}), **dict(other.get("columns") or {})}
        return ReadOptions.of({**mine, **other, **({"columns": columns} if columns else {})})

    def as_json(self) -> dict[str, Any]:
        return self.model_dump(mode="json", exclude_defaults=True, exclude_none=True)


OPEN = ReadOptions()
