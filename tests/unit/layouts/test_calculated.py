"""The dialog of calculated columns: list, status, suggestions."""

from layouts import calculated


def test_the_list_says_what_each_gives_and_what_is_wrong(text_of, ids_of):
    assert "None yet" in text_of(calculated.items([]))
    found = [
        ("Margin", "sum(profit) / sum(sales)", "number", True, None),
        ("old", "gone + 1", None, False, "There is no column 'gone' at character 1."),
    ]
    shown = calculated.items(found)
    words = text_of(shown)
    assert "measure" in words
    assert "There is no column 'gone'" in words
    assert {"type": "calculated-delete", "place": 1} in ids_of(shown)


def test_the_status_follows_what_is_typed(text_of):
    assert "a text for each row" in text_of(calculated.status("text", None, is_measure=False))
    assert "each group" in text_of(calculated.status("number", None, is_measure=True))
    assert "is missing" in text_of(calculated.status(None, "')' is missing.", is_measure=False))


def test_suggestions_can_be_taken(ids_of, text_of):
    shown = calculated.suggestions([("sum(", "Sum of the rows"), ("[Order Date]", "date")])
    assert {"type": "calculated-take", "place": 1} in ids_of(shown)
    assert "[Order Date]" in text_of(shown)


def test_the_dialog_holds_every_function(text_of):
    words = text_of(calculated.calculated_dialog(3))
    assert "sum(sales)" in words
    assert 'start_of("month", ordered)' in words
