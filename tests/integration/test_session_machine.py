"""The live session against a model: random edits, doubled frames, presenters, joins and crashes."""

import random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from sqlalchemy import delete, func, select

from luminabi_dash.dashboards.session import Edit, SharedState, replay
from luminabi_dash.db.work import LiveEdit, SharedFilter
from luminabi_dash.errors import Conflict, Forbidden
from luminabi_dash.services import live, presenting, sharing
from luminabi_dash.services.live import Sent
from luminabi_dash.tables.filters import Filter

COLUMNS = {"region": ("in", [["EU"], ["US"], ["EU", "US"]]), "amount": ("ge", [1, 12, 15])}


class Crash(RuntimeError):
    """The process died before its commit."""


def machine(context, ada, bob, board):  # noqa: C901  a class of rules over its fixtures
    class Session(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            with context.sessions.begin() as session:
                session.execute(delete(LiveEdit))
                session.execute(delete(SharedFilter))
            live.put_filters(context, ada, board, [], None)
            start = live.snapshot(context, ada, board)
            if start["presenter"]:
                presenting.release(context, ada, board)
            with context.sessions.begin() as session:
                session.execute(delete(LiveEdit))
            self.first = self.seq = start["seq"]
            self.since = context.events.last_id()
            self.filters = {}
            self.presenter = None
            self.acked = {}
            self.refs = 0
            self.joined = []

        people = st.sampled_from([ada, bob])
        columns = st.sampled_from(sorted(COLUMNS))

        def new_ref(self, client):
            self.refs += 1
            return Sent(client, f"r{self.refs}")

        @rule(user=people, column=columns, place=st.integers(0, 2), times=st.integers(1, 3))
        def set_filter(self, user, column, place, times):
            op, values = COLUMNS[column]
            item = {"column": column, "op": op, "value": values[place]}
            sent = self.new_ref(f"{user.id}-x")
            found = {live.set_filter(context, user, board, item, sent) for _ in range(times)}
            self.seq += 1
            assert found == {self.seq}, "a doubled frame is one edit"
            self.filters[column] = (op, values[place])
            self.acked[sent] = self.seq

        @rule(user=people, column=st.none() | columns)
        def clear(self, user, column):
            sent = self.new_ref(f"{user.id}-x")
            self.seq += 1
            assert live.clear_filter(context, user, board, column, sent) == self.seq
            self.filters = {
                name: kept
                for name, kept in self.filters.items()
                if column is not None and name != column
            }
            self.acked[sent] = self.seq

        @rule(user=people, column=columns)
        def crash(self, user, column):
            """What was not committed has not happened, and can be sent again."""
            op, values = COLUMNS[column]
            item = {"column": column, "op": op, "value": values[0]}
            sent = self.new_ref(f"{user.id}-x")
            publish = context.events.publish
            try:
                context.events.publish = stop
                with pytest.raises(Crash):
                    live.set_filter(context, user, board, item, sent)
            finally:
                context.events.publish = publish
            self.check()
            self.seq += 1
            assert live.set_filter(context, user, board, item, sent) == self.seq
            self.filters[column] = (op, values[0])
            self.acked[sent] = self.seq

        @rule(user=people, client=st.sampled_from("xy"))
        def take(self, user, client):
            presenting.take(context, user, board, f"{user.id}-{client}")
            self.presenter = (user.id, f"{user.id}-{client}")

        @rule(user=people)
        def release(self, user):
            if self.presenter is None:
                with pytest.raises(Conflict):
                    presenting.release(context, user, board)
            elif user.id not in {self.presenter[0], ada.id}:
                with pytest.raises(Forbidden):
                    presenting.release(context, user, board)
            else:
                presenting.release(context, user, board)
                self.presenter = None

        @rule(user=people, to=people)
        def hand_over(self, user, to):
            call = (context, user, board, (to.id, f"{to.id}-z"))
            if self.presenter is None or user.id not in {self.presenter[0], ada.id}:
                with pytest.raises((Conflict, Forbidden)):
                    presenting.hand_over(*call)
                return
            presenting.hand_over(*call)
            self.presenter = (to.id, f"{to.id}-z")

        @rule(client=st.sampled_from(["1-x", "2-x", "1-z"]))
        def vanish(self, client):
            """A page has been gone for too long."""
            was = self.presenter is not None and self.presenter[1] == client
            assert presenting.vacate(context, board, client) is was
            self.presenter = None if was else self.presenter

        @rule()
        def join(self):
            """Somebody joins: the snapshot is the state, and the id where it stands."""
            self.joined.append((context.events.last_id(), live.snapshot(context, bob, board)))
            self.check()

        def check(self):
            found = live.snapshot(context, ada, board)
            assert found["seq"] == self.seq
            shown = {one["column"]: (one["op"], one["value"]) for one in found["filters"]}
            assert shown == self.filters
            seat = found["presenter"]
            held = None if seat is None else (seat["user_id"], seat["client"])
            assert held == self.presenter

        def teardown(self):
            self.check()
            events = context.events.since(f"dashboard:{board}", self.since, 10_000)
            for start, seen in [(self.since, None), *self.joined]:
                self.check_client([one for one in events if one["id"] > start], seen)
            with context.sessions() as session:
                for sent, seq in self.acked.items():
                    rows = select(LiveEdit.seq).where(
                        LiveEdit.client == sent.client, LiveEdit.ref == sent.ref
                    )
                    assert session.scalars(rows).all() == [seq]
                kinds = LiveEdit.kind.in_(["filter.set", "filter.clear"])
                count = session.scalar(select(func.count()).where(kinds))
                assert count == self.seq - self.first

        def check_client(self, events, seen):
            """A client that hears everything, in any order and twice, ends in the same state."""
            begin = SharedState((), self.first)
            if seen is not None:
                filters = tuple(
                    Filter(column=one["column"], op=one["op"], value=one["value"])
                    for one in seen["filters"]
                )
                begin = SharedState(filters, seen["seq"])
            edits = [edit_of(one) for one in events if one["type"].startswith("filter.")]
            told = [*edits, *edits]
            random.Random(1).shuffle(told)
            end = replay(begin, told)
            assert {f.column: (f.op, f.value) for f in end.filters} == self.filters

    return Session


def stop(*_):
    raise Crash


def edit_of(event):
    data = event["data"]
    item = None
    if event["type"] == "filter.changed":
        item = Filter(column=data["column"], op=data["op"], value=data["value"])
    return Edit(data["seq"], data["column"], item)


def test_the_session_is_what_its_model_says(context, ada, bob, board, monkeypatch):
    sharing.share(context, ada, board, email=bob.email, permission="edit")
    run_state_machine_as_test(
        machine(context, ada, bob, board),
        settings=settings(
            max_examples=12,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
