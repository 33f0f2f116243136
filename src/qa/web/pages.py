"""Pages of the documents' files as images, made when they are asked for, with what is quoted on them."""

from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from threading import Lock

from qa.errors import DocumentError
from qa.loading import PageImage, QuotedLine, Sandbox, attached_file, digest, read_source
from qa.records import Document, Place, Span
from qa.settings import Settings
from qa.web.messages import Json
from qa.web.viewer import Passage, answer_inside

SECONDS = 15.0
"""How long a page may take."""
PROCESSES = 2
KEPT = 24
"""So many images are kept, those last asked for; each has a few hundred kilobytes."""
_WITH_PAGES = ("PDF", "OCR")


class Pages:
    """Draws pages in processes of their own; for any number of threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = Lock()
        self._sandbox = Sandbox(PROCESSES, seconds=SECONDS)
        self._kept: OrderedDict[object, PageImage] = OrderedDict()

    def image(self, document: Document, inside: str, page: int, lines: Sequence[QuotedLine]) -> PageImage:
        """A page of the document's file, or of the file attached to it that `inside` names.

        DocumentError when the file is gone or no longer the one that was indexed, or when the page cannot be drawn.
        """
        file, data = self._file(document)
        key = document.id, inside, page, tuple(lines)
        with self._lock:
            image = self._kept.pop(key, None)
        image = image or self._drawn(file, data, document.source + inside, page, lines)
        with self._lock:
            self._kept[key] = image
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return image

    def close(self) -> None:
        """Ends the processes that draw."""
        self._sandbox.close()

    def _drawn(self, file: str, data: bytes, wanted: str, page: int, lines: Sequence[QuotedLine]) -> PageImage:
        try:
            return self._sandbox.draw(file, data, wanted, page, lines, self._settings.loading.password(file))
        except DocumentError as error:
            raise DocumentError(f"{wanted}: {error.message}", hint=error.hint, reason=error.reason) from None

    def _file(self, document: Document) -> tuple[str, bytes]:
        """Name and bytes of the file that the document was read from."""
        folder, loading = self._settings.documents, self._settings.loading
        file = file_of(folder, document.source)
        data = read_source(folder, file, loading.max_bytes)
        if digest(data, loading.encoding(file)) != document.digest:
            raise DocumentError(f"{file} has changed since it was indexed", hint="rebuild the index to see its pages")
        return file, data


def file_of(folder: Path, source: str) -> str:
    """The file that a source lies in: itself, or the archive that it is a member of."""
    above = [source, *(parent.as_posix() for parent in Path(source).parents[:-1])]
    return next((name for name in above if (folder / name).is_file()), source)


def opened_at(document: Document, places: Sequence[Place]) -> Json | None:
    """Page and attached file to begin with, for a passage with these places; None where only the text can be shown."""
    for place in places:
        if place.page is not None and place.box:
            return {"page": place.page, "inside": attached_file(place)}
    return {"page": 1, "inside": ""} if document.encoding in _WITH_PAGES else None


def quoted_lines(document: Document, places: Sequence[Place], passage: Passage) -> list[QuotedLine]:
    """The lines that the passage touches, those of `places` that have a box."""
    answer = answer_inside(passage) or (0, 0)
    lines = []
    for place in places:
        quoted = _within(place, (passage.start, passage.end))
        if place.box and quoted:
            text = document.text[place.start : place.end]
            lines.append(QuotedLine(text, place.box, quoted, _within(place, answer)))
    return lines


def _within(place: Place, span: Span) -> Span | None:
    """The part of a place that a span covers, counted from the place's start; None where it covers nothing."""
    start, end = max(place.start, span[0]) - place.start, min(place.end, span[1]) - place.start
    return (start, end) if start < end else None
