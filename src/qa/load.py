"""Folder → Documents: one reader per format; a bad file is reported and the rest go on.

`READERS` is the seam: a format is a suffix and a function from bytes to (title, text). Bytes become text in
`qa.decode`, which lies below this module. A NUL or a lone surrogate never reaches `Document.text`: `decode`
refuses files that hold one, and HTML turns references to them into U+FFFD by its own rules.
"""

import hashlib
import os
import stat
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import regex

from qa.decode import Decoded, decode
from qa.errors import DocumentError
from qa.records import Document, Problem

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

READER_VERSION = 1
MEGABYTE = 1_000_000
WIDEST_TITLE = 80

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
    return document, None if decoded.certain else _doubt(source, decoded.encoding)


def _doubt(source: str, encoding: str) -> Problem:
    return Problem(
        source,
        f"{source} was read as {encoding}, but that is not certain",
        f'look at its text; if it is wrong, add to qa.toml: [loading.encodings] "{source}" = "big5" (or what it is)',
    )


def _plain(data: bytes, encoding: str | None) -> tuple[Decoded, str]:
    decoded = decode(data, encoding)
    return decoded, _headline(decoded.text)


def _markdown(data: bytes, encoding: str | None) -> tuple[Decoded, str]:
    decoded = decode(data, encoding)
    return decoded, _heading(decoded.text)


# -------------------------------------------------------------------------------------------------- titles


def _headline(text: str) -> str:
    """The first line when it looks like a headline: short, with a letter in it, and not a full sentence."""
    line = next((line.strip() for line in _first_lines(text) if line.strip()), "")
    wide = sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line[: WIDEST_TITLE + 1])
    is_sentence = regex.search(r"[。．.…;；,，、:：।۔][\p{Pe}\p{Pf}\"']*$", line)
    return line if wide <= WIDEST_TITLE and not is_sentence and regex.search(r"[\p{L}\p{N}]", line) else ""


def _first_lines(text: str) -> list[str]:
    return text[:4096].split("\n")


