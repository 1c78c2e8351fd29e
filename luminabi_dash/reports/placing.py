"""Puts one-page PDFs into the pages of another as vectors, without reading their content."""

from __future__ import annotations

import io

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    StreamObject,
)

BYTES_WORTH_PACKING = 64


def place(writer: PdfWriter, page: PageObject, name: str, pdf: bytes, x: float, y: float) -> None:
    """Show the first page of `pdf` on `page` with its lower left corner at x, y.

    A form object keeps the content as it is: `merge_transformed_page` would parse and rewrite
    it, which takes seconds and four times the bytes for some thousand marks.
    """
    form = form_of(writer, PdfReader(io.BytesIO(pdf)).pages[0])
    resources = page["/Resources"].get_object()
    assert isinstance(resources, DictionaryObject)
    forms = resources.setdefault(NameObject("/XObject"), DictionaryObject()).get_object()
    forms[NameObject(f"/{name}")] = writer._add_object(form)  # noqa: SLF001
    show = stream(f"q 1 0 0 1 {x:.3f} {y:.3f} cm /{name} Do Q".encode())
    present = page.get("/Contents")
    parts = present.get_object() if present is not None else ArrayObject()
    before = list(parts) if isinstance(parts, ArrayObject) else [page.raw_get("/Contents")]
    reference = writer._add_object(show)  # noqa: SLF001
    page[NameObject("/Contents")] = ArrayObject([*before, reference])


def form_of(writer: PdfWriter, source: PageObject) -> StreamObject:
    content = source.get_contents()
    form = stream(content.get_data() if content is not None else b"")
    form[NameObject("/Type")] = NameObject("/XObject")
    form[NameObject("/Subtype")] = NameObject("/Form")
    form[NameObject("/BBox")] = ArrayObject(FloatObject(edge) for edge in source.mediabox)
    form[NameObject("/Resources")] = source["/Resources"].clone(writer)
    return form


def stream(data: bytes) -> StreamObject:
    made = StreamObject()
    made.set_data(data)
    return made.flate_encode() if len(data) > BYTES_WORTH_PACKING else made
