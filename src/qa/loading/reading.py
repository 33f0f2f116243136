"""A file → a Document; a bad file is a DocumentError that names it.

A NUL or a lone surrogate never reaches `Document.text`: `decoding` refuses files that hold one, and pages turn them
into U+FFFD.
"""

import hashlib
import os
import stat
from pathlib import Path, PurePosixPath

from qa.errors import DocumentError
from qa.loading.detection import Decoded
from qa.loading.finding import unsupported
from qa.loading.formats import FORMATS
from qa.records import Document, Problem

READER_VERSION = 2
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
        ) from None


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
    return DocumentError(f"{source} holds no text", hint="fill it or remove it")


def digest(data: bytes, encoding: str | None) -> str:
    """A name for the bytes and for how they are read: the same digest means the same text."""
    head = f"{READER_VERSION}\0{encoding or ''}\0".encode()
    return hashlib.sha256(head + data).hexdigest()


def load_document(source: str, data: bytes, encoding: str | None = None) -> tuple[Document, Problem | None]:
    """The document, and a Problem when its encoding is in doubt; DocumentError when it cannot be read."""
    suffix = PurePosixPath(source).suffix.lower()
    if suffix not in FORMATS:
        problem = unsupported(source)
        raise DocumentError(problem.message, hint=problem.hint)
    try:
        decoded, title = FORMATS[suffix](data, encoding)
    except DocumentError as error:
        raise DocumentError(f"{source}: {error.message}", hint=error.hint) from None
    if not decoded.text.strip():
        raise _empty(source)
    title = title[:LONGEST_TITLE].strip() or PurePosixPath(source).stem
    document = Document(source, title, decoded.text, digest(data, encoding), decoded.encoding)
    return document, None if decoded.certain else _doubt(source, decoded)


def _doubt(source: str, decoded: Decoded) -> Problem:
    if decoded.replaced:
        return Problem(
            source,
            f"{source} holds {_counted(decoded.replaced)} (U+FFFD): it was damaged before it came here; "
            "everything else is exact",
            "fetch or save the file again from where it came; what was lost cannot be quoted",
        )
    other = "cp950" if decoded.encoding == "big5hkscs" else "big5"
    return Problem(
        source,
        f"{source} was read as {decoded.encoding}, but that is not certain",
        f'look at its text; if it is wrong, add to qa.toml: [loading.encodings] "{source}" = "{other}" (or what it is)',
    )


def _counted(replaced: int) -> str:
    return "1 replacement character" if replaced == 1 else f"{replaced:,} replacement characters"
