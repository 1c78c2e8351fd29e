import threading
from datetime import timedelta

import pytest

from jobs.queues.database import DatabaseQueue
from jobs.queues.immediate import ImmediateQueue
from luminabi_dash.db import jobs
from luminabi_dash.db.models import now
from luminabi_dash.db.work import Job


@pytest.fixture(params=[DatabaseQueue, ImmediateQueue], ids=["database", "immediate"])
def queue(request):
    return request.param()


def enqueue(queue, sessions, kind="clean", **more):
    with sessions.begin() as session:
        return int(queue.enqueue(session, kind, dataset_id=7, **more))


def claim(sessions, worker="w"):
    with sessions.begin() as session:
        job = jobs.claim(session, worker, ["clean"])
        return None if job is None else (job.id, job.fence)


def state(sessions, job_id):
    with sessions() as session:
        job = session.get(Job, job_id)
        return job.state, job.attempts, job.error


def expire(sessions, job_id):
    with sessions.begin() as session:
        session.get(Job, job_id).lease_until = now() - timedelta(seconds=1)


def test_a_job_is_claimed_once(queue, sessions):
    job_id = enqueue(queue, sessions)

    assert claim(sessions) == (job_id, 1)
    assert claim(sessions) is None


def test_a_job_of_a_rolled_back_change_never_was(queue, sessions):
    with pytest.raises(RuntimeError, match="stop"), sessions.begin() as session:
        queue.enqueue(session, "clean")
        raise RuntimeError("stop")

    assert claim(sessions) is None


def test_a_unique_key_gives_one_job_however_many_ask(queue, sessions):
    ids = []

    def ask():
        ids.append(enqueue(queue, sessions, unique_key="clean:2026-11-24T13:00"))

    threads = [threading.Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert len(ids) == 5
    assert len(set(ids)) == 1


def test_a_job_waits_for_its_time(queue, sessions):
    enqueue(queue, sessions, not_before=now() + timedelta(minutes=5))

    assert claim(sessions) is None


def test_a_lost_lease_is_taken_over_and_the_old_claim_is_fenced_off(queue, sessions):
    job_id = enqueue(queue, sessions)
    _, old = claim(sessions)
    expire(sessions, job_id)

    _, new = claim(sessions, "other")

    assert new == old + 1
    with sessions() as session:
        assert jobs.mine(session, job_id, old) is None
        assert jobs.mine(session, job_id, new) is not None
    with sessions.begin() as session:
        assert jobs.beat(session, job_id, old) is False
        assert jobs.beat(session, job_id, new) is True


def test_a_job_that_always_kills_its_worker_fails_after_three_tries(queue, sessions):
    job_id = enqueue(queue, sessions)
    for _ in range(3):
        assert claim(sessions) is not None
        expire(sessions, job_id)

    assert claim(sessions) is None
    found, attempts, error = state(sessions, job_id)
    assert (found, attempts) == ("failed", 3)
    assert "3 times" in error


def test_many_workers_share_the_jobs_without_doubling(queue, sessions):
    wanted = {enqueue(queue, sessions) for _ in range(20)}
    got, lock = [], threading.Lock()

    def work():
        while (found := claim(sessions)) is not None:
            with lock:
                got.append(found[0])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sorted(got) == sorted(wanted)


def test_a_cancelled_job_that_nobody_runs_ends_at_its_claim(queue, sessions):
    job_id = enqueue(queue, sessions)
    with sessions.begin() as session:
        session.get(Job, job_id).wants_cancel = True

    assert claim(sessions) is None
    assert state(sessions, job_id)[0] == "cancelled"
