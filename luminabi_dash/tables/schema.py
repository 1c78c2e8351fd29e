"""What LuminaBI knows about a table's columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from luminabi_dash.errors import Invalid

ROW = "__row"
"""Hidden column of every stored table: 0-based data row of the file that was read."""
LINE = "__line"
"""Hidden column of every stored table: 1-based line (or sheet row) of that file."""
HIDDEN = (ROW, LINE)


class Type(StrEnum):
    """What the values of a column are."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"

    @property
    def is_numeric(self) -> bool:
        return self in {Type.INTEGER, Type.NUMBER}

    @property
    def is_temporal(self) -> bool:
        return self in {Type.DATE, Type.DATETIME}


class Role(StrEnum):
    """How a column is used in analysis."""

    DIMENSION = "dimension"
    MEASURE = "measure"
    TEMPORAL = "temporal"
    IDENTIFIER = "identifier"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `additive` says whether its sum means anything (amounts do, prices do not).

    A calculated column has an `expression` over the others; with `is_formula` it is a measure
    whose expression aggregates ("sum(profit) / sum(sales)") and which can only be a value.
    """

    name: str
    type: Type
    role: Role
    additive: bool = False
    unit: str = ""
    expression: str = ""
    is_formula: bool = False


@dataclass(frozen=True, slots=True)
class Schema:
    columns: tuple[Column, ...]

    def __contains__(self, name: object) -> bool:
        return any(column.name == name for column in self.columns)

    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column of that name; Invalid (422) that names it when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise Invalid(
            f"There is no column {name!r} in this dataset.",
            code="unknown_column",
            details={"column": name, "known": list(self.names())},
        )

    def with_role(self, *roles: Role) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.role in roles)

    def as_json(self) -> list[dict[str, Any]]:
        return [
            {
                "name": c.name,
                "type": c.type.value,
                "role": c.role.value,
                "additive": c.additive,
                "unit": c.unit,
                **({"expression": c.expression} if c.expression else {}),
                **({"is_formula": True} if c.is_formula else {}),
            }
            for c in self.columns
        ]

    @classmethod
    def from_json(cls, data: Sequence[Mapping[str, Any]]) -> Schema:
        return cls(
            tuple(
                Column(
                    d["name"],
                    Type(d["type"]),
                    Role(d["role"]),
                    bool(d.get("additive", False)),
                    str(d.get("unit", "")),
                    str(d.get("expression", "")),
                    bool(d.get("is_formula", False)),
                )
                for d in data
            )
        )
