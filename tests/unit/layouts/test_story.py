"""The story of a dataset on its page."""

from dataclasses import replace

import pytest

from layouts.story import Ids, story
from luminabi_dash.insight_views import Fact, StoryView


@pytest.fixture
def view(insight):
    return StoryView(
        dataset_id=1,
        name="Shop orders",
        version=4,
        rows=47_804,
        columns=14,
        period=("2025-01-01", "2026-11-22"),
        tested=312,
        level=0.01,
        facts=(Fact("Over time", insight),),
        words="312 tested, 1 kept.",
    )


def test_facts_are_told_with_what_they_rest_on(view, insight, text_of, ids_of):
    caution = replace(insight, id=8, kind="duplicates", sentence="24 rows repeat.")
    page = story(replace(view, cautions=(caution,)), {7: {"data": []}})
    words = text_of(page)
    for part in (
        "One fact that matters",
        "Shop orders, version 4: 47,804 rows, 14 columns, 1 Jan 2025 to 22 Nov 2026",
        insight.sentence,
        "not in Garden",
        "24 rows repeat.",
        "at most 1 in 100 is expected to be chance",
    ):
        assert part in words
    assert Ids.figure(7) in ids_of(page)
    assert Ids.BUILD in ids_of(page)


def test_a_fact_without_a_figure_has_no_empty_chart(view, ids_of):
    assert Ids.figure(7) not in ids_of(story(view, {}))


def test_nothing_to_tell_says_why(view, text_of, ids_of):
    page = story(replace(view, facts=(), words="312 tested, and nothing holds."), {})
    assert "No facts to tell" in text_of(page)
    assert "312 tested, and nothing holds." in text_of(page)
    assert Ids.BUILD not in ids_of(page)


def test_a_table_without_time_names_no_period(view, text_of):
    assert "14 columns , " not in text_of(story(replace(view, period=None), {}))
