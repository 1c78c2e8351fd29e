import io
import zipfile

import polars as pl
import pytest
import xlsxwriter

from luminabi_dash.errors import Unreadable
from luminabi_dash.ingest.evidence import Reading
from luminabi_dash.ingest.reader import read
from luminabi_dash.tables.schema import Role, Type


@pytest.fixture
def reading(tmp_path):
    """Read bytes as a file of a name; the reading and the text table."""

    def run(data, name="file.csv"):
        path = tmp_path / "bytes"
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        out = tmp_path / "out"
        out.mkdir(exist_ok=True)
        result = read(path, name=name, out=out)
        return result, pl.read_parquet(out / "text.parquet"), pl.read_parquet(out / "data.parquet")

    return run


def sheet(fill, name="Data"):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        fill(book, book.add_worksheet(name))
    return target.getvalue()


TABLE = "name,amount\nÄrger,1\nMöwe,2\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-32"]
)
def test_encodings_are_found(reading, encoding):
    result, text, _ = reading(TABLE.encode(encoding))

    assert text["name"].to_list() == ["Ärger", "Möwe"]
    assert result.evidence.decisions[0].what == "Encoding"


def test_cyrillic_is_found(reading):
    _, text, _ = reading("имя,сумма\nМосква,1\nКазань,2\nСамара,3\n".encode("cp1251"))

    assert text["имя"].to_list() == ["Москва", "Казань", "Самара"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~"])
def test_delimiters_are_found(reading, delimiter):
    rows = [["id", "city", "n"], ["1", "Rome", "3"], ["2", "Oslo", "4"], ["3", "Bonn", "5"]]
    result, text, _ = reading("\n".join(delimiter.join(row) for row in rows) + "\n")

    assert text.columns[2:] == ["id", "city", "n"]
    assert text["city"].to_list() == ["Rome", "Oslo", "Bonn"]
    assert result.evidence.dialect["delimiter"] == delimiter


def test_a_decimal_comma_does_not_split_cells(reading):
    _, text, _ = reading("preis;menge\n1,5;2\n2,25;3\n1000,75;4\n")

    assert text["preis"].to_list() == ["1,5", "2,25", "1000,75"]


def test_quotes_keep_delimiters_and_line_breaks_and_lines_are_those_of_the_file(reading):
    _, text, _ = reading('a,b\n"x, y","one\ntwo"\nlast,"say ""hi"""\n')

    assert text["a"].to_list() == ["x, y", "last"]
    assert text["b"].to_list() == ["one\ntwo", 'say "hi"']
    assert text["__line"].to_list() == [2, 4]


def test_lines_before_the_table_are_told_of(reading):
    result, text, _ = reading("Report of May\n\nid,city,n\n1,Rome,3\n2,Oslo,4\n")

    assert text.columns[2:] == ["id", "city", "n"]
    assert result.evidence.header_line == 3
    assert text["__line"].to_list() == [4, 5]


def test_a_file_without_header_loses_no_row(reading):
    result, text, _ = reading("\n".join(f"{i},{i * 2},{i / 4}" for i in range(20)))

    assert text.height == 20
    assert text.columns[2:] == ["column_1", "column_2", "column_3"]
    assert result.evidence.header_line is None


def test_rows_that_do_not_fit_are_kept_aside_with_their_line(reading):
    result, text, _ = reading("a,b,c\n1,2,3\n4,5,6,7\n8,9,10\nSum of all\n")

    assert text.height == 2
    assert [(r.line, r.reason) for r in result.rejected] == [
        (3, "4 fields where 3 are due"),
        (5, "a line after the table"),
    ]
    assert result.rows_in == result.rows + result.rejected_count == 4


def test_missing_cells_at_the_end_are_empty_and_said(reading):
    result, text, _ = reading("a,b,c\n1,2,3\n4,5\n6,7,8\n")

    assert text["c"].to_list() == ["3", "", "8"]
    assert any(d.what == "Short rows" for d in result.evidence.decisions)


def test_names_are_made_different_and_visible(reading):
    _, text, _ = reading("a,a,,\u202eevil\u202c,a\n1,2,3,4,5\n6,7,8,9,0\n")

    assert text.columns[2:] == ["a", "a_2", "column_3", "evil", "a_3"]


@pytest.mark.parametrize(
    ("cells", "kind", "role"),
    [
        (["1", "2", "5"], Type.INTEGER, Role.MEASURE),
        (["1.5", "-2", "3.1e4"], Type.NUMBER, Role.MEASURE),
        (["00501", "10001", "94105"], Type.TEXT, Role.IDENTIFIER),
        (["+49123", "+49124", "+49125"], Type.TEXT, Role.IDENTIFIER),
        (["12345678901234567", "1", "2"], Type.TEXT, Role.IDENTIFIER),
        (["1E5", "2E7", "3E1"], Type.TEXT, Role.TEXT),
        (["1.9", "1.10", "1.11"], Type.TEXT, Role.TEXT),
        (["1.90", "1.10", "2.25"], Type.NUMBER, Role.MEASURE),
        (["1.5", "1.05", "2.10"], Type.NUMBER, Role.MEASURE),
        (["2026-01-31", "2026-02-01", "2026-02-02"], Type.DATE, Role.TEMPORAL),
        (["31/01/2026", "01/02/2026", "02/02/2026"], Type.DATE, Role.TEMPORAL),
        (["03/04/2026", "05/06/2026", "01/02/2026"], Type.TEXT, Role.TEXT),
        (["2026-01-31 10:00", "2026-02-01 11:30", ""], Type.DATETIME, Role.TEMPORAL),
        (["yes", "no", "yes"], Type.BOOLEAN, Role.DIMENSION),
        (["1", "2", "many"], Type.TEXT, Role.TEXT),
        (["NA", "DE", "NA"], Type.TEXT, Role.DIMENSION),
    ],
)
def test_types_come_from_the_whole_column(reading, cells, kind, role):
    body = "\n".join(f'"{cell}",x{i}' for i, cell in enumerate(cells))
    result, _, _ = reading(f"value,other\n{body}\n")

    column = result.schema.column("value")
    assert (column.type, column.role) == (kind, role)


def test_a_text_at_the_end_of_numbers_is_kept(reading):
    body = "\n".join(f"{i},a" for i in range(3_000))
    result, text, _ = reading(f"n,b\n{body}\noops,a\n")

    assert result.schema.column("n").type is Type.TEXT
    assert text["n"][-1] == "oops"


def test_ids_by_name_are_no_measures(reading):
    result, _, _ = reading("customer_id,amount\n17,1.5\n4,2.5\n9,3\n")

    assert result.schema.column("customer_id").role is Role.IDENTIFIER
    assert result.schema.column("amount").additive


def test_text_is_kept_as_it_came(reading):
    _, text, _ = reading("a,b\n 1 ,x\n-0,N/A\n1.0,\n")

    assert text["a"].to_list() == [" 1 ", "-0", "1.0"]
    assert text["b"].to_list() == ["x", "N/A", ""]


def test_a_workbook_is_read(reading):
    def fill(book, page):
        import datetime

        page.write_row(0, 0, ["id", "when", "n"])
        page.write_row(1, 0, ["00501"])
        page.write_datetime(
            1, 1, datetime.datetime(2026, 1, 31), book.add_format({"num_format": "yyyy-mm-dd"})
        )
        page.write_number(1, 2, 3)
        page.write_row(2, 0, ["10001"])
        page.write_datetime(
            2, 1, datetime.datetime(2026, 2, 1), book.add_format({"num_format": "yyyy-mm-dd"})
        )
        page.write_number(2, 2, 4.5)

    result, text, data = reading(sheet(fill), "book.xlsx")

    assert text["id"].to_list() == ["00501", "10001"]
    assert data["n"].to_list() == [3.0, 4.5]
    assert result.schema.column("when").type.is_temporal


def test_a_table_that_starts_later_in_the_sheet_is_found(reading):
    def fill(_book, page):
        page.write_row(2, 2, ["city", "n"])
        page.write_row(3, 2, ["Rome", 1])
        page.write_row(4, 2, ["Oslo", 2])

    _, text, _ = reading(sheet(fill), "book.xlsx")

    assert text.columns[2:] == ["city", "n"]
    assert text.height == 2


def bomb():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/sharedStrings.xml", b"a" * 60_000_000)
    return target.getvalue()


def entities():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(
            "xl/workbook.xml", '<!DOCTYPE x [<!ENTITY a "b">]><workbook>&a;</workbook>'
        )
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "codes"),
    [
        (b"", "a.csv", {"empty_file"}),
        (b"\xef\xbb\xbf", "a.csv", {"empty_file"}),
        (b"\n" * 500, "a.csv", {"empty_file", "no_columns"}),
        (b"\x7fELF" + bytes(range(256)) * 9, "a.csv", {"type_mismatch"}),
        (b"%PDF-1.7 \n" + b"x" * 99, "a.csv", {"type_mismatch"}),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 99, "a.xlsx", {"type_mismatch"}),
        (b"\x80\x04\x95x.", "a.pkl", {"unsupported_type"}),
        (b"<html><table><tr><td>1</td></tr></table></html>", "a.xls", {"type_mismatch"}),
        (b"PK\x03\x04" + b"x" * 200, "a.xlsx", {"corrupt"}),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", {"encrypted"}),
        (bomb(), "a.xlsx", {"archive_bomb"}),
        (entities(), "a.xlsx", {"unsafe_archive", "corrupt"}),
        (b"a,b\n1,2\n3," + b"x" * 1_100_000 + b"\n", "a.csv", {"cell_too_large"}),
        (
            (",".join(f"c{i}" for i in range(3_000)) + "\n1\n").encode(),
            "a.csv",
            {"too_many_columns"},
        ),
    ],
)
def test_what_cannot_be_read_says_why_in_one_sentence(reading, data, name, codes):
    with pytest.raises(Unreadable) as caught:
        reading(data, name)

    assert caught.value.code in codes
    assert str(caught.value).endswith(".")


def test_the_reading_travels_as_json(reading):
    result, _, _ = reading(TABLE)

    assert Reading.from_json(result.as_json()) == result
