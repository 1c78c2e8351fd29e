"""Odd and bad files made by code: a case has bytes, a name, and what must come of them."""

import gzip
import io
import json
import struct
import zipfile
import zlib
from dataclasses import dataclass, field

HEAD = "name,city,amount\n"
ROWS = [["Zoë", "Köln", "1.5"], ["Ana", "Málaga", "20.25"], ["Bo", "Århus", "7.75"]]
ENGLISH = [["a", "1"], ["b", "2"]]


@dataclass(frozen=True)
class Case:
    """`shape` is rows and columns; `codes` are errors that may come instead; `cells` are some
    cells that must be there, by row and column place; `says` are words of the evidence."""

    id: str
    data: bytes
    name: str = "file.csv"
    shape: tuple[int, int] | None = None
    codes: frozenset[str] = frozenset()
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    header: tuple[str, ...] | None = None
    rejected: int = 0
    says: tuple[str, ...] = ()


def loads(id_, data, rows, columns, *, name="file.csv", or_codes=(), **more):
    data = data.encode() if isinstance(data, str) else data
    return Case(id_, data, name, (rows, columns), frozenset(or_codes), **more)


def fails(id_, data, *codes, name="file.csv"):
    return Case(id_, data.encode() if isinstance(data, str) else data, name, None, frozenset(codes))


def text(rows=ROWS, d=",", head=("name", "city", "amount"), eol="\n"):
    return eol.join(d.join(row) for row in [head, *rows]) + eol


def empties():
    yield fails("empty", b"", "empty_file")
    yield fails("bom_only", b"\xef\xbb\xbf", "empty_file")
    yield fails("bom16_only", b"\xff\xfe", "empty_file")
    yield fails("newlines_only", b"\n" * 500, "empty_file", "no_columns")
    yield fails("blanks_only", b"  \t \n \n", "empty_file", "no_columns")
    yield fails("delimiters_only", b",,,\n,,,\n", "empty_file", "no_columns")
    yield fails("nul_only", b"\x00" * 300, "empty_file", "type_mismatch")
    yield loads("header_only_no_newline", "a,b,c", 0, 3, header=("a", "b", "c"))
    yield loads("header_only", "a,b,c\n", 0, 3)
    yield loads("one_cell", "hello", 0, 1)
    yield loads("one_row", "a,b\n1,2", 1, 2, cells={(0, 1): "2"})


