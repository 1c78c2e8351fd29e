"""Steps that look at rows and at several columns."""

import pytest

from luminabi_dash.cleaning.pipeline import clean


def flagged(result, kind):
    return [(flag.row, flag.column) for flag in result.flags if flag.kind == kind]


def suggested(result, step):
    return [item for item in result.suggestions if item.step == step]


def test_copies_go_only_when_a_column_is_a_key(table):
    with_key = clean(table(id=["a", "b", "b"], n=["1", "2", "2"]))
    without = clean(table(kind=["x", "x", "y"], n=["1", "1", "2"]))

    assert with_key.removed["row"].to_list() == [2]
    assert (with_key.rows_in, with_key.rows_kept) == (3, 2)
    assert without.removed.is_empty()
    assert flagged(without, "duplicate_row") == [(1, None)]
    assert [(item.rows, item.cells) for item in suggested(without, "drop_duplicates")] == [(1, 0)]


def test_what_only_happens_to_differ_is_no_key(table):
    names = [f"{a} {b}" for a in ("Ana", "Bo", "Eve", "Jan", "Kim") for b in "ABCDEFGH"]
    people = clean(table(person=[*names, names[3]], age=["7"] * 41))
    sales = clean(table(sku=["a1", "b2", "a1", "a1"] * 20, price=["5", "6", "5", "5"] * 20))

    assert people.removed.is_empty()
    assert sales.removed.is_empty()


def test_measured_numbers_are_no_key(table):
    amounts = [f"{n}.{n:02}" for n in range(30)]
    result = clean(table(amount=[*amounts, amounts[3]], kind=["x"] * 31))

    assert result.removed.is_empty()


def test_equal_rows_throughout_are_told_of_once(table):
    result = clean(table(a=["1"] * 1000, b=["x"] * 1000))

    assert result.rows_kept == 1000
    assert flagged(result, "duplicate_row") == [(None, None)]


def test_one_key_with_two_contents_is_flagged(table):
    keys = [f"k{n}" for n in range(400)]
    kinds = [str(n % 7) for n in range(400)]
    result = clean(table(order_id=[*keys, "k5"], kind=[*kinds, "9"], x=[*kinds, "9"]))

    assert flagged(result, "key_conflict") == [(400, "order_id")]


def test_one_content_with_two_keys_is_suggested(table):
    names = [f"Person {n}" for n in range(60)]
    result = clean(table(id=[f"k{n}" for n in range(61)], name=[*names, names[7]], age=["7"] * 61))

    [item] = suggested(result, "near_duplicates")
    assert item.rows == 1
    assert clean(
        table(id=[f"k{n}" for n in range(61)], name=[*names, names[7]], age=["7"] * 61),
        recipe=result.recipe.with_suggestion(item),
    ).removed["row"].to_list() == [60]


def test_repeated_headers_go(table):
    result = clean(table(city=["Rome", "city", "Oslo"], n=["1", "n", "2"]))

    assert result.removed["row"].to_list() == [1]
    assert result.frame["n"].to_list() == [1, 2]


def test_total_rows_are_flagged_and_suggested(table):
    result = clean(table(region=["EU", "US", "APAC", "Total"], n=["10", "20", "30", "60"]))

    assert result.rows_kept == 4
    assert flagged(result, "total_row") == [(3, "region")]
    assert suggested(result, "total_rows")[0].rows == 1


def test_a_value_moves_into_the_empty_column_it_belongs_to(table):
    cities = ["Portland", "Austin", "Boston"] * 20
    states = ["OR", "TX", "MA"] * 20
    cities[:6] = ["Portland OR", "Austin TX", "Boston MA"] * 2
    states[:6] = [""] * 6
    result = clean(table(city=cities, state=states))

    assert result.text()["city"].to_list()[:3] == ["Portland", "Austin", "Boston"]
    assert result.text()["state"].to_list()[:3] == ["OR", "TX", "MA"]
    assert result.changes.filter(result.changes["column"] == "state")["before"].unique()[0] == ""


