"""A file → the documents in it: itself, or an archive's members; what is attached to a mail is part of it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from qa.errors import DocumentError
from qa.loading.extracted import Content, Extracted
from qa.loading.finding import unsupported
from qa.loading.formats import FORMATS
from qa.loading.formats.package import bomb, damaged
from qa.loading.formats.pages.ocr import read_image
from qa.loading.formats.pages.page_image import PageImage, draw_pdf_page, draw_picture
from qa.loading.formats.pages.words import QuotedLine
from qa.loading.formats.plain import read_plain
from qa.loading.formats.text_builder import TextBuilder
from qa.loading.publication import publication_date
from qa.loading.sniffing import suffix_of
from qa.loading.unlocking import unlocked
from qa.records import Place

DEEPEST = 5
MOST_FILES = 20_000
LARGEST = 1_000_000_000
MOST_UNSUSPICIOUS, GREATEST_GROWTH = 20_000_000, 100  # characters of a text, and for each byte of its file
_ATTACHMENT = "attachment "


def read_contents(source: str, data: bytes, encoding: str | None = None, password: str | None = None) -> list[Content]:
    """All documents in a file, one for most files, each with its date; the password opens it and what lies in it.

    Raises DocumentError when the file gives none at all.
    """
    contents = list(_Reading(password).read(source, data, encoding, 0))
    failures = [content.found for content in contents if isinstance(content.found, DocumentError)]
    if failures and len(failures) == len(contents):
        raise next((failure for failure in failures if failure.reason != "unsupported"), failures[0])
    return list(map(_dated, contents))


def _dated(content: Content) -> Content:
    """With the date that its text or its name tells, where the format tells none."""
    found = content.found
    if isinstance(found, DocumentError) or found.date:
        return content
    return replace(content, found=replace(found, date=publication_date(found.text, content.source) or found.made))


def draw_page(
    source: str, data: bytes, wanted: str, page: int, lines: Sequence[QuotedLine], password: str | None = None
) -> PageImage:
    """A page of the document `wanted`, which is the file `source` or lies in it; DocumentError where it has none."""
    name, found = _within(source, data, wanted, password)
    suffix = suffix_of(name, found)
    if suffix == ".pdf":
        return draw_pdf_page(found, page, lines)
    if FORMATS.get(suffix) is read_image:
        return draw_picture(found, page, lines)
    raise DocumentError("has no pages to be shown", reason="unsupported")


def attached_file(place: Place) -> str:
    """What is to be added to a document's source to name the attachment whose page the place is on; empty for its own.

    >>> attached_file(Place(0, 9, "attachment plan.pdf, page 2", 2))
    '/plan.pdf'
    """
    _, attached, name = place.name.partition(_ATTACHMENT)
    return f"/{name.removesuffix(f', page {place.page}')}" if attached else ""


def _within(source: str, data: bytes, wanted: str, password: str | None, depth: int = 0) -> tuple[str, bytes]:
    """Name and bytes of a document in the file; DocumentError where it is not there, or there twice."""
    data = data if password is None else unlocked(data, password)
    if source == wanted:
        return source, data
    members = [
        (f"{source}/{member.name}", member.data) for member in _extracted(source, data, None, inside=depth > 0).members
    ]
    found = [(name, data) for name, data in members if f"{wanted}/".startswith(f"{name}/")]
    if len(found) != 1 or depth >= DEEPEST:
        raise DocumentError(f"holds {len(found) or 'no'} files that are called so", hint="index again")
    return _within(*found[0], wanted, password, depth + 1)


class _Reading:
    """One file with all that lies in it; counts what was unpacked so far."""

    def __init__(self, password: str | None) -> None:
        self.password = password
        self.files = 0
        self.size = 0

    def read(self, source: str, data: bytes, encoding: str | None, depth: int) -> Iterator[Content]:
        try:
            self._count(data, depth)
            found = _extracted(source, self._opened(data), encoding, inside=depth > 0)
        except DocumentError as error:
            yield Content(source, error)
            return
        if found.members and not found.text:
            for member in found.members:
                yield from self.read(f"{source}/{member.name}", member.data, None, depth + 1)
        else:
            yield Content(source, self._with_attachments(found, depth) if found.members else found)

    def _opened(self, data: bytes) -> bytes:
        return data if self.password is None else unlocked(data, self.password)

    def _count(self, data: bytes, depth: int) -> None:
        self.files += 1
        self.size += len(data)
        if depth > DEEPEST:
            raise bomb(f"lies more than {DEEPEST} files deep in others")
        if self.files > MOST_FILES or self.size > LARGEST:
            raise bomb(f"unpacks to more than {MOST_FILES:,} files or {LARGEST // 10**6:,} MB")

    def _with_attachments(self, found: Extracted, depth: int) -> Extracted:
        text = TextBuilder.of(found)
        for member in found.members:
            for content in self.read(member.name, member.data, None, depth + 1):
                if isinstance(content.found, Extracted):
                    text.append(content.found, f"{_ATTACHMENT}{content.source}")
        whole = text.extracted(found.encoding)
        return replace(found, text=whole.text, places=whole.places, headings=whole.headings, members=())


def _extracted(source: str, data: bytes, encoding: str | None, *, inside: bool) -> Extracted:
    suffix = suffix_of(source, data)
    if suffix not in FORMATS and not inside:
        problem = unsupported(source)
        raise DocumentError(problem.message.removeprefix(f"{source}: "), hint=problem.hint, reason="unsupported")
    if not data.strip():
        raise DocumentError("holds no text", hint="fill it or remove it", reason="empty")
    if suffix not in FORMATS:
        return _as_text(suffix, data)
    try:
        return _measured(FORMATS[suffix](data, encoding), len(data))
    except RecursionError:
        raise bomb("is nested too deeply to be read") from None
    except DocumentError:
        raise
    except Exception as error:  # libraries raise what they like on damaged files
        raise damaged(f"is damaged: its reader gave up ({type(error).__name__})") from error


def _measured(found: Extracted, size: int) -> Extracted:
    """What was found, unless its text grew beyond what anybody writes: repeated cells, columns and blanks."""
    if len(found.text) > max(MOST_UNSUSPICIOUS, GREATEST_GROWTH * size):
        raise bomb(f"holds {len(found.text):,} characters of text in {size:,} bytes")
    return found


def _as_text(suffix: str, data: bytes) -> Extracted:
    """A file of an unknown suffix inside another, where it surely is text."""
    try:
        found = read_plain(data, None)
    except DocumentError:
        found = None
    if found is None or not found.certain:
        message = f"{suffix or 'a name without a suffix'} is not a format that is read"
        raise DocumentError(message, hint="unpack what you need of it", reason="unsupported")
    return found
