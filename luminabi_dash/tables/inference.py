"""What a column was found to be, with what speaks for it and against it."""

from __future__ import annotations

from dataclasses import dataclass

from luminabi_dash.tables.schema import Type


@dataclass(frozen=True, slots=True)
class Inference:
    """What a column was found to be; `against` counts filled cells that would not fit `tried`.

    `others` are types and formats that it could have instead, each with its decimal mark.
    """

    type: Type
    format: str | None
    filled: int
    against: int
    tried: str
    reason: str
    others: tuple[tuple[str, str | None, str | None], ...] = ()
    decimal: str = "."
