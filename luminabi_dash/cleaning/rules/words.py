"""Words for yes and no, and words for "no value"."""

from __future__ import annotations

NULLS = frozenset(
    {
        "na", "n/a", "#n/a", "n.a.", "n. a.", "nan", "#nan", "null", "(null)", "none", "nil", "-",
        "--", "---", "–", "—", "?", "??", ".", "..", "...", "missing", "unknown", "not available",
        "n.d.", "n/d", "s/d", "k.a.", "k. a.", "keine angabe", "unbekannt", "inconnu",
        "desconocido", "(blank)", "blank", "(empty)", "empty", "<na>", "<null>", "undefined",
        "#null!", "#value!", "#ref!", "#div/0!", "#name?", "#num!", "\\n", "tbd", "no data",
        "not applicable",
    }
)  # fmt: skip
SPOKEN = frozenset({"none", "na", "unknown", "missing", "blank", "empty", "nan", "nil", "tbd"})
YES = {
    "yes": "no", "y": "n", "true": "false", "t": "f", "1": "0", "ja": "nein", "j": "n",
    "oui": "non", "o": "n", "si": "no", "sí": "no", "s": "n", "sim": "não", "да": "нет",
    "vrai": "faux", "on": "off", "wahr": "falsch", "tak": "nie",
}  # fmt: skip
NO = frozenset(YES.values())


def is_null_word(text: str) -> bool:
    return text.strip().lower() in NULLS


def without_null_word(text: str) -> str | None:
    """None for a word that stands for "no value", else the text."""
    return None if is_null_word(text) else text


def truth_of(text: str) -> bool | None:
    """What a word says, if it says yes or no."""
    low = text.lower()
    return True if low in YES else False if low in NO else None


def one_word(text: str, yes: str, no: str) -> str:
    """Yes and no in one pair of words; anything else stays."""
    truth = truth_of(text)
    return text if truth is None else yes if truth else no
