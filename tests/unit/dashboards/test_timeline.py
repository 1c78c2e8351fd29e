"""The course of a live session: filters after each step, sessions, chapters, what a sweep keeps."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luminabi_dash.dashboards.timeline import (
    CHAPTERS,
    Step,
    after,
    chapters,
    evenly,
    filter_of,
    line_of,
    still_needed,
    told,
)
from luminabi_dash.tables.filters import Filter
from luminabi_dash.tables.schema import Column, Role, Schema, Type

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SCHEMA = Schema(
    columns=(
        Column(name="region", type=Type.TEXT, role=Role.DIMENSION),
        Column(name="product", type=Type.TEXT, role=Role.DIMENSION),
    )
)


def step(id_, kind="filter.set", column="region", value=("EU",), seconds=0, by="Ada"):
    op = "in" if kind == "filter.set" else None
    what = list(value) if isinstance(value, tuple) else value
    at = START + timedelta(seconds=seconds)
    return Step(id_, id_, kind, column, op, what, by, 1, 1, at)


def columns(moment):
    return {item.column: item.value for item in moment.filters}


def test_each_moment_has_the_filters_that_stood_after_it():
    steps = [
        step(1),
        step(2, column="product", value=("Lamp",)),
        step(3, value=("US",)),
        step(4, "filter.clear", "product"),
        step(5, "presenter.take", None, "Ada"),
        step(6, "filter.clear", None),
    ]
    found = [columns(moment) for moment in told(steps, {}, SCHEMA)]
    assert found == [
        {"region": ["EU"]},
        {"region": ["EU"], "product": ["Lamp"]},
        {"region": ["US"], "product": ["Lamp"]},
        {"region": ["US"]},
        {"region": ["US"]},
        {},
    ]


def test_what_was_set_before_the_first_step_stands_from_the_start():
    base = {"product": Filter(column="product", op="in", value=["Desk"])}
    (moment,) = told([step(1)], base, SCHEMA)
    assert columns(moment) == {"product": ["Desk"], "region": ["EU"]}


def test_a_column_that_is_gone_is_left_out_and_said():
    (moment,) = told([step(1, column="gone")], {}, SCHEMA)
    assert moment.filters == ()
    assert line_of(moment) == "Ada: gone, which is not there any more"


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (step(1), "Ada: region is EU"),
        (step(1, "filter.clear", "region"), "Ada cleared region"),
        (step(1, "filter.clear", None), "Ada cleared all filters"),
        (step(1, "presenter.take", None, "Ada"), "Ada presents"),
        (step(1, "presenter.pass", None, "Bob"), "Ada let Bob present"),
        (step(1, "presenter.release", None, None), "Ada stopped presenting"),
    ],
)
def test_steps_in_words(one, words):
    assert line_of(told([one], {}, SCHEMA)[0]) == words


def test_a_break_of_half_an_hour_begins_a_new_session():
    steps = [step(1), step(2, seconds=1799), step(3, seconds=1799 + 1800)]
    assert [moment.session for moment in told(steps, {}, SCHEMA)] == [1, 1, 2]


def test_a_chapter_stood_for_five_seconds_or_was_spoken_of():
    steps = [
        step(1, value=("A",)),
        step(2, value=("B",), seconds=2),
        step(3, value=("C",), seconds=10),
        step(4, value=("D",), seconds=12),
    ]
    moments = told(steps, {}, SCHEMA)
    until = START + timedelta(seconds=13)
    assert [m.step.id for m in chapters(moments, until)] == [2]
    said = [START + timedelta(seconds=11)]
    assert [m.step.id for m in chapters(moments, until, said)] == [2, 3]


def test_the_same_filters_are_told_once():
    steps = [step(1), step(2, "presenter.take", None, "Ada", seconds=10)]
    moments = told(steps, {}, SCHEMA)
    assert len(chapters(moments, START + timedelta(minutes=5))) == 1


def test_of_too_many_moments_an_even_choice_with_both_ends():
    steps = [step(n, value=(str(n),), seconds=10 * n) for n in range(50)]
    moments = told(steps, {}, SCHEMA)
    chosen = evenly(moments, CHAPTERS)
    places = [moment.step.id for moment in chosen]
    assert (len(places), places[0], places[-1]) == (12, 0, 49)
    gaps = {b - a for a, b in pairwise(places)}
    assert gaps <= {4, 5}


random_steps = st.lists(
    st.tuples(
        st.sampled_from(["filter.set", "filter.clear", "presenter.take"]),
        st.sampled_from(["region", "product", None]),
        st.sampled_from(["A", "B"]),
    ),
    max_size=30,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(random_steps, st.integers(0, 30))
def test_after_a_sweep_the_filters_are_the_same(drawn, cut):
    steps = [
        step(n, kind, "region" if kind == "filter.set" and column is None else column, (value,))
        for n, (kind, column, value) in enumerate(drawn)
    ]
    old, young = steps[:cut], steps[cut:]
    kept = [one for one in old if one.id in still_needed(old)]

    def end(some):
        standing = {}
        for one in some:
            standing = after(standing, one, filter_of(one, SCHEMA))
        return standing

    assert end([*kept, *young]) == end(steps)
