"""Events come in the order of their commits, none is passed over, and who waits is woken."""

import os
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from luminabi_dash.db.models import now
from luminabi_dash.db.work import Event
from luminabi_dash.live.bus.memory import MemoryBus
from luminabi_dash.live.chosen import bus_for
from tests.support.events import Followed, numbers, publish

ROOT = Path(__file__).parents[2]
ENDLESS = timedelta(days=36_500)
OTHER = """
import sys
from luminabi_dash.db.engine import Sessions, make_engine
from luminabi_dash.live.chosen import bus_for
sessions = Sessions(make_engine(sys.argv[2]))
bus = bus_for(sys.argv[1], sessions)
print("ready", flush=True)
for line in sys.stdin:
    with sessions.begin() as session:
        bus.publish(session, "other:1", "tick", {"number": int(line)})
"""


class NoSession:
    def begin(self):
        return self

    def __enter__(self):
        return None

    def __exit__(self, *_):
        return False


@pytest.fixture(params=["memory", "sqlite", "postgresql", "redis"])
def kind(request):
    return request.param


@pytest.fixture
def redis_url(kind, request):
    return request.getfixturevalue("redis_server").url if kind == "redis" else ""


@pytest.fixture
def pair(kind, redis_url, database):
    """A bus and its sessions."""
    if kind == "memory":
        return MemoryBus(), NoSession()
    sessions = database("sqlite" if kind == "redis" else kind)
    return bus_for(redis_url, sessions), sessions


ROWS = pytest.mark.parametrize("kind", ["sqlite", "postgresql", "redis"], indirect=True)
POSTGRES = pytest.mark.parametrize("kind", ["postgresql"], indirect=True)


def test_ids_rise_and_events_come_back_as_they_went(pair):
    bus, sessions = pair
    first = publish(bus, sessions, "dashboard:1", 1)
    second = publish(bus, sessions, "dashboard:2", 2, 3, 4)

    events = bus.poll(0)

    assert second > first
    assert numbers(events) == [1, 2, 3, 4]
    assert [e["id"] for e in events] == sorted({e["id"] for e in events})
    assert set(events[0]) == {"id", "topic", "type", "at", "data"}
    assert events[0]["at"].endswith("Z")


def test_since_gives_one_topic_after_an_id(pair):
    bus, sessions = pair
    ids = [publish(bus, sessions, f"dashboard:{n % 2}", n) for n in range(6)]

    assert numbers(bus.since("dashboard:1", ids[1], 10)) == [3, 5]
    assert numbers(bus.since("dashboard:1", 0, 2)) == [1, 3]


def test_last_id_is_that_of_the_newest(pair):
    bus, sessions = pair
    assert bus.last_id() == bus.first_id() == 0

    oldest = publish(bus, sessions, "a:1", 0)
    newest = [publish(bus, sessions, "a:1", n) for n in range(3)][-1]

    assert (bus.first_id(), bus.last_id()) == (oldest, newest)
    assert bus.poll(newest) == []


def test_all_since_an_id_is_there_until_it_is_swept(pair):
    bus, sessions = pair
    assert bus.has_since(0)
    assert not bus.has_since(1)
    ids = [publish(bus, sessions, f"a:{n}", n) for n in range(5)]
    assert [bus.has_since(n) for n in (0, *ids, ids[-1] + 1)] == [True] * 6 + [False]

    with sessions.begin() as session:
        bus.sweep(session, ENDLESS, 2)

    assert numbers(bus.poll(0)) == [3, 4]
    assert [bus.has_since(n) for n in (0, *ids)] == [False, False, False, True, True, True]


def test_what_is_old_is_swept_but_never_the_newest(pair):
    bus, sessions = pair
    ids = [publish(bus, sessions, "a:1", n) for n in range(3)]
    time.sleep(0.01)

    with sessions.begin() as session:
        bus.sweep(session, ENDLESS, 100)
    assert numbers(bus.poll(0)) == [0, 1, 2]
    with sessions.begin() as session:
        bus.sweep(session, timedelta(0), 100)

    assert numbers(bus.poll(0)) == [2]
    with sessions.begin() as session:
        bus.sweep(session, ENDLESS, 0)
    assert numbers(bus.poll(0)) == [2]
    assert bus.last_id() == ids[-1]
    assert publish(bus, sessions, "a:1", 3) == ids[-1] + 1


@ROWS
def test_only_the_oldest_are_swept_whatever_clocks_said(pair):
    bus, sessions = pair
    for number in range(4):
        publish(bus, sessions, "a:1", number)
    with sessions.begin() as session:
        session.query(Event).filter(Event.id.in_((1, 3))).update({"at": now() - ENDLESS})
        bus.sweep(session, timedelta(days=7), 100)

    assert numbers(bus.poll(0)) == [1, 2, 3]  # what is missing is missing at one end only


@ROWS
def test_an_empty_table_still_knows_its_last_id(pair):
    bus, sessions = pair
    newest = publish(bus, sessions, "a:1", 1, 2, 3)
    with sessions.begin() as session:
        session.query(Event).delete()

    assert bus.first_id() == 0
    assert bus.last_id() == newest
    assert [bus.has_since(n) for n in (0, newest - 1, newest, newest + 1)] == [
        False,
        False,
        True,
        False,
    ]
    with sessions.begin() as session:
        bus.sweep(session, timedelta(0), 1)


