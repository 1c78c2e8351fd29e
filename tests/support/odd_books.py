"""Odd and bad workbooks and Parquet files made by code."""

import datetime as dt
import decimal
import io
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from tests.support.odd_files import fails, loads, zipped

CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body>
<office:spreadsheet><table:table table:name="One">{rows}</table:table></office:spreadsheet>
</office:body></office:document-content>"""
MANIFEST = """<?xml version="1.0"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="/"
 manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>"""


def book(fill, **options):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, **options}) as made:
        fill(made)
    return target.getvalue()


def sheet(rows, name="Data", top=0, left=0):
    def fill(made):
        page = made.add_worksheet(name)
        for at, row in enumerate(rows):
            page.write_row(top + at, left, row)

    return book(fill)


def ods(rows):
    def cell(value):
        kind = "float" if isinstance(value, int | float) else "string"
        extra = f' office:value="{value}"' if kind == "float" else ""
        inner = f'office:value-type="{kind}"{extra}><text:p>{value}</text:p>'
        return f"<table:table-cell {inner}</table:table-cell>"

    lines = "".join(
        "<table:table-row>" + "".join(map(cell, row)) + "</table:table-row>" for row in rows
    )
    return zipped(
        [
            ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
            ("content.xml", CONTENT.format(rows=lines)),
            ("META-INF/manifest.xml", MANIFEST),
        ],
        zipfile.ZIP_STORED,
    )


def changed(data, name, change):
    """The workbook with one of its parts changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for member in old.namelist():
            part = old.read(member)
            new.writestr(member, change(part) if member == name else part)
    return target.getvalue()


TABLE = [["city", "n"], ["Rome", 1], ["Oslo", 2], ["Bonn", 3]]
FIRST = "xl/worksheets/sheet1.xml"


def hidden(made):
    made.add_worksheet("Notes").write(0, 0, "see the next sheet")
    page = made.add_worksheet("Secret")
    page.write_row(0, 0, ["x", "y"])
    page.write_row(1, 0, [1, 2])
    page.hide()
    page = made.add_worksheet("Table")
    for at, row in enumerate(TABLE):
        page.write_row(at, 0, row)


def merged(made):
    page = made.add_worksheet("M")
    page.merge_range(0, 0, 0, 1, "customer")
    page.merge_range(0, 2, 0, 3, "order")
    page.write_row(1, 0, ["id", "name", "amount", "paid"])
    for at in range(2, 6):
        page.write_row(at, 0, [at, f"n{at}", at * 1.5, at * 2])


def titled(made):
    page = made.add_worksheet("T")
    page.merge_range(0, 0, 0, 2, "Quarterly report")
    page.write_row(2, 0, ["id", "name", "amount"])
    for at in range(3, 7):
        page.write_row(at, 0, [at, f"n{at}", at * 1.5])
    page.write(8, 0, "Source: finance")


def timed(made):
    day = made.add_format({"num_format": "yyyy-mm-dd"})
    page = made.add_worksheet("D")
    page.write_row(0, 0, ["when", "n", "ok"])
    for at in range(1, 4):
        page.write_datetime(at, 0, dt.datetime(2026, 1, at), day)
        page.write(at, 1, at)
        page.write_boolean(at, 2, at == 1)


def formulas(made):
    page = made.add_worksheet("F")
    page.write_row(0, 0, ["a", "b"])
    page.write(1, 0, 1)
    page.write_formula(1, 1, "=A2*2", None, 2)
    page.write(2, 0, 2)
    page.write_formula(2, 1, "=A3*2", None, "")
    page.write(3, 0, 3)
    page.write_formula(3, 1, "=1/0", None, "#DIV/0!")


