"""The clock and its slots: due work is enqueued once, whoever asks and however often."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

import jobs.schedule as clock
from luminabi_dash.db.models import Dataset, Draft, SignIn, Upload, Version, now
from luminabi_dash.db.work import Delivery, Event, Job, Notification, Report, Schedule
from luminabi_dash.services import dashboards, drafts, notices, progress, schedules, uploads
from tests.conftest import CSV

PERIODIC = ("clean_pending", "search_stale", "sweep")


def rows(context, model, *conditions):
    with context.sessions() as session:
        return session.query(model).filter(*conditions).order_by(model.id).all()


def jobs_of(context, kind):
    return rows(context, Job, Job.kind == kind)


@pytest.fixture
def pending(context, ada, tmp_path):
    """A dataset that waits, and the job of its upload."""
    path = tmp_path / "orders.csv"
    path.write_bytes(CSV)
    return uploads.accept(context, ada, path, "orders.csv")


@pytest.fixture
def schedule(context, ada, ready):
    board = dashboards.create_auto(context, ada, ready)
    return schedules.create(
        context, ada, board.id, recipients=["a@example.org", "b@example.org"], cron="0 8 * * *"
    )


def test_each_slot_is_enqueued_once_whatever_many_schedulers_ask(context):
    threads = [threading.Thread(target=clock.look, args=(context, {})) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    clock.look(context, {})

    for kind in PERIODIC:
        assert len(jobs_of(context, kind)) == 1, kind


def test_the_next_slot_is_a_job_of_its_own(context, monkeypatch):
    clock.look(context, {})
    later = datetime.now(UTC) + timedelta(hours=1)

    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            return later.astimezone(tz)

    monkeypatch.setattr(clock, "datetime", Later)
    clock.look(context, {})

    assert len(jobs_of(context, "clean_pending")) == 2


@pytest.mark.parametrize(
    ("every", "moment", "slot"),
    [
        (timedelta(hours=1), "2026-11-23T10:59:59", "2026-11-23T10:00:00"),
        (timedelta(hours=1), "2026-11-23T11:00:00", "2026-11-23T11:00:00"),
        (timedelta(hours=2), "2026-11-23T11:00:00", "2026-11-23T10:00:00"),
        (timedelta(minutes=30), "2026-11-23T11:29:00", "2026-11-23T11:00:00"),
    ],
)
def test_a_slot_is_the_same_for_every_scheduler(every, moment, slot):
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert clock.slot_of(at, every).isoformat() == f"{slot}+00:00"


def test_the_spans_are_those_of_the_settings(context):
    assert dict(clock.periodic(context)) == {
        "clean_pending": timedelta(hours=1),
        "search_stale": timedelta(hours=2),
        "watch_alerts": timedelta(hours=1),
        "sweep": timedelta(hours=6),
    }


def test_the_hourly_look_takes_up_a_pending_dataset_that_has_no_job(context, drain, pending):
    dataset_id, job_id = pending
    with context.sessions.begin() as session:
        session.delete(session.get(Job, int(job_id)))

    clock.look(context, {})
    drain()

    assert rows(context, Dataset)[0].status == "ready"
    assert len(rows(context, Version, Version.dataset_id == dataset_id)) == 2


def test_the_hourly_look_leaves_alone_what_has_its_job_already(context, drain, pending):
    clock.look(context, {})
    drain("clean_pending")
    assert len(jobs_of(context, "prepare_dataset")) == 1

    drain()
    assert len(rows(context, Version)) == 2
    assert len(rows(context, Notification, Notification.type == "dataset.ready")) == 1


def test_the_two_hourly_look_searches_what_was_not_searched(context, drain, ready):
    with context.sessions.begin() as session:
        row = session.get(Dataset, ready)
        row.searched_version = row.searched_at = None
        session.query(Job).filter(Job.kind == "find_insights").delete()

    clock.look(context, {})
    drain()

    assert rows(context, Dataset)[0].searched_version == 2
    assert len(jobs_of(context, "find_insights")) == 1


def test_the_two_hourly_look_does_not_search_twice(context, drain, ready):
    clock.look(context, {})
    drain()

    assert len(jobs_of(context, "find_insights")) == 1


def make_due(context, schedule, ago=timedelta(minutes=1)):
    with context.sessions.begin() as session:
        session.get(Schedule, schedule.id).next_at = now() - ago


def test_a_slot_of_a_schedule_gives_one_report(context, schedule):
    make_due(context, schedule)

    threads = [threading.Thread(target=clock.look, args=(context, {})) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    clock.look(context, {})

    reports = rows(context, Report)
    assert len(reports) == 1
    assert reports[0].recipients == ["a@example.org", "b@example.org"]
    assert len(jobs_of(context, "send_report")) == 1
    assert schedules_next(context) > now()


def schedules_next(context):
    return rows(context, Schedule)[0].next_at


def test_slots_that_were_slept_through_are_recorded_and_only_the_newest_runs(context, schedule):
    make_due(context, schedule, timedelta(days=3))
    clock.look(context, {})

    states = [report.state for report in rows(context, Report)]
    assert len(states) >= 3
    assert set(states[:-1]) == {"missed"}
    assert len(jobs_of(context, "send_report")) <= 1


def test_a_paused_schedule_gives_nothing(context, ada, schedule):
    schedules.change(context, ada, schedule.id, {"enabled": False})
    make_due(context, schedule)
    clock.look(context, {})

    assert rows(context, Report) == []


def test_a_report_that_cannot_be_drawn_is_not_mailed_and_its_owner_is_told(
    context, ada, schedule, drain, monkeypatch
):
    def no_chrome(_given=None):
        from luminabi_dash.reports.images import FigureFailed

        raise FigureFailed(0, "the tile “Rows” has no figure")

    monkeypatch.setattr("luminabi_dash.services.sending.find_chrome", no_chrome)
    schedules.run_now(context, ada, schedule.id)
    drain("send_report")

    assert rows(context, Report)[0].state == "held"
    assert rows(context, Delivery) == []
    assert notices.listed(context, ada)[0].type == "report.failed"


def test_a_cancelled_job_does_nothing(context, ada, drain, pending):
    dataset_id, job_id = pending
    progress.cancel(context, ada, int(job_id))
    drain()

    assert jobs_of(context, "prepare_dataset")[0].state == "cancelled"
    assert rows(context, Version) == []
    assert rows(context, Dataset)[0].status != "cleaning"
    assert dataset_id


def test_sweeping_keeps_no_more_events_than_are_wanted(context, ready, drain, monkeypatch):
    monkeypatch.setattr("luminabi_dash.services.sweeping.EVENT_COUNT", 3)
    newest = context.events.last_id()
    assert newest > 4
    clock.look(context, {})
    drain("sweep")

    assert [row.id for row in rows(context, Event)][:3] == [newest - 2, newest - 1, newest]
    assert [context.events.has_since(n) for n in (newest - 4, newest - 3)] == [False, True]


def test_sweeping_forgets_what_is_old_and_nothing_else(context, ada, api, ready, drain):
    api(ada)
    old = now() - timedelta(days=40)
    uploads.create(context, ada, "kept.csv", 10, None)
    gone = uploads.create(context, ada, "gone.csv", 10, None)
    draft = drafts.propose_recipe(context, ada, ready, {"steps": []})[0].id
    with context.sessions.begin() as session:
        session.get(Upload, gone).expires_at = old
        session.get(Draft, draft).created_at = old
        session.query(Job).filter(Job.kind == "prepare_dataset").update({"ended_at": old})
        first = session.query(Event).order_by(Event.id).first()
        first.at = old
        first_id = first.id
        sign_ins = session.query(SignIn).count()
    clock.look(context, {})
    drain("sweep")

    assert [job.state for job in jobs_of(context, "sweep")] == ["succeeded"]
    assert jobs_of(context, "prepare_dataset") == []
    assert [one.file_name for one in rows(context, Upload)] == ["kept.csv"]
    assert rows(context, Draft) == []
    assert rows(context, Event)[0].id > first_id
    assert len(rows(context, SignIn)) == sign_ins
    assert rows(context, Dataset)[0].status == "ready"
