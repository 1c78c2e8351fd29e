"""What the form of an alert asks for: only what belongs to its condition and its column."""

import pytest

from luminabi_dash.alerts.draft import (
    Draft,
    addresses,
    condition_of,
    dated,
    filtered_columns,
    filters_of,
    measures,
    spec_of,
)
from luminabi_dash.tables.schema import Column, Role, Schema, Type

SCHEMA = Schema(
    (
        Column("day", Type.DATE, Role.TEMPORAL),
        Column("region", Type.TEXT, Role.DIMENSION),
        Column("paid", Type.BOOLEAN, Role.DIMENSION),
        Column("rows", Type.INTEGER, Role.MEASURE, additive=True),
        Column("margin", Type.NUMBER, Role.MEASURE, is_formula=True, expression="sum(rows)"),
    )
)


@pytest.mark.parametrize(
    ("fields", "condition"),
    [
        (
            {"op": "above", "value": 5, "high": 9, "against": "period", "back": None},
            {"op": "above", "value": 5, "versions": 1},
        ),
        (
            {"op": "outside", "value": 5, "high": 9, "back": 1, "versions": 2},
            {"op": "outside", "value": 5, "high": 9, "back": 1, "versions": 2},
        ),
        (
            {"op": "change", "value": 5, "against": "period"},
            {"op": "change", "value": 5, "against": "period", "versions": 1},
        ),
        ({"op": "empty", "value": 5, "back": 1}, {"op": "empty", "versions": 1}),
        ({"op": "below", "value": 0}, {"op": "below", "value": 0, "versions": 1}),
        ({"op": None, "value": None}, {"op": "above", "versions": 1}),
    ],
    ids=str,
)
def test_a_condition_has_what_belongs_to_it(fields, condition):
    assert condition_of("number", fields) == condition


def test_an_insight_has_verdicts_only():
    fields = {"op": "above", "value": 1, "verdicts": ["gone"]}
    assert condition_of("insight", fields) == {"verdicts": ["gone"]}


def test_rows_are_chosen_by_one_column():
    assert filters_of({"column": "region", "values": ["EU"]}, SCHEMA) == [
        {"column": "region", "op": "in", "value": ["EU"]}
    ]
    assert filters_of({"column": "day", "values": ["7 days", "30 days"]}, SCHEMA) == [
        {"column": "day", "op": "last", "value": "30 days"}
    ]
    assert filters_of({"column": "paid", "values": ["yes"]}, SCHEMA) == [
        {"column": "paid", "op": "in", "value": [True]}
    ]
    for fields in ({}, {"column": "region", "values": []}, {"column": "gone", "values": ["x"]}):
        assert filters_of(fields, SCHEMA) == []


def test_a_column_called_rows_is_not_the_number_of_rows():
    assert [one["value"] for one in measures(SCHEMA)] == ["rows", "column:rows", "column:margin"]
    assert spec_of({"measure": "rows"}) == {"kind": "indicator"}
    assert spec_of({"measure": "column:rows", "summary": "mean"}) == {
        "kind": "indicator",
        "y": "rows",
        "aggregate": "mean",
    }
    assert [one["value"] for one in filtered_columns(SCHEMA)] == ["day", "region", "paid"]


def test_a_date_is_taken_for_periods_alone():
    spec = {"kind": "indicator"}
    fields = {"op": "change", "against": "period", "unit": "week"}
    assert dated(spec, fields, SCHEMA) == {"kind": "indicator", "x": "day", "unit": "week"}
    assert dated(spec, {**fields, "op": "above"}, SCHEMA) == spec
    assert dated(spec, {**fields, "against": "version"}, SCHEMA) == spec
    assert dated({**spec, "x": "own"}, fields, SCHEMA)["x"] == "own"
    assert dated(spec, fields, Schema(())) == spec


def test_addresses_as_people_type_them():
    assert addresses(" a@example.org; b@example.org,\n,c@example.org ") == [
        "a@example.org",
        "b@example.org",
        "c@example.org",
    ]
    assert addresses(None) == []


def test_only_a_new_alert_on_a_dataset_is_free():
    assert Draft({"dataset": 1}).is_free
    assert not Draft({"alert": 1, "version": 1}).is_free
