"""The mail that carries a report: text and HTML, the PDF attached, a way out of the list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape

from luminabi_dash.errors import Invalid

LETTER = r"[^\x00-\x20\x7f<>(),;:\\\"\[\]@]"
MAILBOX = re.compile(
    rf"(?P<name>[^<>\x00-\x1f\x7f]*)<(?P<local>{LETTER}+)@(?P<domain>{LETTER}+)>"
    rf"|(?P<local_>{LETTER}+)@(?P<domain_>{LETTER}+)"
)
WEB = ("http://", "https://")
HTML = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>
<body style="margin:0;padding:0;background:#F6F7FA;">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#F6F7FA;">
<tr><td align="center" style="padding:32px 16px;">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;\
background:#FFFFFF;border:1px solid #E0E2E7;border-radius:8px;\
font-family:Inter,Roboto,'Segoe UI',Helvetica,Arial,sans-serif;color:#171C26;">
<tr><td style="padding:24px 28px 0;font-size:13px;font-weight:600;color:#3447CD;">LuminaBI\
</td></tr>
<tr><td style="padding:12px 28px 0;font-size:22px;line-height:28px;font-weight:600;">{title}\
</td></tr>
{lines}{button}
<tr><td style="padding:20px 28px 24px;font-size:13px;line-height:20px;color:#4B515E;">\
The report is attached as <span style="white-space:nowrap;">{file_name}</span>.</td></tr>
</table>
<p style="max-width:560px;margin:16px auto 0;\
font-family:Inter,Roboto,'Segoe UI',Helvetica,Arial,sans-serif;\
font-size:12px;line-height:18px;color:#626773;">\
You get this mail because this address is on the report's list.{unsubscribe}</p>
</td></tr></table>
</body></html>
"""
LINE = (
    '<tr><td style="padding:{top}px 28px 0;font-size:14px;line-height:21px;color:#171C26;">'
    "{line}</td></tr>\n"
)
BUTTON = (
    '<tr><td style="padding:20px 28px 0;"><a href="{link}" style="display:inline-block;'
    "padding:9px 16px;border-radius:6px;background:#3447CD;color:#FFFFFF;font-size:14px;"
    'font-weight:600;text-decoration:none;">Open the dashboard</a></td></tr>'
)
UNSUBSCRIBE = ' <a href="{link}" style="color:#3447CD;">Unsubscribe</a>'


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
    message = EmailMessage(policy=SMTP)
    message["From"] = address_of(sender, "sender")
    message["To"] = address_of(recipient, "recipient")
    message["Subject"] = one_line(subject) or one_line(document_title)
    message["Date"] = format_datetime(date)
    message["Message-ID"] = one_line(message_id)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    if unsubscribe:
        message["List-Unsubscribe"] = f"<{one_line(unsubscribe)}>"
        if unsubscribe.startswith(WEB):
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    title, name = one_line(document_title), attachment_name(file_name)
    lines = [one_line(line) for line in summary_lines if line.strip()]
    message.set_content(text_part(title, lines, link, name, unsubscribe))
    message.add_alternative(html_part(title, lines, link, name, unsubscribe), subtype="html")
    message.add_attachment(pdf, maintype="application", subtype="pdf", filename=name)
    set_boundaries(message, message_id)
    return message


def text_part(title: str, lines: Sequence[str], link: str, name: str, unsubscribe: str) -> str:
    parts = [title, *lines]
    if link.startswith(WEB):
        parts.append(f"Open the dashboard: {one_line(link)}")
    parts.append(f"The report is attached as {name}.")
    out = "-- \nYou get this mail because this address is on the report's list."
    if unsubscribe:
        out += f"\nUnsubscribe: {one_line(unsubscribe)}"
    return "\n\n".join([*parts, out]) + "\n"


def html_part(title: str, lines: Sequence[str], link: str, name: str, unsubscribe: str) -> str:
    tops = [12, *[6] * len(lines)]
    rows = "".join(
        LINE.format(top=top, line=escape(line)) for top, line in zip(tops, lines, strict=False)
    )
    is_web = unsubscribe.startswith((*WEB, "mailto:"))
    return HTML.format(
        title=escape(title),
        lines=rows,
        button=BUTTON.format(link=escape(one_line(link))) if link.startswith(WEB) else "",
        file_name=escape(name),
        unsubscribe=UNSUBSCRIBE.format(link=escape(one_line(unsubscribe))) if is_web else "",
    )


def one_line(text: str) -> str:
    """Without line breaks and other control characters, which could begin a header."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f\x85\u2028\u2029]", " ", text).split())


def attachment_name(name: str) -> str:
    """A file name without folders that ends in .pdf."""
    stem = re.sub(r'[\\/:*?"<>|]+', "-", one_line(name)).strip(". -").removesuffix(".pdf")
    return f"{stem[:120] or 'report'}.pdf"


def address_of(text: str, role: str) -> Address:
    """`Name <address>` or an address alone; exactly one."""
    match = MAILBOX.fullmatch(text.strip())
    if match is None:
        raise Invalid(
            f"The {role} {one_line(text)[:100]!r} is not a mail address.", code="wrong_address"
        )
    name = match["name"] or ""
    local, domain = match["local"] or match["local_"], match["domain"] or match["domain_"]
    return Address(display_name=one_line(name.strip().strip('"')), username=local, domain=domain)


def set_boundaries(message: EmailMessage, message_id: str) -> None:
    """Boundaries from the message's id, so that each attempt sends the same bytes."""
    stem = re.sub(r"[^A-Za-z0-9]", "", message_id)[:40]
    parts = [part for part in message.walk() if part.is_multipart()]
    for number, part in enumerate(parts):
        part.set_boundary(f"=_lumina_{number}_{stem}")
