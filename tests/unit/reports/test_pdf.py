"""What a reader finds in the PDF of a report."""

from __future__ import annotations

import hashlib
import io
import re
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from pypdf import PageObject, PdfReader

from luminabi_dash.reports.document import ReportDocument
from luminabi_dash.reports.images import FigureFailed, Renderer
from luminabi_dash.reports.pdf import BuiltPdf, build

ROWS = 150


@pytest.fixture(scope="module")
def reader(built: BuiltPdf) -> PdfReader:
    return PdfReader(io.BytesIO(built.data))


@pytest.fixture(scope="module")
def text(reader: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def objects_of(page: PageObject) -> list[Any]:
    """All XObjects of a page, also those inside forms."""
    found, waiting = [], [page]
    while waiting:
        resources = waiting.pop().get("/Resources", {})
        inner = [item.get_object() for item in resources.get("/XObject", {}).values()]
        found += inner
        waiting += inner
    return found


def test_says_what_it_is_and_of_what(text: str, sample: ReportDocument) -> None:
    for words in (sample.title, sample.filters, sample.rows, sample.insights[0]):
        assert words in text
    assert "Monday 23 November 2026, 18:47" in text
    assert "Shop orders v4, as of 22 November 2026 23:59 (Europe/Berlin)" in text


def test_every_tile_has_its_title_and_fingerprint(text: str, sample: ReportDocument) -> None:
    for tile in sample.tiles:
        assert tile.title in text
        assert tile.fingerprint[:8] in text


def test_table_keeps_every_row_and_repeats_its_header(reader: PdfReader) -> None:
    pages = [page.extract_text() for page in reader.pages]
    lines = "\n".join(pages).splitlines()
    found = {line for line in lines if re.fullmatch(r"Product \d+", line)}
    assert found == {f"Product {number}" for number in range(ROWS)}
    assert {str(number * 1_000 + 7) for number in range(ROWS)} <= set(lines)
    with_rows = [page for page in pages if re.search(r"^Product \d+$", page, re.MULTILINE)]
    assert len(with_rows) >= 3
    assert all(re.search(r"^Sold$", page, re.MULTILINE) for page in with_rows)


def test_pages_are_numbered(reader: PdfReader, built: BuiltPdf) -> None:
    assert built.pages == len(reader.pages) > 3
    for number, page in enumerate(reader.pages, 1):
        assert f"Page {number} of {built.pages}" in page.extract_text()


def test_figures_are_vectors_with_text(reader: PdfReader, text: str) -> None:
    kinds = [item["/Subtype"] for page in reader.pages for item in objects_of(page)]
    assert kinds.count("/Form") >= 3
    assert "/Image" not in kinds
    for words in ("Lighting", "60k", "Marketplace", "Store pick-up"):
        assert words in text


def test_indicator_shows_number_and_change(text: str) -> None:
    for words in ("€254,569", "23.5%", "from 206,088"):
        assert words in text


def test_empty_and_reduced_charts_say_so(text: str) -> None:
    assert "No rows match the filters." in text
    assert "showing 2,000 of 9,999 rows" in text
    assert "All of them" in text


def test_a_note_is_not_printed_twice(make_tile: Any) -> None:
    figure = {"data": [], "layout": {"meta": {"note": "showing 5 of 9"}}}
    assert make_tile("t", "bar", figure, note="showing 5 of 9").remark == "showing 5 of 9"


def test_metadata_language_and_bookmarks(reader: PdfReader, sample: ReportDocument) -> None:
    about = reader.metadata
    assert about is not None
    assert (about.title, about.author) == (sample.title, sample.author)
    assert "Country is Germany" in (about.subject or "")
    assert about.creation_date == datetime(2026, 11, 23, 17, 47, 9, tzinfo=UTC)
    assert reader.root_object["/Lang"] == "en"
    marks = {mark["/Title"]: reader.get_destination_page_number(mark) for mark in reader.outline}
    assert set(marks) == {sample.title, *(tile.title for tile in sample.tiles)}
    assert sample.tiles[-1].title in reader.pages[marks["Products"]].extract_text()


def test_contents_name_the_page_of_each_tile(reader: PdfReader) -> None:
    cover = reader.pages[0].extract_text()
    marks = {mark["/Title"]: reader.get_destination_page_number(mark) for mark in reader.outline}
    numbers = [int(line) for line in cover.splitlines() if line.isdecimal()]
    assert marks["Products"] + 1 in numbers


def test_links_to_the_dashboard(reader: PdfReader, sample: ReportDocument) -> None:
    annotations = [item.get_object() for item in reader.pages[0]["/Annots"]]
    targets = [item["/A"].get("/URI") for item in annotations if "/A" in item]
    assert sample.link in targets


def test_all_fonts_are_embedded(reader: PdfReader) -> None:
    for page in reader.pages:
        resources = [page["/Resources"], *(x.get("/Resources", {}) for x in objects_of(page))]
        for fonts in (item.get("/Font", {}) for item in resources):
            for font in (entry.get_object() for entry in fonts.values()):
                inner = font.get("/DescendantFonts", [font])[0].get_object()
                assert "/FontFile2" in inner["/FontDescriptor"], font["/BaseFont"]


def test_same_document_gives_same_bytes(
    built: BuiltPdf, sample: ReportDocument, renderer: Renderer
) -> None:
    again = build(sample, renderer)
    assert built.sha256 == hashlib.sha256(built.data).hexdigest()
    assert again.sha256 == built.sha256


def test_stays_small(built: BuiltPdf) -> None:
    assert len(built.data) < 400_000


class TestHostileText:
    HOSTILE = (
        '<img src="/etc/passwd"/>',
        "<b>unclosed & <para>",
        "W" * 200_000,
        "🎉👩‍👩‍👧 emoji",
        "مرحبا بالعالم 42",
        "שלום (עולם)",
        "日本語のテキスト",
        "a\x00b\r\nc\u2028d\ud800",
        "",
    )

    @pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
    def test_is_printed_as_text(
        self, words: str, make_tile: Any, make_document: Any, make_table: Any, fake_renderer: Any
    ) -> None:
        table = make_table([(words, 1)] * 5, (words, "n"))
        tiles = (
            make_tile(words, "table", table, 12, words, words),
            make_tile(words, "bar", {"data": [{"type": "bar"}]}, 6, words, words),
        )
        changes = {"title": words, "author": words, "filters": words, "insights": (words,)}
        started = time.perf_counter()
        made = build(make_document(*tiles, **changes), fake_renderer)
        assert time.perf_counter() - started < 2
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(made.data)).pages)
        if words.startswith("<"):
            assert words in text
        assert "root:" not in text

    def test_wide_and_long_tables_lose_nothing(
        self, make_tile: Any, make_document: Any, make_table: Any, fake_renderer: Any
    ) -> None:
        rows = [[f"r{row}c{column}" for column in range(30)] for row in range(120)]
        table = make_table(rows, [f"Head {column}" for column in range(30)])
        made = build(make_document(make_tile("Wide", "table", table)), fake_renderer)
        words = set()
        for page in PdfReader(io.BytesIO(made.data)).pages:
            words.update(page.extract_text().split())
        assert {cell for row in rows for cell in row} <= words


class TestFailures:
    def test_names_the_tile_that_could_not_be_drawn(
        self, make_tile: Any, make_document: Any
    ) -> None:
        class Broken:
            def draw(self, figures: Any) -> list[bytes]:
                raise FigureFailed(1, "Chromium ended unexpectedly")

        bars = {"data": [{"type": "bar"}]}
        board = make_document(
            make_tile("Sum", "indicator", {"data": [{"type": "indicator", "value": 1}]}),
            make_tile("First", "bar", bars),
            make_tile("Second", "bar", bars),
        )
        with pytest.raises(FigureFailed, match='"Second" could not be drawn') as failed:
            build(board, Broken())
        assert failed.value.index == 2

    def test_needs_no_chromium_without_charts(
        self, make_tile: Any, make_document: Any, make_table: Any
    ) -> None:
        board = make_document(make_tile("Rows", "table", make_table([(1, 2)], "ab")))
        with Renderer(None) as renderer:
            assert build(board, renderer).pages == 2
