"""A file → the documents in it: itself, or an archive's members; what is attached to a mail is part of it."""

from collections.abc import Iterator
from dataclasses import replace

from qa.errors import DocumentError
from qa.loading.extracted import Content, Extracted
from qa.loading.finding import unsupported
from qa.loading.formats import FORMATS
from qa.loading.formats.package import bomb, damaged
from qa.loading.formats.plain import read_plain
from qa.loading.formats.text_builder import TextBuilder
from qa.loading.sniffing import suffix_of

DEEPEST = 5
MOST_FILES = 20_000
LARGEST = 1_000_000_000


def read_contents(source: str, data: bytes, encoding: str | None = None) -> list[Content]:
    """All documents in a file, one for most files. Raises DocumentError when the file gives none at all."""
    contents = list(_Reading().read(source, data, encoding, 0))
    failures = [content.found for content in contents if isinstance(content.found, DocumentError)]
    if failures and len(failures) == len(contents):
        raise next((failure for failure in failures if failure.reason != "unsupported"), failures[0])
    return contents


class _Reading:
    """One file with all that lies in it; counts what was unpacked so far."""

    def __init__(self) -> None:
        self.files = 0
        self.size = 0

    def read(self, source: str, data: bytes, encoding: str | None, depth: int) -> Iterator[Content]:
        try:
            self._count(data, depth)
            found = _extracted(source, data, encoding, inside=depth > 0)
        except DocumentError as error:
            yield Content(source, error)
            return
        if found.members and not found.text:
            for member in found.members:
                yield from self.read(f"{source}/{member.name}", member.data, None, depth + 1)
        else:
            yield Content(source, self._with_attachments(found, depth) if found.members else found)

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
                    text.append(content.found, f"attachment {content.source}")
        whole = text.extracted(found.encoding)
        return replace(found, text=whole.text, places=whole.places, members=())


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
        return FORMATS[suffix](data, encoding)
    except RecursionError:
        raise bomb("is nested too deeply to be read") from None
    except DocumentError:
        raise
    except Exception as error:  # libraries raise what they like on damaged files
        raise damaged(f"is damaged: its reader gave up ({type(error).__name__})") from error


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
