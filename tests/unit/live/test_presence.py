"""Presence over several processes: after quiet, all see the same, whatever was lost on the way."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from luminabi_dash.live.presence import (
    JOINED,
    LEFT,
    SILENT_SECONDS,
    UPDATED,
    Person,
    Presence,
    digest,
)

TOPIC = "dashboard:1"
STRANGE = (
    b'{"p":"z","t":"here"}',
    b'{"p":"z","t":"here","people":[["too","few"]]}',
    b'{"p":"z","t":"here","people":7}',
    b'{"p":"z","t":"gone","sockets":[[1]]}',
    b'{"p":"z","t":"all","people":[]}',
    b'{"p":"z","t":"say"}',
    b'{"p":"z","t":"beat"}',
    b'{"p":"z","t":["x"]}',
)


def person(client, socket, focus=None, topic=TOPIC):
    return Person(topic, client, socket, 7, "Ada", "A", 2, focus)


class Room:
    """Processes whose messages lie in boxes until they are delivered or lost."""

    def __init__(self):
        self.processes = {}
        self.boxes = {}
        self.moment = 0.0

    def start(self, name):
        self.boxes[name] = []
        self.processes[name] = Presence(name, lambda raw: self.post(name, raw))
        self.processes[name].ask()

    def post(self, sender, raw):
        for name, box in self.boxes.items():
            if name != sender:
                box.append(raw)

    def deliver(self, name):
        changes = []
        while self.boxes[name]:
            changes += self.processes[name].heard(self.boxes[name].pop(0), self.moment)
        return changes

    def deliver_all(self):
        while any(self.boxes.values()):
            for name in list(self.boxes):
                self.deliver(name)

    def kill(self, name):
        del self.processes[name], self.boxes[name]


def pair():
    room = Room()
    room.start("a")
    room.start("b")
    room.deliver_all()
    return room, room.processes["a"], room.processes["b"]


def test_who_joins_is_seen_in_both_processes():
    room, a, b = pair()
    change = a.join(person("1-x", "s1", {"tile": 3}))
    assert (change.type, change.data["focus"]) == (JOINED, {"tile": 3})
    assert [one.type for one in room.deliver("b")] == [JOINED]
    assert b.of(TOPIC) == a.of(TOPIC)


def test_a_page_that_comes_back_before_it_is_missed_has_not_left():
    room, a, b = pair()
    a.join(person("1-x", "s1"))
    room.deliver_all()
    assert b.join(person("1-x", "s2")).type == UPDATED
    room.deliver_all()
    assert a.leave("s1") is None
    room.deliver_all()
    assert [one.socket for one in a.of(TOPIC)] == ["s2"]
    assert b.leave("s2").type == LEFT
    room.deliver_all()
    assert a.of(TOPIC) == b.of(TOPIC) == []


def test_the_people_of_a_silent_process_leave():
    room, a, b = pair()
    a.join(person("1-x", "s1"))
    room.deliver_all()
    room.kill("a")
    assert b.silent(room.moment + SILENT_SECONDS - 1) == []
    assert [one.type for one in b.silent(room.moment + SILENT_SECONDS + 1)] == [LEFT]
    assert b.of(TOPIC) == []


def test_a_process_that_ends_well_says_so():
    room, a, _ = pair()
    a.join(person("1-x", "s1"))
    room.deliver_all()
    a.end()
    assert [one.type for one in room.deliver("b")] == [LEFT]


def test_what_was_lost_is_mended_by_the_next_beat():
    room, a, b = pair()
    for number in range(90):
        a.join(person(f"1-{number}", f"s{number}"))
    room.boxes["b"].clear()
    assert b.of(TOPIC) == []
    a.beat()
    room.deliver_all()
    assert len(b.of(TOPIC)) == 90


def test_nonsense_from_elsewhere_is_passed_over():
    _, a, _ = pair()
    for raw in (b"", b"{", b"[]", b"7", b'{"p":"z"}', b'{"t":"here"}', *STRANGE):
        assert a.heard(raw, 1.0) == []


def test_what_is_said_reaches_the_other_process_once():
    room, a, _ = pair()
    a.say(TOPIC, "presenter.asked", {"user": "Ada"})
    found = room.deliver("b")
    assert [(one.type, one.topic, one.data) for one in found] == [
        ("presenter.asked", TOPIC, {"user": "Ada"})
    ]


def test_a_digest_does_not_depend_on_the_order():
    assert digest(["s1", "s2", "s3"]) == digest(["s3", "s1", "s2"]) != digest(["s1", "s2"])


class Processes(RuleBasedStateMachine):
    """Random joins, looks and departures in three processes, with losses and crashes."""

    def __init__(self):
        super().__init__()
        self.room = Room()
        self.number = 0
        self.there = {}
        for name in "abc":
            self.room.start(name)

    names = st.sampled_from("abc")

    @rule(name=names, client=st.sampled_from(["1-x", "1-y", "2-z"]), board=st.integers(1, 2))
    def join(self, name, client, board):
        self.number += 1
        socket = f"{name}{self.number}"
        found = person(client, socket, topic=f"dashboard:{board}")
        self.room.processes[name].join(found)
        self.there[socket] = (name, found)

    @precondition(lambda self: self.there)
    @rule(data=st.data(), focus=st.integers(0, 9))
    def look(self, data, focus):
        socket = data.draw(st.sampled_from(sorted(self.there)))
        name, _ = self.there[socket]
        found = self.room.processes[name].focus(socket, focus)
        self.room.processes[name].spread([found])
        self.there[socket] = (name, found)

    @precondition(lambda self: self.there)
    @rule(data=st.data())
    def leave(self, data):
        socket = data.draw(st.sampled_from(sorted(self.there)))
        name, _ = self.there.pop(socket)
        self.room.processes[name].leave(socket)

    @rule(name=names)
    def deliver(self, name):
        self.room.deliver(name)

    @rule(name=names, count=st.integers(1, 4))
    def lose(self, name, count):
        del self.room.boxes[name][:count]

    @rule(name=names)
    def crash(self, name):
        """A process dies with its people; another takes its place under a new name later."""
        self.there = {s: (n, one) for s, (n, one) in self.there.items() if n != name}
        self.room.kill(name)
        self.room.moment += SILENT_SECONDS + 1
        for other in self.room.processes.values():
            other.beat()
        self.room.deliver_all()
        for other in self.room.processes.values():
            other.silent(self.room.moment)
        self.room.start(name)

    @invariant()
    def own_people_are_always_there(self):
        for socket, (name, found) in self.there.items():
            here = self.room.processes[name]
            assert here.has(found.topic, found.client), socket

    def teardown(self):
        """Quiet: beats are heard, and everybody sees the same people at the same places."""
        for _ in range(3):
            for one in self.room.processes.values():
                one.beat()
            self.room.deliver_all()
        wanted = {}
        for socket, (_, found) in self.there.items():
            wanted.setdefault(found.topic, set()).add((found.client, socket))
        for one in self.room.processes.values():
            for board in (1, 2):
                topic = f"dashboard:{board}"
                clients = {client for client, _ in wanted.get(topic, ())}
                assert {p.client for p in one.of(topic)} == clients


TestProcesses = Processes.TestCase
TestProcesses.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
