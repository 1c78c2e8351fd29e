"""Comments and what they lead back to, as values."""

from datetime import UTC, datetime

import pytest

from luminabi_dash.dashboards.comments import (
    LONGEST,
    CommentView,
    ThreadView,
    checked_point,
    checked_text,
    coordinates,
)
from luminabi_dash.dashboards.past import bar_of, entry, version_of
from luminabi_dash.errors import Invalid

AT = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)


def a_thread(**more):
    first = CommentView(1, None, 7, "Ada", "Why?", (), AT, None, True, True)
    given = {"tile_title": "Sales", "is_removed": False, "tab": 0, "point": None, **more}
    return ThreadView(
        id=1,
        number=1,
        dashboard_id=1,
        tile_id=3,
        seen={},
        data_version=2,
        resolved_at=None,
        resolved_by=None,
        comments=(first,),
        **given,
    )


def test_a_text_loses_what_nobody_sees():
    assert checked_text("  one\x00\x1b\ntwo\tthree ") == "one\ntwo\tthree"
    for wrong in ("", " \n ", "\x00", "x" * (LONGEST + 1)):
        with pytest.raises(Invalid):
            checked_text(wrong)


def test_a_point_keeps_what_it_has():
    assert checked_point(None) is None
    assert checked_point({"x": "EU", "y": 2.5, "curve": 0}) == {
        "x": "EU",
        "y": 2.5,
        "curve": 0,
        "words": "",
    }
    with pytest.raises(Invalid):
        checked_point(["EU", 2.5])


@pytest.mark.parametrize(
    ("mark", "found"),
    [
        ({"x": "EU", "y": 2, "curveNumber": 1}, {"x": "EU", "y": 2, "curve": 1}),
        ({"label": "EU", "value": 2, "curveNumber": 0}, {"curve": 0}),
        ({"x": [1, 2], "y": 2, "curveNumber": 0}, {"curve": 0}),
        ({}, {}),
    ],
)
def test_where_a_mark_lies(mark, found):
    assert coordinates(mark) == found


def test_a_thread_says_what_it_is_about():
    point = {"words": "region is EU"}
    assert a_thread().words == "Sales"
    assert a_thread(point=point).words == "region is EU · Sales"
    assert a_thread(tile_title=None).words == "Dashboard"
    removed = a_thread(point=point, is_removed=True, tile_title=None)
    assert removed.words == "region is EU · a tile that was removed"


def test_the_past_is_kept_and_said():
    kept = entry("As Ada saw it", AT, 3)
    bar = bar_of(kept, drawn=3, newest=5)
    assert (bar.words, bar.at, bar.version, bar.newest) == ("As Ada saw it", AT, 3, 5)
    assert not bar.is_gone
    assert bar_of(kept, drawn=5, newest=5).is_gone
    assert bar_of(entry("Gone", None, None), drawn=5, newest=5).version is None
    for nothing in (None, [], {}, {"words": 3}):
        assert bar_of(nothing, 5, 5) is None
    assert bar_of({"words": "x", "at": "yesterday"}, 5, 5).at is None


@pytest.mark.parametrize("version", [0, -1, True, "3", 2.0, 2**31, None])
def test_what_is_no_version_is_the_present(version):
    assert version_of({"version": version}) is None
