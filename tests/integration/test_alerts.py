"""Alerts: looked at with each version, told once, under their owner's rights."""

import dataclasses
import threading

import pytest

from luminabi_dash.db.models import Insight
from luminabi_dash.db.watching import Alert, AlertEvent, AlertMail
from luminabi_dash.db.work import Job, Notification
from luminabi_dash.errors import Conflict
from luminabi_dash.services import alerts, dashboards, datasets, sharing, uploads, watching
from luminabi_dash.services.alert_making import NewAlert
from tests.support.watching import KINDS, TOTAL, Mailer, rows, table, told


@pytest.fixture
def mailer():
    return Mailer()


@pytest.fixture
def context(context, mailer):
    return dataclasses.replace(context, mailer=mailer)


@pytest.fixture
def replace(context, ada, tmp_path, drain):
    """The dataset's file replaced by these rows; its alerts looked at."""

    def give(dataset_id, data, *kinds):
        path = tmp_path / "next.csv"
        path.write_bytes(data)
        uploads.replace(context, ada, dataset_id, path, "orders.csv")
        drain(*(kinds or KINDS))

    return give


def above(limit, **more):
    return NewAlert({"op": "above", "value": limit}, spec=TOTAL, **more)


@pytest.fixture
def make(context, ada, ready):
    return lambda condition, **more: alerts.create(
        context, ada, NewAlert(condition, dataset_id=ready, **{"spec": TOTAL, **more})
    )


def test_it_is_looked_at_when_made_and_told_when_it_fires(context, ada, make, ready):
    quiet = make({"op": "above", "value": 1e6})
    assert (quiet.state, quiet.data_version, quiet.name) == ("ok", 2, "Revenue")
    assert told(context, ada) == []

    loud = make({"op": "below", "value": 1e6}, name="Too little")
    assert loud.state == "firing"
    assert loud.since is not None
    assert told(context, ada) == [
        ("alert.fired", f"Too little of orders is {loud.value_text}, below 1M")
    ]
    assert rows(context, Notification)[-1].link == f"/alerts?alert={loud.id}"


def test_it_fires_once_and_is_over_once(context, ada, make, ready, replace, mailer):
    alert = make({"op": "above", "value": 10_000}, recipients=["a@example.org", "b@example.org"])
    assert alert.state == "ok"

    replace(ready, table(6_000, 5_000))
    replace(ready, table(6_000, 5_500))
    replace(ready, table(5_000, 4_700))  # inside of the limit, not yet at the way back
    assert alerts.get(context, ada, alert.id).state == "firing"
    replace(ready, table(5_000, 4_500))
    replace(ready, table(5_000, 4_400))

    was = alert.value_text
    assert told(context, ada) == [
        ("alert.fired", f"Revenue of orders is 11k, above 10k (was {was})"),
        ("alert.over", "Revenue of orders is 9.50k, no longer above 10k"),
    ]
    assert [(one.state, one.data_version) for one in alerts.history(context, ada, alert.id)] == [
        ("ok", 10),
        ("firing", 4),
    ]
    assert [to for to, _ in mailer.sent] == ["a@example.org", "b@example.org"] * 2
    assert len({message["Message-ID"] for _, message in mailer.sent}) == 4
    mails = alerts.history(context, ada, alert.id)[0].mails
    assert {mail.state for mail in mails} == {"delivered"}


