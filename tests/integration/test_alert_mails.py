"""Mails of alerts: one for each event and recipient, whatever is refused, cut off or killed."""

import dataclasses

import pytest

from luminabi_dash.db.watching import AlertMail
from luminabi_dash.db.work import Job
from luminabi_dash.errors import LeaseLost
from luminabi_dash.mail.smtp import InDoubt, Refused
from luminabi_dash.services import alert_mails, alerts, posting
from luminabi_dash.services.alert_making import NewAlert
from tests.support.watching import KINDS, TOTAL, Mailer, rows, told


@pytest.fixture
def mailer():
    return Mailer()


@pytest.fixture
def context(context, mailer):
    return dataclasses.replace(context, mailer=mailer)


@pytest.fixture
def make(context, ada, ready):
    return lambda condition, **more: alerts.create(
        context, ada, NewAlert(condition, dataset_id=ready, **{"spec": TOTAL, **more})
    )


def test_a_mail_that_is_refused_waits_and_is_sent_once(context, ada, make, mailer):
    mailer.answer = Refused("451 later", temporary=True)
    alert = make({"op": "below", "value": 1e6})
    context.jobs.drain(context, list(KINDS))
    waiting = rows(context, AlertMail)[0]
    assert (waiting.state, waiting.attempts) == ("waiting", 1)
    assert waiting.next_try_at is not None
    mailer.answer = "250 Kept"
    context.jobs.advance(context, waiting.next_try_at - waiting.first_try_at)
    context.jobs.drain(context, list(KINDS))
    assert rows(context, AlertMail)[0].state == "delivered"
    assert len(mailer.sent) == 1
    assert mailer.sent[0][1]["Message-ID"] == waiting.message_id
    assert alerts.history(context, ada, alert.id)[0].mails[0].answer == "250 Kept"


def test_a_mail_without_an_answer_is_in_doubt_and_not_sent_again(context, ada, make, mailer):
    mailer.answer = InDoubt("the connection ended")
    make({"op": "below", "value": 1e6})
    context.jobs.drain(context, list(KINDS))
    context.jobs.drain(context, list(KINDS))
    assert rows(context, AlertMail)[0].state == "in_doubt"
    assert len(mailer.sent) == 1
    assert [kind for kind, _ in told(context, ada)] == ["alert.fired", "alert.failed"]


def test_a_sender_that_was_killed_leaves_the_mail_in_doubt(context, ada, make, mailer):
    """Between the message and its answer: the job is claimed anew and does not send again."""
    mailer.answer = KeyboardInterrupt()
    make({"op": "below", "value": 1e6})
    with pytest.raises(KeyboardInterrupt):
        context.jobs.drain(context, list(KINDS))
    assert rows(context, AlertMail)[0].state == "sending"
    with context.sessions.begin() as session:
        job = session.query(Job).filter(Job.kind == "deliver_alert").one()
        job.lease_until = job.started_at
    mailer.answer = "250 Kept"
    context.jobs.drain(context, list(KINDS))
    assert rows(context, AlertMail)[0].state == "in_doubt"
    assert len(mailer.sent) == 1


def test_two_workers_with_the_same_mail_send_it_once(context, ada, make, mailer):
    make({"op": "below", "value": 1e6})
    mail = rows(context, AlertMail)[0]
    first = posting.sending(context, alert_mails.MAILS, mail.id)
    second = posting.sending(context, alert_mails.MAILS, mail.id)
    first()
    with pytest.raises(LeaseLost):
        second()


def test_without_a_mail_server_the_bell_tells(context, ada, ready):
    bare = dataclasses.replace(context, mailer=None)
    wanted = NewAlert({"op": "above", "value": -1}, dataset_id=ready, spec=TOTAL)
    alerts.create(bare, ada, wanted)
    assert [kind for kind, _ in told(context, ada)] == ["alert.fired"]
    assert rows(context, AlertMail) == []


def test_the_mail_says_it_in_text_and_html(context, ada, make, mailer):
    lamps = [{"column": "product", "op": "in", "value": ["Lamp"]}]
    alert = make({"op": "below", "value": 1e6}, name="<Revenue>", filters=lamps)
    context.jobs.drain(context, list(KINDS))
    _, mail = mailer.sent[0]
    plain = mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    for words in ("below 1M", "product is Lamp", "Data version 2 of orders", "until it is 1.05M"):
        assert words in plain
        assert words in html
    assert f"http://localhost/alerts?alert={alert.id}" in plain
    assert "<Revenue>" not in html
    assert mail["Subject"].startswith("<Revenue> of orders is")
    assert mail["List-Unsubscribe"].startswith("<mailto:")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert list(mail.iter_attachments()) == []
