"""Whispers reach every other process, never oneself, and nobody waits for them."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from luminabi_dash.db.engine import Sessions, make_engine
from luminabi_dash.live import chosen
from luminabi_dash.live.whispers.local import LocalWhispers
from luminabi_dash.live.whispers.memory import MemoryWhispers, Room

ROOT = Path(__file__).parents[2]
OTHER = """
import sys, time
from luminabi_dash.db.engine import Sessions, make_engine
from luminabi_dash.live.chosen import whispers_for
whispers = whispers_for(sys.argv[1], Sessions(make_engine(sys.argv[2])))
whispers.listen(lambda message: whispers.send(b"heard " + message))
print("ready", flush=True)
time.sleep(60)
"""


class Heard:
    """What one listener got."""

    def __init__(self):
        self.messages = []
        self._changed = threading.Condition()

    def __call__(self, message):
        with self._changed:
            self.messages.append(message)
            self._changed.notify_all()

    def wait(self, count, seconds=10):
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.messages) >= count, seconds), (
                f"{len(self.messages)} of {count}"
            )
        return self.messages


OUTSIDE = pytest.mark.parametrize("kind", ["local", "postgresql", "redis"], indirect=True)


@pytest.fixture(params=["memory", "local", "postgresql", "redis"])
def kind(request):
    return request.param


@pytest.fixture
def address(kind, request, tmp_path):
    """The settings of one installation: Redis, database."""
    if kind == "postgresql":
        return "", request.getfixturevalue("postgres").url()
    if kind == "redis":
        return request.getfixturevalue("redis_server").url, f"sqlite:///{tmp_path}/w.db"
    return "", f"sqlite:///{tmp_path}/w.db"


@pytest.fixture
def make(kind, address):
    """`make()`: the whispers of one more process, and what it hears."""
    made, engines, room = [], [], Room()

    def one():
        if kind == "memory":
            whispers = MemoryWhispers(room)
        else:
            engines.append(make_engine(address[1]))
            whispers = chosen.whispers_for(address[0], Sessions(engines[-1]))
        heard = Heard()
        whispers.listen(heard)
        made.append(whispers)
        return whispers, heard

    yield one
    for whispers in made:
        whispers.close()
    for engine in engines:
        engine.dispose()


def acquainted(*pairs):
    """Each hears the others: they have all begun to listen."""
    until = time.monotonic() + 10
    for number, (whispers, _) in enumerate(pairs):
        others = [heard for index, (_, heard) in enumerate(pairs) if index != number]
        while not all(b"hello %d" % number in heard.messages for heard in others):
            assert time.monotonic() < until
            whispers.send(b"hello %d" % number)
            time.sleep(0.05)
    time.sleep(0.3)
    for _, heard in pairs:
        heard.messages.clear()


def hears(whispers, heard, text, answer=None):
    """Sooner or later: what is sent while one is full may get lost."""
    until = time.monotonic() + 10
    while (answer or text) not in heard.messages:
        assert time.monotonic() < until, f"{len(heard.messages)} others"
        whispers.send(text)
        time.sleep(0.1)


def test_all_others_hear_it_and_oneself_does_not(make):
    one, two, three = make(), make(), make()
    acquainted(one, two, three)

    one[0].send(b"from one")
    two[0].send(b"from two")

    assert sorted(three[1].wait(2)) == [b"from one", b"from two"]
    assert one[1].wait(1) == [b"from two"]
    assert two[1].wait(1) == [b"from one"]


@pytest.mark.parametrize("size", [0, 5_700, 60_000])
def test_any_bytes_arrive_as_they_were(make, size):
    one, two = make(), make()
    acquainted(one, two)
    message = bytes(range(256)) * (size // 256) + b"\x00" * (size % 256)

    one[0].send(message)

    assert two[1].wait(1) == [message]


def test_a_burst_arrives_in_order(make):
    one, two = make(), make()
    acquainted(one, two)

    for number in range(200):
        one[0].send(b"%d" % number)

    assert two[1].wait(200) == [b"%d" % number for number in range(200)]


def test_one_who_has_left_disturbs_nobody(make):
    one, two, three = make(), make(), make()
    acquainted(one, two, three)

    two[0].close()
    one[0].send(b"still here")

    assert three[1].wait(1) == [b"still here"]
    assert two[1].messages == []


def test_one_who_listens_slowly_keeps_nobody_waiting(make):
    one, two = make(), make()
    acquainted(one, two)
    with two[1]._changed:  # its delivery is stuck
        began = time.perf_counter()
        for _ in range(5_000):
            one[0].send(b"x" * 300)
        spent = time.perf_counter() - began
    hears(one[0], two[1], b"afterwards")
    assert spent < 1


@pytest.fixture
def other(address):
    """Another process that answers what it hears."""
    command = [sys.executable, "-c", OTHER, *address]
    given = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=given, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "ready\n"
        yield process
        process.kill()


def ask(whispers, heard, text):
    hears(whispers, heard, text, b"heard " + text)


@OUTSIDE
def test_processes_hear_each_other(make, other):
    whispers, heard = make()
    ask(whispers, heard, b"are you there?")


@OUTSIDE
def test_a_stopped_process_keeps_nobody_waiting(make, other):
    one, two = make(), make()
    acquainted(one, two)
    ask(*one, b"are you there?")
    os.kill(other.pid, signal.SIGSTOP)
    time.sleep(0.3)
    two[1].messages.clear()

    began = time.perf_counter()
    for _ in range(5_000):
        one[0].send(b"x" * 300)
    spent = time.perf_counter() - began
    time.sleep(0.5)
    hears(one[0], two[1], b"afterwards")
    assert spent < 1


@OUTSIDE
def test_a_killed_process_keeps_nobody_waiting(make, other):
    one, two = make(), make()
    acquainted(one, two)
    ask(*one, b"are you there?")
    other.kill()
    other.wait(10)
    two[1].messages.clear()

    one[0].send(b"goes on")

    assert two[1].wait(1)[-1] == b"goes on"


@OUTSIDE
def test_nothing_is_open_before_the_first_use(address):
    def threads_and_files():
        return {*threading.enumerate(), *Path("/proc/self/fd").iterdir()}

    engine = make_engine(address[1])
    before = threads_and_files()
    chosen.whispers_for(address[0], Sessions(engine))
    chosen.bus_for(address[0], Sessions(engine))
    assert threads_and_files() - before == set(), "those of an earlier test may still be ending"


def test_whispers_come_back_with_redis(redis_server, tmp_path):
    made = []
    for _ in range(2):
        engine = make_engine(f"sqlite:///{tmp_path}/w.db")
        heard = Heard()
        made.append((chosen.whispers_for(redis_server.url, Sessions(engine)), heard))
        made[-1][0].listen(heard)
    acquainted(*made)
    redis_server.stop()
    made[0][0].send(b"lost")
    time.sleep(0.5)
    redis_server.start()

    until = time.monotonic() + 15
    while b"again" not in made[1][1].messages:
        assert time.monotonic() < until
        made[0][0].send(b"again")
        time.sleep(0.1)
    for whispers, _ in made:
        whispers.close()


def test_names_of_the_dead_are_removed(tmp_path):
    one, two = LocalWhispers(str(tmp_path)), LocalWhispers(str(tmp_path))
    folder = one._folder
    try:
        two.listen(Heard())
        dead = folder / "dead"
        two_socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        two_socket.bind(str(dead))
        two_socket.close()
        one.send(b"x")
        until = time.monotonic() + 5
        while dead.exists():
            assert time.monotonic() < until
            time.sleep(0.02)
        assert len(list(folder.iterdir())) == 1
    finally:
        one.close()
        two.close()
    assert not folder.exists()


def test_who_listens_survives_that_somebody_cleans_up(tmp_path):
    one, two, heard = LocalWhispers(str(tmp_path)), LocalWhispers(str(tmp_path)), Heard()
    two.listen(heard)
    shutil.rmtree(two._folder)
    until = time.monotonic() + 10
    while b"here?" not in heard.messages:
        assert time.monotonic() < until
        one.send(b"here?")
        time.sleep(0.05)
    one.close()
    two.close()
    assert not two._folder.exists()


def test_a_folder_that_others_may_enter_is_not_used(tmp_path, caplog):
    whispers = LocalWhispers(str(tmp_path))
    whispers._folder.mkdir()
    whispers._folder.chmod(0o755)
    try:
        whispers.listen(Heard())
        whispers.send(b"x")
        whispers.send(b"y")
        whispers._post.close()
        assert list(whispers._folder.iterdir()) == []
        assert caplog.text.count("not private") == 1
    finally:
        whispers.close()


def test_a_long_folder_for_temporary_files_does_not_matter(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / ("long" * 30)))
    whispers = LocalWhispers(str(tmp_path))
    heard = Heard()
    other = LocalWhispers(str(tmp_path))
    whispers.listen(heard)
    other.send(b"short")
    assert heard.wait(1) == [b"short"]
    whispers.close()
    other.close()
