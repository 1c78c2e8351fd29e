"""The history of a dashboard, its entries read without their snapshots, on each database."""

import pytest

from luminabi_dash.db import edits
from luminabi_dash.db.models import Dataset, User
from luminabi_dash.db.work import Dashboard, Edit
from luminabi_dash.errors import NotFound

SNAPSHOT = {"name": "Board", "description": "", "tabs": [], "controls": [], "tiles": []}


@pytest.fixture
def board(sessions):
    with sessions.begin() as session:
        user = User(email="a@example.org", name="Ada", password_hash="x")
        session.add(user)
        session.flush()
        dataset = Dataset(
            owner_id=user.id, name="d", file_name="d.csv", file_bytes=1, sha256="0" * 64
        )
        session.add(dataset)
        session.flush()
        row = Dashboard(owner_id=user.id, dataset_id=dataset.id, name="Board")
        session.add(row)
        session.flush()
        for version, kind, of in ((1, "base", 0), (2, "edit", 0), (300, "undo", 2)):
            body = {"kind": kind, "of": of, "by": 7, "page": "p", "touched": ["name", "tabs"]}
            session.add(
                Edit(
                    dashboard_id=row.id,
                    version=version,
                    what=kind,
                    by_user="Ada",
                    body={**SNAPSHOT, **body},
                )
            )
        return row.id


def test_entries_are_read_in_their_order_with_what_they_wrote(sessions, board):
    with sessions() as session:
        found = edits.entries(session, board, after=1)
        assert [(e.version, e.kind, e.of, e.by, e.page) for e in found] == [
            (2, "edit", 0, 7, "p"),
            (300, "undo", 2, 7, "p"),
        ]
        assert found[0].touched == {"name", "tabs"}
        assert edits.newest(session, board) == 300
        assert edits.before(session, board, 300).version == 2
        assert edits.at(session, board, 1).what == "base"
        with pytest.raises(NotFound):
            edits.at(session, board, 3)


def test_old_entries_go_but_those_with_a_name(sessions, board):
    with sessions.begin() as session:
        edits.at(session, board, 2).name = "Kept"
        session.flush()
        edits.forget_old(session, board, 300)
    with sessions() as session:
        assert [item[0] for item in edits.listed(session, board)] == [300, 2]
