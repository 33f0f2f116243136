"""Pictures of text, drawn by the test with PDFium: found, placed, turned; and what is said without the extra."""

import io

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from qa.errors import DocumentError
from qa.loading.formats.pages.ocr import can_recognize, read_image
from qa.loading.formats.pages.pdf import read_pdf

needs_ocr = pytest.mark.skipif(not can_recognize(), reason="the extra is not installed")
LINES = ["The quick brown fox jumps", "over the lazy dog today."]


def picture(turns: int = 0, ground: int | None = 255) -> bytes:
    """A PNG of both lines in Helvetica, turned to the left, on white or on nothing."""
    content = "".join(f"BT /F 24 Tf 30 {150 - 40 * at} Td ({line}) Tj ET\n" for at, line in enumerate(LINES))
    data = (
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 200]/Contents 4 0 R/Resources<</Font<</F<</Type/Font"
        f"/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n4 0 obj<</Length {len(content)}>>stream\n{content}\n"
        "endstream endobj\ntrailer<</Root 1 0 R>>"
    )
    page = pypdfium2.PdfDocument(data.encode())[0]
    pixels = np.rot90(page.render(scale=2).to_numpy()[:, :, 0], turns)
    image = Image.fromarray(pixels)
    if ground is None:
        image = Image.merge("LA", (Image.new("L", image.size, 0), Image.fromarray(255 - pixels)))
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


@needs_ocr
def test_a_picture_is_read_line_by_line_with_boxes_in_pixels() -> None:
    found = read_image(picture(), None)
    assert found.text.split() == " ".join(LINES).split()
    first = found.places[0]
    assert first.box is not None
    assert (first.name, first.page) == ("page 1", 1)
    assert 40 < first.box[0] < 80
    assert 50 < first.box[1] < first.box[3] < 120


@needs_ocr
@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_turned_picture_is_read_in_order(turns: int) -> None:
    assert read_image(picture(turns), None).text.split() == " ".join(LINES).split()


@needs_ocr
def test_black_letters_on_a_transparent_ground_are_read() -> None:
    assert read_image(picture(ground=None), None).text.split() == " ".join(LINES).split()


@needs_ocr
def test_a_scan_in_a_pdf_is_read_with_boxes_in_points() -> None:
    file = io.BytesIO()
    Image.open(io.BytesIO(picture())).convert("L").save(file, "PDF", resolution=144)
    found = read_pdf(file.getvalue(), None)
    assert found.text.split() == " ".join(LINES).split()
    assert found.places[0].box is not None
    assert 20 < found.places[0].box[0] < 40
    assert 25 < found.places[0].box[1] < found.places[0].box[3] < 60


@needs_ocr
@pytest.mark.parametrize("data", [picture()[:300], b"no picture"])
def test_a_damaged_picture_is_refused_as_such(data: bytes) -> None:
    with pytest.raises(DocumentError, match="damaged or no picture") as caught:
        read_image(data, None)
    assert caught.value.reason == "damaged"


@pytest.mark.skipif(can_recognize(), reason="the extra is installed")
def test_without_the_extra_a_picture_is_left_out_with_its_name() -> None:
    with pytest.raises(DocumentError) as caught:
        read_image(picture(), None)
    assert caught.value.reason == "unsupported"
    assert "qa[ocr]" in caught.value.hint
