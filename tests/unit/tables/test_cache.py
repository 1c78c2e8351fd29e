import threading

import pytest

from luminabi_dash.tables.cache import ResultCache


def size(_value):
    return 10


def test_many_askers_cost_one_computation():
    cache = ResultCache(1_000)
    started, go = threading.Event(), threading.Event()
    calls = []

    def compute():
        calls.append(1)
        started.set()
        go.wait(5)
        return "answer"

    results = []
    threads = [
        threading.Thread(target=lambda: results.append(cache.get("key", compute, size)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    started.wait(5)
    go.set()
    for thread in threads:
        thread.join(5)

    assert results == ["answer"] * 8
    assert len(calls) == 1


def test_errors_are_not_kept():
    cache = ResultCache(1_000)
    with pytest.raises(ValueError, match="no"):
        cache.get("key", lambda: (_ for _ in ()).throw(ValueError("no")), size)

    assert cache.get("key", lambda: 1, size) == 1


def test_the_oldest_goes_when_the_limit_is_reached():
    cache = ResultCache(50)
    for key in range(7):
        cache.get(key, lambda key=key: key, size)

    assert [cache.holds(key) for key in range(7)] == [False, False, True, True, True, True, True]