def shapes():
    numbers = "".join(f"{i},{i * 3},{i / 4}\n" for i in range(20))
    yield loads("no_header_numeric", numbers, 20, 3)
    yield loads(
        "total_row",
        "item,n\na,1\nb,2\nTotal,3\n",
        3,
        2,
        says=("Total rows",),
        cells={(2, 0): "Total"},
    )
    yield loads("ragged_long", "a,b,c\n1,2,3\n4,5,6,7\n8,9,10\n", 2, 3, rejected=1)
    yield loads("ragged_short", "a,b,c\n1,2,3\n4,5\n8,9,10\n", 3, 3, says=("Short rows",))
    yield loads(
        "extra_empty_cells",
        "a,b\n1,2,,\n3,4,,\n5,6\n",
        3,
        4,
        header=("a", "b", "column_3", "column_4"),
    )
    late = "n,t\n" + "".join(f"{i},x\n" for i in range(60_000)) + "late,x\nlast,y\n"
    yield loads("type_change_late", late, 60_002, 2, cells={(60_000, 0): "late"})
    yield fails(
        "columns_100k", ",".join(f"c{i}" for i in range(100_000)) + "\n1\n", "too_many_columns"
    )
    yield fails("cell_10mb", b"a,b\n1,2\n3," + b"x" * 10_000_000 + b"\n", "cell_too_large")
    yield fails("line_without_end", b"a" * 5_000_000, "cell_too_large")
    yield loads("all_null_column", "a,b\n" + "1,\n" * 50, 50, 2)
    yield loads("all_duplicate_rows", "a,b\n" + "1,2\n" * 1_000, 1_000, 2)
    yield loads("dup_headers", "a,a,a,b\n1,2,3,4\n", 1, 4, header=("a", "a_2", "a_3", "b"))
    yield loads(
        "empty_headers", "a,,,b\n1,2,3,4\n", 1, 4, header=("a", "column_2", "column_3", "b")
    )
    yield loads("header_html", "<b>a</b>,<img src=x onerror=y>,c\n1,2,3\n", 1, 3)
    yield loads("header_template", "{{7*7}},${x},%{y},{z},<%= 1 %>\n1,2,3,4,5\n", 1, 5)
    reserved = "__proto__,constructor,select,from,index,class,None,null,id,__row"
    yield loads("header_reserved", reserved + "\n1,2,3,4,5,6,7,8,9,0\n", 1, 10)
    odd = "a,a\u200b,\u202eb,b,é,e\u0301,😀"
    yield loads("header_rtl_zero_width", odd + "\n1,2,3,4,5,6,7\n", 1, 7)
    yield loads("header_formula", "=1+1,+2,-3,@sum\n1,2,3,4\n5,6,7,8\n", 2, 4)
    yield loads("html_cells", "a,b\n<script>x</script>,1\n&lt;b>bold,2\n", 2, 2)
    yield loads("inf_nan", "n\n1\ninf\n-inf\nnan\n1e400\n-1e400\nInfinity\nNaN\n2\n3\n", 10, 1)
    ids = "zip,phone,n\n00123,+49301234,1\n04567,+49307654,2\n"
    yield loads("leading_zero_ids", ids, 2, 3, cells={(0, 0): "00123", (0, 1): "+49301234"})
    yield loads("mixed_types", "v,w\n1,a\nx,b\n2024-01-01,c\ntrue,d\n1.5,e\n,f\n$3,g\n", 7, 2)
    yield loads("unicode_digits", "n\n²\n٣\n४\n５\n1\n", 5, 1)
    yield loads("whitespace_variants", "k,v\nA,1\n a,2\nA ,3\n\u00a0a,4\nÀ,5\na\u200b,6\n", 6, 2)
    yield loads(
        "url_cells", "u\nhttp://x.example/a\njavascript:1\nhttps://y.example\nfile:///e\n", 4, 1
    )
    yield loads("regex_hostile", "t\n(a+)+$\n[[[\n\\\\\n" + "a" * 5_000 + "!\n", 4, 1)
    yield loads(
        "repeated_header", "a,b\n1,2\na,b\n3,4\n", 2, 2, rejected=1, says=("Repeated headers",)
    )
    yield loads("two_tables", "a,b\n1,2\n3,4\n5,6\n\nx,y,z\n1,2,3\n4,5,6\n", 3, 2, rejected=3)
    note = "a,b,c\n1,2,3\n4,5,6\n\nSource: the ministry\n"
    yield loads("foot_note", note, 2, 3, rejected=1, says=("Lines after",))
    yield loads("sep_line", "sep=;\na;b\n1;2\n3;4\n", 2, 2, header=("a", "b"))
    yield loads(
        "title_above", "Report of May\n\na,b,c\n1,x,3\n2,y,4\n", 2, 3, header=("a", "b", "c")
    )
    stacked = "sales,,cost,\nnet,gross,net,gross\n1,2,3,4\n5,6,7,8\n"
    yield loads(
        "stacked_header",
        stacked,
        2,
        4,
        header=("sales net", "sales gross", "cost net", "cost gross"),
    )
    yield loads("comments", "# by a lab\n# do not edit\na,b\n1,2\n3,4\n", 2, 2, header=("a", "b"))
    yield loads(
        "year_names", "shop,2019,2020\nA,5,6\nB,7,8\n", 2, 3, header=("shop", "2019", "2020")
    )


