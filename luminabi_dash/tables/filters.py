"""Filters: what a user asks of a column, checked against the schema, and said in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from luminabi_dash.errors import Invalid
from luminabi_dash.tables.schema import Column, Schema, Type

Op = Literal[
    "in",
    "not_in",
    "between",
    "eq",
    "ne",
    "lt",
    "le",
    "gt",
    "ge",
    "contains",
    "is_null",
    "not_null",
    "last",
    "within",
]
OPS: tuple[str, ...] = get_args(Op)
LIST_LIMIT = 1_000
LAST = re.compile(r"(\d{1,4}) (day|week|month|quarter|year)s?")
WITHIN = re.compile(r"(this|previous) (week|month|quarter|year)")
SIGNS = {"eq": "is", "ne": "is not", "lt": "<", "le": "≤", "gt": ">", "ge": "≥"}


class Filter(BaseModel):
    """One condition on one column. `value` is a scalar, a list (`in`, `not_in`), a pair
    (`between`), a span such as "30 days" (`last`), a calendar unit such as "previous month"
    (`within`), both counted from the column's newest moment, or absent (`is_null`, `not_null`).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    column: str = Field(max_length=500)
    op: Op
    value: Any = None


def parse_filters(data: Any, schema: Schema) -> tuple[Filter, ...]:
    """Filters from JSON; Invalid (422) that names the first column, op or value that is wrong."""
    if not isinstance(data, list):
        raise Invalid("Filters must be a list.", code="wrong_filter")
    return tuple(parse_filter(item, schema) for item in data)


def parse_filter(data: Any, schema: Schema) -> Filter:
    if not isinstance(data, dict) or not isinstance(data.get("column"), str):
        raise Invalid("A filter needs a column, an op and a value.", code="wrong_filter")
    if data.get("op") not in OPS:
        raise Invalid(
            f"There is no filter op {data.get('op')!r}; known: {', '.join(OPS)}.",
            code="unknown_op",
            details={"op": data.get("op"), "column": data["column"]},
        )
    if extra := set(data) - {"column", "op", "value"}:
        raise Invalid(f"A filter has no field {min(extra)!r}.", code="wrong_filter")
    column = schema.column(data["column"])
    if column.is_formula:
        raise Invalid(
            f"{column.name!r} is a measure of groups; rows cannot be filtered by it.",
            code="wrong_filter",
            details={"column": column.name},
        )
    value = check_value(column, data["op"], data.get("value"))
    return Filter(column=column.name, op=data["op"], value=value)


def check_value(column: Column, op: str, value: Any) -> Any:
    """The value as it will be stored, or Invalid (422) that says what is wrong."""
    if op in {"is_null", "not_null"}:
        return None
    if op in {"in", "not_in"}:
        if not isinstance(value, list) or len(value) > LIST_LIMIT:
            raise wrong(column, op, f"needs a list of at most {LIST_LIMIT} values")
        return [None if v is None else check_scalar(column, op, v) for v in value]
    if op == "between":
        if not isinstance(value, list) or len(value) != 2 or value == [None, None]:
            raise wrong(column, op, "needs a list of two values")
        return [None if v is None else check_scalar(column, op, v) for v in value]
    if op in RELATIVE:
        return check_relative(column, op, value)
    if op == "contains":
        if column.type is not Type.TEXT or not isinstance(value, str) or len(value) > LIST_LIMIT:
            raise wrong(column, op, "needs a text column and a text")
        return value
    return check_scalar(column, op, value)


RELATIVE = {
    "last": (LAST, 'needs a span such as "30 days"'),
    "within": (WITHIN, 'needs a calendar unit such as "this month"'),
}


def check_relative(column: Column, op: str, value: Any) -> str:
    pattern, words = RELATIVE[op]
    if not column.type.is_temporal:
        raise wrong(column, op, "works on dates only")
    if not isinstance(value, str) or pattern.fullmatch(value) is None:
        raise wrong(column, op, words)
    return value


def check_scalar(column: Column, op: str, value: Any) -> Any:
    if column.type.is_numeric:
        if isinstance(value, bool) or not isinstance(value, int | float) or value - value != 0:
            raise wrong(column, op, "needs a number")
    elif column.type is Type.BOOLEAN:
        if not isinstance(value, bool):
            raise wrong(column, op, "needs true or false")
    elif column.type.is_temporal:
        parse_moment(column, op, value)
    elif not isinstance(value, str):
        raise wrong(column, op, "needs a text")
    return value


def parse_moment(column: Column, op: str, value: Any) -> date | datetime:
    """A date or time from its ISO text; naive, as stored."""
    if not isinstance(value, str):
        raise wrong(column, op, 'needs a date such as "2026-11-23"')
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise wrong(column, op, 'needs a date such as "2026-11-23"') from None
    return moment.replace(tzinfo=None)


def wrong(column: Column, op: str, what: str) -> Invalid:
    return Invalid(
        f"The filter {op!r} on {column.name!r} {what}.",
        code="wrong_value",
        details={"column": column.name, "op": op},
    )


def in_words(item: Filter) -> tuple[str, str]:
    """Column with verb, and value: ("Country is", "Germany or Austria")."""
    value = item.value
    if item.op == "is_null":
        return item.column, "is empty"
    if item.op == "not_null":
        return item.column, "is not empty"
    if item.op == "in":
        return f"{item.column} is", either(value)
    if item.op == "not_in":
        return f"{item.column} is not", either(value)
    if item.op == "between":
        low, high = value
        if low is None:
            return f"{item.column} up to", say(high)
        if high is None:
            return f"{item.column} from", say(low)
        return item.column, f"{say(low)} to {say(high)}"
    if item.op == "last":
        return f"{item.column} in", f"the last {value}"
    if item.op == "within":
        return f"{item.column} in", str(value)
    if item.op == "contains":
        return f"{item.column} contains", f"“{value}”"
    return f"{item.column} {SIGNS[item.op]}", say(value)


def sentence(filters: Iterable[Filter]) -> str:
    """All filters in one line, joined by a middle dot; "All rows" when there is none."""
    return " · ".join(" ".join(in_words(item)) for item in filters) or "All rows"


def either(values: Sequence[Any]) -> str:
    words = [say(value) for value in values]
    if len(words) > 4:
        words = [*words[:3], f"{len(words) - 3} more"]
    return " or ".join(words) if len(words) < 3 else f"{', '.join(words[:-1])} or {words[-1]}"


def say(value: Any) -> str:
    if value is None:
        return "(empty)"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:,.10g}"
    return str(value) if value != "" else "(blank)"
