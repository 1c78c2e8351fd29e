from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from luminabi_dash.db.migrate import upgrade
from luminabi_dash.db.models import Dataset, User
from luminabi_dash.db.once import put_once
from luminabi_dash.db.watching import SliceLook


@pytest.fixture
def owned(sessions):
    upgrade(sessions.engine)
    with sessions.begin() as session:
        user = User(email="ada@example.org", name="Ada", password_hash="x", role="analyst")
        session.add(user)
        session.flush()
        dataset = Dataset(owner_id=user.id, name="d", file_name="d.csv", sha256="0", file_bytes=1)
        session.add(dataset)
        session.flush()
        return user.id, dataset.id


def test_of_many_at_once_one_is_kept_and_nobody_fails(sessions, owned):
    def put(_number):
        with sessions.begin() as session:
            row = SliceLook(user_id=owned[0], dataset_id=owned[1], key="k", slices=3)
            return put_once(session, row)

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(put, range(12)))
    assert answers.count(True) == 1
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(SliceLook)) == 1
