"""The mail that carries a report: text and HTML, and the PDF attached."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage

from luminabi_dash.reports.letter import Letter, one_line, set_boundaries, written


def compose(
    *,
    sender: str,
    recipient: str,
    subject: str,
    document_title: str,
    summary_lines: Sequence[str],
    link: str,
    unsubscribe: str,
    pdf: bytes,
    file_name: str,
    message_id: str,
    date: datetime,
) -> EmailMessage:
    """One message for one recipient; the same arguments give the same headers at each attempt.

    Line breaks in the texts become spaces; an address with one, or no address, is Invalid.
    """
    name = attachment_name(file_name)
    message = written(
        Letter(
            sender=sender,
            recipient=recipient,
            subject=subject,
            title=document_title,
            lines=summary_lines,
            link=link,
            link_words="Open the dashboard",
            note=f"The report is attached as {name}.",
            list_name="report's",
            unsubscribe=unsubscribe,
            message_id=message_id,
            date=date,
        )
    )
    message.add_attachment(pdf, maintype="application", subtype="pdf", filename=name)
    set_boundaries(message, message_id)
    return message


def attachment_name(name: str) -> str:
    """A file name without folders that ends in .pdf."""
    stem = re.sub(r'[\\/:*?"<>|]+', "-", one_line(name)).strip(". -").removesuffix(".pdf")
    return f"{stem[:120] or 'report'}.pdf"