def workbooks():
    plain = sheet(TABLE)
    yield loads("xlsx", plain, 3, 2, name="a.xlsx", cells={(0, 0): "Rome", (2, 1): "3"})
    yield loads("xlsx_named_csv", plain, 3, 2, or_codes=("type_mismatch",))
    yield loads("xlsx_header_only", sheet(TABLE[:1]), 0, 2, name="a.xlsx")
    yield loads("xlsx_blank_lead", sheet(TABLE, top=2, left=2), 3, 2, name="a.xlsx")
    yield loads(
        "xlsx_hidden", book(hidden), 3, 2, name="a.xlsx", says=("Secret (hidden)", "hidden")
    )
    names = ("customer id", "customer name", "order amount", "order paid")
    yield loads("xlsx_merged", book(merged), 4, 4, name="a.xlsx", header=names)
    yield loads(
        "xlsx_titled", book(titled), 4, 3, name="a.xlsx", rejected=1, says=("Lines before",)
    )
    yield loads("xlsx_dates", book(timed), 3, 3, name="a.xlsx", cells={(0, 0): "2026-01-01"})
    says = ("Error cells", "Formulas")
    yield loads(
        "xlsx_formulas", book(formulas), 3, 2, name="a.xlsx", cells={(0, 1): "2"}, says=says
    )
    yield fails(
        "xlsx_empty", book(lambda made: made.add_worksheet("E")), "no_columns", name="a.xlsx"
    )
    yield fails("xlsx_cut", plain[: len(plain) // 2], "corrupt", name="a.xlsx")
    flipped = bytearray(plain)
    for at in range(200, len(flipped) - 200, len(flipped) // 15):
        flipped[at] ^= 0xFF
    yield fails("xlsx_bitflip", bytes(flipped), "corrupt", "unsupported_type", name="a.xlsx")
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 9
    yield fails("xlsx_encrypted", locked, "encrypted", name="a.xlsx")
    yield fails(
        "xls_noise", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x01" * 900, "corrupt", name="a.xls"
    )
    yield fails(
        "xlsx_bomb",
        zipped([("xl/workbook.xml", "<workbook/>"), ("xl/sharedStrings.xml", b"a" * 60_000_000)]),
        "archive_bomb",
        name="a.xlsx",
    )
    many = [(f"xl/part{i}.xml", "") for i in range(3_000)]
    yield fails("xlsx_entries", zipped(many), "archive_bomb", "unsafe_archive", name="a.xlsx")
    laughs = b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]>'
    data = changed(plain, FIRST, lambda part: laughs + part)
    yield fails("xlsx_entities", data, "unsafe_archive", "corrupt", name="a.xlsx")
    lie = changed(plain, FIRST, lambda p: p.replace(b'ref="A1:B4"', b'ref="A1:XFD1048576"'))
    yield loads("xlsx_dimension_lie", lie, 3, 2, name="a.xlsx")
    far = changed(plain, FIRST, lambda p: p.replace(b'<c r="B4"', b'<c r="XFD1048576"'))
    yield fails("xlsx_far_cell", far, "corrupt", "too_many_columns", name="a.xlsx")
    yield loads("ods", ods(TABLE), 3, 2, name="a.ods", cells={(1, 0): "Oslo", (1, 1): "2"})
    yield fails("ods_cut", ods(TABLE)[:300], "corrupt", name="a.ods")


def parquet(table):
    target = io.BytesIO()
    pq.write_table(table, target)
    return target.getvalue()


def parquets():
    table = pa.table({"a": [1, 2, 3], "b": ["x", None, "z"]})
    plain = parquet(table)
    yield loads("parquet", plain, 3, 2, name="a.parquet", cells={(1, 1): "", (2, 0): "3"})
    yield loads("parquet_named_csv", plain, 3, 2)
    yield fails("parquet_magic_only", b"PAR1PAR1", "corrupt", name="a.parquet")
    yield fails("parquet_truncated", plain[:-200], "corrupt", name="a.parquet")
    yield fails(
        "parquet_no_columns", parquet(pa.table({})), "no_columns", "corrupt", name="a.parquet"
    )
    wide = pa.table({f"c{i}": [1] for i in range(2_500)})
    yield fails("parquet_wide", parquet(wide), "too_many_columns", name="a.parquet")
    bomb = pa.table({"a": pa.array([0], pa.int8()).take(pa.array([0] * 4_000_000))})
    yield fails("parquet_bomb", parquet(bomb), "archive_bomb", "too_many_rows", name="a.parquet")
    odd = pa.table(
        {
            "money": pa.array([decimal.Decimal("1.10")], pa.decimal128(38, 2)),
            "far": pa.array([dt.datetime(2500, 1, 1)], pa.timestamp("ms")),
            "list": pa.array([[1, 2]]),
            "struct": pa.array([{"x": 1, "y": "z"}]),
            "map": pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int64())),
            "bytes": pa.array([b"\x00\xff"]),
            "none": pa.nulls(1),
        }
    )
    cells = {(0, 0): "1.10", (0, 1): "2500-01-01 00:00:00", (0, 2): "[1,2]", (0, 3): "1"}
    yield loads("parquet_types", parquet(odd), 1, 8, name="a.parquet", cells=cells)


def book_cases():
    yield from workbooks()
    yield from parquets()
