import pytest
from pydantic import ValidationError

from luminabi_dash.cleaning.pipeline import clean
from luminabi_dash.cleaning.recipe import Recipe
from luminabi_dash.errors import Invalid, NotFound


@pytest.fixture
def text(table):
    return table(city=[" Rome", "Oslo", "Oslo"], n=["1", "N/A", "3"])


@pytest.fixture
def recipe(text):
    return clean(text).recipe


def test_steps_are_switched_moved_and_undone(recipe):
    first, second = (item.id for item in recipe.steps)

    assert recipe.switched(first, is_on=False).steps[0].is_on is False
    assert [s.id for s in recipe.moved(first, 1).steps] == [second, first]
    assert [s.id for s in recipe.without(first).steps] == [second]
    assert recipe.switched(first, is_on=False).switched(first, is_on=True) == recipe


def test_parameters_are_checked_when_edited(recipe, text):
    step = recipe.steps[0]
    edited = recipe.with_parameters(step.id, {"columns": []})

    assert clean(text, recipe=edited).frame["city"].to_list() == [" Rome", "Oslo", "Oslo"]
    with pytest.raises(Invalid, match="columns"):
        recipe.with_parameters(step.id, {"columns": 5})


def test_an_unknown_step_is_not_found(recipe):
    with pytest.raises(NotFound):
        recipe.without("nothing")


def test_two_steps_with_one_id_are_invalid(recipe, text):
    twice = recipe.model_copy(update={"steps": (*recipe.steps, recipe.steps[0])})

    with pytest.raises(Invalid, match="same id"):
        clean(text, recipe=twice)


def test_a_suggestion_is_taken_once(table):
    text = table(kind=["tool", "toy", "#N/A", "book"] * 5)
    result = clean(text)
    [suggestion] = [item for item in result.suggestions if item.step == "null_words"]
    taken = result.recipe.with_suggestion(suggestion)

    assert taken.with_suggestion(suggestion) == taken
    assert taken.steps[-1].tier == "suggested"
    assert clean(text, recipe=taken).frame["kind"].null_count() == suggestion.cells == 5


def test_unknown_fields_are_refused():
    with pytest.raises(ValidationError):
        Recipe.model_validate({"steps": [], "colour": "red"})


def test_a_changed_cell_alone_is_set_back(text):
    result = clean(text)
    change = result.changes.rows(named=True)[0]
    cell = {
        "row": change["row"],
        "column": change["column"],
        "before": change["after"],
        "after": change["before"],
    }

    back = clean(text, recipe=result.recipe.with_step("set_cells", {"cells": [cell]}))

    assert back.text()["city"][0] == " Rome"