def dialects():
    yield loads(
        "semicolon_decimal_comma",
        "preis;menge\n1,5;10\n1234,05;1000\n",
        2,
        2,
        cells={(1, 0): "1234,05"},
    )
    yield loads("pipe", "a|b\n1|2\n3|4\n", 2, 2)
    yield loads("tab", "a\tb\n1\t2\n3\t4\n", 2, 2)
    yield loads("unit_separator", "a\x1fb\n1\x1f2\n3\x1f4\n", 2, 2)
    yield loads("mixed_line_ends", "a,b\r\n1,2\n3,4\r5,6\r\n7,8", 4, 2)
    yield loads("cr_only", "a,b\r1,2\r3,4\r", 2, 2)
    yield loads(
        "embedded_newlines", 'a,b\n"x\ny",1\n"p\r\nq",2\nz,3\n', 3, 2, cells={(0, 0): "x\ny"}
    )
    yield loads(
        "quote_inside_field", 'a,b\n5" pipe,1\n7" pipe,2\n', 2, 2, cells={(0, 0): '5" pipe'}
    )
    yield loads("delimiter_in_quotes", 'a,b\n"x, y",1\n"p, q",2\n', 2, 2, cells={(1, 0): "p, q"})
    yield loads("single_quotes", "a,b\n'x, y',1\n'p, q','2'\n", 2, 2, cells={(0, 0): "x, y"})
    yield loads(
        "backslash_quotes", 'a,b\n"x \\"y\\", z",1\n"p",2\n', 2, 2, cells={(0, 0): 'x "y", z'}
    )
    yield loads("doubled_quotes", 'a,b\n"say ""hi""",1\n"p",2\n', 2, 2, cells={(0, 0): 'say "hi"'})
    yield loads("trailing_delimiter", "a,b,\n1,2,\n3,4,\n", 2, 2)
    yield loads("blank_after_comma", 'a, b\n1, "x, y"\n2, z\n3, w\n', 3, 2, cells={(0, 1): "x, y"})
    yield loads(
        "mixed_delimiters", "a,b\n1,2\n3;4\n5,6\n7;8\n9,1\n", 5, 2, or_codes=("malformed_csv",)
    )
    stray = "a,b,c\n" + "".join(f"{i},x,{i}\n" for i in range(9)) + '9,"x,9\n10,y,10\n11,z,11\n'
    yield loads("stray_quote", stray, 12, 3, cells={(10, 1): "y"})
    yield loads("unclosed_quote_at_end", 'a,b\n1,2\n3,"4\n', 2, 2)
    fixed = "id  name   n\n1   Anna   20\n2   Bo      3\n3   Cleo  101\n"
    yield loads("fixed_width", fixed, 3, 3, name="a.txt", header=("id", "name", "n"))
    yield loads("one_column", "mail\na@x.example\nb@x.example\nc@x.example\n", 3, 1)
    doubled = "a,b\n\n1,2\n\n3,4\n\n5,6\n"
    yield loads("blank_lines", doubled, 3, 2)


