"""The functions of the expression language: what each takes and gives, with an example."""

from __future__ import annotations

from dataclasses import dataclass

NUMBER, TEXT, BOOLEAN, DATE, ANY = "number", "text", "yes/no", "date", "any"
ROWS, GROUP = "rows", "group"


@dataclass(frozen=True, slots=True)
class Function:
    """`takes` are the kinds of the arguments, `least` how many must be given; with `is_many` the
    last one may be repeated. `gives` "same" is the kind of the first argument of kind any.
    `level` rows: a value for each row; group: one value for all rows of a group.
    """

    name: str
    takes: tuple[str, ...]
    gives: str
    words: str
    example: str
    least: int
    level: str = ROWS
    is_many: bool = False


def f(
    name: str,
    takes: str,
    gives: str,
    words: str,
    example: str,
    least: int | None = None,
    *,
    level: str = ROWS,
    many: bool = False,
) -> Function:
    kinds = tuple(k for k in takes.split(",") if k)
    return Function(
        name, kinds, gives, words, example, len(kinds) if least is None else least, level, many
    )


ALL = (
    f("abs", "number", NUMBER, "Without its sign", "abs(profit)"),
    f("round", "number,number", NUMBER, "Rounded to so many decimals", "round(price, 2)", 1),
    f("floor", "number", NUMBER, "The next whole number below", "floor(price)"),
    f("ceil", "number", NUMBER, "The next whole number above", "ceil(price)"),
    f("sqrt", "number", NUMBER, "Square root; empty below 0", "sqrt(area)"),
    f("exp", "number", NUMBER, "e to the power", "exp(rate)"),
    f("ln", "number", NUMBER, "Natural logarithm; empty from 0 down", "ln(income)"),
    f("log10", "number", NUMBER, "Logarithm to 10; empty from 0 down", "log10(income)"),
    f("sign", "number", NUMBER, "-1, 0 or 1", "sign(profit)"),
    f("bucket", "number,number", NUMBER, "Start of the interval of that width", "bucket(age, 10)"),
    f("least", "number,number", NUMBER, "The smallest", "least(price, 100)", many=True),
    f("greatest", "number,number", NUMBER, "The largest", "greatest(stock, 0)", many=True),
    f("number", "text", NUMBER, "A text as a number; empty if it is none", "number(code)"),
    f("if", "yes/no,any,any", "same", "One of two values", 'if(profit > 0, "gain", "loss")', 2),
    f("coalesce", "any,any", "same", "The first that is filled", 'coalesce(city, "?")', many=True),
    f("is_null", "any", BOOLEAN, "Whether it is empty", "is_null(city)"),
    f("in", "any,any", BOOLEAN, "Whether it is in a list", 'city in ("Rome", "Oslo")', many=True),
    f("lower", "text", TEXT, "In small letters", "lower(city)"),
    f("upper", "text", TEXT, "In capital letters", "upper(code)"),
    f("trim", "text", TEXT, "Without blanks at the ends", "trim(city)"),
    f("length", "text", NUMBER, "How many characters", "length(name)"),
    f("left", "text,number", TEXT, "The first characters", "left(code, 2)"),
    f("right", "text,number", TEXT, "The last characters", "right(code, 2)"),
    f("substring", "text,number,number", TEXT, "So many from a place (1-based)",
      "substring(code, 2, 3)"),
    f("replace", "text,text,text", TEXT, "Every occurrence replaced", 'replace(code, "-", "")'),
    f("contains", "text,text", BOOLEAN, "Whether it holds the text", 'contains(name, "Ltd")'),
    f("starts_with", "text,text", BOOLEAN, "Whether it begins so", 'starts_with(code, "A")'),
    f("ends_with", "text,text", BOOLEAN, "Whether it ends so", 'ends_with(file, ".csv")'),
    f("text", "any", TEXT, "As a text", "text(year)"),
    f("year", "date", NUMBER, "The year", "year(ordered)"),
    f("quarter", "date", NUMBER, "The quarter, 1 to 4", "quarter(ordered)"),
    f("month", "date", NUMBER, "The month, 1 to 12", "month(ordered)"),
    f("day", "date", NUMBER, "The day of the month", "day(ordered)"),
    f("weekday", "date", NUMBER, "Monday 1 to Sunday 7", "weekday(ordered)"),
    f("hour", "date", NUMBER, "The hour, 0 to 23", "hour(ordered)"),
    f("date", "number,number,number", DATE, "A date of year, month, day", "date(2026, 1, 31)"),
    f("start_of", "text,date", DATE, "Start of the day, week, month, quarter or year",
      'start_of("month", ordered)'),
    f("add_days", "date,number", DATE, "So many days later", "add_days(ordered, 30)"),
    f("days_between", "date,date", NUMBER, "Days from the first to the second",
      "days_between(ordered, delivered)"),
    f("sum", "number", NUMBER, "Sum of the rows", "sum(sales)", level=GROUP),
    f("mean", "number", NUMBER, "Mean of the rows", "mean(price)", level=GROUP),
    f("median", "number", NUMBER, "Middle value", "median(price)", level=GROUP),
    f("min", "number", NUMBER, "Least value", "min(price)", level=GROUP),
    f("max", "number", NUMBER, "Greatest value", "max(price)", level=GROUP),
    f("std", "number", NUMBER, "Standard deviation (n - 1)", "std(price)", level=GROUP),
    f("count", "any", NUMBER, "Rows, or cells that are filled", "count()", 0, level=GROUP),
    f("distinct", "any", NUMBER, "Different values", "distinct(customer)", level=GROUP),
    f("sum_if", "number,yes/no", NUMBER, "Sum of the rows where it holds",
      'sum_if(sales, region = "EU")', level=GROUP),
    f("count_if", "yes/no", NUMBER, "Rows where it holds", "count_if(late)", level=GROUP),
)  # fmt: skip
FUNCTIONS = {function.name: function for function in ALL}
UNITS = ("day", "week", "month", "quarter", "year")
