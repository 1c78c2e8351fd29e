"""Numbers and dates: what the column proves is read, what it does not is asked or pointed at."""

import pytest

from luminabi_dash.cleaning.pipeline import clean
from luminabi_dash.tables.schema import Type


def flagged(result, kind):
    return sorted((flag.row, flag.column) for flag in result.flags if flag.kind == kind)


@pytest.mark.parametrize(
    ("name", "many", "odd", "right"),
    [
        ("price", "46.19", ["€ 46.19", "46.19 EUR", "€46.19"], "46.19"),
        ("price", "46.19", ["46,19"], "46.19"),
        ("amount", "980.00", ["1,571.20"], "1571.20"),
        ("pct", "10", ["10%", "10 %"], "10"),
        ("weight_kg", "7.5", ["7.5 kg", "7.5kg"], "7.5"),
        ("saldo", "7.50", ["(7.50)", "7.50-", "\u22127.50"], "-7.50"),
        ("umsatz", "2,50", ["1.234,50"], "1234.50"),
        ("prix", "2,50", ["1 234,50"], "1234.50"),
        ("rupees", "250.00", ["12,34,567.00"], "1234567.00"),
    ],
)
def test_odd_numbers_become_like_the_others(table, name, many, odd, right):
    result = clean(table(**{name: [many] * 40 + odd}))

    assert result.schema.column(name).type is Type.NUMBER or right == "10"
    assert result.text()[name].to_list()[40:] == [right] * len(odd)


@pytest.mark.parametrize(
    "cells",
    [
        ["00501", "10001", "9 410"],
        ["+331723651", "+420176357", "1,000"],
        ["1.9", "1.10", "2,0"],
        ["1E5", "2E10", "1,000"],
        ["9007199254740993", "9007199254740994", "1,000"],
        ["12", "12a", "14"],
        ["$5", "€5", "7"],
        ["5 kg", "300 g", "2"],
        ["1/2", "3/4", "1,5"],
        ["10-20", "5-7", "1,5"],
        ["1,234", "5,678", "9,012"],
    ],
)
def test_what_may_be_no_number_stays(table, cells):
    result = clean(table(value=cells * 10))

    assert result.changes.is_empty()
    assert result.schema.column("value").type is Type.TEXT


def test_percent_of_another_size_is_asked(table):
    result = clean(table(rate=["0.05", "0.07"] * 20 + ["5%", "7%"]))

    assert result.changes.is_empty()
    assert [item.step for item in result.suggestions if item.columns == ("rate",)] == [
        "number_forms"
    ]


def test_a_unit_in_every_cell_is_typed_and_stays_in_the_text(table):
    result = clean(table(duration=["109 min", "96 min", "120 min"] * 10))

    assert result.changes.is_empty()
    assert result.schema.column("duration").unit == "min"
    assert result.frame["duration"][0] == 109.0
    assert result.text()["duration"][0] == "109 min"


def test_several_spellings_of_the_unit_in_the_name_go(table):
    result = clean(table(ounces=["12.0 oz", "12.0 oz.", "12.0 ounce", "16.0 OZ."] * 10))

    assert set(result.text()["ounces"]) == {"12.0", "16.0"}


def test_thousands_alone_are_read_when_many_numbers_show_them(table):
    counts = [f"{n},{n:03}" for n in range(101, 121)] + ["724", "31"]

    assert clean(table(votes=counts)).text()["votes"][0] == "101101"


def test_what_is_no_number_among_numbers_is_flagged(table):
    result = clean(table(n=[str(n) for n in range(40)] + ["4o"]))

    assert flagged(result, "not_a_number") == [(40, "n")]


def test_dates_in_several_forms_become_iso(table):
    odd = ["2023/01/31", "31 January 2023", "Jan 31, 2023", "31.01.2023", "31. Januar 2023"]
    result = clean(table(day=["2023-05-06"] * 40 + odd))

    assert result.text()["day"].to_list()[40:] == ["2023-01-31"] * 5
    assert result.schema.column("day").type is Type.DATE


def test_the_column_shows_that_the_day_comes_first(table):
    result = clean(table(day=["2023-05-06"] * 40 + ["31/01/2023", "30/04/2023", "03/04/2023"]))

    assert result.text()["day"].to_list()[40:] == ["2023-01-31", "2023-04-30", "2023-04-03"]


def test_an_order_that_nothing_shows_is_asked_and_flagged(table):
    result = clean(table(day=["2023-05-06"] * 40 + ["03/04/2023", "05/04/2023"]))

    assert result.changes.is_empty()
    assert flagged(result, "ambiguous_date") == [(40, "day"), (41, "day")]
    both = {item.examples[0].after for item in result.suggestions if item.step == "date_forms"}
    assert both == {"2023-04-03", "2023-03-04"}


def test_ambiguous_dates_throughout_are_one_flag(table):
    result = clean(table(day=["03/04/2026", "05/06/2026", "01/02/2026"]))

    assert result.schema.column("day").type is Type.TEXT
    assert [(f.row, f.kind) for f in result.flags] == [(None, "ambiguous_date")]


def test_contradicting_orders_change_nothing(table):
    result = clean(table(day=["2023-05-06"] * 40 + ["31/01/2023", "01/31/2023", "03/04/2023"]))

    assert all(text in {"2023-05-06", "2023-01-31", "03/04/2023"} for text in result.text()["day"])
    assert flagged(result, "ambiguous_date") == [(42, "day")]


def test_one_form_throughout_is_typed_and_not_rewritten(table):
    result = clean(table(day=["31.01.2023", "01.02.2023", "02.02.2023"] * 10))

    assert result.changes.is_empty()
    assert result.schema.column("day").type is Type.DATE


def test_the_form_of_nearly_all_cells_is_kept(table):
    days = [f"{n % 28 + 1:02}.03.2023" for n in range(60)]
    result = clean(table(day=[*days, "2023-03-31"]))

    assert result.text()["day"][60] == "31.03.2023"
    assert result.changes.height == 1


def test_days_that_do_not_exist_are_flagged(table):
    result = clean(table(day=["2023-05-06"] * 40 + ["31 February 2023"]))

    assert result.changes.is_empty()
    assert flagged(result, "not_a_date") == [(40, "day")]
