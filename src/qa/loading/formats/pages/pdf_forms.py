"""What is written over a PDF's page, in the fields of a form and as free text: shown, but no part of its text layer."""

import ctypes
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from qa.loading.formats.pages.pdf_page import Sheet
from qa.records import Box

if TYPE_CHECKING:
    import pypdfium2

MOST_ANNOTATIONS = 20_000
"""On one page."""
_HIDDEN, _NO_VIEW, _PASSWORD = 1 << 1, 1 << 5, 1 << 13
_USUAL_SIZE = 11.0  # points


def read_fields(
    document: "pypdfium2.PdfDocument", page: "pypdfium2.PdfPage", sheet: Sheet
) -> Iterator[tuple[str, Box]]:
    """The lines that were filled in, each with its box as shown; `document.init_forms()` comes before its pages."""
    from pypdfium2 import raw

    for index in range(min(raw.FPDFPage_GetAnnotCount(page), MOST_ANNOTATIONS)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            text = "" if raw.FPDFAnnot_GetFlags(annotation) & (_HIDDEN | _NO_VIEW) else _text(document, annotation)
            yield from _lines(text, annotation, sheet)
        finally:
            raw.FPDFPage_CloseAnnot(annotation)


def _text(document: "pypdfium2.PdfDocument", annotation: object) -> str:
    """What the annotation shows; a ticked box gives a tick."""
    from pypdfium2 import raw

    kind = raw.FPDFAnnot_GetSubtype(annotation)
    if kind == raw.FPDF_ANNOT_FREETEXT:
        return _string(partial(raw.FPDFAnnot_GetStringValue, annotation, b"Contents"))
    if kind != raw.FPDF_ANNOT_WIDGET or not document.formenv:
        return ""
    form = document.formenv
    field = raw.FPDFAnnot_GetFormFieldType(form, annotation)
    if field in (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON):
        return "✓" if raw.FPDFAnnot_IsChecked(form, annotation) else ""
    if field in (raw.FPDF_FORMFIELD_LISTBOX, raw.FPDF_FORMFIELD_COMBOBOX) and (chosen := [*_chosen(form, annotation)]):
        return "\n".join(chosen)
    secret = field == raw.FPDF_FORMFIELD_TEXTFIELD and raw.FPDFAnnot_GetFormFieldFlags(form, annotation) & _PASSWORD
    if field in (raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_TEXTFIELD) and not secret:
        return _string(partial(raw.FPDFAnnot_GetFormFieldValue, form, annotation))
    return ""


def _chosen(form: object, annotation: object) -> Iterator[str]:
    """The chosen entries of a list."""
    from pypdfium2 import raw

    for option in range(max(raw.FPDFAnnot_GetOptionCount(form, annotation), 0)):
        if raw.FPDFAnnot_IsOptionSelected(form, annotation, option):
            yield _string(partial(raw.FPDFAnnot_GetOptionLabel, form, annotation, option))


def _string(get: Callable[[object, int], int]) -> str:
    """What a function of PDFium writes into a buffer, which it is asked twice for: how long, and what."""
    from pypdfium2 import raw

    size = get(None, 0)
    buffer = ctypes.create_string_buffer(size)
    get(ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size)
    return buffer.raw.decode("utf-16-le", errors="replace").rstrip("\0")


def _lines(text: str, annotation: object, sheet: Sheet) -> Iterator[tuple[str, Box]]:
    """The text's lines, from the top of the annotation's box, each as high as its share of it or as usual."""
    from pypdfium2 import raw

    lines = [line.strip() for line in text.splitlines() if line.strip()]
    rectangle = raw.FS_RECTF()
    if not lines or not raw.FPDFAnnot_GetRect(annotation, rectangle):
        return
    bounds = [[rectangle.left, rectangle.top, rectangle.right, rectangle.bottom]]
    left, top, right, bottom = sheet.shown(np.array(bounds, np.float32))[0].tolist()
    high = max(min((bottom - top) / len(lines), 1.4 * _USUAL_SIZE), 4.0)
    begin = (top + bottom - high) / 2 if len(lines) == 1 else top
    for number, line in enumerate(lines):
        yield line, (left, begin + number * high, right, begin + (number + 0.9) * high)