@ROWS
def test_what_is_rolled_back_was_never_said(pair):
    bus, sessions = pair

    with pytest.raises(RuntimeError, match="stop"), sessions.begin() as session:
        bus.publish(session, "a:1", "tick", {})
        raise RuntimeError("stop")
    with sessions() as session:
        bus.publish(session, "a:1", "tick", {"number": 1})
        session.rollback()
        bus.publish(session, "a:1", "tick", {"number": 2})
        session.commit()

    assert numbers(bus.poll(0)) == [2]


@ROWS
def test_what_a_savepoint_takes_back_was_never_said(pair):
    bus, sessions = pair
    with sessions.begin() as session:
        bus.publish(session, "a:1", "tick", {"number": 1})
        with pytest.raises(RuntimeError, match="stop"), session.begin_nested():
            bus.publish(session, "a:1", "tick", {"number": 2})
            raise RuntimeError("stop")
        with session.begin_nested():
            bus.publish(session, "a:1", "tick", {"number": 3})

    assert sorted(numbers(bus.poll(0))) == [1, 3]


@ROWS
def test_a_reader_passes_over_nothing_while_many_write(pair):
    bus, sessions = pair
    seen, done = [], threading.Event()

    def read():
        last = 0
        while not (done.is_set() and bus.last_id() == last):
            for event in bus.poll(last):
                seen.append(event["id"])
                last = event["id"]

    def write():
        for number in range(25):
            publish(bus, sessions, "a:1", number)

    reader = threading.Thread(target=read)
    writers = [threading.Thread(target=write) for _ in range(4)]
    for thread in (reader, *writers):
        thread.start()
    for thread in writers:
        thread.join(60)
    done.set()
    reader.join(60)

    assert len(seen) == 100
    assert seen == sorted(seen)


@POSTGRES
def test_who_publishes_first_and_commits_last_has_the_higher_id(pair):
    bus, sessions = pair
    with Followed(bus) as followed, sessions.begin() as slow:
        bus.publish(slow, "a:1", "tick", {"number": 1})
        publish(bus, sessions, "a:1", 2)  # waits for nobody
        followed.wait(2)
        slow.commit()
        followed.wait(1)
    assert followed.numbers() == [2, 1]
    assert numbers(bus.poll(0)) == [2, 1]


@POSTGRES
def test_a_commit_that_hangs_is_not_overtaken(pair):
    """Its event is written, with a lower id than whoever comes next."""
    bus, sessions = pair
    followed, late = Followed(bus), threading.Thread(target=publish, args=(bus, sessions, "a:1", 2))
    with followed, sessions.begin() as slow:
        bus.publish(slow, "a:1", "tick", {"number": 1})
        bus._before_commit(slow)  # as far as the commit itself
        late.start()
        time.sleep(0.5)
        assert followed.numbers() == []
        slow.commit()
        followed.wait(2)
    late.join(10)
    assert followed.numbers() == [1, 2]


@POSTGRES
def test_two_that_publish_and_then_lock_rows_do_not_block_each_other(pair):
    bus, sessions = pair
    with sessions.begin() as session:
        session.execute(text("CREATE TABLE thing (id integer)"))
        session.execute(text("INSERT INTO thing VALUES (1)"))
    lock = text("SELECT id FROM thing FOR UPDATE")
    with sessions.begin() as one, sessions.begin() as two:
        bus.publish(one, "a:1", "tick", {"number": 1})
        two.execute(lock)
        bus.publish(two, "a:1", "tick", {"number": 2})
        two.commit()
        one.execute(lock)
    assert numbers(bus.poll(0)) == [2, 1]


def test_two_tailers_deliver_what_is_committed_once_and_in_order(pair):
    bus, sessions = pair
    publish(bus, sessions, "a:1", -1)  # was there before
    with Followed(bus) as one, Followed(bus) as two:
        for number in range(20):
            publish(bus, sessions, f"a:{number % 3}", number)
        one.wait(19)
        two.wait(19)
    assert one.numbers() == two.numbers() == list(range(20))


def test_who_waits_is_woken_soon_and_a_stop_is_quick(pair):
    bus, sessions = pair
    with Followed(bus) as followed:
        took = []
        for number in range(20):
            publish(bus, sessions, "a:1", number)
            committed = time.perf_counter()
            followed.wait(number)
            took.append(followed.moments[number] - committed)
            time.sleep(0.05)
        began = time.perf_counter()
    assert sorted(took)[-3] < 0.2  # far below the slow look
    assert time.perf_counter() - began < 1


@ROWS
def test_another_process_wakes_who_waits(pair, redis_url):
    bus, sessions = pair
    database = sessions.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", OTHER, redis_url, database]
    given = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipe = subprocess.PIPE
    with (
        Followed(bus) as followed,
        subprocess.Popen(command, env=given, stdin=pipe, stdout=pipe, text=True) as other,
    ):
        assert other.stdout.readline() == "ready\n"
        took = []
        for number in range(10):
            began = time.perf_counter()
            other.stdin.write(f"{number}\n")
            other.stdin.flush()
            followed.wait(number)
            took.append(followed.moments[number] - began)
        other.stdin.close()
        other.wait(10)
    assert sorted(took)[-3] < 0.3


def test_one_that_cannot_be_delivered_does_not_end_the_thread(pair, caplog):
    bus, sessions = pair
    with Followed(bus) as followed:
        kept, followed.tailer._deliver = followed.tailer._deliver, lambda _: 1 / 0
        publish(bus, sessions, "a:1", 1)
        time.sleep(0.5)
        followed.tailer._deliver = kept
        publish(bus, sessions, "a:1", 2)
        followed.wait(2)
    assert followed.numbers() == [2]
    assert "could not be delivered" in caplog.text
