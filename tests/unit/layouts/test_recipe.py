"""The recipe pane: steps, suggestions, and the panel of a draft."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layouts import arrival, audit, recipe
from layouts.parts.impact import headline, percent
from layouts.parts.quality import percent as share_words
from luminabi_dash.impact import (
    Arrival,
    BoardChange,
    CellChange,
    Difference,
    DraftView,
    Impact,
    InsightChange,
    NumberChange,
    RecipeView,
    StepRow,
    SuggestionView,
)

STEP = StepRow(
    "s1", "trim_text", "Trim blanks", "Trimmed 3 cells.", "why", "automatic", True, 3, 0, {}
)
IMPACT = Impact(
    rows_before=100,
    rows_after=88,
    cells=4,
    numbers=(NumberChange(name="revenue", aggregate="sum", before=200.0, after=190.0),),
    insights=(InsightChange(sentence="It rises.", state="gone", before=0.4),),
    insights_held=7,
    boards=(BoardChange(dashboard_id=1, name="Shop", tiles=9, moved=5),),
    sample=(CellChange(line=9, row=7, column="city", before="lille ", after="Lille"),),
)


def draft(**more):
    body = {"id": 3, "dataset_id": 1, "kind": "recipe", "state": "checked", "error": None}
    return DraftView(**{**body, "impact": IMPACT, **more})


def test_without_a_draft_the_panel_is_hidden_but_its_buttons_are_known(ids_of, text_of):
    pane = recipe.inside(RecipeView(1, 4, (STEP,), (), is_by_user=False))
    assert {recipe.Ids.MAKE, recipe.Ids.DISCARD, recipe.Ids.RESET} <= {
        one for one in ids_of(pane) if isinstance(one, str)
    }
    assert recipe.Ids.switch("s1") in ids_of(pane)
    assert "If you apply this" not in text_of(pane)


def test_a_draft_says_what_it_moves(text_of):
    changed = replace(STEP, is_on=False, is_new=True)
    words = text_of(recipe.inside(RecipeView(1, 4, (changed,), (), True, draft())))
    assert "not applied yet" in words
    assert "12 rows fewer and 4 cells read otherwise" in words
    assert "Apply as v5" in words
    assert "5 of 9 tiles move" in words
    assert "1 gone, 7 hold" in words
    assert "Lille" in words


def test_a_draft_that_failed_says_why(text_of):
    failed = draft(state="failed", error="The recipe needs columns.", impact=None)
    words = text_of(recipe.inside(RecipeView(1, 4, (STEP,), (), True, failed)))
    assert "The recipe needs columns." in words


def test_suggestions_show_their_evidence_and_can_be_accepted(text_of, ids_of):
    item = SuggestionView(
        "x1", "Near duplicates", ("order",), "same day", (("pairs", "86"),), (("a", "b"),), 0, 86
    )
    pane = recipe.inside(RecipeView(1, 4, (), (item,), is_by_user=False))
    assert "Near duplicates" in text_of(pane)
    assert "pairs: 86" in text_of(pane)
    assert recipe.Ids.accept("x1") in ids_of(pane)


def test_headlines_name_the_number_that_moves_most():
    assert headline(IMPACT).endswith("that moves revenue by \N{MINUS SIGN}5.0%.")
    still = Impact(rows_before=5, rows_after=5, cells=0)
    assert headline(still) == "Nothing in the table changes."


@pytest.mark.parametrize(
    ("share", "words"), [(None, "\N{EN DASH}"), (0.1, "+10.0%"), (-0.00001, "\N{MINUS SIGN}<0.1%")]
)
def test_changes_as_percent(share, words):
    assert percent(share) == words


@pytest.mark.parametrize(("share", "words"), [(1.0, "100%"), (0.99999, "99.99%"), (0.5, "50.0%")])
def test_a_share_is_never_rounded_up_to_all(share, words):
    assert share_words(share) == words


def test_an_arrival_says_what_differs_and_what_would_break(text_of):
    found = Arrival(
        rows=10,
        rows_rejected=1,
        differences=(
            Difference(kind="lost", column="city", sentence="city is gone.", weight="bad"),
        ),
        missing=("city",),
        boards=(BoardChange(dashboard_id=1, name="Shop", tiles=3, broken=("Sales by city",)),),
    )
    view = draft(kind="file", file_name="next.csv", impact=None, arrival=found)
    words = text_of(arrival.body(view))
    for part in ("next.csv", "10 rows", "1 line rejected", "Sales by city", "city is gone."):
        assert part in words
    assert "before anything changes" in text_of(arrival.body(None))


def test_the_audit_pages_and_has_empty_states(text_of):
    lines = [{"line": 3, "reason": "5 fields where 4 are due", "text": "a,b"}]
    assert "1 to 1 of 9" in text_of(audit.rejected(lines, 0, 9))
    assert "No line was rejected" in text_of(audit.rejected([], 0, 0))
    assert "No change matches" in text_of(audit.listed([], 0, 0))
