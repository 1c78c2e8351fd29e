"""Random tables of words, numbers, dates and codes, written in random dialects and encodings."""

import random
from dataclasses import dataclass

WORDS = {
    "western": ["Zoë", "Köln", "Málaga", "Århus", "Lefèvre", "Anaïs", "Sørensen", "Müller", "São"],
    "ascii": ["Rome", "Oslo", "Paris", "Bolt", "Nut", "North", "South", "Blue", "Green", "Anna"],
    "russian": ["Москва", "Казань", "Анна", "Пётр", "Самара", "город", "Ольга", "Иванов"],
    "polish": ["Łódź", "Kraków", "Gdańsk", "Żaneta", "Paweł", "Święto", "książka", "ulica"],
    "japanese": ["東京都", "大阪府", "山田太郎", "佐藤花子", "北海道", "鈴木一郎"],
    "chinese": ["北京", "上海", "王小明", "李娜", "广州", "张伟"],
}
ENCODINGS = {
    "western": ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman", "iso8859-15"],
    "ascii": ["utf-8", "ascii", "utf-16-le", "utf-32"],
    "russian": ["utf-8", "cp1251", "koi8-r", "utf-16-be"],
    "polish": ["utf-8", "cp1250", "utf-16"],
    "japanese": ["utf-8", "shift_jis", "euc_jp"],
    "chinese": ["utf-8", "gb18030"],
}
DELIMITERS = [",", ";", "\t", "|", "^", "~"]
NAMES = ["id", "name", "city", "amount", "joined", "code", "note", "rate", "group", "flag", "size"]


@dataclass(frozen=True)
class Written:
    """A table and the bytes of the file that holds it, with a word on how it was written."""

    header: list[str] | None
    rows: list[list[str]]
    data: bytes
    how: str


def column(pick, language, size):
    kind = pick.choice(["word", "words", "integer", "decimal", "date", "code", "mail", "choice"])
    words = WORDS[language]

    def one(at):
        match kind:
            case "word":
                return pick.choice(words)
            case "words":
                return " ".join(pick.choice(words) for _ in range(pick.randint(1, 4)))
            case "integer":
                return str(pick.randint(-50, 9_999))
            case "decimal":
                return f"{pick.uniform(0, 900):.2f}"
            case "date":
                return f"20{pick.randint(10, 29)}-{pick.randint(1, 12):02}-{pick.randint(1, 28):02}"
            case "code":
                return f"{pick.choice('ABC')}-{at:04}"
            case "mail":
                return f"u{at}@mail.example"
        return pick.choice(["yes", "no", "maybe"])

    return kind, [one(at) for at in range(size)]


def quoted(cell, delimiter, quote, how):
    if how == "all" or any(mark in cell for mark in (delimiter, quote, "\n", "\r")):
        return quote + cell.replace(quote, quote * 2) + quote
    return cell


def written(seed):
    """The table of a seed."""
    pick = random.Random(seed)
    language = pick.choice(list(WORDS))
    size = pick.randint(4, 40)
    columns = [column(pick, language, size) for _ in range(pick.randint(2, 8))]
    if not any(kind in {"integer", "decimal", "date"} for kind, _ in columns):
        columns.append(("integer", [str(pick.randint(1, 999)) for _ in range(size)]))
    rows = [list(cells) for cells in zip(*(cells for _, cells in columns), strict=True)]
    delimiter = pick.choice(DELIMITERS)
    quote = pick.choice(['"', '"', '"', "'"])
    texts = [i for i, (kind, _) in enumerate(columns) if kind in {"word", "words"}]
    spice(pick, rows, texts, delimiter, quote)
    header = pick.sample(NAMES, len(columns)) if pick.random() < 0.8 else None
    eol = pick.choice(["\n", "\r\n", "\n", "\r"])
    how = pick.choice(["all", "few", "few"])
    lines = [
        delimiter.join(quoted(cell, delimiter, quote, how) for cell in row)
        for row in ([header] if header else []) + rows
    ]
    before, after = around(pick, len(columns), delimiter, header)
    text = eol.join([*before, *lines, *after]) + (eol if pick.random() < 0.8 else "")
    encoding = pick.choice(ENCODINGS[language])
    if encoding in {"utf-16-be", "utf-16-le"}:
        text = "\ufeff" + text
    said = f"{language} {encoding} {delimiter!r} {quote} {how} {eol!r} {len(before)} {len(after)}"
    return Written(header, rows, text.encode(encoding, errors="replace"), said)


def spice(pick, rows, texts, delimiter, quote):
    """Delimiters, quotes, line ends and gaps in some of the text cells."""
    for row in rows:
        for place in texts:
            chance = pick.random()
            if chance < 0.06:
                row[place] += f"{delimiter} more"
            elif chance < 0.1:
                row[place] = f"say {quote}{row[place]}{quote} now"
            elif chance < 0.13:
                row[place] += "\nsecond line"
            elif chance < 0.18:
                row[place] = ""


def around(pick, width, delimiter, header):
    """Lines before and after the table."""
    before, after = [], []
    if header and pick.random() < 0.25:
        before = ["Report of May", "Made by the office", ""][: pick.randint(1, 3)]
        if before[-1]:
            before.append("")
    elif header and pick.random() < 0.1:
        before = ["# a comment", "# another one"]
    if width > 2 and pick.random() < 0.2:
        after = ["", "Source: the office"]
    return before, after
