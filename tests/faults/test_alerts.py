"""Mails of alerts through a mail server that misbehaves, and over a killed sender: one each."""

import signal

from tests.support.server import wait_until
from tests.support.tables import sales

COUNT = {"kind": "indicator"}
MANY = {"op": "above", "value": 1}


def made(server):
    """A program, and an alert of its that fires at once."""
    program = server.register("ada@example.org")
    dataset = program.upload(sales(rows=60)[0], "sales.csv")
    program.wait_for_job(dataset["job_id"])
    body = {"dataset_id": dataset["id"], "spec": COUNT, "condition": MANY, "name": "Many"}
    return program, program.post("/alerts", body)["id"]


def wait_for_mail(program, alert_id, holds, seconds=40):
    def find():
        said = program.get(f"/alerts/{alert_id}/history")["items"]
        mails = [mail for one in said for mail in one["mails"]]
        return next((mail for mail in mails if holds(mail)), None)

    where = f"/alerts/{alert_id}/history"
    return wait_until(find, seconds, message=lambda: str(program.get(where)))


def test_a_busy_server_gets_the_mail_later_and_once(serve, mail_server):
    mail_server.behave("busy")
    server = serve(smtp_url=mail_server.url)
    program, alert_id = made(server)
    wait_for_mail(program, alert_id, lambda mail: mail["next_try_at"] is not None)

    mail_server.behave("keep")
    past = "2020-01-01 00:00:00.000000"
    server.rows("update job set not_before = ? where kind = 'deliver_alert'", past)
    wait_for_mail(program, alert_id, lambda mail: mail["state"] == "delivered")
    assert len(mail_server.messages) == 1
    types = [one["type"] for one in program.get("/notifications")["items"]]
    assert types.count("alert.fired") == 1
    assert "alert.failed" not in types


def test_a_sender_killed_before_the_answer_leaves_one_mail_in_doubt(serve, mail_server):
    mail_server.behave("wait")
    server = serve(smtp_url=mail_server.url)
    program, alert_id = made(server)
    wait_until(lambda: mail_server.messages, 40, message="no mail came")
    wait_for_mail(program, alert_id, lambda mail: mail["state"] == "sending")

    for child in server.processes("job-child"):
        child.send_signal(signal.SIGKILL)
    mail_server.behave("keep")
    wait_for_mail(program, alert_id, lambda mail: mail["state"] == "in_doubt")
    assert len(mail_server.messages) == 1
    types = [one["type"] for one in program.get("/notifications")["items"]]
    assert [types.count(kind) for kind in ("alert.fired", "alert.failed")] == [1, 1]
