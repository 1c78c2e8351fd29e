"""Markdown that is safe to show: no HTML, no pictures from elsewhere, links to known places."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

SCHEMES = {"http", "https", "mailto"}
SCHEME = re.compile(r"^([a-z][a-z0-9+.\-]*):", re.IGNORECASE)
INLINE = re.compile(
    r"(!?)\[((?:[^\[\]\\]|\\.)*)\]"
    r"\(\s*(<[^>\n]*>|(?:[^()\s]|\([^()\s]*\))*)([^)\n]*)\)"
)
TITLE = re.compile(r"\s+(\"[^\"]*\"|'[^']*')\s*")
REFERENCE = re.compile(r"^( {0,3}\[[^\]\n]+\]:\s*)(<[^>\n]*>|\S+)", re.MULTILINE)
AUTOMATIC = re.compile(r"<([a-z][a-z0-9+.\-]*:[^>\s]*)>", re.IGNORECASE)
TAG = re.compile(r"<(?=[a-z/!?])", re.IGNORECASE)
UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028\u2029\ufeff]")
NOWHERE = "#"


def safe(text: str) -> str:
    """The text with links that lead anywhere else than to http, https, mailto or a place of ours
    leading nowhere; pictures become their words, tags their letters.
    """
    text = INLINE.sub(inline, text)
    text = REFERENCE.sub(lambda m: m[1] + target(m[2]), text)
    text = AUTOMATIC.sub(automatic, text)
    return TAG.sub("&lt;", text)


def inline(match: re.Match[str]) -> str:
    if match[1]:
        return match[2]
    title = match[4] if TITLE.fullmatch(match[4]) else ""
    return f"[{match[2]}]({target(match[3])}{title})"


def automatic(match: re.Match[str]) -> str:
    return f"[{match[1]}]({match[1]})" if is_allowed(match[1]) else match[1].replace(":", ": ", 1)


def target(written: str) -> str:
    address = written.strip("<>")
    return address if is_allowed(address) else NOWHERE


def is_allowed(address: str) -> bool:
    """Entities, escapes and what nobody sees are read as a browser reads them."""
    plain = html.unescape(html.unescape(address)).replace("\\", "")
    plain = UNSEEN.sub("", plain)
    if plain.startswith("//"):
        return False
    scheme = SCHEME.match(plain)
    return scheme is None or scheme[1].lower() in SCHEMES


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or an item of a list, as plain words."""

    kind: Literal["heading", "paragraph", "item"]
    text: str
    level: int = 0


HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(.*?)\s*#*$")
ITEM = re.compile(r"^(\s*)(?:[-*+]|(\d{1,4})[.)])\s+(.*)$")
RULE = re.compile(r"^ {0,3}([-*_])(\s*\1){2,}\s*$")
EMPHASIS = re.compile(r"(\*\*|__|~~|`|\*|(?<!\w)_|_(?!\w))")
LINK = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]\(([^)\s]*)[^)]*\)")


def blocks(text: str) -> Iterator[Block]:
    """The text for paper: one block for each heading, item and paragraph."""
    waiting: list[str] = []
    for line in [*safe(text).splitlines(), ""]:
        heading, item = HEADING.match(line), ITEM.match(line)
        if waiting and (not line.strip() or heading or item or RULE.match(line)):
            yield Block("paragraph", words(" ".join(waiting)))
            waiting = []
        if heading:
            yield Block("heading", words(heading[2]), len(heading[1]))
        elif item:
            mark = f"{item[2]}. " if item[2] else "• "
            yield Block("item", mark + words(item[3]), len(item[1]) // 2)
        elif line.strip() and not RULE.match(line):
            waiting.append(line.strip().lstrip("> "))


def words(text: str) -> str:
    """Inline Markdown as plain words; a link keeps its address."""
    text = LINK.sub(lambda m: m[1] if m[2] in {"", NOWHERE, m[1]} else f"{m[1]} ({m[2]})", text)
    text = EMPHASIS.sub("", text)
    return html.unescape(re.sub(r"\\([^\w\s])", r"\1", text))