def test_jobs_that_run_at_once_and_again_tell_it_once(context, ada, make, ready, replace, mailer):
    alert = make({"op": "above", "value": 10_000})
    replace(ready, table(6_000, 5_000), "prepare_dataset")
    threads = [threading.Thread(target=watching.check, args=(context, alert.id)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    context.jobs.drain(context, list(KINDS))
    watching.check(context, alert.id)
    context.jobs.drain(context, list(KINDS))

    assert len(rows(context, AlertEvent)) == 1
    assert len(told(context, ada)) == 1
    assert len(rows(context, AlertMail)) == len(mailer.sent) == 1
    assert mailer.sent[0][0] == ada.email


def test_one_job_for_each_version_and_none_without_an_alert(context, make, ready, replace):
    def of_alerts():
        return [job.unique_key for job in rows(context, Job, Job.kind == "check_alerts")]

    replace(ready, table(1, 2), "prepare_dataset")
    assert of_alerts() == []
    alert = make({"op": "above", "value": 10})
    replace(ready, table(3, 4), "prepare_dataset")
    assert of_alerts() == [f"alerts:{ready}:6"]
    with context.sessions.begin() as session:
        session.get(Alert, alert.id).enabled = False
    replace(ready, table(3, 5), "prepare_dataset")
    assert len(of_alerts()) == 1


def test_a_look_at_an_older_version_changes_nothing(context, ada, make, ready, monkeypatch):
    alert = make({"op": "above", "value": 1e6})
    with context.sessions.begin() as session:
        session.get(Alert, alert.id).data_version = 3
    watching.check(context, alert.id)
    assert alerts.get(context, ada, alert.id).checked_at == alert.checked_at


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (table(1).replace(b"amount", b"turnover"), "There is no column 'amount'"),
        (b"order,amount\nA1,cheap\nA2,dear\n", "holds no numbers"),
    ],
    ids=["gone", "text"],
)
def test_what_cannot_be_checked_is_told_once(context, ada, make, ready, replace, data, words):
    alert = make({"op": "below", "value": 1e6})
    replace(ready, data)
    seen = alerts.get(context, ada, alert.id)
    assert seen.state == "unknown"
    assert words in seen.error
    replace(ready, data + b"A3,odd\n" if b"cheap" in data else data + b"A-2,2026-01-02,EU,Lamp,3\n")
    kinds = [kind for kind, _ in told(context, ada)]
    assert kinds == ["alert.fired", "alert.failed"]

    replace(ready, table(5))  # it went on all the while: nobody is told twice
    assert alerts.get(context, ada, alert.id).state == "firing"
    assert [kind for kind, _ in told(context, ada)] == kinds
    replace(ready, table(2e6))
    assert [kind for kind, _ in told(context, ada)] == [*kinds, "alert.over"]


def test_a_filter_that_no_row_passes(context, ada, make, ready, replace):
    lamps = [{"column": "product", "op": "in", "value": ["Desk"]}]
    mean = {**TOTAL, "aggregate": "mean"}
    empty = make({"op": "empty"}, filters=lamps)
    number = make({"op": "above", "value": 1}, spec=mean, filters=lamps)
    count = make({"op": "below", "value": 5}, spec={"kind": "indicator"}, filters=lamps)
    assert count.state == "ok"
    assert (empty.state, number.state, number.rows) == ("ok", "firing", "product is Desk")
    replace(ready, table(5, 6))
    assert alerts.get(context, ada, empty.id).state == "firing"
    assert alerts.get(context, ada, count.id).value == 0
    assert alerts.get(context, ada, count.id).state == "firing"
    seen = alerts.get(context, ada, number.id)
    assert (seen.state, seen.error) == (
        "unknown",
        "There is no number: no row matches, or none has a value.",
    )


def test_changes_are_counted_against_the_version_before(context, ada, make, ready, replace):
    alert = make({"op": "change_percent", "value": 20})
    assert (alert.state, alert.error) == (
        "unknown",
        "There is no data version before to compare it with.",
    )
    replace(ready, table(100))
    replace(ready, table(125))
    replace(ready, table(125, 1))
    assert [text for _, text in told(context, ada)] == [
        "Revenue of orders is 100, down 97.4% from the data version before, more than 20%",
        "Revenue of orders is 126, no longer changed by more than 20%",
    ]


def test_changes_are_counted_against_the_period_before(context, ada, make, ready, replace):
    by_month = {**TOTAL, "x": "day", "unit": "month"}
    replace(ready, b"day,amount\n2026-01-05,100\n2026-02-05,150\n2026-02-06,1\n")
    alert = make({"op": "change", "value": 50, "against": "period"}, spec=by_month)
    assert (alert.state, alert.value) == ("firing", 151.0)
    assert told(context, ada)[-1][1] == (
        "Revenue of orders is 151, up 51 from the period before, more than 50"
    )