def encodings():
    plain = text()
    for name in (
        "utf-8-sig",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "utf-32-le",
        "utf-32-be",
    ):
        yield loads(f"enc_{name}", plain.encode(name), 3, 3, cells={(0, 1): "Köln"})
    for name in ("cp1252", "latin-1", "iso8859-15", "mac_roman", "cp850"):
        yield loads(
            f"enc_{name}", plain.encode(name), 3, 3, cells={(1, 1): "Málaga", (2, 1): "Århus"}
        )
    marked = "\ufeff" + plain
    yield loads("enc_utf-16be_mark", marked.encode("utf-16-be"), 3, 3, cells={(0, 0): "Zoë"})
    yield loads("enc_utf-32le_mark", marked.encode("utf-32-le"), 3, 3, cells={(0, 0): "Zoë"})
    russian = [["Анна", "Москва", "1"], ["Пётр", "Казань", "2"], ["Ольга", "Самара", "3"]]
    for name in ("cp1251", "koi8-r", "cp866"):
        data = text(russian, head=("имя", "город", "сумма")).encode(name)
        yield loads(f"enc_{name}", data, 3, 3, cells={(1, 1): "Казань"})
    words = {
        "shift_jis": [
            ["山田太郎", "東京都", "1"],
            ["佐藤花子", "大阪府", "2"],
            ["鈴木", "北海道", "3"],
        ],
        "euc_jp": [
            ["山田です", "東京の都", "1"],
            ["佐藤さん", "大阪へ", "2"],
            ["カタカナ", "北海道", "3"],
        ],
        "gb18030": [["王小明", "北京", "1"], ["李娜", "上海", "2"], ["张伟", "广州", "3"]],
        "big5": [["陳大文", "臺北", "1"], ["林美麗", "高雄", "2"], ["王明", "臺中", "3"]],
        "euc_kr": [["김철수", "서울", "1"], ["이영희", "부산", "2"], ["박민수", "대구", "3"]],
        "cp1250": [["Łukasz", "Gdańsk", "1"], ["Żaneta", "Łódź", "2"], ["Paweł", "Kraków", "3"]],
        "cp1253": [["Γιώργος", "Αθήνα", "1"], ["Μαρία", "Πάτρα", "2"], ["Νίκος", "Βόλος", "3"]],
        "cp1254": [["Ayşe", "İstanbul", "1"], ["Çağrı", "Iğdır", "2"], ["Gül", "Muş", "3"]],
    }
    for name, rows in words.items():
        yield loads(f"enc_{name}", text(rows).encode(name), 3, 3, cells={(1, 1): rows[1][1]})
    bad = plain.encode().replace("Köln".encode(), b"K\xf6ln")
    yield loads("bad_byte", bad, 3, 3, cells={(0, 1): "Köln", (1, 1): "Málaga"}, says=("line 2",))
    mix = "a,b\né,1\n".encode() + b"\xe9,2\n"
    yield loads("utf8_latin1_mix", mix, 2, 2, or_codes=("encoding",), says=("line 3",))
    yield loads("nul_header", b"a\x00b,c\n1,2\n", 1, 2, header=("ab", "c"))
    yield loads("nul_cell", b"a,b\n1,x\x00y\n", 1, 2, cells={(0, 1): "xy"})
    yield loads("overlong_utf8", b"a,b\n\xc0\xaf,\xc0\x80\n", 1, 2, or_codes=("encoding",))
    joined = ("\ufeff" + "a,b\n1,2\n" + "\ufeff" + "a,b\n3,4\n").encode()
    yield loads("bom_in_middle", joined, 2, 2, rejected=1, cells={(1, 0): "3"})
    yield loads("surrogates", b"a,b\n\xed\xa0\x80,1\nx,2\n", 2, 2, or_codes=("encoding",))


