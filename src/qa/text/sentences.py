"""Text → sentences, exact slices of it.

Lines are joined into flows (a hard-wrapped paragraph is one flow, a heading or a list item its own), then each flow is
cut after its terminators, unless the terminator belongs to an abbreviation or stands inside a short pair of quotes or
brackets.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

import regex

from qa.records import Span
from qa.text.heading import is_heading
from qa.text.lines import ENDED, are_records, are_stacked
from qa.text.shorten import shortened, trimmed
from qa.text.width import width

LONGEST_SENTENCE = 400
LONGEST_PAIR = 200
LONG_ENOUGH = 80
NARROWEST_WRAP = 40
WIDEST_WRAP = 160


def sentences(text: str) -> list[Span]:
    """The sentences as (start, end) in order, without surrounding whitespace; together they hold all else."""
    found: list[Span] = []
    for start, end in _flows(text):
        for first, last in _cut(text, start, end):
            span = trimmed(text, first, last)
            if span:
                found.extend(shortened(text, span, LONGEST_SENTENCE))
    return found


_LINE_END = regex.compile(r"[\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]|\Z")
_ITEM = regex.compile(
    r"\s*(?:[-*+•·▪◦‣○●■□◆※–—]\s|\d{1,3}[.)、．]\s?|[(（]\w{1,3}[)）]|[一二三四五六七八九十]{1,3}、|#{1,6}\s|\||>|=+\s|:::)"
)


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
    words = [text[start:end] for start, end in lines]
    if are_stacked(words):
        yield lines[0][0], lines[-1][1]
        return
    widths = [width(line.strip()) for line in words]
    column = max(widths[:-1], default=0)
    wraps = NARROWEST_WRAP < column <= WIDEST_WRAP and not are_records(words)
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
    opening = text[line[0] : line[0] + 8]
    begin = line[0] + len(opening) - len(opening.lstrip())
    stands_alone = is_heading(text, begin) or text.startswith("|", begin) or "\t" in ending
    return bool(stands_alone or ENDED.search(ending) or _ITEM.match(text, *following))


_CLOSERS = r"""[\p{Pe}\p{Pf}"*_]*(?:[“«](?=\s|\Z|\p{P}))?(?:[ \u00a0\u202f]»)?"""
_END = regex.compile(
    rf"(?P<full>[。！？｡．︒؟۔।॥։።፧។။᙮‼⁇⁈⁉]+[。！？!?…‥]*|[？！!?]+[。！？!?…‥]*|…+|‥+){_CLOSERS}"
    rf"|(?P<dot>(?<!\.)\.++){_CLOSERS}(?=\s|\Z|[\u3000-\u9fff\uac00-\ud7a3])"
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
