import pandas as pd
import pytest

from luminabi_dash.cleaning.pipeline import clean
from luminabi_dash.cleaning.recipe import Recipe
from luminabi_dash.errors import Invalid
from luminabi_dash.tables.schema import Type


def table(**columns):
    rows = len(next(iter(columns.values())))
    hidden = {"__row": range(rows), "__line": range(2, rows + 2)}
    return pd.DataFrame({**hidden, **columns})


def cells(result, column):
    return [None if v is pd.NA or v is None else v for v in result.frame[column].tolist()]


def test_blanks_and_invisible_characters_go():
    result = clean(table(city=[" Rome", "Oslo\u200b", "Bonn", "\u00a0 "], n=["1", "2", "3", "4"]))

    assert cells(result, "city") == ["Rome", "Oslo", "Bonn", None]
    assert result.changes["before"].tolist() == [" Rome", "Oslo\u200b", "\u00a0 "]
    assert set(result.changes["step"]) == {"trim_text"}
    assert result.changes["line"].tolist() == [2, 3, 5]


def test_null_words_go_among_numbers_only():
    result = clean(table(n=["1", "N/A", "3", "-"], land=["NA", "DE", "NA", "FR"]))

    assert cells(result, "n") == [1, None, 3, None]
    assert cells(result, "land") == ["NA", "DE", "NA", "FR"]


@pytest.mark.parametrize(
    ("given", "kind", "values"),
    [
        (["1,234.50", "2.25", "17"], Type.NUMBER, [1234.5, 2.25, 17.0]),
        (["1.234,50", "2,25", "17"], Type.NUMBER, [1234.5, 2.25, 17.0]),
        (["$5", "$1,200.10", "$0.99"], Type.NUMBER, [5.0, 1200.1, 0.99]),
        (["(12.5)", "3.0", "4.5"], Type.NUMBER, [-12.5, 3.0, 4.5]),
        (["12%", "7.5%", "100%"], Type.NUMBER, [12.0, 7.5, 100.0]),
        (["12%", "7", "8"], Type.TEXT, ["12%", "7", "8"]),
        (["1.234", "5.678", "9.012"], Type.NUMBER, [1.234, 5.678, 9.012]),
        (["1,234", "5,678", "9,012"], Type.TEXT, ["1,234", "5,678", "9,012"]),
        (["00501", "10001", "94105"], Type.TEXT, ["00501", "10001", "94105"]),
    ],
)
def test_numbers_are_read_when_the_column_proves_their_form(given, kind, values):
    result = clean(table(value=given, other=["a", "b", "c"]))

    assert result.schema.column("value").type is kind
    assert cells(result, "value") == values


def test_plain_typing_is_no_change():
    assert clean(table(n=["1", "2", "3"])).changes.empty


def test_copies_go_only_when_a_column_is_a_key():
    with_key = clean(table(id=["a", "b", "b"], n=["1", "2", "2"]))
    without = clean(table(kind=["x", "x", "y"], n=["1", "1", "2"]))

    assert with_key.removed["row"].tolist() == [2]
    assert (with_key.rows_in, with_key.rows_kept) == (3, 2)
    assert without.removed.empty
    assert [flag.kind for flag in without.flags] == ["duplicate_row"]
    assert without.suggestions


def test_999_equal_rows_are_told_of_and_stay():
    result = clean(table(a=["1"] * 1000, b=["x"] * 1000))

    assert result.rows_kept == 1000
    assert "999" in result.results[-1].summary


def test_ambiguous_dates_stay_text_and_are_flagged():
    result = clean(table(day=["03/04/2026", "05/06/2026", "01/02/2026"]))

    assert result.schema.column("day").type is Type.TEXT
    assert [flag.kind for flag in result.flags] == ["ambiguous_date"]


def test_replay_gives_the_same_table():
    text = table(id=["a ", "b", "b"], n=["1,000.5", "N/A", "N/A"])
    first = clean(text)
    recipe = Recipe.model_validate_json(first.recipe.model_dump_json())

    second = clean(text, recipe=recipe)

    pd.testing.assert_frame_equal(first.frame, second.frame)
    pd.testing.assert_frame_equal(first.changes, second.changes)


def test_a_step_that_is_switched_off_changes_nothing():
    text = table(city=[" Rome", "Oslo"])
    recipe = clean(text).recipe
    off = recipe.model_copy(
        update={"steps": tuple(s.model_copy(update={"is_on": False}) for s in recipe.steps)}
    )

    result = clean(text, recipe=off)

    assert cells(result, "city") == [" Rome", "Oslo"]
    assert result.results[0].is_on is False


def test_a_recipe_for_other_columns_stops_and_names_them():
    recipe = clean(table(city=[" Rome"], n=["1"])).recipe

    with pytest.raises(Invalid, match="'city'") as caught:
        clean(table(town=["Rome"], n=["1"]), recipe=recipe, name="may.csv")

    assert caught.value.code == "recipe_mismatch"


def test_progress_tells_what_is_being_done():
    said = []
    clean(table(a=["1"]), progress=lambda fraction, message: said.append(message))

    assert {"Handling nulls…", "Removing duplicates…"} <= set(said)


def test_every_change_can_be_taken_back():
    text = table(id=[" a", "b ", "c"], n=["1,000.5", "N/A", "7"], t=["x", " ", "z"])
    result = clean(text)
    restored = text.copy()
    for change in result.changes.iloc[::-1].to_dict("records"):
        restored.loc[restored["__row"] == change["row"], change["column"]] = change["before"]

    pd.testing.assert_frame_equal(restored, text)
