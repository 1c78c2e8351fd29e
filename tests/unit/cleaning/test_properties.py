"""What holds for any table: nothing is lost, everything can be taken back and done again."""

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luminabi_dash.cleaning.pipeline import clean
from luminabi_dash.cleaning.recipe import Recipe

from .conftest import make

CELLS = st.sampled_from(
    [
        "", " ", "Paris", "paris", " Paris", "Pariis", "KÃ¶ln", "Köln", "N/A", "null", "NA", "yes",
        "no", "Y", "1", "0", "1,234.50", "1.234,50", "€ 5", "5%", "(3.5)", "12 kg", "007", "1E5",
        "1.10", "2023-01-31", "31/01/2023", "03/04/2023", "Jan 31, 2023", "-999", "Total", "a", "b",
        "Oslo\u200b", "Orle\u0301ans", "Orléans", "two  blanks", "x\ny", "=1+1", "Portland OR",
    ]
)  # fmt: skip
ROWS = st.integers(1, 40)
MANY = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@st.composite
def tables(draw):
    """Two to four columns, some of few texts that repeat, as tables have them."""
    rows = draw(ROWS)
    columns = {}
    for name in draw(st.lists(st.sampled_from("abcd"), min_size=2, max_size=4, unique=True)):
        texts = draw(st.lists(st.one_of(CELLS, st.text(max_size=6)), min_size=1, max_size=6))
        places = st.integers(0, len(texts) - 1)
        picks = draw(st.lists(places, min_size=rows, max_size=rows))
        columns[name] = [texts[place] for place in picks]
    return make(**columns)


def undone(result, steps):
    """The table with the changes of some steps, the last ones, taken back by the audit alone."""
    rows = result.text().rows()
    names = result.text().columns
    cells = dict(zip(result.frame["__row"], (list(row) for row in rows), strict=True))
    for change in reversed(result.changes.rows(named=True)):
        if change["step"] in steps and change["row"] in cells:
            cells[change["row"]][names.index(change["column"])] = change["before"]
    return cells


def as_given(text):
    data = text.drop("__row", "__line")
    return {row: [cell or None for cell in cells] for row, cells in enumerate(data.rows())}


@MANY
@given(tables())
def test_rows_in_are_rows_kept_and_rows_removed(text):
    result = clean(text)

    assert result.rows_in == text.height == result.rows_kept + result.removed.height
    gone, kept = set(result.removed["row"]), set(result.frame["__row"])
    assert gone | kept == set(range(text.height))
    assert not gone & kept


@MANY
@given(tables())
def test_the_audit_gives_the_text_back_byte_for_byte(text):
    result = clean(text)
    steps = {item.name for item in result.recipe.steps}

    before = as_given(text)
    after = undone(result, steps)

    assert {row: [cell or None for cell in cells] for row, cells in after.items()} == {
        row: before[row] for row in after
    }
    first = result.changes.unique(["row", "column"], keep="first", maintain_order=True)
    for change in first.rows(named=True):
        assert change["before"] == text[change["column"]][change["row"]]


@MANY
@given(tables(), st.data())
def test_any_steps_switched_off_leave_what_the_others_do(text, data):
    result = clean(text)
    off = data.draw(st.sets(st.sampled_from([s.id for s in result.recipe.steps] or ["none"])))
    recipe = result.recipe
    for step_id in off - {"none"}:
        recipe = recipe.switched(step_id, is_on=False)

    again = clean(text, recipe=recipe)

    names = {s.name for s in recipe.steps if not s.is_on}
    assert not set(again.changes["step"]) & names
    assert not set(again.removed["step"]) & names
    if off >= {s.id for s in recipe.steps}:
        assert again.changes.is_empty()
        assert again.text().fill_null("").equals(text.drop("__row", "__line").fill_null(""))


@MANY
@given(tables())
def test_a_recipe_replayed_on_the_same_table_gives_the_same(text):
    first = clean(text)
    recipe = Recipe.model_validate_json(first.recipe.model_dump_json())
    second = clean(text, recipe=recipe)

    assert first.frame.equals(second.frame)
    assert first.changes.equals(second.changes)
    assert first.removed.equals(second.removed)
    assert second.recipe == first.recipe


@MANY
@given(tables())
def test_a_suggestion_does_what_it_announced(text):
    result = clean(text)
    for suggestion in result.suggestions:
        again = clean(text, recipe=result.recipe.with_suggestion(suggestion))
        made = again.recipe.step(suggestion.id)

        assert (made.cells, made.rows) == (suggestion.cells, suggestion.rows)
        assert suggestion.id not in {item.id for item in again.suggestions}


@MANY
@given(tables())
def test_cells_are_changed_by_steps_only(text):
    result = clean(text)
    given, now = as_given(text), result.text()
    touched = set(result.changes.select("row", "column").rows())
    for place, row in enumerate(result.frame["__row"]):
        for column, before, after in zip(now.columns, given[row], now.row(place), strict=True):
            assert before == after or (row, column) in touched


def test_cleaning_what_is_clean_changes_nothing():
    text = make(
        id=[f"k{n}" for n in range(60)],
        city=["Paris", "Oslo", "Bonn"] * 20,
        n=[f"{n}.5" for n in range(60)],
        day=[f"2023-05-{n % 28 + 1:02}" for n in range(60)],
        member=["yes", "no"] * 30,
        share=[f"{n}%" for n in range(60)],
    )
    result = clean(text)

    assert result.recipe.steps == ()
    assert result.changes.is_empty()
    assert result.text().equals(text.drop("__row", "__line").cast(pl.String))
