"""Processes die in the middle of their work: it is done once all the same."""

import os
import random
import signal
import time

import pytest

from tests.support.server import wait_until
from tests.support.tables import large, sales

pytestmark = [pytest.mark.xdist_group("faults"), pytest.mark.timeout(600)]
IS_LONG = os.environ.get("LUMINABI_LONG") == "1"
ROWS = 150_000
SECONDS = 60


def start_cleaning(program, data):
    """A dataset whose job is on its way."""
    made = program.upload(data, "large.csv")

    def is_running():
        job = program.get(f"/jobs/{made['job_id']}")
        assert job["state"] in {"queued", "running"}, job
        return job["state"] == "running" and job["progress"] > 0

    wait_until(is_running, 90, pause=0.02)
    return made


def check_done_once(server, program, made, rows):
    job = program.wait_for_job(made["job_id"], SECONDS)
    dataset = program.dataset(made["id"])
    versions = program.get(f"/datasets/{made['id']}/versions")["items"]
    assert dataset["status"] == "ready"
    assert sorted((one["number"], one["kind"]) for one in versions) == [(1, "read"), (2, "cleaned")]
    assert {one["rows"] for one in versions} == {rows}
    told = server.rows("select text from notification where type = 'dataset.ready'")
    assert len(told) == 1
    ended = server.rows("select id from event where type = 'cleaning.completed'")
    assert len(ended) == 1
    assert server.rows("select count(*) from job where kind = 'prepare_dataset'") == [(1,)]
    return job


def worker_of(server):
    found = [p for p in server.processes("worker") if "--supervised" in p.cmdline()]
    assert len(found) == 1, found
    return found[0]


def child_at_work(server, made):
    """The process that runs the job, by its name."""

    def find():
        name = f"job {made['job_id']}"
        return next((one for one in server.processes("job-child") if one.name() == name), None)

    return wait_until(find, 30, pause=0.02, message="no process runs the job")


def test_a_killed_worker_is_started_again_and_the_job_is_done_once(serve):
    server = serve()
    program = server.register("kill@example.org")
    made = start_cleaning(program, large(ROWS))

    worker = worker_of(server)
    children = worker.children(recursive=True)
    worker.kill()

    job = check_done_once(server, program, made, ROWS)
    assert job["attempts"] >= 2
    assert worker_of(server).pid != worker.pid
    wait_until(
        lambda: not any(one.is_running() and one.status() != "zombie" for one in children),
        30,
        message="children of the killed worker live on",
    )


def test_a_killed_job_is_tried_again_and_done_once(serve):
    server = serve()
    program = server.register("kill@example.org")
    made = start_cleaning(program, large(ROWS))

    child_at_work(server, made).kill()

    job = check_done_once(server, program, made, ROWS)
    assert job["attempts"] >= 2


def test_sigterm_ends_all_and_the_next_start_finishes_the_job(serve):
    server = serve()
    program = server.register("term@example.org")
    made = start_cleaning(program, large(ROWS))

    seconds, left = server.stop()

    assert seconds < 10
    assert left == []
    server.start()
    job = check_done_once(server, program, made, ROWS)
    assert job["state"] == "succeeded"


def test_a_killed_serve_leaves_no_process_and_the_next_start_finishes_the_job(serve):
    server = serve()
    program = server.register("gone@example.org")
    made = start_cleaning(program, large(ROWS))

    family = server.family()
    server.process.send_signal(signal.SIGKILL)
    server.process.wait(5)

    wait_until(
        lambda: not any(one.is_running() and one.status() != "zombie" for one in family),
        30,
        message="processes live on without their supervisor",
    )
    server.start()
    check_done_once(server, program, made, ROWS)


@pytest.mark.skipif(not IS_LONG, reason="the long form runs with LUMINABI_LONG=1")
def test_twenty_kills_at_any_moment_lose_and_double_nothing(serve):
    server = serve()
    program = server.register("many@example.org")
    moments = random.Random(5)
    for _ in range(20):
        made = program.upload(sales(rows=3_000)[0], "sales.csv")
        time.sleep(moments.uniform(0.0, 3.0))
        if moments.random() < 0.5:
            worker_of(server).kill()
        else:
            for child in server.processes("job-child"):
                child.kill()
        program.wait_for_job(made["job_id"], SECONDS)
        versions = program.get(f"/datasets/{made['id']}/versions")["items"]
        assert len(versions) == 2
    assert server.rows("select count(*) from notification where type = 'dataset.ready'") == [(20,)]