_FRONT_MATTER = regex.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", regex.DOTALL)
_FRONT_TITLE = regex.compile(r"^title:[ \t]*(.+?)[ \t]*$", regex.MULTILINE)
_FENCE = regex.compile(r" {0,3}(```+|~~~+)")
_ATX = regex.compile(r" {0,3}#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_MARKED = regex.compile(r"^([*_`]{1,3})(.+)\1$")
_UNDERLINE = regex.compile(r" {0,3}(=+|--+)[ \t]*$")


def _heading(text: str) -> str:
    """The front matter's title, or the first heading that stands outside a code fence."""
    front = _FRONT_MATTER.match(text, 0, 65_536)
    named = _FRONT_TITLE.search(front[1]) if front else None
    if named:
        return named[1].strip("\"'")
    return next(_headings(text[front.end() if front else 0 :]), "")


def _headings(text: str) -> Iterator[str]:
    fence = ""
    before = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        elif not fence:
            title = _ATX.match(line)
            if title and _bare(title[1]):
                yield _bare(title[1])
            elif before.strip() and _UNDERLINE.match(line):
                yield _bare(before)
            before = "" if title else line


def _bare(heading: str) -> str:
    return _MARKED.sub(r"\2", heading.strip())


# ---------------------------------------------------------------------------------------------------- HTML

_META = regex.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", regex.IGNORECASE)
_AS_BROWSERS_READ = {
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs", "big5-hkscs": "big5hkscs",
    "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932", "sjis": "cp932", "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949", "iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
    "iso-8859-9": "cp1254", "tis-620": "cp874", "iso-8859-11": "cp874", "windows-874": "cp874",
}  # fmt: skip


def _html(data: bytes, encoding: str | None) -> tuple[Decoded, str]:
    decoded = decode(data, encoding) if encoding else _declared(data)
    title, text = _extracted(decoded.text)
    return Decoded(text, decoded.encoding, decoded.certain), title


def _declared(data: bytes) -> Decoded:
    """Read as `<meta charset>` says, unless the bytes are UTF-8 or contradict it."""
    declared = _META.search(data, 0, 8192)
    if not declared or data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")) or _is_utf8(data):
        return decode(data)
    name = declared[1].decode("ascii").lower()
    try:
        found = decode(data, _AS_BROWSERS_READ.get(name, name))
    except DocumentError:
        return decode(data)
    return Decoded(found.text, found.encoding, not regex.search(r"[\x80-\x9f\ufffd]", found.text))


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


_SKIPPED = frozenset(
    ("script", "style", "nav", "template", "noscript", "head", "svg", "iframe", "object", "select", "button")
)
_PARAGRAPHS = frozenset(
    ("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "pre", "figure", "article")
)
_BLOCKS = frozenset((
    "div", "li", "dt", "dd", "tr", "section", "header", "footer", "main", "aside", "address", "figcaption", "form",
    "fieldset", "hr", "caption", "details", "summary", "body", "html", "center", "thead", "tbody", "tfoot", "option",
))  # fmt: skip


def _extracted(html: str) -> tuple[str, str]:
    """(title, text) of a page: its visible text, a line per block and a blank line after a paragraph."""
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(html)
    heading = page.css_first("title") or page.css_first("h1")
    title = " ".join(heading.text().split()) if heading else ""
    text = _Text()
    if page.body:
        _walk(page.body, text)
    return title, text.joined()


def _walk(body: "LexborNode", text: "_Text") -> None:
    """Visits the tree from node to node, without recursion: pages may be nested as deep as they like."""
    node: LexborNode | None = body.first_child
    depth = 1
    while node is not None and depth:
        child = _opened(node, text)
        if child is not None:
            node, depth = child, depth + 1
            continue
        text.close(node.tag or "")
        while depth and node is not None and node.next is None:
            node, depth = node.parent, depth - 1
            text.close(node.tag or "" if node else "")
        node = node.next if node is not None and depth else None


def _opened(node: "LexborNode", text: "_Text") -> "LexborNode | None":
    """Takes in a node; its first child when that is to be visited."""
    tag = node.tag or ""
    if tag == "-text":
        text.write(node.text_content or "")
    if tag in _SKIPPED or tag.startswith(("-", "!")):
        return None
    text.open(tag)
    return node.first_child


class _Text:
    """The text of a page as it grows; whitespace collapses as in a browser, `breaks` are owed before more."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._breaks = 0
        self._tabs = 0
        self._space = False
        self._verbatim = 0

    def open(self, tag: str) -> None:
        if tag == "br":
            self._parts.append("\n" * (self._breaks + 1))
            self._breaks, self._tabs, self._space = 0, 0, False
        self._break(tag)
        self._verbatim += tag == "pre"

    def close(self, tag: str) -> None:
        self._verbatim -= tag == "pre"
        self._tabs += tag in {"td", "th"}
        self._break(tag)

    def _break(self, tag: str) -> None:
        owed = 2 if tag in _PARAGRAPHS else 1 if tag in _BLOCKS else 0
        if owed:
            self._breaks, self._tabs = max(self._breaks, owed), 0

    def write(self, words: str) -> None:
        if not self._verbatim:
            words = _WRAPPED.sub("", words)
            words = _BLANKS.sub(" ", words)
        if words.strip(" \t\n\r\f") or (self._verbatim and words):
            self._separate(words)
            self._parts.append(words if self._verbatim else words.strip(" "))
            self._space = not self._verbatim and words.endswith(" ")
        elif words:
            self._space = True

    def _separate(self, words: str) -> None:
        """Writes the breaks, tabs or the one blank that are owed before `words`."""
        owed = "\n" * self._breaks + "\t" * self._tabs
        blank = self._space or words.startswith(" ")
        if not owed and blank and self._parts and not self._parts[-1].endswith("\n"):
            owed = " "
        self._parts.append(owed)
        self._breaks, self._tabs, self._space = 0, 0, False

    def joined(self) -> str:
        return "".join(self._parts).strip("\n") + "\n"


_BLANKS = regex.compile(r"[ \t\n\r\f]+")
_WIDE = r"[\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60\U00020000-\U0003FFFD]"
_WRAPPED = regex.compile(rf"(?<={_WIDE})[ \t]*[\n\r][ \t\n\r\f]*(?={_WIDE})")

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