def others():
    for id_, head in {
        "pdf": b"%PDF-1.7\n",
        "elf": b"\x7fELF\x02\x01\x01\x00" + bytes(range(256)),
        "png": b"\x89PNG\r\n\x1a\n" + b"\x00" * 50,
        "jpeg": b"\xff\xd8\xff\xe0" + b"\x00" * 50,
        "pickle": b"\x80\x04\x95\x05\x00.",
        "npy": b"\x93NUMPY\x01\x00",
        "sqlite": b"SQLite format 3\x00" + b"\x00" * 80,
        "exe": b"MZ\x90\x00\x03\x00\x00\x00",
        "rar": b"Rar!\x1a\x07",
        "xz": b"\xfd7zXZ\x00",
        "html": b"<!DOCTYPE html><html><table><tr><td>1</td></tr></table></html>",
        "xml": b'<?xml version="1.0"?><a><b>1</b></a>',
        "noise": bytes((i * 7919 + i // 3) % 256 for i in range(4_000)),
    }.items():
        yield fails(f"{id_}_named_csv", head, "type_mismatch", "unsupported_type", "encoding")
    yield fails("html_named_xls", b"<html><table></table></html>", "type_mismatch", name="a.xls")
    yield fails("text_named_xlsx", b"a,b\n1,2\n", "type_mismatch", name="a.xlsx")
    yield fails("text_named_parquet", b"a,b\n1,2\n", "type_mismatch", name="a.parquet")
    yield loads("double_ending", "a,b\n1,2\n", 1, 2, name="report.csv.exe")
    yield loads("mz_text", "MZ,b\n1,2\n3,4\n", 2, 2)


def zipped(members, method=zipfile.ZIP_DEFLATED):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return target.getvalue()


def archives():
    table = text().encode()
    yield loads("gzip", gzip.compress(table), 3, 3, name="a.csv.gz", cells={(0, 1): "Köln"})
    yield loads("gzip_named_csv", gzip.compress(table), 3, 3, name="a.csv")
    yield loads("zip", zipped([("a.csv", table)]), 3, 3, name="a.zip", says=("a.csv",))
    mac = [("a.csv", table), ("__MACOSX/._a.csv", b"x"), (".DS_Store", b"y"), ("folder/", b"")]
    yield loads("zip_of_mac", zipped(mac), 3, 3, name="a.zip")
    yield fails(
        "zip_of_two", zipped([("a.csv", table), ("b.csv", table)]), "unsupported_type", name="a.zip"
    )
    yield fails(
        "zip_of_none", zipped([("folder/", b"")]), "unsupported_type", "corrupt", name="a.zip"
    )
    yield fails("zip_cut", zipped([("a.csv", table * 99)])[:60], "corrupt", name="a.zip")
    yield fails("gzip_cut", gzip.compress(table * 99)[:-20], "corrupt", name="a.csv.gz")
    nested = gzip.compress(gzip.compress(table))
    yield fails("gzip_of_gzip", nested, "type_mismatch", "unsupported_type", "corrupt", name="a.gz")
    bomb = gzip.compress(b"1,2,3,4\n" * 20_000_000, 9)
    yield fails("gzip_bomb", bomb, "archive_bomb", "too_many_rows", name="a.csv.gz")
    outside = zipped([("../../a.csv", table)])
    yield loads("zip_outside", outside, 3, 3, name="a.zip", or_codes=("unsafe_archive",))
    yield fails("gzip_of_nothing", gzip.compress(b""), "empty_file", name="a.csv.gz")


def json_files():
    records = [{"a": 1, "b": "x"}, {"a": 2, "b": "y", "c": None}]
    dump = json.dumps
    yield loads("json_records", dump(records), 2, 3, name="a.json", header=("a", "b", "c"))
    yield loads("json_columns", dump({"a": [1, 2, 3], "b": ["x", "y", "z"]}), 3, 2, name="a.json")
    yield loads("json_wrapped", dump({"meta": {"n": 2}, "data": records}), 2, 3, name="a.json")
    inner = [{"id": 1, "at": {"x": 1.5, "y": [1, 2]}}, {"id": 2, "at": {"x": 2.5, "y": []}}]
    yield loads(
        "json_nested",
        dump(inner),
        2,
        3,
        name="a.json",
        header=("id", "at.x", "at.y"),
        cells={(0, 2): "[1,2]"},
        says=("Nested values",),
    )
    yield loads("json_lists", dump([["a", "b"], [1, 2], [3, 4]]), 2, 2, name="a.json")
    proto = dump([{"__proto__": 1, "constructor": 2}])
    yield loads("json_proto", proto, 1, 2, name="a.json")
    yield loads("json_utf16", dump(records).encode("utf-16"), 2, 3, name="a.json")
    yield fails("json_broken", '[{"a": 1}, {"a": ', "corrupt", name="a.json")
    yield fails("json_deep", "[" * 100_000, "corrupt", name="a.json")
    yield fails("json_scalar", "42", "no_columns", name="a.json")
    yield fails("json_empty_list", "[]", "no_columns", name="a.json")
    lines = '{"a": 1, "b": {"c": 2}}\n{"a": 3}\n'
    yield loads("ndjson", lines, 2, 2, name="a.ndjson", header=("a", "b.c"))
    yield loads("ndjson_named_json", lines, 2, 2, name="a.json")
    bad = "".join(f'{{"a": {i}}}\n' for i in range(5)) + "oops\n"
    yield loads("ndjson_bad_line", bad, 5, 1, name="a.jsonl", rejected=1)
    yield fails("ndjson_none", "hello\nworld\n" * 20, "corrupt", name="a.ndjson")


def text_cases():
    """Every case that needs no other library."""
    for maker in (empties, shapes, dialects, encodings, others, archives, json_files):
        yield from maker()


def crc(data):
    return struct.pack(">I", zlib.crc32(data))
