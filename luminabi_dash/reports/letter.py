"""The frame of every mail: text and HTML that say the same, headers, a way out of the list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
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
{note}</td></tr>
</table>
<p style="max-width:560px;margin:16px auto 0;\
font-family:Inter,Roboto,'Segoe UI',Helvetica,Arial,sans-serif;\
font-size:12px;line-height:18px;color:#626773;">\
You get this mail because this address is on the {list_name} list.{unsubscribe}</p>
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
    'font-weight:600;text-decoration:none;">{words}</a></td></tr>'
)
UNSUBSCRIBE = ' <a href="{link}" style="color:#3447CD;">Unsubscribe</a>'


@dataclass(frozen=True, slots=True)
class Letter:
    """What one mail says to one recipient. `link` is what the button with `link_words` opens,
    `note` stands under it, `list_name` says on whose list the recipient is ("report's").
    """

    sender: str
    recipient: str
    subject: str
    title: str
    lines: Sequence[str]
    link: str
    link_words: str
    note: str
    list_name: str
    unsubscribe: str
    message_id: str
    date: datetime


def written(letter: Letter) -> EmailMessage:
    """The message without attachments; the same letter gives the same bytes at each attempt once
    `set_boundaries` has been called.

    Line breaks in the texts become spaces; an address with one, or no address, is Invalid.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = address_of(letter.sender, "sender")
    message["To"] = address_of(letter.recipient, "recipient")
    message["Subject"] = one_line(letter.subject) or one_line(letter.title)
    message["Date"] = format_datetime(letter.date)
    message["Message-ID"] = one_line(letter.message_id)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    if letter.unsubscribe:
        message["List-Unsubscribe"] = f"<{one_line(letter.unsubscribe)}>"
        if letter.unsubscribe.startswith(WEB):
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(text_part(letter))
    message.add_alternative(html_part(letter), subtype="html")
    return message


def text_part(letter: Letter) -> str:
    parts = [one_line(letter.title), *lines_of(letter)]
    if letter.link.startswith(WEB):
        parts.append(f"{letter.link_words}: {one_line(letter.link)}")
    parts.append(one_line(letter.note))
    out = f"-- \nYou get this mail because this address is on the {letter.list_name} list."
    if letter.unsubscribe:
        out += f"\nUnsubscribe: {one_line(letter.unsubscribe)}"
    return "\n\n".join([part for part in parts if part] + [out]) + "\n"


def html_part(letter: Letter) -> str:
    shown = lines_of(letter)
    tops = [12, *[6] * len(shown)]
    rows = "".join(
        LINE.format(top=top, line=escape(line)) for top, line in zip(tops, shown, strict=False)
    )
    link, unsubscribe = one_line(letter.link), one_line(letter.unsubscribe)
    is_way_out = letter.unsubscribe.startswith((*WEB, "mailto:"))
    words = escape(letter.link_words)
    return HTML.format(
        title=escape(one_line(letter.title)),
        lines=rows,
        button=BUTTON.format(link=escape(link), words=words) if link.startswith(WEB) else "",
        note=escape(one_line(letter.note)),
        list_name=escape(letter.list_name),
        unsubscribe=UNSUBSCRIBE.format(link=escape(unsubscribe)) if is_way_out else "",
    )


def lines_of(letter: Letter) -> list[str]:
    return [one_line(line) for line in letter.lines if line.strip()]


def one_line(text: str) -> str:
    """Without line breaks and other control characters, which could begin a header."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f\x85\u2028\u2029]", " ", text).split())


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
