"""A file → a Document; a bad file is a DocumentError that names it.

A NUL or a lone surrogate never reaches `Document.text`: `decoding` refuses files that hold one, and pages turn them
into U+FFFD.
"""

import hashlib
import os
import stat
from pathlib import Path, PurePosixPath

from qa.errors import DocumentError
from qa.loading.contents import read_contents
from qa.loading.extracted import Content, Extracted
from qa.loading.formats import APART
from qa.loading.formats.pages.ocr import can_recognize
from qa.loading.outline import numbered_units, outline
from qa.loading.sandbox import Sandbox
from qa.loading.sniffing import suffix_of
from qa.records import Document, Problem

READER_VERSION = 5
LONGEST_TITLE = 300  # characters; every passage is read and looked up with its title
MEGABYTE = 1_000_000


def read_source(folder: Path, source: str, max_bytes: int) -> bytes:
    """The file's bytes; DocumentError when it is gone, unreadable, too large, empty or no regular file."""
    path = folder / source
    if not path.resolve().is_relative_to(folder.resolve()):
        raise DocumentError(f"{source} lies outside {folder}", hint="copy it into the folder")
    try:
        return _bytes(path, source, max_bytes)
    except FileNotFoundError:
        raise DocumentError(f"{source} is no longer there", hint="index again") from None
    except OSError as error:
        raise DocumentError(
            f"{source} cannot be read ({error.strerror})", hint="give yourself permission to read it, or remove it"
        ) from error


def _bytes(path: Path, source: str, max_bytes: int) -> bytes:
    """Opens without waiting, so that a named pipe cannot block, and looks at what was opened."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise DocumentError(f"{source} is not a regular file", hint="move it out of the folder")
        data = b"" if status.st_size > max_bytes else file.read(max_bytes + 1)
    size = max(status.st_size, len(data))
    if size > max_bytes:
        raise DocumentError(
            f"{source} has {size / MEGABYTE:.1f} MB, the limit is {max_bytes / MEGABYTE:g} MB",
            hint="raise loading.max_megabytes in qa.toml, or divide the file",
        )
    if not data:
        raise _empty(source)
    return data


def _empty(source: str) -> DocumentError:
    return DocumentError(f"{source} holds no text", hint="fill it or remove it", reason="empty")


def digest(data: bytes, encoding: str | None) -> str:
    """A name for the bytes and for how they are read: the same digest means the same text."""
    head = f"{READER_VERSION}\0{encoding or ''}\0{'ocr' if can_recognize() else ''}\0".encode()
    return hashlib.sha256(head + data).hexdigest()


def load_document(
    source: str, data: bytes, encoding: str | None = None, sandbox: Sandbox | None = None
) -> tuple[Document, Problem | None]:
    """The first document in a file, and a Problem when it is in doubt; see `load_documents`."""
    documents, problems = load_documents(source, data, encoding, sandbox)
    return documents[0], next((problem for problem in problems if problem.source == documents[0].source), None)


def load_documents(
    source: str,
    data: bytes,
    encoding: str | None = None,
    sandbox: Sandbox | None = None,
    password: str | None = None,
) -> tuple[list[Document], list[Problem]]:
    """The documents in a file, one unless it is an archive, and what is in doubt or cannot be read in it.

    A member's source is `archive.zip/inner/a.txt`. Formats that a hostile file could use against the program are read
    in the `sandbox`, where there is one. Raises DocumentError when the file gives no document.
    """
    documents: list[Document] = []
    problems: list[Problem] = []
    mark = digest(data, encoding)
    for content in _contents(source, data, encoding, sandbox, password):
        found = content.found if not content.is_blank else _empty(content.source)
        if isinstance(found, DocumentError):
            problems.append(Problem(content.source, f"{content.source}: {found.message}", found.hint))
            continue
        title = found.title[:LONGEST_TITLE].strip() or PurePosixPath(content.source).stem
        documents.append(_document(content.source, title, mark, found))
        problems += [] if found.certain else [_doubt(content.source, found)]
    if not documents:
        raise _empty(source)
    return documents, problems


def _document(source: str, title: str, mark: str, one: Extracted) -> Document:
    sections = outline(one.text, title, [*one.headings, *numbered_units(one.text)])
    return Document(source, title, one.text, mark, one.encoding, one.places, sections, one.date, one.author)


def _contents(
    source: str, data: bytes, encoding: str | None, sandbox: Sandbox | None, password: str | None
) -> list[Content]:
    """What is read in the file, here or apart; an error names the file."""
    try:
        apart = PurePosixPath(source).suffix.lower() in APART or suffix_of(source, data) in APART
        read = sandbox.read if sandbox and apart else read_contents
        return read(source, data, encoding, password)
    except DocumentError as error:
        raise DocumentError(f"{source}: {error.message}", hint=error.hint, reason=error.reason) from None


def _doubt(source: str, found: Extracted) -> Problem:
    if found.doubt:
        return Problem(source, f"{source}: {found.doubt}", "look at its text in the page, or save the file again")
    if found.replaced:
        line = found.text.count("\n", 0, found.text.index("\ufffd")) + 1
        return Problem(
            source,
            f"{source} holds {_counted(found.replaced)} (U+FFFD), the first in line {line:,}: it was damaged before it "
            f"came here; everything else is exact, read as {found.encoding}",
            "fetch or save the file again from where it came; what was lost cannot be quoted",
        )
    other = "cp950" if found.encoding == "big5hkscs" else "big5"
    return Problem(
        source,
        f"{source} was read as {found.encoding}, but that is not certain",
        f'look at its text; if it is wrong, add to qa.toml: [loading.encodings] "{source}" = "{other}" (or what it is)',
    )


def _counted(replaced: int) -> str:
    return "1 replacement character" if replaced == 1 else f"{replaced:,} replacement characters"
