"""Folder → Documents: one reader per format; a bad file is reported and the rest go on.

`READERS` is the seam: a format is a suffix and a function from bytes to (text, title). Bytes become text in
`qa.decode` and pages become text in `qa.html`, which both lie below this module. A NUL or a lone surrogate
never reaches `Document.text`: `decode` refuses files that hold one, and pages turn them into U+FFFD.
"""

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

import regex

from qa.decode import decode
from qa.detect import Decoded, strictly
from qa.errors import DocumentError
from qa.html import declared_encoding, read_page
from qa.records import Document, Problem
from qa.titles import heading, headline

READER_VERSION = 1
MEGABYTE = 1_000_000

# ------------------------------------------------------------------------------------------------- finding


def find_sources(folder: Path) -> tuple[list[str], list[Problem]]:
    """The files to read, as sorted POSIX paths relative to `folder`, and what was left out, with the reason.

    Hidden files and editors' leftovers are passed over in silence. A file comes once, under its own name: a
    link counts only when it leads to a file in the folder that was not found otherwise.
    """
    if not folder.is_dir():
        raise DocumentError(f"{folder} is not a folder", hint="create it and put articles into it, or name another")
    walk = _Walk(folder)
    walk.into(folder)
    walk.follow_links()
    sources = [source for source in walk.files if PurePosixPath(source).suffix.lower() in SUFFIXES]
    problems = walk.problems + [_unsupported(source) for source in walk.files if source not in set(sources)]
    return sorted(sources), sorted(problems, key=lambda problem: problem.source)


class _Walk:
    """One pass over a folder: `files` found so far, `problems` met, and the links still to be followed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = folder.resolve()
        self.files: list[str] = []
        self.problems: list[Problem] = []
        self._links: list[Path] = []
        self._seen: set[Path] = set()

    def into(self, start: Path) -> None:
        """Collects the files below `start`; real folders only, so there is no circle to fall into."""
        waiting = [start]
        while waiting:
            folder = waiting.pop()
            self._seen.add(folder.resolve())
            waiting.extend(self._listed(folder))

    def follow_links(self) -> None:
        """Follows the links met, in order of name, those found on the way too."""
        while self._links:
            self._links.sort(reverse=True)
            self._follow(self._links.pop())

    def _listed(self, folder: Path) -> Iterator[Path]:
        """Takes in one folder's files and gives its subfolders."""
        try:
            entries = sorted(folder.iterdir())
        except OSError as error:
            self._report(folder, f"cannot be opened ({error.strerror})", "give yourself permission to read it")
            return
        for path in entries:
            if _is_leftover(path.name):
                continue
            if path.is_symlink():
                self._links.append(path)
            elif path.is_dir():
                yield path
            else:
                self._take(path)

    def _follow(self, link: Path) -> None:
        try:
            target = link.resolve(strict=True)
        except (OSError, RuntimeError):
            self._report(link, "is a link that leads nowhere", "mend or remove the link")
            return
        if not target.is_relative_to(self.root):
            self._report(link, "is a link that leads out of the folder", "copy what it points to into the folder")
        elif target not in self._seen:
            self._seen.add(target)
            self.into(link) if target.is_dir() else self._take(link)

    def _take(self, path: Path) -> None:
        self._seen.add(path.resolve())
        try:
            str(path).encode()
        except UnicodeEncodeError:
            self._report(path, "has a name that is not Unicode text", "rename the file")
            return
        self.files.append(path.relative_to(self.folder).as_posix())

    def _report(self, path: Path, message: str, hint: str) -> None:
        name = path.relative_to(self.folder).as_posix().encode(errors="backslashreplace").decode()
        self.problems.append(Problem(name, f"{name} {message}", hint))


def _is_leftover(name: str) -> bool:
    return name.startswith((".", "~$", "#")) or name.endswith(("~", ".tmp", ".swp", ".swx"))


def _unsupported(source: str) -> Problem:
    suffix = PurePosixPath(source).suffix
    message = f"{source}: {suffix or 'a name without a suffix'} is not a format that is read"
    return Problem(source, message, f"save it as one of {', '.join(sorted(SUFFIXES))}, or move it out of the folder")


# ------------------------------------------------------------------------------------------------- reading


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
    if suffix not in READERS:
        problem = _unsupported(source)
        raise DocumentError(problem.message, hint=problem.hint)
    try:
        decoded, title = READERS[suffix](data, encoding)
    except DocumentError as error:
        raise DocumentError(f"{source}: {error.message}", hint=error.hint) from None
    if not decoded.text.strip():
        raise _empty(source)
    title = title or PurePosixPath(source).stem
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
    return Problem(
        source,
        f"{source} was read as {decoded.encoding}, but that is not certain",
        f'look at its text; if it is wrong, add to qa.toml: [loading.encodings] "{source}" = "big5" (or what it is)',
    )


def _counted(replaced: int) -> str:
    return "1 replacement character" if replaced == 1 else f"{replaced:,} replacement characters"


# ------------------------------------------------------------------------------------------------- formats


def _plain(data: bytes, encoding: str | None) -> tuple[Decoded, str]:
    decoded = decode(data, encoding)
    return decoded, headline(decoded.text)


def _markdown(data: bytes, encoding: str | None) -> tuple[Decoded, str]:
    decoded = decode(data, encoding)
    return decoded, heading(decoded.text)


def _html(data: bytes, encoding: str | None) -> tuple[Decoded, str]:
    page = decode(data, encoding) if encoding else _declared(data)
    title, text = read_page(page.text)
    harmless = page.replaced > 0 and "\ufffd" not in text  # the damage is in what a page does not show
    return Decoded(text, page.encoding, page.certain or harmless), title


def _declared(data: bytes) -> Decoded:
    """Read as `<meta charset>` says, unless the bytes are UTF-8 or contradict it."""
    name = declared_encoding(data)
    if not name or data.startswith((b"\xff\xfe", b"\xfe\xff")) or strictly(data, "utf-8") is not None:
        return decode(data)
    try:
        found = decode(data, name)
    except DocumentError:
        return decode(data)
    return Decoded(found.text, found.encoding, not regex.search(r"[\x80-\x9f\ufffd]", found.text))


Reader = Callable[[bytes, str | None], tuple[Decoded, str]]
READERS: dict[str, Reader] = {
    ".txt": _plain,
    ".text": _plain,
    ".md": _markdown,
    ".markdown": _markdown,
    ".html": _html,
    ".htm": _html,
}
SUFFIXES = frozenset(READERS)
