"""Pages as images: what is lit on them is the ink of the quoted words, and of nothing else."""

import base64
import io
import sys
import zipfile
from collections.abc import Iterator, Sequence
from email.message import EmailMessage

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from qa.errors import DocumentError
from qa.loading import PageImage, QuotedLine, Sandbox, attached_file
from qa.loading.contents import draw_page, read_contents
from qa.loading.extracted import Extracted
from qa.loading.formats.pages.page_image import LONGEST_SIDE, MOST_PIXELS
from qa.loading.formats.pages.pdf import read_pdf
from qa.records import Box
from tests.loading.pdf_writer import Line, Page, inked, pdf

PARTS = ("The harbour master ", "keeps the lantern", " in a locked shed")
WHOLE = "".join(PARTS)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(seconds=20) as opened:
        yield opened


def made(turned: int = 0, crop: tuple[int, int, int, int] | None = None, only: int | None = None) -> bytes:
    """One page with a line between two others; of the line's three parts all are seen, or `only` one."""
    others = [] if only is not None else [inked(60, 530, "A line above it"), inked(60, 470, "A line below it")]
    return pdf(Page(drawing="\n".join([*others, inked(60, 500, *PARTS, only=only)]), turned=turned, crop=crop))


def ink(drawn: PageImage) -> NDArray[np.bool_]:
    """Where something is dark."""
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(drawn.webp))).convert("L")) < 140


def covered(drawn: PageImage, boxes: Sequence[Box]) -> NDArray[np.bool_]:
    """The pixels under the boxes."""
    mask = np.zeros_like(ink(drawn))
    height, width = mask.shape
    for left, top, right, bottom in boxes:
        rows = slice(round(top / drawn.height * height), round(bottom / drawn.height * height))
        mask[rows, round(left / drawn.width * width) : round(right / drawn.width * width)] = True
    return mask


def line_of(data: bytes, quoted: str, answer: str = "") -> QuotedLine:
    """The line that holds both, as it is indexed."""
    found = read_pdf(data, None)
    (place,) = [one for one in found.places if quoted in found.text[one.start : one.end]]
    text = found.text[place.start : place.end]
    assert place.box is not None
    spans = [(text.index(words), text.index(words) + len(words)) for words in (quoted, answer) if words]
    return QuotedLine(text, place.box, spans[0], spans[1] if answer else None)


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, (30, 200, 390, 560)])
def test_the_ink_of_the_quoted_words_is_lit_and_no_other(turned: int, crop: tuple[int, int, int, int] | None) -> None:
    """The oracle: the same page with these words alone, and with the others alone, each at its place."""
    line = line_of(made(turned, crop), "keeps the lantern", "the lantern")
    drawn = draw_page("a.pdf", made(turned, crop), "a.pdf", 1, [line])
    lit = covered(drawn, drawn.quoted)
    before, words, after = (ink(draw_page("a.pdf", made(turned, crop, only=at), "a.pdf", 1, ())) for at in range(3))
    assert words.sum() > 300
    assert (words & lit).sum() > 0.99 * words.sum()
    assert ((before | after) & lit).sum() < 0.01 * (before | after).sum()
    answer = covered(drawn, drawn.answer)
    assert len(drawn.answer) == 1
    assert 0.5 < (words & answer).sum() / words.sum() < 0.8  # "the lantern" of "keeps the lantern"
    assert not (answer & ~lit).any()


def test_a_line_whose_characters_the_page_does_not_have_is_lit_whole_without_an_answer() -> None:
    line = line_of(made(), "keeps the lantern")
    other = QuotedLine("Another thing than what is printed there now", line.box, (4, 9), (4, 9))
    drawn = draw_page("a.pdf", made(), "a.pdf", 1, [other])
    assert (drawn.quoted, drawn.answer) == ((line.box,), ())


def test_ink_of_a_leftward_line_is_found_from_its_right_end() -> None:
    """The first of three words of a Hebrew line stands at its right end."""
    data = pdf(Page((Line(200, 500, "רוחב הגשר שבעה"[::-1], 20),)))
    found = read_pdf(data, None)
    assert found.text == "רוחב הגשר שבעה"
    (place,) = found.places
    assert place.box is not None
    drawn = draw_page("a.pdf", data, "a.pdf", 1, [QuotedLine(found.text, place.box, (0, 4), (10, 14))])
    assert [[round(side) for side in box[::2]] for box in (*drawn.quoted, *drawn.answer)] == [[300, 340], [200, 240]]


def test_a_scan_is_lit_by_the_line() -> None:
    """A picture has no characters to tell apart; its boxes count in its pixels."""
    file = io.BytesIO()
    Image.new("L", (400, 300), 255).save(file, "PNG")
    drawn = draw_page("a.png", file.getvalue(), "a.png", 1, [QuotedLine("words", (40, 30, 200, 60), (0, 2), (0, 2))])
    assert (drawn.width, drawn.height, drawn.quoted, drawn.answer) == (400, 300, ((40, 30, 200, 60),), ())


