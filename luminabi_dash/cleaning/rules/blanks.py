"""Blanks, invisible characters and Unicode form of one text."""

from __future__ import annotations

import re
import unicodedata

INVISIBLE = "\u00ad\u200b\u2060\ufeff\x00"
JOINERS = "\u200c\u200d"
OUTER = (
    " \t\r\n\x0b\x0c\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000" + INVISIBLE + JOINERS
)
INNER = re.compile("[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]{2,}|[\u00a0\u202f\u3000\t]")


def without_blanks(text: str) -> str | None:
    """Without blanks and invisible characters at both ends; None when nothing is left."""
    return text.strip(OUTER) or None


def without_invisible(text: str) -> str:
    """Without characters inside that no one can see; joiners stay, scripts and emoji need them."""
    return "".join(char for char in text if char not in INVISIBLE)


def single_blanks(text: str) -> str:
    """Runs of blanks inside a line, and blanks that only look like one, become one blank."""
    return INNER.sub(" ", text)


def composed(text: str) -> str:
    """The same characters in their composed form (NFC)."""
    return unicodedata.normalize("NFC", text)


def tidied(text: str, is_outer: bool, is_inner: bool, is_hidden: bool) -> str | None:
    """Without blanks at the ends, doubled blanks inside and hidden characters, as asked."""
    new = without_invisible(text) if is_hidden else text
    new = single_blanks(new) if is_inner else new
    return without_blanks(new) if is_outer else new
