"""HTML: the bytes of a page → its title and its visible text.

Lexbor parses as browsers do (the HTML Standard); references to NUL and to lone surrogates become U+FFFD there.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

import regex

from qa.errors import DocumentError
from qa.loading.encoding.damage import leniently
from qa.loading.encoding.decoding import decode
from qa.loading.encoding.detection import Decoded
from qa.loading.extracted import Extracted, Heading
from qa.loading.formats.declared_encoding import browsers_codec
from qa.loading.formats.furniture import Fate, fates
from qa.loading.formats.html_table import column_heads
from qa.loading.formats.page_metadata import published, unshown_text
from qa.records import BESIDE, Place

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

DEEPEST = 8_000
MOST_COPIES = 500_000
MOST_PAIRS = 500_000_000
"""Each attribute of an element is compared with the others."""

# ------------------------------------------------------------------------------------------------ encoding

_META = regex.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", regex.IGNORECASE)


def declared_encoding(data: bytes) -> str | None:
    """The codec for what `<meta charset>` says in the first 8 KiB, as browsers understand it; None without one."""
    declared = _META.search(data, 0, 8192)
    if not declared:
        return None
    name = declared[1].decode("ascii").lower()
    return browsers_codec(name)


def read_html(data: bytes, encoding: str | None) -> Extracted:
    """The visible text and the title; DocumentError for what is no text, or nested too deeply."""
    page = decode(data, encoding) if encoding else _declared(data)
    title, main, aside, headings = read_parts(page.text)
    text = main + aside
    harmless = (
        page.encoding.startswith("utf") and "\ufffd" in page.text and "\ufffd" not in text
    )  # the damage is in what a page does not show
    places = (Place(len(main), len(text), BESIDE),) if main.strip() and aside.strip() else ()
    date, author = published(page.text)
    certain = page.certain or harmless
    return Extracted(text, page.encoding, certain, title, places, headings=headings, date=date, author=author)


def _declared(data: bytes) -> Decoded:
    """Read as `<meta charset>` says, unless the bytes are UTF-8 or contradict it."""
    name = declared_encoding(data)
    if not name or data.startswith((b"\xff\xfe", b"\xfe\xff")) or leniently(data, "utf-8") is not None:
        return decode(data)
    try:
        found = decode(data, name)
    except DocumentError:
        return decode(data)
    return Decoded(found.text, found.encoding, not regex.search(r"[\x80-\x9f\ufffd]", found.text))


# --------------------------------------------------------------------------------------------------- depth

_TAG = regex.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))|<(?P<raw>script|style)\b.*?(?:</(?P=raw)|\Z)|<(/?)([a-z][^\s/<>]*+)([^<>]*+)>",
    regex.IGNORECASE | regex.DOTALL,
)
_CLOSED_BY_OTHERS = frozenset(
    "area base br col embed hr img input link meta param source track wbr "
    "body colgroup dd dt head html li optgroup option p tbody td tfoot th thead tr".split()
)
_RUBY = frozenset(("rb", "rp", "rt", "rtc"))
_REOPENED = frozenset("a b big code em font i nobr s small strike strong tt u".split())
"""An unclosed one of these goes on, as a copy, in every block that follows."""


def _refuse_deep(html: str) -> None:
    """Parsing takes time that grows with the square of the depth, and with the copies, so tags are counted before."""
    open_: Counter[str] = Counter()
    depth = reopened = copies = pairs = 0
    for match in _TAG.finditer(html):
        closing, tag, attributes = match[2], (match[3] or "").lower(), match[4]
        is_block = tag in _PARAGRAPHS or tag in _BLOCKS
        pairs += len((attributes or "").split()) ** 2
        if is_block and not closing:
            copies += reopened
        if not tag or tag in _CLOSED_BY_OTHERS or (tag in _RUBY and open_["ruby"]):
            continue
        if is_block or not attributes.endswith("/"):  # <div/> is open to a browser
            step = -min(1, open_[tag]) if closing else 1
            open_[tag] += step
            reopened += step * (tag in _REOPENED)
            depth += step
        if depth > DEEPEST or copies > MOST_COPIES:
            raise _too_deep()
    if pairs > MOST_PAIRS:
        raise _too_deep()


def _too_deep() -> DocumentError:
    return DocumentError(
        f"is nested too deeply to be a page: more than {DEEPEST:,} elements one inside the other, or as good as that",
        hint="save its text as a .txt file and put that into the folder instead",
        reason="bomb",
    )


# ---------------------------------------------------------------------------------------------------- text

_SKIPPED = frozenset(
    ("script", "style", "template", "noscript", "head", "svg", "iframe", "object", "select", "rt", "rp", "rtc")
)
_PARAGRAPHS = frozenset(
    ("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "pre", "figure", "article")
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BLOCKS = frozenset((
    "div", "li", "dt", "dd", "tr", "section", "header", "footer", "main", "aside", "address", "figcaption", "form",
    "fieldset", "hr", "caption", "details", "summary", "body", "html", "center", "thead", "tbody", "tfoot", "option",
))  # fmt: skip


def read_page(html: str) -> tuple[str, str]:
    """(title, text) of a page, as of `read_parts`."""
    title, main, aside, _ = read_parts(html)
    return title, main + aside


class PageParts(NamedTuple):
    """A page's title, its text, the menus, boxes and hidden words beside it, and the headings in its text."""

    title: str
    main: str
    aside: str
    headings: tuple[Heading, ...]


