"""The mail as a person's mail program opens it."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from typing import Any

import pytest

from luminabi_dash.errors import Invalid
from luminabi_dash.reports.message import compose

PDF = b"%PDF-1.7 " + bytes(range(256)) * 40
SAMPLE: dict[str, Any] = {
    "sender": "LuminaBI <luminabi@example.org>",
    "recipient": "Zoë Müller <zoe@example.com>",
    "subject": "Umsätze, 23 November",
    "document_title": "Shop <overview> & more",
    "summary_lines": ["Revenue 254,569", "<b>3 insights</b>"],
    "link": "https://bi.example.org/dashboards/1?a=1&b=2",
    "unsubscribe": "https://bi.example.org/unsubscribe/abc",
    "pdf": PDF,
    "file_name": "Übersicht/../shop.pdf",
    "message_id": "<report.abc@example.org>",
    "date": datetime(2026, 11, 23, 17, 47, 9, tzinfo=UTC),
}


def opened(**changes: Any) -> EmailMessage:
    raw = compose(**{**SAMPLE, **changes}).as_bytes(policy=SMTP)
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_headers() -> None:
    mail = opened()
    assert mail["To"].addresses[0].display_name == "Zoë Müller"
    assert mail["To"].addresses[0].addr_spec == "zoe@example.com"
    assert mail["Subject"] == SAMPLE["subject"]
    assert mail["Message-ID"] == SAMPLE["message_id"]
    assert mail["Date"].datetime == SAMPLE["date"]
    assert mail["List-Unsubscribe"] == "<https://bi.example.org/unsubscribe/abc>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_has_text_html_and_the_pdf() -> None:
    mail = opened()
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    for line in ("Shop <overview> & more", "Revenue 254,569", SAMPLE["link"]):
        assert line in plain.get_content()
    assert "Shop &lt;overview&gt; &amp; more" in html.get_content()
    assert "<b>3 insights" not in html.get_content()
    assert "src=" not in html.get_content()
    (attachment,) = mail.iter_attachments()
    assert attachment.get_content_type() == "application/pdf"
    assert attachment.get_content() == PDF
    assert attachment.get_filename() == "Übersicht-..-shop.pdf"


def test_same_arguments_give_same_bytes() -> None:
    assert compose(**SAMPLE).as_bytes() == compose(**SAMPLE).as_bytes()


def test_line_breaks_never_begin_a_header() -> None:
    mail = opened(subject="Hello\r\nBcc: all@example.com", file_name="a\r\nX: y.pdf")
    assert mail["Bcc"] is None
    assert mail["X"] is None
    assert mail["Subject"] == "Hello Bcc: all@example.com"


def test_mailto_is_no_one_click_link() -> None:
    mail = opened(unsubscribe="mailto:out@example.org")
    assert mail["List-Unsubscribe"] == "<mailto:out@example.org>"
    assert mail["List-Unsubscribe-Post"] is None


@pytest.mark.parametrize(
    "recipient",
    ["", "nobody", "a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example", "@x", "a b@c"],
)
def test_one_recipient_exactly(recipient: str) -> None:
    with pytest.raises(Invalid, match="not a mail address"):
        compose(**{**SAMPLE, "recipient": recipient})
