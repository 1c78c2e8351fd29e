from pathlib import Path

import polars as pl
import pytest

from luminabi_dash.cleaning.pipeline import clean
from luminabi_dash.cleaning.recipe import Recipe
from luminabi_dash.cleaning.step import STEPS
from luminabi_dash.errors import Invalid, UnknownName
from luminabi_dash.tables.schema import HIDDEN, Type


def cells(result, column):
    return result.frame[column].to_list()


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
def test_numbers_are_read_when_the_column_proves_their_form(table, given, kind, values):
    result = clean(table(value=given, other=["a", "b", "c"]))

    assert result.schema.column("value").type is kind
    assert cells(result, "value") == values


def test_plain_typing_is_no_change(table):
    result = clean(table(n=["1", "2", "3"], day=["2026-01-02", "2026-01-03", "2026-01-04"]))

    assert result.changes.is_empty()
    assert [c.type for c in result.schema.columns] == [Type.INTEGER, Type.DATE]


def test_what_was_taken_off_a_number_is_the_unit_of_its_column(table):
    result = clean(table(price=["$5", "$1,200.10", "$0.99"]))

    assert result.schema.column("price").unit == "USD"


def test_the_text_of_unchanged_cells_is_as_the_file_had_it(table):
    text = table(price=["5.10", "$1,200.10", "0.90"], flag=["yes", "no", "yes"])
    result = clean(text)

    assert result.text()["price"].to_list() == ["5.10", "1200.10", "0.90"]
    assert result.text()["flag"].to_list() == ["yes", "no", "yes"]


def test_steps_say_what_they_changed(table):
    result = clean(table(city=[" Rome", "Oslo"], n=["1", "2"]))
    step = result.recipe.steps[0]

    assert (step.name, step.tier, step.cells, step.rows) == ("trim_text", "automatic", 1, 0)
    assert step.evidence == {"city": 1}
    assert result.results[0].cells_changed == 1
    assert result.changes.rows(named=True) == [
        {
            "row": 0,
            "line": 2,
            "column": "city",
            "before": " Rome",
            "after": "Rome",
            "step": "trim_text",
            "reason": "blanks at the ends of a cell carry no meaning",
        }
    ]


def test_replay_gives_the_same_table(table):
    text = table(id=["a ", "b", "b"], n=["1,000.5", "N/A", "N/A"])
    first = clean(text)
    recipe = Recipe.model_validate_json(first.recipe.model_dump_json())

    second = clean(text, recipe=recipe)

    assert first.frame.equals(second.frame)
    assert first.changes.equals(second.changes)
    assert second.recipe == first.recipe


def test_what_a_replayed_recipe_lacks_is_suggested(table):
    recipe = clean(table(city=["Rome", "Oslo"])).recipe

    result = clean(table(city=[" Rome", "Oslo"]), recipe=recipe)

    assert cells(result, "city") == [" Rome", "Oslo"]
    assert [(item.step, item.cells) for item in result.suggestions] == [("trim_text", 1)]


def test_a_step_that_is_switched_off_changes_nothing(table):
    text = table(city=[" Rome", "Oslo"])
    recipe = clean(text).recipe

    result = clean(text, recipe=recipe.switched("s4", is_on=False))

    assert cells(result, "city") == [" Rome", "Oslo"]
    assert result.results[0].is_on is False
    assert result.suggestions == ()


def test_a_recipe_for_other_columns_stops_and_names_them(table):
    recipe = clean(table(city_name=[" Rome"], n=["1"])).recipe

    with pytest.raises(Invalid, match="'city_name'") as caught:
        clean(table(**{"City Name": ["Rome"], "n": ["1"]}), recipe=recipe, name="may.csv")

    assert caught.value.code == "recipe_mismatch"
    assert caught.value.details == {
        "missing": ["city_name"],
        "new": ["City Name"],
        "renamed": {"city_name": "City Name"},
    }


def test_a_recipe_with_wrong_parameters_is_invalid(table):
    recipe = clean(table(city=[" Rome"])).recipe
    step = recipe.steps[0].model_copy(update={"parameters": {"column": 3}})

    with pytest.raises(Invalid, match="Trim blanks") as caught:
        clean(table(city=[" Rome"]), recipe=recipe.model_copy(update={"steps": (step,)}))

    assert caught.value.code == "invalid_recipe"


def test_a_recipe_with_an_unknown_step_says_so(table):
    recipe = clean(table(city=[" Rome"])).recipe
    step = recipe.steps[0].model_copy(update={"name": "polish"})

    with pytest.raises(UnknownName, match="polish"):
        clean(table(city=["Rome"]), recipe=recipe.model_copy(update={"steps": (step,)}))


def test_progress_tells_what_is_being_done(table):
    said = []
    clean(table(a=["1"]), progress=lambda fraction, message: said.append((fraction, message)))

    assert {"Handling nulls…", "Removing duplicates…"} <= {message for _, message in said}
    assert [fraction for fraction, _ in said] == sorted(fraction for fraction, _ in said)


def test_every_change_can_be_taken_back(table):
    text = table(id=[" a", "b ", "c"], n=["1,000.5", "N/A", "7"], t=["x", " ", "z"])
    result = clean(text)

    restored = text.to_dict(as_series=False)
    for change in reversed(result.changes.rows(named=True)):
        restored[change["column"]][change["row"]] = change["before"]

    assert restored == text.to_dict(as_series=False)


def test_an_empty_table_and_a_table_without_rows_pass(table):
    assert clean(table(a=[])).rows_kept == 0
    assert clean(table(a=["", ""], b=[None, "x"])).frame["a"].to_list() == [None, None]


def test_hidden_columns_come_first_and_survive_removal(table):
    text = table(id=[f"k{n}" for n in range(30)] + ["k3"], n=[str(n) for n in range(30)] + ["3"])
    result = clean(text)

    assert tuple(result.frame.columns[:2]) == HIDDEN
    assert result.frame["__row"].to_list() == list(range(30))
    assert result.removed.select("row", "line", "step").rows() == [(30, 32, "drop_duplicates")]
    assert result.rows_in == result.rows_kept + result.removed.height


def test_pandas_frames_are_taken_too(table):
    result = clean(table(city=[" Rome", "Oslo"]).to_pandas())

    assert isinstance(result.frame, pl.DataFrame)
    assert cells(result, "city") == ["Rome", "Oslo"]


def test_every_step_is_in_the_docs():
    text = (Path(__file__).parents[3] / "docs" / "cleaning.md").read_text("utf-8")

    assert [name for name in STEPS.names() if f"`{name}`" not in text] == []
