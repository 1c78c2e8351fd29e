"""Filters of a chart that is explored, and the count of slices compared."""

import pytest

from luminabi_dash.errors import NotFound
from luminabi_dash.services import dashboards, exploring, slicing

BAR = {"kind": "bar", "x": "region", "y": "amount", "aggregate": "sum"}
LINE = {"kind": "line", "x": "day", "y": "amount", "unit": "month"}
EU = {"column": "region", "op": "in", "value": ["EU"]}


@pytest.fixture
def draw(context, ada, ready):
    return lambda spec, filters=(): exploring.draw(context, ada, ready, spec, list(filters))


def test_filters_change_what_is_drawn_and_stay_with_the_tile(context, ada, ready, draw):
    whole, part = draw(BAR), draw(BAR, [EU])
    assert part.matched < whole.matched
    assert len(part.rows) == 1
    board = exploring.keep(context, ada, ready, BAR, None, "Kept", [EU])
    (tile,) = dashboards.get(context, ada, board).tiles
    assert tile.filters == (EU,)


def test_a_filter_that_makes_no_sense_says_so(draw):
    assert "nowhere" in draw(BAR, [{**EU, "column": "nowhere"}]).problem


def test_a_link_brings_its_filters(context, ada, ready):
    raw = '[{"column": "region", "op": "in", "value": ["EU"]}]'
    opened = exploring.opened(context, ada, {"dataset": str(ready), "filters": raw})
    assert opened.filters == [EU]
    for wrong in ("{", "[1]", '[{"column": "nowhere", "op": "in", "value": []}]', "x" * 9_000):
        link = {"dataset": str(ready), "filters": wrong}
        assert exploring.opened(context, ada, link).filters == []


def test_each_slice_counts_once(draw):
    regions = draw(BAR).compared.slices
    assert regions >= 2
    assert draw({**BAR, "kind": "pie"}).compared.slices == regions
    assert draw(LINE).compared.slices == regions
    assert draw(LINE, [EU]).compared.slices == regions + 1
    assert draw({**BAR, "aggregate": "mean"}).compared.slices == 2 * regions + 1


def test_the_words_say_what_chance_alone_gives():
    assert slicing.Compared(0).words == ""
    assert slicing.Compared(1).words == "1 slice compared; 1 in 20 stands out by chance alone"
    many = slicing.Compared(1_240).words
    assert many == "1,240 slices compared; about 62 would stand out by chance alone"


def test_the_count_is_one_persons_and_starts_over(context, ada, bob, ready, draw):
    draw(BAR)
    assert slicing.compared(context, ada, ready).slices
    assert slicing.start_over(context, ada, ready).slices == 0
    assert slicing.compared(context, ada, ready).slices == 0
    with pytest.raises(NotFound):
        slicing.compared(context, bob, ready)
