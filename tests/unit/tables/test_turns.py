"""Few queries at once for a user, the newest refresh of a page, and limits of time."""

import threading
import time

import pytest

from luminabi_dash.errors import Cancelled, LuminaError, TooMany, Unavailable
from luminabi_dash.tables.cache import ResultCache
from luminabi_dash.tables.cancel import Cancel, Patience
from luminabi_dash.tables.turns import Turns


def test_a_new_refresh_ends_the_one_before_of_its_page_only():
    turns = Turns(10)
    first, other = turns.refresh(1, "a"), turns.refresh(1, "b")
    turns.refresh(1, "a").check()
    other.check()
    with pytest.raises(Cancelled):
        first.check()


def test_a_third_query_of_a_user_waits_and_others_do_not():
    turns = Turns(10)
    release, inside = threading.Event(), threading.Semaphore(0)

    def hold():
        with turns.turn(1, Cancel(10)):
            inside.release()
            release.wait(10)

    holders = [threading.Thread(target=hold) for _ in range(2)]
    for thread in holders:
        thread.start()
    inside.acquire()
    inside.acquire()
    with turns.turn(2, Cancel(10)), turns.turn(None, Cancel(10)):
        pass
    with pytest.raises(TooMany), turns.turn(1, Cancel(0.1)):
        pass
    release.set()
    with turns.turn(1, Cancel(10)):
        pass
    for thread in holders:
        thread.join(10)


def test_nobody_waits_longer_than_a_query_may_take():
    patience = Patience(2)
    began = time.monotonic()
    with pytest.raises(Unavailable, match=r"0\.1 s"):
        patience.call(lambda: time.sleep(1), Cancel(0.1))
    asked = Cancel(10)
    threading.Timer(0.1, asked.ask).start()
    with pytest.raises(Cancelled):
        patience.call(lambda: time.sleep(1), asked)
    assert time.monotonic() - began < 0.9
    assert patience.call(lambda: 7, Cancel(5)) == 7


def test_who_waits_for_a_cancelled_refresh_computes_it_itself():
    cache = ResultCache(1_000)
    started, go = threading.Event(), threading.Event()

    def cancelled(_missing):
        started.set()
        go.wait(5)
        raise Cancelled("superseded")

    def first():
        with pytest.raises(Cancelled):
            cache.get_all(["key"], cancelled, lambda _value: 1)

    one = threading.Thread(target=first)
    one.start()
    started.wait(5)
    threading.Timer(0.1, go.set).start()
    assert cache.get_all(["key"], lambda _missing: [7], lambda _value: 1) == [7]
    one.join(5)


def test_an_error_has_the_place_of_its_key_and_is_not_kept():
    cache = ResultCache(1_000)
    wrong = LuminaError("no")
    asked = []

    def compute(missing):
        asked.append(list(missing))
        return [wrong if place == 1 else place for place in missing]

    assert cache.get_all(["a", "b", "c", "a"], compute, lambda _value: 1) == [0, wrong, 2, 0]
    assert cache.get_all(["a", "b", "c"], compute, lambda _value: 1) == [0, wrong, 2]
    assert asked == [[0, 1, 2], [1]]