def test_only_after_it_held_for_some_versions(context, ada, make, ready, replace):
    alert = make({"op": "above", "value": 50_000, "versions": 2})
    replace(ready, table(60_000))
    assert alerts.get(context, ada, alert.id).state == "ok"
    replace(ready, table(60_001))
    assert alerts.get(context, ada, alert.id).state == "firing"


def test_a_changed_condition_starts_anew_and_is_not_told_twice(context, ada, make, ready):
    alert = make({"op": "below", "value": 1e6})
    raised = alerts.change(context, ada, alert.id, {"condition": {"op": "below", "value": 2e6}}, 1)
    assert (raised.state, raised.version) == ("firing", 2)
    calm = alerts.change(context, ada, alert.id, {"condition": {"op": "below", "value": 1}}, 2)
    assert calm.state == "ok"
    assert [kind for kind, _ in told(context, ada)] == ["alert.fired", "alert.over"]


def test_a_paused_alert_is_left_alone_and_looked_at_when_it_goes_on(
    context, ada, make, ready, replace
):
    alert = make({"op": "above", "value": 10_000})
    alerts.switch(context, ada, alert.id, is_on=False)
    replace(ready, table(6_000, 5_000))
    assert told(context, ada) == []
    alerts.switch(context, ada, alert.id, is_on=True)
    assert [kind for kind, _ in told(context, ada)] == ["alert.fired"]


@pytest.fixture
def board(context, ada, ready):
    return dashboards.create_auto(context, ada, ready)


@pytest.fixture
def shared(context, ada, bob, board):
    """Ada's dashboard, which Bob may look at; Bob's alert on it."""
    sharing.share(context, ada, board.id, email=bob.email, permission="view")
    tile = next(one for one in board.tiles if one.kind == "indicator")
    wanted = NewAlert({"op": "above", "value": -1}, dashboard_id=board.id, tile_id=tile.id)
    return alerts.create(context, bob, wanted)


def test_a_reader_of_a_dashboard_watches_a_tile(context, ada, bob, board, shared):
    tile = next(one for one in board.tiles if one.id == shared.tile_id)
    assert (shared.state, shared.spec["y"]) == ("firing", tile.spec.get("y"))
    assert shared.dashboard_name == board.name
    assert told(context, bob)[0][0] == "alert.fired"
    assert told(context, ada) == []
    assert rows(context, Notification, Notification.user_id == bob.id)[-1].link == (
        f"/dashboards/{board.id}"
    )


def test_who_loses_the_dashboard_loses_the_alert(context, ada, bob, board, shared, drain):
    share = sharing.listed(context, ada, board.id)[0]
    sharing.revoke(context, ada, board.id, share.id)
    drain("check_alerts")
    seen = alerts.get(context, bob, shared.id)
    assert (seen.enabled, seen.state, seen.value) == (False, "unknown", None)
    assert "no longer see" in seen.error
    assert (seen.dataset_name, seen.dashboard_name) == ("", None)
    for change in ({"enabled": True}, {"spec": TOTAL}, {"filters": []}):
        with pytest.raises(Conflict, match="no longer see"):
            alerts.change(context, bob, shared.id, change)
    assert [kind for kind, _ in told(context, bob)] == ["alert.fired", "alert.failed"]


def test_a_deleted_dashboard_takes_foreign_alerts_along_and_leaves_ones_own(
    context, ada, bob, board, shared
):
    tile = next(one for one in board.tiles if one.kind == "indicator")
    own = alerts.create(
        context, ada, NewAlert({"op": "empty"}, dashboard_id=board.id, tile_id=tile.id)
    )
    dashboards.delete(context, ada, board.id)
    assert alerts.listed(context, bob) == []
    assert told(context, bob)[-1] == (
        "alert.failed",
        f"The alert {shared.name} is gone: the dashboard {board.name} was deleted.",
    )
    left = alerts.get(context, ada, own.id)
    assert (left.dashboard_id, left.tile_id, left.enabled) == (None, None, True)
    assert alerts.check_now(context, ada, own.id).state == "ok"


