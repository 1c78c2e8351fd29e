"""The bell: what is told to whom, read in one place and everywhere, silenced by kind."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from jobs.job import JOBS
from jobs.runner import JobWork
from layouts import profile
from luminabi_dash.db import jobs
from luminabi_dash.db.models import now
from luminabi_dash.db.work import Event, Notification
from luminabi_dash.errors import Invalid, UnknownName
from luminabi_dash.live.topics import Topic
from luminabi_dash.notice_kinds import NOTICES
from luminabi_dash.services import accounts, datasets, live, notices, progress
from luminabi_dash.services import reports as reports_service
from tests.conftest import PASSWORD

ROOT = Path(__file__).parents[2]


@pytest.fixture
def tell(context, ada):
    def some(number=1, kind="report.generated", user=ada):
        with context.sessions.begin() as session:
            for place in range(number):
                notices.tell(context, session, user.id, kind, f"News {place}", "/reports")

    return some


def told(context, user, type_=None):
    with context.sessions() as session:
        asked = select(Event).where(Event.topic == f"notifications:{user.id}").order_by(Event.id)
        return [e for e in session.scalars(asked) if type_ is None or e.type == type_]


def test_each_line_says_how_many_are_unread(context, ada, tell):
    tell(3)
    assert [event.data["unread"] for event in told(context, ada)] == [1, 2, 3]
    assert notices.unread(context, ada) == 3


def test_reading_is_told_to_every_open_page(context, ada, bob, tell):
    tell(3)
    newest = notices.listed(context, ada)[0]
    assert notices.mark_read(context, ada, [newest.id]) == 2
    assert told(context, ada, "notifications.read")[-1].data == {"ids": [newest.id], "unread": 2}
    assert notices.mark_read(context, ada) == 0
    assert told(context, ada, "notifications.read")[-1].data == {"ids": None, "unread": 0}
    count = len(told(context, ada))
    notices.mark_read(context, ada)
    assert len(told(context, ada)) == count


def test_nobody_reads_what_is_told_to_others(context, ada, bob, tell):
    tell(1)
    (mine,) = notices.listed(context, ada)
    assert notices.mark_read(context, bob, [mine.id]) == 0
    assert notices.unread(context, ada) == 1


def test_a_silenced_kind_is_not_told_and_others_are(context, ada, tell):
    notices.silence(context, ada, ["report.generated"])
    tell(2)
    tell(1, "report.failed")
    assert [item.type for item in notices.listed(context, ada)] == ["report.failed"]
    assert [event.type for event in told(context, ada)] == ["report.failed"]


def test_what_concerns_the_account_cannot_be_silenced(context, ada):
    with pytest.raises(Invalid, match="always told"):
        notices.silence(context, ada, ["account.password"])
    accounts.change_password(context, ada, PASSWORD, "another long password", None)
    assert notices.listed(context, ada)[0].type == "account.password"


def test_wanting_some_kinds_silences_the_rest(context, ada):
    quiet = notices.want(context, ada, ["report.generated"])
    assert quiet == {k.name for k in NOTICES if k.may_be_quiet} - {"report.generated"}


def test_an_unknown_kind_is_a_mistake_of_the_program(tell):
    with pytest.raises(UnknownName):
        tell(1, "report.eaten")


def test_every_kind_that_the_program_tells_is_known():
    found = set()
    for path in (ROOT / "luminabi_dash" / "services").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if is_call and node.func.attr == "tell" and len(node.args) > 3:
                found |= {a.value for a in node.args[3:4] if isinstance(a, ast.Constant)}
    assert "report.generated" in found
    assert found <= set(NOTICES.names())


def test_old_lines_are_swept_and_young_ones_stay(context, ada, tell):
    tell(2)
    oldest = notices.listed(context, ada)[-1].id
    with context.sessions.begin() as session:
        session.execute(
            update(Notification)
            .where(Notification.id == oldest)
            .values(at=now() - notices.KEPT - timedelta(days=1))
        )
        notices.sweep(session)
    assert [item.id for item in notices.listed(context, ada)] != [oldest]
    assert len(notices.listed(context, ada)) == 1


def test_the_history_is_paged_by_the_last_id(context, ada, tell, api):
    tell(5)
    client = api(ada)
    first = client.get("/api/v1/notifications?limit=2").json
    assert (len(first["items"]), first["unread"]) == (2, 5)
    tell(1)
    second = client.get(f"/api/v1/notifications?limit=3&cursor={first['next']}").json
    ids = [item["id"] for item in first["items"] + second["items"]]
    assert ids == sorted(ids, reverse=True)
    assert len(set(ids)) == 5
    assert second["next"] is None


@pytest.mark.parametrize("body", [{}, {"ids": [1], "all": True}, {"ids": "x"}, {"ids": [1.5]}])
def test_a_wrong_request_to_read_is_refused(api, ada, body):
    assert api(ada).post("/api/v1/notifications/read", json=body).status_code == 422


def test_settings_over_the_api(api, ada, context):
    client = api(ada)
    answer = client.patch("/api/v1/notifications/settings", json={"quiet": ["dataset.ready"]})
    assert answer.json["quiet"] == ["dataset.ready"]
    kinds = {
        kind["kind"]: kind for kind in client.get("/api/v1/notifications/settings").json["kinds"]
    }
    assert not kinds["dataset.ready"]["is_told"]
    assert kinds["account.password"] == {
        "kind": "account.password",
        "title": "Your password was changed",
        "group": "Your account",
        "is_told": True,
        "may_be_quiet": False,
    }
    wrong = client.patch("/api/v1/notifications/settings", json={"quiet": ["nothing.such"]})
    assert wrong.status_code == 422


def test_the_switches_of_the_profile_are_kept(browser, ada, context):
    signed = browser().sign_in(ada)
    ids = [profile.Ids.kinds(g) for g in dict.fromkeys(k.group for k in NOTICES)]
    chosen = [["dataset.ready"], ["report.generated"], ["alert.over"], [], ["account.password"]]
    inputs = [
        [{"id": i, "property": "value", "value": v} for i, v in zip(ids, chosen, strict=True)]
    ]
    answer = signed.post(
        "/_dash-update-component",
        json={
            "output": "profile-kinds-saved.children",
            "outputs": {"id": "profile-kinds-saved", "property": "children"},
            "inputs": inputs,
            "state": [],
            "changedPropIds": [],
        },
    )
    assert answer.status_code == 200, answer.text
    told = {k.name for k in NOTICES} - notices.quiet(context, ada)
    assert told == {"dataset.ready", "report.generated", "alert.over", "account.password"}


def test_who_joins_hears_where_reports_and_cleaning_stand(context, ada, board, ready):
    report_id, job_id = reports_service.request(context, ada, board)
    snapshot = live.standing(context, ada, Topic("notifications", str(ada.id)))
    waiting = {"percent": 0, "message": progress.WAITING}
    assert snapshot["work"] == [{"report_id": report_id, **waiting, "job_id": job_id}]
    assert snapshot["unread"] == notices.unread(context, ada)
    cleaning = live.standing(context, ada, Topic("data-cleaning", str(ready)))
    assert cleaning["work"] is None
    job_id = datasets.clean_again(context, ada, ready)
    cleaning = live.standing(context, ada, Topic("data-cleaning", str(ready)))
    assert cleaning["work"] == {**waiting, "job_id": job_id}


def test_a_report_tells_its_owner_how_far_it_is(context, ada, board):
    report_id, _ = reports_service.request(context, ada, board)
    with context.sessions() as session:
        (row,) = jobs.running(session, ada.id, ["send_report"])
        job_id, owner = row.id, row.owner_id
    with context.sessions.begin() as session:
        claimed = jobs.claim(session, "here", ["send_report"])
        fence = claimed.fence
    work = JobWork(context, JOBS.get("send_report"), job_id, fence, {"report_id": report_id}, owner)
    work(0.3, "Drawing the figures…")
    (event,) = told(context, ada, "report.progress")
    done = {"percent": 30, "message": "Drawing the figures…", "job_id": str(job_id)}
    assert event.data == {"report_id": report_id, **done}
    snapshot = live.standing(context, ada, Topic("notifications", str(ada.id)))
    assert snapshot["work"] == [event.data]