def test_a_slip_that_another_column_shows_is_repaired(table):
    names = ["birmingham", "dothan", "sheffield", "florence"] * 20
    zips = ["z1", "z2", "z3", "z4"] * 20
    names[4] = "birminghxm"
    result = clean(table(place=names, zip_code=zips))

    assert result.text()["place"][4] == "birmingham"


def test_a_swapped_value_is_suggested_and_flagged_never_changed(table):
    cities = ["Paris", "Berlin", "Austin", "Ghent"] * 20
    lands = ["FR", "DE", "US", "BE"] * 20
    lands[4] = "DE"
    result = clean(table(city=cities, land=lands))

    assert result.changes.is_empty()
    assert (4, "land") in flagged(result, "dependency_conflict")
    afters = {item.examples[0].after for item in suggested(result, "dependencies")}
    assert "FR" in afters


@pytest.mark.parametrize("other", ["Sales East", "Sales Wests", "Sales", "Sales 2"])
def test_a_person_who_changed_department_stays(table, other):
    rows = [(f"E{n % 20:02}", f"p{n % 20}@example.org", "Sales West") for n in range(100)]
    rows += [(f"X{n % 20:02}", f"x{n % 20}@example.org", "Finance") for n in range(100)]
    rows[7] = (*rows[7][:2], other)
    people, mails, units = (list(cells) for cells in zip(*rows, strict=True))

    assert clean(table(employee=people, mail=mails, unit=units)).changes.is_empty()


def test_numbers_are_no_slips_of_numbers(table):
    cities = ["Paris", "Berlin", "Austin", "Ghent"] * 20
    years = ["1901", "1902", "1903", "1904"] * 20
    years[4] = "1981"

    assert clean(table(city=cities, founded=years)).changes.is_empty()


def test_empty_cells_are_flagged_and_never_filled(table):
    lands = ["Belgium", "Brazil", "Chad", "Mali"] * 20
    continents = ["Europe", "Americas", "Africa", "Africa"] * 20
    continents[4] = ""
    result = clean(table(country=lands, continent=continents))

    assert result.changes.is_empty()
    assert result.frame["continent"][4] is None
    assert flagged(result, "missing") == [(4, "continent")]
    assert suggested(result, "dependencies")[0].cells == 1


def test_disguised_missing_values_are_flagged_and_suggested(table):
    weights = [f"{n % 9 + 1}.{n % 10}" for n in range(100)]
    weights[10] = weights[20] = "-999"
    result = clean(table(weight=weights))

    assert result.changes.is_empty()
    assert flagged(result, "disguised_missing") == [(10, "weight"), (20, "weight")]
    assert suggested(result, "disguised_missing")[0].cells == 2


def test_the_first_day_of_a_calendar_may_mean_nothing(table):
    days = [f"2023-05-{n % 28 + 1:02}" for n in range(60)] + ["1900-01-01"] * 2

    assert flagged(clean(table(day=days)), "disguised_missing") == [(60, "day"), (61, "day")]


def test_far_numbers_are_flagged_and_never_altered(table):
    weights = [f"{n % 9 + 1}.{n % 10}" for n in range(300)] + ["380.0"]
    result = clean(table(weight=weights))

    assert result.changes.is_empty()
    assert flagged(result, "outlier") == [(300, "weight")]


def test_a_skewed_column_has_no_outliers(table):
    incomes = [str(round(1.05**n)) for n in range(200)]

    assert flagged(clean(table(income=incomes)), "outlier") == []


def test_steps_that_a_person_chooses(table):
    text = table(n=["1", "2", "900"], city=["Rome", "", "Oslo"])
    recipe = (
        clean(text)
        .recipe.with_step("outliers", {"column": "n", "high": 100})
        .with_step("missing_cells", {"columns": ["city"]})
        .with_step(
            "set_cells",
            {"cells": [{"row": 2, "column": "city", "before": "Oslo", "after": "Bergen"}]},
        )
    )
    result = clean(text, recipe=recipe)

    assert result.frame.select("n", "city").rows() == [(1, "Rome"), (None, "Bergen")]
    assert [item.tier for item in result.recipe.steps] == ["chosen"] * 3
