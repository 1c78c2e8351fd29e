"""A server that events lean on goes, comes back, or is not there at the start: nothing is lost."""

import time

from luminabi_dash.live.chosen import bus_for
from tests.support.events import Followed, publish
from tests.support.postgres import free_port


def test_nothing_is_lost_when_redis_goes_comes_back_and_is_emptied(database, redis_server, caplog):
    sessions = database("sqlite")
    bus = bus_for(redis_server.url, sessions)
    with Followed(bus) as followed:
        publish(bus, sessions, "a:1", 1)
        followed.wait(1)
        redis_server.stop()
        for number in range(2, 6):
            began = time.perf_counter()
            publish(bus, sessions, "a:1", number)
            assert time.perf_counter() - began < 0.5  # nobody waits for Redis
            followed.wait(number, 3)
        said = caplog.text.count("does not answer")
        redis_server.start()
        publish(bus, sessions, "a:1", 6)
        followed.wait(6, 3)
        time.sleep(6)  # by now everybody has tried again
        publish(bus, sessions, "a:1", 7)
        committed = time.perf_counter()
        followed.wait(7)
        assert followed.moments[7] - committed < 0.2
    assert followed.numbers() == list(range(1, 8))
    assert said == 2  # once for who speaks, once for who listens


def test_without_redis_at_the_start_events_come_all_the_same(database):
    sessions = database("sqlite")
    bus = bus_for(f"redis://127.0.0.1:{free_port()}/0", sessions)
    with Followed(bus) as followed:
        publish(bus, sessions, "a:1", 1)
        followed.wait(1, 3)


def test_nothing_is_lost_when_postgresql_restarts(own_postgres, own_sessions, caplog):
    sessions, bus = own_sessions, bus_for("", own_sessions)
    with Followed(bus) as followed:
        publish(bus, sessions, "a:1", 1)
        followed.wait(1)
        own_postgres.stop()
        own_postgres.start()
        publish(bus, sessions, "a:1", 2)
        followed.wait(2)
        time.sleep(1)
        publish(bus, sessions, "a:1", 3)
        committed = time.perf_counter()
        followed.wait(3)
        assert followed.moments[3] - committed < 0.2  # it listens again
        caplog.clear()
        own_postgres.stop()
        time.sleep(3)
        assert caplog.text.count("The database does not answer") == 1
        own_postgres.start()
        publish(bus, sessions, "a:1", 4)
        followed.wait(4)
    assert followed.numbers() == [1, 2, 3, 4]


def test_a_tailer_waits_for_a_database_that_is_away_at_its_start(own_postgres, own_sessions):
    sessions, bus = own_sessions, bus_for("", own_sessions)
    own_postgres.stop()
    with Followed(bus) as followed:
        own_postgres.start()
        publish(bus, sessions, "a:1", 1)
        followed.wait(1)
