"""The form of a column's numbers, and that many are rewritten at once as they are one by one."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luminabi_dash.cleaning import numerals
from luminabi_dash.cleaning.cells import Cells
from luminabi_dash.cleaning.numerals import NumberForm, plain, rewritten

DIGITS = st.text("0123456789", min_size=1, max_size=4)
TEXTS = st.builds(
    "{}{}{}{}{}{}{}".format,
    st.sampled_from(["", "$", "€ ", "EUR ", "(", "-", "\u2212", "$ -"]),
    DIGITS,
    st.sampled_from(["", ",", ".", " ", "'", "\u00a0"]),
    DIGITS,
    st.sampled_from(["", ",", "."]),
    DIGITS,
    st.sampled_from(["", "%", " kg", "-", ")", " EUR", " oz. can"]),
)
FORMS = st.builds(
    NumberForm,
    column=st.just("n"),
    mark=st.sampled_from([".", ","]),
    is_grouped=st.booleans(),
    unit=st.sampled_from(["", "EUR", "USD", "kg", "%", "oz"]),
    has_words=st.booleans(),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=30), FORMS)
def test_many_at_once_are_as_one_by_one(texts, form):
    cells = Cells.of(pl.Series("n", texts))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(numerals, "FEW", 0)
        at_once = rewritten(cells, form)

    one_by_one = {text: plain(text, form) for text in texts}
    assert at_once == {text: new for text, new in one_by_one.items() if new != text}


def test_two_currencies_are_no_form():
    cells = Cells.of(pl.Series("n", ["$5", "€5", "7"] * 10))

    assert numerals.form_of("price", cells) is None


def test_a_form_is_looked_for_once():
    cells = Cells.of(pl.Series("n", ["$5", "7"] * 10))

    assert numerals.form_of("price", cells) is numerals.form_of("price", cells)
