import pytest

from luminabi_dash.errors import Unreadable
from luminabi_dash.ingest.alphabets import ranked
from luminabi_dash.ingest.encoding import find_encoding, undecodable_lines

TEXTS = {
    "Müller Köln Straße Größe Ärger Möwe Übung Österreich": ["cp1252", "mac_roman", "cp850"],
    "Élodie français garçon été forêt Noël où château leçon": ["cp1252", "mac_roman"],
    "niño mañana corazón España José María Peña camión": ["cp1252", "mac_roman"],
    "Sørensen Århus København smørrebrød Jørgen blå": ["cp1252", "mac_roman"],
    "Łódź Kraków Wrocław Gdańsk żółć książka Święto mąż": ["cp1250", "iso8859-2", "cp852"],
    "Přemysl žluťoučký kůň úpěl ďábelské ódy Plzeň říjen": ["cp1250", "iso8859-2", "cp852"],
    "İstanbul Beşiktaş güneş çocuk öğretmen şeker": ["cp1254"],
    "Αθήνα Θεσσαλονίκη καλημέρα Γιώργος Μαρία": ["cp1253"],
    "Москва Казань Иванов Пётр Самара город": ["cp1251", "koi8-r", "cp866", "mac_cyrillic"],
    "Київ Львів Україна Їжак Євген Харків": ["cp1251", "koi8-u"],
    "ירושלים שלום ישראל חיפה ערבית תלאביב": ["cp1255"],
    "القاهرة مصر مرحبا الرياض محمد أحمد": ["cp1256"],
    "กรุงเทพ ประเทศไทย เชียงใหม่ สวัสดี": ["cp874"],
    "東京都 大阪府 山田太郎 ありがとう カタカナ": ["shift_jis", "euc_jp"],
    "北京 上海 广州 张伟 王小明 编号 金额": ["gb18030"],
    "臺北 高雄 陳大文 姓名 城市 臺中 林美麗": ["big5"],
    "서울 부산 대구 김철수 이영희 도시 금액": ["cp949"],
}
PAIRS = [(text, name) for text, names in TEXTS.items() for name in names]


@pytest.mark.parametrize(("text", "name"), PAIRS, ids=[f"{n} {t[:6]}" for t, n in PAIRS])
def test_letters_tell_the_encoding(text, name):
    data = (text.replace(" ", ";") + "\n").encode(name)

    best = ranked(data)[0][0]

    assert data.decode(best) == data.decode(name)


def write(tmp_path, data):
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    return path


def test_other_encodings_are_offered_with_their_options(tmp_path):
    found = find_encoding(write(tmp_path, "имя;город\nАнна;Москва\n".encode("cp1251")))

    assert found.name == "cp1251"
    assert "line 1 is not UTF-8" in found.evidence.reason
    assert all(set(item.options) == {"encoding"} for item in found.evidence.alternatives)
    assert len(found.evidence.alternatives) >= 2


def test_the_lines_that_do_not_decode_are_named(tmp_path):
    path = write(tmp_path, "a\né\n".encode() + b"\xe9\n" + b"b\n" * 5 + b"\xff\n")

    assert undecodable_lines(path, "utf-8") == [3, 9]
    assert "lines 3, 9" in find_encoding(path).evidence.reason


def test_a_character_over_the_border_of_two_chunks_is_whole(tmp_path, monkeypatch):
    monkeypatch.setattr("luminabi_dash.ingest.encoding.CHUNK", 3)
    path = write(tmp_path, "aé漢😀b".encode())

    assert undecodable_lines(path, "utf-8") == []
    assert "".join(find_encoding(path).chunks(path)) == "aé漢😀b"


def test_a_mark_that_lies_names_the_line(tmp_path):
    with pytest.raises(Unreadable, match="Line 1") as caught:
        find_encoding(write(tmp_path, b"\xff\xfea\x00,\x00\xd8\xd8\xd8"))

    assert caught.value.code == "encoding"
