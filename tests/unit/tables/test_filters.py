import pytest

from luminabi_dash.errors import Invalid
from luminabi_dash.tables.filters import Filter, in_words, parse_filter, parse_filters, sentence
from luminabi_dash.tables.schema import Column, Role, Schema, Type

SCHEMA = Schema(
    (
        Column("region", Type.TEXT, Role.DIMENSION),
        Column("amount", Type.NUMBER, Role.MEASURE, additive=True),
        Column("day", Type.DATE, Role.TEMPORAL),
        Column("paid", Type.BOOLEAN, Role.DIMENSION),
    )
)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"column": "nope", "op": "eq", "value": 1}, "unknown_column"),
        ({"column": "region", "op": "like", "value": "a"}, "unknown_op"),
        ({"column": "amount", "op": "gt", "value": "12"}, "wrong_value"),
        ({"column": "amount", "op": "gt", "value": True}, "wrong_value"),
        ({"column": "amount", "op": "gt", "value": float("nan")}, "wrong_value"),
        ({"column": "region", "op": "in", "value": "EU"}, "wrong_value"),
        ({"column": "region", "op": "in", "value": [1]}, "wrong_value"),
        ({"column": "day", "op": "ge", "value": "yesterday"}, "wrong_value"),
        ({"column": "day", "op": "last", "value": "30 parsecs"}, "wrong_value"),
        ({"column": "amount", "op": "last", "value": "30 days"}, "wrong_value"),
        ({"column": "amount", "op": "between", "value": [1]}, "wrong_value"),
        ({"column": "paid", "op": "eq", "value": 1}, "wrong_value"),
        ({"column": "region", "op": "eq", "value": "a", "sql": "1=1"}, "wrong_filter"),
        ("region = 1", "wrong_filter"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(data, code):
    with pytest.raises(Invalid) as caught:
        parse_filter(data, SCHEMA)

    assert caught.value.code == code
    assert caught.value.status == 422


def test_filters_are_said_in_words():
    filters = parse_filters(
        [
            {"column": "region", "op": "in", "value": ["Germany", "Austria"]},
            {"column": "amount", "op": "ge", "value": 1200.5},
            {"column": "day", "op": "last", "value": "90 days"},
        ],
        SCHEMA,
    )

    assert sentence(filters) == (
        "region is Germany or Austria · amount ≥ 1,200.5 · day in the last 90 days"
    )


def test_no_filter_is_all_rows():
    assert sentence([]) == "All rows"


def test_many_values_are_cut():
    item = Filter(column="region", op="in", value=list("abcdef"))

    assert in_words(item) == ("region is", "a, b, c or 3 more")
