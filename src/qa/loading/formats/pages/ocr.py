"""Pictures of text → pieces of text, by RapidOCR, whose models come in its wheel: nothing is fetched.

The extra `qa[ocr]` brings it; without it a picture is left out, with a sentence that names the extra.
"""

import io
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from statistics import median
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from qa.errors import DocumentError
from qa.loading.extracted import Extracted
from qa.loading.formats.pages.flow import PageRegions, written
from qa.loading.formats.pages.frame import Boxes, Frame
from qa.loading.formats.pages.layout import Piece, regions
from qa.records import Box

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST_SIDE = 2000
"""Pixels of the longer side of what is looked at; more cost time and find hardly more."""
MOST_PIXELS = 200_000_000
MOST_FRAMES = 500
Pixels = NDArray[np.uint8]
"""Shape (height, width, 3): red, green, blue."""


LARGEST_LETTERS = 100
"""Pixels; the models overlook some of larger ones, so that the picture is made smaller."""
USUAL_LETTERS = 48
WORD_GAP = 0.7
"""A line is cut at a gap between words that is so many heights wide: the detector may run over a gutter."""
Word = tuple[str, float, NDArray[np.float32]]
"""Its text, how certain it is, and its corners."""


class _Said(Protocol):
    """What the engine answers; an attribute is there when its stage was asked for."""

    boxes: NDArray[np.float32] | None
    txts: tuple[str, ...] | None
    word_results: Sequence[Sequence[Word]]
    cls_res: Sequence[tuple[str, float]] | None


@cache
def can_recognize() -> bool:
    """Whether the extra is installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def recognized(pixels: Pixels, scale: float = 1.0) -> tuple[Frame, list[Piece]]:
    """The lines of text in a picture, and the way they run; boxes are in that frame, in pixels times `scale`."""
    lines = _found(pixels)
    if lines and (letters := median(_thickness(line.box) for line in lines)) > LARGEST_LETTERS:
        smaller = letters / USUAL_LETTERS
        pixels, scale = _resized(pixels, smaller), scale * smaller
        lines = _found(pixels)
    if not lines:
        return Frame(), []
    boxes = np.array([line.box for line in lines], np.float32)
    frame = Frame(_turns(pixels, boxes, [line.text for line in lines]))
    if not frame.turns:
        lines = [part for line in lines for part in _parts(line)]
        boxes = np.array([line.box for line in lines], np.float32)
    return frame, list(_pieces(frame.into(boxes * np.float32(scale)), lines))


@dataclass(frozen=True, slots=True)
class _Line:
    """What was recognized in one box, and its words where they are told apart."""

    text: str
    box: Box
    words: tuple[Word, ...] = ()


def _found(pixels: Pixels) -> list[_Line]:
    found = _engine()(pixels[:, :, ::-1], use_det=True, use_cls=True, use_rec=True, return_word_box=True)
    if found.boxes is None or not found.txts:
        return []
    words = found.word_results if len(found.word_results) == len(found.txts) else [()] * len(found.txts)
    boxes = [_bounds(corners) for corners in found.boxes]
    return [_Line(text, box, tuple(parts)) for text, box, parts in zip(found.txts, boxes, words, strict=True)]


def _bounds(corners: NDArray[np.float32]) -> Box:
    (left, top), (right, bottom) = np.min(corners, axis=0).tolist(), np.max(corners, axis=0).tolist()
    return left, top, right, bottom


def _thickness(box: Box) -> float:
    return min(box[2] - box[0], box[3] - box[1])


def _parts(line: _Line) -> Iterator[_Line]:
    """The line cut at its wide gaps."""
    begin, reached, left, top, right, bottom = 0, 0, *line.box
    after = left
    for text, _, corners in line.words:
        place = line.text.find(text, reached)
        if place < 0:
            break
        first, _, last, _ = _bounds(corners)
        if reached and first - after > WORD_GAP * (bottom - top):
            yield _Line(line.text[begin:place], (left, top, after, bottom))
            begin, left = place, first
        reached, after = place + len(text), last
    yield _Line(line.text[begin:], (left, top, right, bottom))


@cache
def _engine() -> Callable[..., _Said]:
    """The models, loaded once in a process."""
    from rapidocr import RapidOCR

    return cast(
        "Callable[..., _Said]", RapidOCR(params={"Global.log_level": "critical", "Global.max_side_len": LARGEST_SIDE})
    )


def _turns(pixels: Pixels, boxes: Boxes, texts: Sequence[str]) -> int:
    """Quarter turns to the right of the lines: upright or not by their shapes, head up or down by a classifier."""
    wide, high = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    lengths = np.array([len(text) for text in texts])
    sideways = bool(lengths[high > 1.5 * wide].sum() > lengths[high <= 1.5 * wide].sum())
    longest = np.argsort(-lengths, kind="stable")[:5]
    overhead = sum(_is_upside_down(np.rot90(_crop(pixels, boxes[at]), 1 if sideways else 0)) for at in longest)
    return (1 if sideways else 0) + (2 if 2 * overhead > len(longest) else 0)


def _crop(pixels: Pixels, box: NDArray[np.float32]) -> Pixels:
    left, top, right, bottom = (max(int(side), 0) for side in box)
    return pixels[top : bottom + 1, left : right + 1]


def _is_upside_down(line: Pixels) -> bool:
    said = _engine()(np.ascontiguousarray(line), use_det=False, use_cls=True, use_rec=False).cls_res
    return said is not None and len(said) > 0 and said[0][0] == "180"


def _pieces(boxes: Boxes, lines: Sequence[_Line]) -> Iterator[Piece]:
    """Lines with boxes a little narrower than the detector's, and of one size where they nearly are."""
    heights = boxes[:, 3] - boxes[:, 1]
    usual = float(np.median(heights))
    for line, box, height in zip(lines, boxes.tolist(), heights.tolist(), strict=True):
        left, top, right, bottom = box
        size = usual if 0.7 < height / usual < 1.4 else height
        aside = min(0.15 * height, (right - left) / 4)
        yield Piece(line.text.strip(), (left + aside, top + height / 10, right - aside, bottom - height / 10), size)


