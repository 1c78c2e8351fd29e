"""What PostgreSQL calls the things that a query needs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    DateTime,
    Double,
    Integer,
    Text,
    and_,
    case,
    cast,
    collate,
    extract,
    func,
    literal,
    null,
)

from luminabi_dash.tables.schema import Type

Cell = ColumnElement[Any]
NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$"
FIELDS = {"weekday": "isodow"}
LARGEST = 308
BLANKS = " \t\n\r\x0b\x0c"
DAY_SECONDS = 86_400


class PostgreSQL:
    def double(self, cell: Cell) -> Cell:
        return cast(cell, Double)

    def quantile(self, share: float, cell: Cell) -> Cell:
        return func.percentile_cont(literal(share)).within_group(cast(cell, Double).asc())

    def start(self, unit: str, cell: Cell, kind: Type) -> Cell:
        moment = cast(cell, DateTime)
        found = func.date_trunc(unit, moment)
        return cast(found, Date if kind is Type.DATE else DateTime)

    def part(self, name: str, cell: Cell) -> Cell:
        return cast(extract(FIELDS.get(name, name), cast(cell, DateTime)), BigInteger)

    def days(self, start: Cell, end: Cell) -> Cell:
        seconds = extract("epoch", cast(end, DateTime) - cast(start, DateTime))
        return cast(seconds, Double) / DAY_SECONDS

    def later(self, cell: Cell, days: Cell, kind: Type) -> Cell:
        span = func.make_interval(0, 0, 0, cast(func.trunc(days), Integer))
        return cast(cast(cell, DateTime) + span, Date if kind is Type.DATE else DateTime)

    def date(self, year: Cell, month: Cell, day: Cell) -> Cell:
        """Parts in range only, and a day that the month has."""
        y, m, d = (cast(func.trunc(part), Integer) for part in (year, month, day))
        is_near = and_(year.between(1, 9999), month.between(1, 12.5), day.between(1, 31.5))
        first = func.make_date(y, m, 1)
        last = extract("day", first + func.make_interval(0, 1) - func.make_interval(0, 0, 0, 1))
        made = case((d <= cast(last, Integer), func.make_date(y, m, d)), else_=null())
        return case((is_near, made), else_=null())

    def parsed(self, cell: Cell) -> Cell:
        plain = func.btrim(cell, BLANKS)
        size = cast(func.coalesce(func.substring(plain, r"[eE]([+-]?[0-9]+)$"), "0"), Integer)
        fits = and_(plain.regexp_match(NUMBER), func.abs(size) + func.length(plain) < LARGEST)
        return case((fits, cast(plain, Double)), else_=null())

    def finite(self, cell: Cell) -> Cell:
        bad = [cast(literal(word), Double) for word in ("NaN", "Infinity", "-Infinity")]
        return case((cell.in_(bad), null()), else_=cell)

    def text(self, cell: Cell, kind: Type) -> Cell:
        if kind is Type.DATE:
            return func.to_char(cell, "YYYY-MM-DD")
        if kind is Type.DATETIME:
            return func.to_char(cell, "YYYY-MM-DD HH24:MI:SS")
        return cast(cell, Text)

    def ordered(self, cell: Cell) -> Cell:
        return collate(cell, "C")

    def power(self, base: Cell, exponent: Cell) -> Cell:
        """Bounded so that the database never stops at an overflow."""
        size = func.abs(exponent) * func.abs(func.log(func.greatest(func.abs(base), 1e-300)))
        is_fine = and_(
            case((base == 0, exponent > 0), else_=size < LARGEST - 1),
            case((base < 0, exponent == func.floor(exponent)), else_=literal(value=True)),
        )
        zero = and_(base == 0, exponent == 0)
        return case((zero, literal(1.0)), (is_fine, func.power(base, exponent)), else_=null())