def read_parts(html: str) -> PageParts:
    """A page, a line per block of it.

    A blank line follows a paragraph. Raises DocumentError for a page that is nested too deeply.
    """
    from selectolax.lexbor import LexborHTMLParser

    _refuse_deep(html)
    page = LexborHTMLParser(html)
    main, aside, headings = _divided(page.body) if page.body else ("", "", ())
    if not f"{main}{aside}".strip():
        main = unshown_text(page) + "\n"
    return PageParts(_title(page), main, f"\n{aside}" if aside.strip() and main.strip() else aside, headings)


def _divided(body: "LexborNode") -> tuple[str, str, tuple[Heading, ...]]:
    """The page's own text, what stands beside it and is not said there already, and the headings of the text."""
    marked, heads = fates(body), column_heads(body)
    text = _Text(marked, heads)
    _walk(body, text)
    main = text.joined()
    said = set(main.split("\n"))
    beside = _Text(marked, heads)
    for node in text.left:
        _walk(node, beside)
        beside.close("p")
    lines = [line for line in beside.joined().split("\n") if not line.strip() or line not in said]
    return main, regex.sub(r"\n{3,}", "\n\n", "\n".join(lines)).lstrip("\n"), tuple(text.headings())


def _title(page: "LexborHTMLParser") -> str:
    """The words of `<title>`, else of the first `<h1>` that has any; a picture's `<title>` names the picture."""
    named = (" ".join(node.text().split()) for node in (*page.css("title"), *page.css("h1")) if not _in_svg(node))
    return next(filter(None, named), "")


def _in_svg(node: "LexborNode") -> bool:
    above = node.parent
    while above is not None and above.tag != "svg":
        above = above.parent
    return above is not None


def _walk(body: "LexborNode", text: "_Text") -> None:
    """Visits the tree from node to node, without recursion: a page may be nested deeper than Python's stack."""
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
    if tag in _SKIPPED or tag.startswith(("-", "!")) or not text.takes(node):
        return None
    text.open(tag)
    text.name_column(node)
    return node.first_child


def _only_acts(button: "LexborNode") -> bool:
    """Whether a button does something; one that opens an answer is its question, and text."""
    inside = button.parent is not None and button.parent.tag in {"h2", "h3", "h4", "h5", "h6", "dt", "summary"}
    opens = {"aria-expanded", "aria-controls"} & set(button.attributes)
    return not (inside or (opens and len(button.text()) > _SHORTEST_QUESTION))


_SHORTEST_QUESTION = 12
_BLANKS = regex.compile(r"[ \t\n\r\f]+")
_WIDE = r"[\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60\U00020000-\U0003FFFD]"
_WRAPPED = regex.compile(rf"(?<={_WIDE})[ \t]*[\n\r][ \t\n\r\f]*(?={_WIDE})")


class _Text:
    """The text of a page as it grows; whitespace collapses as in a browser, `breaks` are owed before more."""

    def __init__(self, marked: Mapping[int, Fate], heads: Mapping[int, str]) -> None:
        self.left: list[LexborNode] = []
        self._marked = marked
        self._heads = heads
        self._parts: list[str] = []
        self._breaks = 0
        self._tabs = 0
        self._space = False
        self._verbatim = 0
        self._opened: list[tuple[int, int, int]] = []

    def takes(self, node: "LexborNode") -> bool:
        """Whether a node is to be read now; one that stands aside is left for later."""
        fate = self._marked.get(node.mem_id)
        if fate == "aside":
            self.left.append(node)
        return fate is None and not (node.tag == "button" and _only_acts(node))

    def name_column(self, node: "LexborNode") -> None:
        """Writes the head of the column before what a data cell holds."""
        head = self._heads.get(node.mem_id)
        if head:
            self.write(f"{head}: ")

    def open(self, tag: str) -> None:
        if tag == "br":
            self._parts.append("\n" * (self._breaks + 1))
            self._breaks, self._tabs, self._space = 0, 0, False
        self._break(tag)
        self._verbatim += tag == "pre"
        if tag in _HEADINGS:
            self._opened.append((len(self._parts), 0, int(tag[1])))

    def close(self, tag: str) -> None:
        self._verbatim -= tag == "pre"
        self._tabs += tag in {"td", "th"}
        if tag in _HEADINGS and self._opened and not self._opened[-1][1]:
            first, _, level = self._opened[-1]
            self._opened[-1] = (first, len(self._parts), level)
        self._break(tag)

    def _break(self, tag: str) -> None:
        owed = 2 if tag in _PARAGRAPHS else 1 if tag in _BLOCKS else 0
        if owed:
            self._breaks, self._tabs = max(self._breaks, owed), 0

    def write(self, words: str) -> None:
        if not self._verbatim:
            words = _WRAPPED.sub("", words) if "\n" in words or "\r" in words else words
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

    def headings(self) -> Iterator[Heading]:
        """The headings, at their places in `joined`."""
        ends = [0, *accumulate(map(len, self._parts))]
        text = "".join(self._parts)
        blank = len(text) - len(text.lstrip("\n"))
        for first, last, level in self._opened:
            words = text[ends[first] : ends[last]]
            start = ends[first] + len(words) - len(words.lstrip())
            if words.strip():
                yield Heading(start - blank, ends[last] - blank, level, words.strip())

    def joined(self) -> str:
        return "".join(self._parts).strip("\n") + "\n"
