"""Document → sentences and chunks, both exact slices of the text.

Sentences are found in two steps: lines are joined into flows (a hard-wrapped paragraph is one flow, a heading
or a list item its own), then each flow is cut after its terminators, unless the terminator belongs to an
abbreviation or stands inside a short pair of quotes or brackets. Chunks are whole sentences packed up to
`chunk_size`. langchain's RecursiveCharacterTextSplitter divides what is too long to be one sentence; it does
not do the packing, because it leaves headings alone in a chunk, counts the whitespace between sentences, and
places overlaps by searching for their text.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache

import regex

from qa.records import Chunk, Document

Span = tuple[int, int]

LONGEST_SENTENCE = 400
LONGEST_PAIR = 200
LONG_ENOUGH = 80
NARROWEST_WRAP = 40
WIDEST_WRAP = 160


_WIDE = regex.compile(r"[\p{East_Asian_Width=W}\p{East_Asian_Width=F}]+")


def width(text: str) -> int:
    """Columns: a full-width (East Asian W or F) character counts two, every other one, combining ones too."""
    return len(text) if text.isascii() else len(text) + sum(map(len, _WIDE.findall(text)))


# ------------------------------------------------------------------------------------------------- sentences


def sentences(text: str) -> list[Span]:
    """The sentences as (start, end) in order, without surrounding whitespace; together they hold all else."""
    found: list[Span] = []
    for start, end in _flows(text):
        for first, last in _cut(text, start, end):
            span = _trimmed(text, first, last)
            if span:
                found.extend(_shortened(text, span, LONGEST_SENTENCE))
    return found


def _trimmed(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    end -= len(piece) - len(piece.rstrip())
    start += len(piece) - len(piece.lstrip())
    return (start, end) if start < end else None


_LINE_END = regex.compile(r"[\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]|\Z")
_ITEM = regex.compile(
    r"\s*(?:[-*+•·▪◦‣○●■□◆※–—]\s|\d{1,3}[.)、．]\s?|[(（]\w{1,3}[)）]|[一二三四五六七八九十]{1,3}、|#{1,6}\s|\||>|=+\s|:::)"
)
_ENDED = regex.compile(r"[。！？｡!?.…؟۔।॥։።:：;；][\p{Pe}\p{Pf}\"'”’*_]*$")


def _flows(text: str) -> Iterator[Span]:
    """Stretches that a line break does not end: paragraphs, headings, list items, table rows."""
    block: list[Span] = []
    start = 0
    for match in _LINE_END.finditer(text):
        if match.start() > start and not text[start : match.start()].isspace():
            block.append((start, match.start()))
        else:
            yield from _paragraphs(text, block)
            block = []
        start = match.end()
    yield from _paragraphs(text, block)


def _paragraphs(text: str, lines: list[Span]) -> Iterator[Span]:
    """A block of lines without a blank one, joined where a line break only wraps the prose."""
    if not lines:
        return
    widths = [width(text[start:end].strip()) for start, end in lines]
    column = max(widths[:-1], default=0)
    wraps = NARROWEST_WRAP < column <= WIDEST_WRAP
    first = lines[0][0]
    for index, (start, end) in enumerate(lines[:-1]):
        full = wraps and widths[index] > max(NARROWEST_WRAP, 0.7 * column)
        if not full or _is_apart(text, (start, end), lines[index + 1]):
            yield first, end
            first = lines[index + 1][0]
    yield first, lines[-1][1]


def _is_apart(text: str, line: Span, following: Span) -> bool:
    """The line is finished, is a heading or a table row, or the next one begins an item."""
    ending = text[max(line[0], line[1] - 12) : line[1]].rstrip()
    opening = text[line[0] : line[0] + 8].lstrip()
    return bool(
        _ENDED.search(ending) or _ITEM.match(text, *following) or opening.startswith(("#", "|")) or "\t" in ending
    )


_CLOSERS = r"""[\p{Pe}\p{Pf}"*_]*(?:[“«](?=\s|\Z|\p{P}))?(?:[ \u00a0\u202f]»)?"""
_END = regex.compile(
    rf"(?P<full>[。！？｡．︒؟۔।॥։።፧។။᙮‼⁇⁈⁉]+[。！？!?…‥]*|[？！!?]+[。！？!?…‥]*|…+|‥+){_CLOSERS}"
    rf"|(?P<dot>\.+){_CLOSERS}(?=\s|\Z|[\u3000-\u9fff\uac00-\ud7a3])"
    r"|(?P<greek>(?<=[\p{Greek}][\"»”)]?)[;\u037e](?=\s|\Z))"
    r"|(?P<space>(?<=[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}])[ \u00a0]+(?=[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]))"
)
_MAY_END = re.compile(
    r"[。！？｡．︒؟۔।॥։።፧។။᙮‼⁇⁈⁉!?….‥;\u037e]|(?<=[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])[ \u00a0]"
)
_GOES_ON = regex.compile(r"(?<=[」』])(?:と|って)|[\p{Pe}\p{Pf}，、；：,;:。．।\-–—~～]|\s+\p{Ll}|\s*[,;:]\s")
_TOKEN = regex.compile(r"[\p{L}\p{M}\d.]{1,16}$")


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    """A flow cut after each terminator that ends a sentence."""
    inside: list[Span] | None = None
    last = start
    for match in _terminators(text, start, end):
        stop = match.end()
        if stop >= end or not _ends(text, match, last, end):
            continue
        if inside is None:
            inside = _pairs(text, start, end)
        if not _within(inside, stop):
            yield last, stop
            last = stop
    yield last, end


def _terminators(text: str, start: int, end: int) -> Iterator[regex.Match[str]]:
    """The matches of _END, looked for only where a plain character class says that one may be."""
    stop = start
    for place in _MAY_END.finditer(text, start, end):
        match = _END.match(text, place.start(), end) if place.start() >= stop else None
        if match:
            stop = match.end()
            yield match


def _ends(text: str, match: regex.Match[str], last: int, end: int) -> bool:
    """Whether this terminator ends the sentence that began at `last`."""
    stop = match.end()
    if match["space"]:
        return stop - last >= LONG_ENOUGH
    if _GOES_ON.match(text, stop, end):
        return False
    if match["dot"] == ".":
        return not _is_abbreviated(text, last, match.start(), stop)
    if match["full"] and text[stop].isalnum() and match["full"].isascii():
        return text[stop] >= "\u2e80" or (match.end("full") < stop and not text[stop].islower())
    return True


# English; German; Spanish, French and Italian; Polish and Czech; Russian; Vietnamese and Greek
_ABBREVIATIONS = """
    dr mr mrs ms prof st vs eg ie cf al approx dept est gen gov hon jr sr lt col sgt capt rev rep sen ft mt ave
    inc ltd co corp bros messrs mme mlle mgr vol pp ed eds trans fig figs ca viz resp
    bzw vgl evtl ggf inkl exkl zzgl abb bspw geb gest gegr hrsg jh jhd mio mrd nr sog str tel ugs urspr allg dipl ing
    sra srta dra ee ud uds pág págs núm av dña exca sig dott env apr
    np tzw ul św im prof hab inż tzv např tj
    г гг в вв т д др ул им стр рис обл проф акад тыс млн млрд руб н э напр
    ts ths gs pgs tp αρ βλ κ
"""
_BEFORE_NUMBER = """
    no nos nr fig figs art p pp s vol ch sec bd kap abs num núm pos par
    jan feb mar apr jun jul aug sep sept oct nov dec
"""
_BEFORE_ORDINAL = "am der den dem des die das im vom zum bis ab seit beim jeden und ein einen og i til fra"


@cache
def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


def _is_abbreviated(text: str, last: int, dot: int, stop: int) -> bool:
    """Whether the full stop at `dot` belongs to the word before it: "Dr.", "J.", "e.g.", "3. Mai", "No. 5"."""
    token = _TOKEN.search(text, max(last, dot - 16), dot)
    if not token:
        return False
    word = token[0].rsplit(".", 1)[-1].lower()
    if token[0].isdigit():
        before = text[max(last, token.start() - 12) : token.start()].lower().split()
        return len(word) <= 3 and (not before or (len(word) <= 2 and before[-1] in _words(_BEFORE_ORDINAL)))
    if len(word) == 1 and word < "\u2e80":
        return token[0][-1].isupper() or not text[max(last, token.start() - 2) : token.start()].strip().isdigit()
    following = text[stop : stop + 3].lstrip()[:1]
    return word in _words(_ABBREVIATIONS) or (word in _words(_BEFORE_NUMBER) and following.isdigit())


_CLOSES = {
    "「": "」", "『": "』", "“": "”", "„": "“”", "«": "»", "»": "«", "《": "》", "〈": "〉", "【": "】", "〔": "〕",
    "（": "）", "(": ")", "[": "]", "‹": "›", '"': '"',
}  # fmt: skip
_PAIR_CHARACTERS = regex.compile("[" + regex.escape("".join({*_CLOSES, *"".join(_CLOSES.values())})) + "]")


def _pairs(text: str, start: int, end: int) -> list[Span]:
    """Where a cut would halve a short pair of quotes or brackets: disjoint stretches, in order."""
    found: list[Span] = []
    open_: list[tuple[str, int]] = []
    for match in _PAIR_CHARACTERS.finditer(text, start, end):
        mark, place = match[0], match.start()
        depth = next((depth for depth in (1, 2, 3) if depth <= len(open_) and mark in _CLOSES[open_[-depth][0]]), 0)
        if depth:
            opened = open_[-depth][1]
            del open_[-depth:]
            if place - opened <= LONGEST_PAIR:
                _add(found, (opened, place))
        elif mark in _CLOSES:
            open_.append((mark, place))
    return found


def _add(stretches: list[Span], new: Span) -> None:
    """Appends; what lies inside the new stretch is dropped."""
    while stretches and stretches[-1][0] >= new[0]:
        stretches.pop()
    stretches.append(new)


def _within(stretches: list[Span], place: int) -> bool:
    index = bisect_right(stretches, place, key=lambda stretch: stretch[0]) - 1
    return index >= 0 and stretches[index][0] < place <= stretches[index][1]


# -------------------------------------------------------------------------------------------------- too long

_SEPARATORS = [r"[；;]", r"[，、،]|,(?!\d)", r"\s"]


def _shortened(text: str, span: Span, limit: int) -> Iterable[Span]:
    """The span, divided at ；，、 or whitespace into pieces of at most `limit` columns; by force where none is."""
    piece = text[span[0] : span[1]]
    if len(piece) * 2 <= limit or width(piece) <= limit:
        return [span]
    found = []
    start = span[0]
    for part in _divided(piece, limit):
        for end in _steps(text, start, start + len(part), limit):
            trimmed = _trimmed(text, start, end)
            start = end
            if trimmed:
                found.append(trimmed)
    return found


def _divided(piece: str, limit: int) -> list[str]:
    """Parts that join to `piece`, of at most `limit` columns where it has a separator often enough."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        separators=_SEPARATORS, is_separator_regex=True, keep_separator="end", strip_whitespace=False,
        chunk_size=limit, chunk_overlap=0, length_function=width,
    )  # fmt: skip
    return splitter.split_text(piece)


def _steps(text: str, start: int, end: int, limit: int) -> Iterator[int]:
    """Ends of stretches of at most `limit` columns; a mark is not torn from its letter if that can be helped."""
    while end - start > limit // 2:
        stop = _furthest(text, start, end, limit)
        if stop == end:
            break
        back = stop
        while back > start + limit // 4 and _clings(text[back]):
            back -= 1
        start = stop if _clings(text[back]) else back
        yield start
    yield end


def _furthest(text: str, start: int, end: int, limit: int) -> int:
    """The largest stop such that text[start:stop] is at most `limit` columns wide."""
    stop = start
    while stop < end and (room := limit - width(text[start:stop])) > 0:
        if room == 1 and width(text[stop]) > 1:
            break
        stop = min(end, stop + max(1, room // 2))
    return stop


def _clings(character: str) -> bool:
    return unicodedata.category(character) in {"Mn", "Mc", "Me"} or character in "\u200d\ufe0f"


# ---------------------------------------------------------------------------------------------------- chunks


def split(document: Document, chunk_size: int, chunk_overlap: int) -> list[Chunk]:
    """The document's passages: whole sentences, at most `chunk_size` columns, each an exact slice.

    A chunk starts up to `chunk_overlap` columns before the end of the one before it, at a sentence's start.
    """
    text = document.text
    units = [unit for span in sentences(text) for unit in _shortened(text, span, chunk_size)]
    return [
        Chunk(document.id, document.source, document.title, start, end, text[start:end])
        for start, end in _packed(text, units, chunk_size, chunk_overlap)
    ]


def _packed(text: str, units: list[Span], size: int, overlap: int) -> Iterator[Span]:
    starts, ends = _columns(text, units)
    first = last = 0
    while last < len(units):
        stop = last
        while stop + 1 < len(units) and ends[stop + 1] - starts[first] <= size:
            stop += 1
        if stop + 1 < len(units):
            stop = _at_paragraph(text, units, range(last, stop + 1), ends, starts[first] + size // 2)
        yield units[first][0], units[stop][1]
        first = last = stop + 1
        while first > 0 and last < len(units) and _reaches_back(starts, ends, first - 1, last, size, overlap):
            first -= 1


def _reaches_back(starts: list[int], ends: list[int], first: int, last: int, size: int, overlap: int) -> bool:
    """Whether the chunk that goes on with unit `last` may begin at `first`."""
    return ends[last - 1] - starts[first] <= overlap and ends[last] - starts[first] <= size


def _columns(text: str, units: list[Span]) -> tuple[list[int], list[int]]:
    """The columns before each unit's start and before its end, counted from the text's beginning."""
    starts, ends = [], []
    column = place = 0
    for start, end in units:
        column += width(text[place:start])
        starts.append(column)
        column += width(text[start:end])
        ends.append(column)
        place = end
    return starts, ends


def _at_paragraph(text: str, units: list[Span], candidates: range, ends: list[int], least: int) -> int:
    """The last unit to take: the latest that ends a paragraph when the chunk is past `least`, else the last.

    A heading is left to the chunk of what it heads.
    """
    for index in reversed(candidates):
        if ends[index] < least:
            break
        gap = text[units[index][1] : units[index + 1][0]]
        if gap.count("\n") > 1 and not _is_heading(text, units[index]):
            return index
    return candidates[-1]


def _is_heading(text: str, unit: Span) -> bool:
    words = text[slice(*unit)]
    return words.startswith("#") or (len(words) <= 60 and width(words) <= 60 and not _ENDED.search(words))
