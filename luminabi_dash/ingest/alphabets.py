"""How well a text reads as some language: letters that it uses, and how they stand in words."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

WESTERN = {
    "German": "äöüß",
    "French": "éèêàçùâîôûëïœ",
    "Spanish": "áéíóúñü",
    "Portuguese": "ãõáéíóúâêôçà",
    "Italian": "àèéìòù",
    "Danish": "æøåé",
    "Swedish": "åäöé",
    "Icelandic": "áðéíóúýþæö",
    "Dutch": "ëïéèüö",
}
CENTRAL = {
    "Polish": "ąćęłńóśźż",
    "Czech": "áčďéěíňóřšťúůýž",
    "Slovak": "áäčďéíĺľňóôŕšťúýž",
    "Hungarian": "áéíóöőúüű",
    "Romanian": "ăâîșțşţ",
    "Croatian": "čćđšž",
}
TURKISH = {"Turkish": "çğıöşüâİ"}
BALTIC = {"Lithuanian": "ąčęėįšųūž", "Latvian": "āčēģīķļņšūž", "Estonian": "äõöüšž"}
GREEK = {"Greek": "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ"}
CYRILLIC = {
    "Russian": "абвгдежзийклмнопрстуфхцчшщъыьэюяё",
    "Ukrainian": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "Serbian": "абвгдђежзијклљмнњопрстћуфхцчџш",
}
HEBREW = {"Hebrew": "אבגדהוזחטיךכלםמןנסעףפץצקרשת"}
ARABIC = {"Arabic": "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچژگک"}
THAI = {"Thai": "".join(map(chr, range(0x0E01, 0x0E3B))) + "".join(map(chr, range(0x0E40, 0x0E4E)))}
COMMON = {
    "Cyrillic": set("оеаинтсрвлкмдпуяыьгзбчйхжі"),
    "Greek": set("αοιετσνηυρπκμλςίόάέή"),
    "Hebrew": set("יולהארתבמנשקדםפחע"),
    "Arabic": set("اليمنرتبدعوسقهكحفةجأ"),
    "Thai": set("านรกอเงมยลวดทสตะปบคหแชไจพ"),
}
TYPOGRAPHY = set("°€£©®«»–—’‘“”„…•·¿¡ºª§½¼²³µ×№™±‚†\u00a0")
WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Script:
    """Languages that share an encoding, and whether their letters have cases."""

    languages: dict[str, str]
    common: str = ""
    has_case: bool = True

    def value(self, text: str) -> float:
        """From -1 (cannot be) to 1 (reads well): the letters beyond ASCII, and their words."""
        odd = Counter(char for char in text if ord(char) > 127)
        total = sum(odd.values())
        if not total:
            return 0.0
        letters = {name: set(word + word.upper()) for name, word in self.languages.items()}
        known = set().union(*letters.values())
        single = max(sum(n for c, n in odd.items() if c in own) for own in letters.values())
        whole = sum(n for c, n in odd.items() if c in known)
        signs = sum(n for c, n in odd.items() if c in TYPOGRAPHY)
        alien = sum(n for c, n in odd.items() if not c.isprintable() and c != "\u00a0")
        letters_seen = max(total - signs, 1)
        doubt = len(re.findall("õ(?!e)|Õ(?!E)", text)) if self.languages is WESTERN else 0
        value = (0.5 * single + 0.3 * whole - 0.6 * doubt) / letters_seen
        value -= 0.9 * max(total - whole - signs, 0) / total + 1.5 * alien / total
        value -= 3.0 * inside_words(text) / total
        value += 0.2 * self._commonness(odd, whole) - 0.8 * self._miswritten(text)
        return value * (1 - 0.5 * signs / total) + 0.3 * signs / total

    def _commonness(self, odd: Counter[str], whole: int) -> float:
        usual = COMMON.get(self.common)
        if usual is None:
            return 1.0 if whole else 0.0
        return sum(n for c, n in odd.items() if c.lower() in usual) / max(whole, 1)

    def _miswritten(self, text: str) -> float:
        """The share of words with a capital after a small letter, or of mixed scripts."""
        words = [word for word in WORD.findall(text) if not word.isascii()]
        if not words:
            return 0.0
        wrong = 0
        for word in words:
            is_mixed = bool(self.common or not self.has_case) and any(map(str.isascii, word))
            is_broken = self.has_case and any(
                a.islower() and b.isupper() for a, b in pairwise(word)
            )
            wrong += is_mixed or is_broken or (self.common == "Cyrillic" and word[0] in "ЬЪЫьъы")
        return wrong / len(words)


def inside_words(text: str) -> int:
    """How many signs stand between two letters."""
    return sum(
        b in TYPOGRAPHY and b not in "’·" and a.isalpha() and c.isalpha()
        for a, b, c in zip(text, text[1:], text[2:], strict=False)
    )


SCRIPTS = {
    "cp1252": Script(WESTERN),
    "iso8859-15": Script(WESTERN),
    "mac_roman": Script(WESTERN),
    "cp850": Script(WESTERN),
    "cp1250": Script(CENTRAL),
    "iso8859-2": Script(CENTRAL),
    "cp852": Script(CENTRAL),
    "cp1254": Script(TURKISH),
    "cp1257": Script(BALTIC),
    "cp1253": Script(GREEK, "Greek"),
    "cp1251": Script(CYRILLIC, "Cyrillic"),
    "koi8_u": Script(CYRILLIC, "Cyrillic"),
    "cp866": Script(CYRILLIC, "Cyrillic"),
    "mac_cyrillic": Script(CYRILLIC, "Cyrillic"),
    "iso8859-5": Script(CYRILLIC, "Cyrillic"),
    "cp1255": Script(HEBREW, "Hebrew", has_case=False),
    "cp1256": Script(ARABIC, "Arabic", has_case=False),
    "cp874": Script(THAI, "Thai", has_case=False),
}
PRIOR = {"cp1252": 0.1, "cp1251": 0.03, "cp1250": 0.02, "mac_roman": 0.01, "cp1254": 0.11}
PENALTY = {"iso8859-15": 0.01, "cp850": 0.04, "cp852": 0.04, "iso8859-2": 0.01, "iso8859-5": 0.02}


@dataclass(frozen=True, slots=True)
class Wide:
    """An East Asian encoding: which lead bytes hold its common characters."""

    name: str
    common: tuple[tuple[int, int], ...]
    kana: tuple[int, ...] = ()
    single: tuple[int, int] | None = None


WIDES = (
    Wide("cp932", ((0x88, 0x97),), (0x82, 0x83), (0xA1, 0xDF)),
    Wide("euc_jp", ((0xB0, 0xCF),), (0xA4, 0xA5)),
    Wide("gb18030", ((0xB0, 0xD7),)),
    Wide("big5", ((0xA4, 0xC6),)),
    Wide("cp949", ((0xB0, 0xC8),)),
)


def wide_value(data: bytes, wide: Wide) -> float:
    """The share of the characters that are common ones, less what is rare or half-width."""
    try:
        text = data.decode(wide.name)
    except UnicodeDecodeError as error:
        if error.start < len(data) - 4:
            return -1.0
        text = data[: error.start].decode(wide.name, errors="ignore")
    total = kana = 0
    common = 0.0
    for char in text:
        if ord(char) < 128:
            continue
        total += 1
        raw = char.encode(wide.name, errors="ignore")
        if len(raw) == 2:
            common += any(low <= raw[0] <= high for low, high in wide.common)
            kana += raw[0] in wide.kana
        elif len(raw) == 4:
            common -= 1
        elif wide.single and len(raw) == 1:
            common -= 0.5
    if not total:
        return 0.0
    value = (common + kana * 1.1) / total - 0.6 * lonely(text)
    if wide.name == "cp949":
        share = hangul(text)
        value = value + 0.1 if share > 0.97 else value * 0.3
    return value


def lonely(text: str) -> float:
    """The share of East Asian characters that stand alone between ASCII letters."""
    wide = [i for i, char in enumerate(text) if ord(char) > 0x2E80]
    if not wide:
        return 1.0
    alone = 0
    for i in wide:
        before = text[i - 1] if i else " "
        after = text[i + 1] if i + 1 < len(text) else " "
        is_letter = (before.isascii() and before.isalpha()) or (after.isascii() and after.isalpha())
        alone += is_letter and not (ord(before) > 0x2E80 or ord(after) > 0x2E80)
    return alone / len(wide)


def hangul(text: str) -> float:
    odd = [char for char in text if ord(char) > 127]
    return sum(0xAC00 <= ord(char) <= 0xD7A3 for char in odd) / max(len(odd), 1)


def ranked(data: bytes) -> list[tuple[str, float]]:
    """Encodings in which the bytes could be written, the best first, with their values."""
    found: list[tuple[str, float]] = []
    for name, script in SCRIPTS.items():
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            if name != "cp1252":
                continue
            text = data.decode(name, errors="replace")
        value = script.value(text) + PRIOR.get(name, 0.0) - PENALTY.get(name, 0.0)
        found.append((name, value))
    found += [(wide.name, wide_value(data, wide)) for wide in WIDES]
    found = sorted((item for item in found if item[1] > -0.5), key=lambda item: -item[1])
    if found and found[0][0] != "cp1252" and is_the_same(data, found[0][0], "cp1252"):
        found.sort(key=lambda item: (item[0] != "cp1252", -item[1]))
    return found


def is_the_same(data: bytes, name: str, other: str) -> bool:
    """Whether both encodings read the same text from the bytes."""
    return data.decode(name, errors="replace") == data.decode(other, errors="ignore")