def read_image(data: bytes, encoding: str | None) -> Extracted:
    """The text of a picture, every frame of it a page; its boxes are in pixels.

    DocumentError for a damaged or enormous picture, and for any where the extra is missing.
    """
    if not data.strip():
        return Extracted("", "OCR")
    if not can_recognize():
        raise DocumentError("is a picture of text at best", hint='pip install "qa[ocr]"', reason="unsupported")
    sheets = []
    for number, image in enumerate(frames(data), 1):
        scale = max(max(image.size) / LARGEST_SIDE, 1.0)
        frame, pieces = recognized(pixels_of(image, scale), scale)
        sheets.append(PageRegions(number, frame, regions(pieces, drawn=False)))
    text, places = written(sheets)
    return Extracted(text, "OCR", places=places)


def frames(data: bytes) -> "Iterator[Image]":
    """The pictures in the file as they are seen; DocumentError where it is damaged or enormous."""
    from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > MOST_PIXELS:
                raise DocumentError("has more pixels than any page", hint="save it smaller", reason="bomb")
            for number, frame in enumerate(ImageSequence.Iterator(image)):
                if number >= MOST_FRAMES:
                    return
                yield ImageOps.exif_transpose(frame)
    except Image.DecompressionBombError:
        raise DocumentError("has more pixels than any page", hint="save it smaller", reason="bomb") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, struct.error):
        raise DocumentError("is damaged or no picture", hint="save it again", reason="damaged") from None


def pixels_of(image: "Image", scale: float) -> Pixels:
    """The picture so many times smaller, on a ground that its letters stand out from where it has none of its own."""
    if "A" not in image.getbands() and "transparency" not in image.info:
        return _resized(np.asarray(image.convert("RGB")), scale)
    clear = np.asarray(image.convert("RGBA"), np.float32)
    alpha = clear[:, :, 3:] / 255
    light = float((clear[:, :, :3] * alpha).sum() / max(3 * alpha.sum(), 1.0))
    ground = 0.0 if light > 127 else 255.0
    return _resized((clear[:, :, :3] * alpha + ground * (1 - alpha)).astype(np.uint8), scale)


def _resized(pixels: Pixels, scale: float) -> Pixels:
    """So many times smaller; the same where that would be larger."""
    from PIL import Image

    if scale <= 1.0:
        return pixels
    height, width, _ = pixels.shape
    size = max(round(width / scale), 1), max(round(height / scale), 1)
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS))