def test_the_frames_of_a_picture_are_its_pages() -> None:
    file = io.BytesIO()
    frames = [Image.new("L", (40, 30), shade) for shade in (250, 10)]
    frames[0].save(file, "TIFF", save_all=True, append_images=frames[1:])
    first, second = (draw_page("a.tif", file.getvalue(), "a.tif", page, ()) for page in (1, 2))
    assert (first.pages, second.pages) == (2, 2)
    assert ink(second).all()
    assert not ink(first).any()


@pytest.mark.parametrize("page", [0, -1, 3, 10**12])
def test_a_page_that_is_not_there_is_refused(page: int) -> None:
    picture = io.BytesIO()
    Image.new("L", (40, 30)).save(picture, "PNG")
    for name, data in (("a.pdf", pdf(Page(), Page())), ("a.png", picture.getvalue())):
        with pytest.raises(DocumentError, match="has no page"):
            draw_page(name, data, name, page, ())


@pytest.mark.parametrize("size", [(14_400, 14_400), (14_400, 3), (3, 14_400)])
def test_an_enormous_page_is_drawn_smaller(size: tuple[int, int]) -> None:
    pixels = ink(draw_page("a.pdf", pdf(Page(size=size)), "a.pdf", 1, ()))
    assert pixels.size <= 1.01 * MOST_PIXELS
    assert max(pixels.shape) <= LONGEST_SIDE + 1


def test_what_has_no_pages_is_said_to_have_none(sandbox: Sandbox) -> None:
    for name, data in (("a.txt", b"One. Two."), ("a.csv", b"a,b\n1,2\n")):
        with pytest.raises(DocumentError, match="no pages"):
            sandbox.draw(name, data, name, 1)


def test_a_broken_file_is_refused_and_the_next_one_drawn(sandbox: Sandbox) -> None:
    for data in (made()[:200], b"%PDF-1.7 nothing", b"\x89PNG\r\n\x1a\n" + bytes(50)):
        with pytest.raises(DocumentError):
            sandbox.draw("a.pdf", data, "a.pdf", 1)
    line = line_of(made(), "keeps the lantern", "the lantern")
    assert sandbox.draw("a.pdf", made(), "a.pdf", 1, [line]) == draw_page("a.pdf", made(), "a.pdf", 1, [line])


def test_a_file_that_stalls_what_draws_it_is_given_up() -> None:
    stalled = (sys.executable, "-c", "import sys, time; sys.stdin.readline(); sys.stdin.readline(); time.sleep(60)")
    with Sandbox(seconds=0.2, worker=stalled) as opened, pytest.raises(DocumentError, match="longer than 0 s"):
        opened.draw("a.pdf", made(), "a.pdf", 1)


def test_a_page_in_an_archive_and_one_attached_to_a_mail_are_drawn() -> None:
    mail = EmailMessage()
    mail["Subject"] = "Plans"
    mail.set_content("See below.")
    mail.add_attachment(made(), maintype="application", subtype="pdf", filename="plan, new.pdf")
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as archive:
        archive.writestr("in/plan.pdf", made())
        archive.writestr("in/mail.eml", bytes(mail))
    alone = draw_page("a.pdf", made(), "a.pdf", 1, ()).webp
    assert draw_page("b.zip", box.getvalue(), "b.zip/in/plan.pdf", 1, ()).webp == alone
    (found,) = [one.found for one in read_contents("b.zip", box.getvalue()) if one.source == "b.zip/in/mail.eml"]
    assert isinstance(found, Extracted)
    place = next(place for place in found.places if "lantern" in found.text[place.start : place.end])
    assert (place.name, place.page) == ("attachment plan, new.pdf, page 1", 1)
    assert place.box == line_of(made(), "lantern").box
    inside = f"b.zip/in/mail.eml{attached_file(place)}"
    assert draw_page("b.zip", box.getvalue(), inside, 1, ()).webp == alone


@pytest.mark.parametrize(
    "wanted", ["b.zip/in/other.pdf", "b.zip", "b.zip/in", "b.zip/in/two.pdf", "c.pdf", "/etc/passwd"]
)
def test_what_an_archive_does_not_hold_or_holds_twice_is_not_drawn(wanted: str) -> None:
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as archive:
        archive.writestr("in/plan.pdf", made())
        archive.writestr("in/two.pdf", made())
        archive.writestr("/in/two.pdf", made())
    with pytest.raises(DocumentError):
        draw_page("b.zip", box.getvalue(), wanted, 1, ())
