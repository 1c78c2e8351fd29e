"""Comments as they are shown: nobody's text becomes anything but text, and each state has words."""

import json
from datetime import UTC, datetime

import plotly.utils
import pytest

from layouts import comments
from layouts.parts.past_bar import past_bar
from luminabi_dash.dashboards.comments import CommentView, ThreadView
from luminabi_dash.dashboards.past import PastView
from luminabi_dash.views import PersonView

AT = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)


def a_comment(text="Why?", mentions=(), *, is_own=False):
    return CommentView(1, None, 7, "Ada Kern", text, mentions, AT, None, is_own, is_own)


def a_thread(comment=None, resolved_at=None, **more):
    given = {
        "id": 1,
        "number": 4,
        "dashboard_id": 1,
        "tile_id": 3,
        "tile_title": "Sales",
        "is_removed": False,
        "tab": 0,
        "point": {"x": "EU", "y": 1, "words": "region is EU"},
        "seen": {
            "filters": [{"column": "region", "op": "in", "value": ["EU"]}],
            "drill": {"3": []},
        },
        "data_version": 2,
        "resolved_by": resolved_at and "Bob",
        **more,
    }
    return ThreadView(resolved_at=resolved_at, comments=(comment or a_comment(),), **given)


def written(component):
    return json.dumps(component, cls=plotly.utils.PlotlyJSONEncoder)


def test_mentions_are_set_off_the_longest_name_first():
    people = (PersonView(1, "Ada"), PersonView(2, "Ada Kern"))
    parts = comments.text(a_comment("@Ada Kern and @Ada <b>!", people))
    assert [getattr(one, "children", one) for one in parts] == [
        "@Ada Kern",
        " and ",
        "@Ada",
        " <b>!",
    ]


def test_pins_know_where_they_belong_and_whose_they_are():
    (pin,) = comments.as_data([a_thread()])
    assert (pin["tile"], pin["color"], pin["drill"]) == (3, 2, [])
    assert pin["label"] == "Comment 4 by Ada Kern on region is EU · Sales"
    assert comments.as_data([a_thread(is_removed=True)])[0]["tile"] is None


def test_only_open_threads_are_counted():
    threads = [a_thread(), a_thread(resolved_at=AT)]
    assert comments.count_words(threads) == "1"
    assert comments.count_words([]) == ""
    opened, resolved = comments.items(threads)
    assert len(opened.children) == len(resolved.children) == 1


def test_empty_lists_say_how_to_begin():
    words = written(comments.items([]))
    assert "Comment here" in words
    assert "Nothing is resolved" in words


@pytest.mark.parametrize("is_own", [True, False])
def test_who_may_not_change_it_sees_no_button(is_own):
    words = written(comments.thread(a_thread(a_comment(is_own=is_own)), 5))
    assert ("comment-edit" in words) is is_own
    assert ("comment-delete" in words) is is_own
    assert "region is EU" in words
    assert "data v2 (now v5)" in words


def test_a_resolved_thread_can_be_opened_again():
    words = written(comments.thread(a_thread(resolved_at=AT), 2))
    assert "Resolved by Bob" in words
    assert "comment-reopen" in words
    assert "(now" not in words


def test_the_bar_of_the_past():
    assert past_bar(None) is None
    words = written(past_bar(PastView("As Ada saw it", AT, 3, 5)))
    assert "As Ada saw it" in words
    assert "data v3 (now v5)" in words
    assert "past-back" in words
    gone = written(past_bar(PastView("As Ada saw it", AT, 3, 5, is_gone=True)))
    assert "not there any more: this is v5" in gone
    assert "is-warn" in gone
    assert "data v" not in written(past_bar(PastView("It is gone", None, None, 5)))
