import threading

import pytest

from luminabi_dash.live.bus.database import DatabaseBus
from luminabi_dash.live.bus.memory import MemoryBus
from luminabi_dash.live.tailer import Tailer


class NoSession:
    def begin(self):
        return self

    def __enter__(self):
        return None

    def __exit__(self, *_):
        return False


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def bus(request, database):
    if request.param == "memory":
        return MemoryBus(), NoSession()
    sessions = database(request.param)
    return DatabaseBus(sessions), sessions


def publish(bus, sessions, topic, number):
    with sessions.begin() as session:
        return bus.publish(session, topic, "tick", {"number": number})


def test_ids_rise_and_events_come_back_as_they_went(bus):
    bus, sessions = bus
    first = publish(bus, sessions, "dashboard:1", 1)
    second = publish(bus, sessions, "dashboard:2", 2)

    events = bus.poll(0)

    assert second > first
    assert [e["data"]["number"] for e in events] == [1, 2]
    assert set(events[0]) == {"id", "topic", "type", "at", "data"}
    assert events[0]["at"].endswith("Z")


def test_since_gives_one_topic_after_an_id(bus):
    bus, sessions = bus
    ids = [publish(bus, sessions, f"dashboard:{n % 2}", n) for n in range(6)]

    assert [e["data"]["number"] for e in bus.since("dashboard:1", ids[1], 10)] == [3, 5]
    assert [e["data"]["number"] for e in bus.since("dashboard:1", 0, 2)] == [1, 3]


def test_last_id_is_that_of_the_newest(bus):
    bus, sessions = bus
    assert bus.last_id() == 0

    newest = [publish(bus, sessions, "a:1", n) for n in range(3)][-1]

    assert bus.last_id() == newest
    assert bus.poll(newest) == []


def test_what_is_rolled_back_was_never_said(sessions):
    bus = DatabaseBus(sessions)

    with pytest.raises(RuntimeError, match="stop"), sessions.begin() as session:
        bus.publish(session, "a:1", "tick", {})
        raise RuntimeError("stop")

    assert bus.poll(0) == []


def test_a_reader_passes_over_nothing_while_many_write(sessions):
    bus = DatabaseBus(sessions)
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


def test_the_tailer_delivers_what_is_committed(sessions):
    bus = DatabaseBus(sessions)
    got, heard = [], threading.Event()

    def deliver(events):
        got.extend(events)
        heard.set()

    tailer = Tailer(sessions.engine, bus, deliver)
    tailer.start()
    publish(bus, sessions, "a:1", 7)

    assert heard.wait(5)
    tailer.stop()
    assert [e["data"]["number"] for e in got] == [7]