def test_a_deleted_dataset_takes_all_along(context, ada, bob, board, shared, ready):
    datasets.delete(context, ada, ready)
    assert alerts.listed(context, bob) == []
    assert "was deleted" in told(context, bob)[-1][1]


@pytest.fixture
def found(context, ready):
    """An insight of the dataset, put there by hand."""
    body = {
        "kind": "trend",
        "columns": ["day", "amount"],
        "sentence": "Sales rise by 3% a month.",
        "effect": 0.03,
        "effect_name": "slope",
        "interval": None,
        "n": 280,
        "p_value": 1e-9,
        "q_value": 1e-8,
        "score": 0.9,
        "chart": {},
        "filters": [],
        "caveats": [],
        "segment": None,
    }
    with context.sessions.begin() as session:
        row = Insight(dataset_id=ready, signature="s", state="new", version=2, score=0.9, body=body)
        session.add(row)
        session.flush()
        return row.id


def checked(context, insight_id, version, verdict):
    with context.sessions.begin() as session:
        row = session.get(Insight, insight_id)
        entry = {"version": version, "verdict": verdict, "effect": 0.01, "interval": None, "n": 9}
        row.history = [*(row.history or []), entry]
        watching.enqueue(context, session, row_of(session, row), f"searched:{version}")
    context.jobs.drain(context, list(KINDS))


def row_of(session, insight):
    from luminabi_dash.db.models import Dataset

    return session.get(Dataset, insight.dataset_id)


def test_an_insight_is_watched_for_what_becomes_of_it(context, ada, found):
    wanted = NewAlert({"verdicts": ["weaker", "gone"]}, kind="insight", insight_id=found)
    assert alerts.preview(context, ada, wanted).sentence == (
        "Now the insight is not measured again yet: would not fire."
    )
    alert = alerts.create(context, ada, wanted)
    assert (alert.state, alert.words) == ("ok", "is weaker or is gone")
    for version, verdict in ((4, "holds"), (6, "weaker"), (8, "gone"), (10, "holds")):
        checked(context, found, version, verdict)
    assert told(context, ada) == [
        ("alert.fired", "orders v6: an insight is weaker: Sales rise by 3% a month."),
        (
            "alert.over",
            f"orders v10: an insight holds, no longer “{alert.words}”: Sales rise by 3% a month.",
        ),
    ]


def test_a_search_of_a_new_version_is_looked_at(context, ada, found, ready, replace):
    wanted = NewAlert({"verdicts": ["gone"]}, kind="insight", insight_id=found)
    alert = alerts.create(context, ada, wanted)
    replace(ready, table(1, 2), *KINDS, "find_insights")
    assert alerts.get(context, ada, alert.id).state == "firing"
    assert told(context, ada)[-1] == (
        "alert.fired",
        "orders v4: an insight is gone: Sales rise by 3% a month.",
    )


def test_the_hourly_look_finds_what_was_left_out(context, ada, make, ready, replace):
    alert = make({"op": "above", "value": 10_000})
    replace(ready, table(6_000, 5_000), "prepare_dataset")
    with context.sessions.begin() as session:
        session.query(Job).filter(Job.kind == "check_alerts").delete()
    for _ in range(2):
        watching.enqueue_all(context, "2026-11-23T10:00:00+00:00")
    assert len(rows(context, Job, Job.kind == "check_alerts")) == 1
    context.jobs.drain(context, list(KINDS))
    assert alerts.get(context, ada, alert.id).state == "firing"


def test_a_preview_stores_nothing(context, ada, ready):
    seen = alerts.preview(context, ada, above(1, dataset_id=ready))
    assert seen.fires
    assert ": would fire. Once firing it goes on until it is 0.950 or less." in seen.sentence
    assert rows(context, Alert) == []


def test_an_owner_who_is_switched_off_hears_nothing(context, ada, make, ready, replace):
    from luminabi_dash.db.models import User

    make({"op": "above", "value": 10_000})
    with context.sessions.begin() as session:
        session.get(User, ada.id).is_active = False
    replace(ready, table(6_000, 5_000))
    assert rows(context, AlertEvent) == []
