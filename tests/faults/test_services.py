"""What LuminaBI leans on is gone: mail server, Chromium. It waits, says so, and goes on."""

import pytest

from tests.support.server import wait_until
from tests.support.tables import sales

pytestmark = [pytest.mark.xdist_group("faults"), pytest.mark.timeout(300)]
TO = "grace@example.org"


def make_board(program):
    made = program.upload(sales(rows=300, twice=0)[0], "sales.csv")
    program.wait_for_job(made["job_id"])
    return program.post("/dashboards/auto", {"dataset_id": made["id"]})


def send(program, board):
    """A schedule sent now; the id of its report once it is drawn."""
    schedule = program.post("/schedules", {"dashboard_id": board["id"], "recipients": [TO]})
    asked = program.post(f"/schedules/{schedule['id']}/run")
    report = program.wait_for_report(asked["report_id"])
    assert report["state"] == "ready", report
    return report["id"]


def delivery(program, report_id):
    return program.get(f"/reports/{report_id}/deliveries")["items"][0]


def wait_for_delivery(program, report_id, holds, seconds=30):
    def find():
        found = delivery(program, report_id)
        return found if holds(found) else None

    return wait_until(find, seconds, message=lambda: str(delivery(program, report_id)))


def make_due(server):
    """What waits for its next try is due now."""
    past = "2001-01-01 00:00:00.000000"
    server.rows("update delivery set next_try_at = ? where state = 'waiting'", past)
    server.rows("update job set not_before = ? where state = 'queued'", past)


def test_a_mail_waits_for_its_server_and_is_sent_once_it_is_back(serve, mail_server):
    server = serve(smtp_url=mail_server.url)
    program = server.register("down@example.org")
    board = make_board(program)
    mail_server.stop()

    report_id = send(program, board)
    first = wait_for_delivery(
        program, report_id, lambda one: one["attempts"] == 1 and one["next_try_at"]
    )
    assert first["state"] == "waiting"
    assert first["answer"]
    make_due(server)
    second = wait_for_delivery(
        program, report_id, lambda one: one["attempts"] == 2 and one["next_try_at"]
    )
    assert second["next_try_at"] > first["next_try_at"]

    mail_server.start()
    make_due(server)
    sent = wait_for_delivery(program, report_id, lambda one: one["state"] == "delivered")
    assert sent["attempts"] == 3
    assert sent["answer"].startswith("250")
    assert [one.rcpt_tos for one in mail_server.messages] == [[TO]]


def test_a_server_that_hangs_up_after_the_data_leaves_the_mail_in_doubt(serve, mail_server):
    server = serve(smtp_url=mail_server.url)
    program = server.register("doubt@example.org")
    board = make_board(program)
    mail_server.behave("hang up")

    report_id = send(program, board)
    found = wait_for_delivery(program, report_id, lambda one: one["state"] != "waiting")
    found = wait_for_delivery(program, report_id, lambda one: one["state"] != "sending")
    assert found["state"] == "in_doubt"
    mail_server.behave("keep")
    make_due(server)
    with pytest.raises(AssertionError):
        wait_until(lambda: len(mail_server.messages) > 1, 4)
    assert delivery(program, report_id)["state"] == "in_doubt"

    program.ask("POST", f"/deliveries/{found['id']}/resend", 202)
    wait_for_delivery(program, report_id, lambda one: one["state"] == "delivered")
    assert len(mail_server.messages) == 2
    ids = [line for one in mail_server.messages for line in message_ids(one)]
    assert len(ids) == 2
    assert len(set(ids)) == 1


def message_ids(envelope):
    lines = envelope.content.decode("utf-8", "replace").splitlines()
    return [line for line in lines if line.lower().startswith("message-id:")]


def test_a_refused_address_fails_at_once_and_says_why(serve, mail_server):
    server = serve(smtp_url=mail_server.url)
    program = server.register("refused@example.org")
    board = make_board(program)
    mail_server.behave("refuse")

    report_id = send(program, board)
    found = wait_for_delivery(program, report_id, lambda one: one["state"] == "failed")
    assert "550" in found["answer"]
    assert found["attempts"] == 1


def test_without_chromium_a_report_says_what_to_install_and_all_else_works(serve, mail_server):
    server = serve(smtp_url=mail_server.url, chrome="/nonexistent")
    program = server.register("nochrome@example.org")
    board = make_board(program)

    asked = program.post(f"/dashboards/{board['id']}/reports")
    report = program.wait_for_report(asked["report_id"])

    assert report["state"] == "failed", report
    assert "LUMINABI_CHROME" in report["error"] or "chromium" in report["error"].lower()
    program.ask("GET", f"/reports/{report['id']}/pdf", 404)
    tile = board["tiles"][0]["id"]
    assert program.get(f"/dashboards/{board['id']}/tiles/{tile}/figure")["data"]
    assert server.is_ready()
    told = server.rows("select text from notification where type = 'report.failed'")
    assert len(told) == 1
    assert mail_server.messages == []
