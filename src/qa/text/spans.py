"""Where a stretch of text may begin and end so that it reads well: no half of a pair, no half of a row."""

import re
import unicodedata
from functools import cache

import regex

from qa.records import Span
from qa.text.lines import without_colours
from qa.text.script import SPACELESS

_QUOTES = {"“": "”", "‘": "’", "「": "」", "『": "』", "«": "»", "„": "“", "[": "]", "{": "}"}
_ROW = re.compile(
    r"\s*(?:\||[-*+•·▪◦●■◆]\s|\d{1,3}[.)、．]\s?|[(（][\w一-鿿]{1,3}[)）]|[一二三四五六七八九十]{1,3}、)|.*(?:\t| \| )"
)
_LETTERS = rf"[[\p{{L}}\p{{M}}]--[{SPACELESS}]]+"
_WORD = regex.compile(
    rf"\p{{Nd}}+(?:[.,:：/．，]\p{{Nd}}+)+%?|{_LETTERS}(?:[-\u2010]\n[ \t]*+(?=\p{{Ll}}){_LETTERS})*", regex.V1
)
_LONGEST_ROW = 300  # characters; a longer item is prose
_TURNS = 4


@cache
def closing(sign: str) -> str | None:
    """What closes the pair that `sign` opens; None where it opens none.

    >>> closing("《"), closing("("), closing("x")
    ('》', ')', None)
    """
    if sign in _QUOTES:
        return _QUOTES[sign]
    if unicodedata.category(sign) != "Ps":
        return None
    after = chr(ord(sign) + 1)
    return after if unicodedata.category(after) == "Pe" else None


@cache
def opening(sign: str) -> str | None:
    """What opens the pair that `sign` closes; None where it closes none.

    >>> opening("》"), opening("”"), opening("x")
    ('《', '“', None)
    """
    known = next((opener for opener, closer in _QUOTES.items() if closer == sign and opener != "„"), None)
    before = chr(max(ord(sign) - 1, 0))
    return known or (before if closing(before) == sign else None)


def unpaired(text: str) -> tuple[list[int], list[int]]:
    """The places of openers without their closers, and of closers without their openers; an apostrophe is none.

    >>> unpaired("他说：“来。"), unpaired("the dog’s")
    (([3], []), ([], []))
    """
    waiting: list[tuple[str, int]] = []
    late: list[int] = []
    for at, sign in enumerate(text):
        if sign.isalnum() or sign.isspace():
            continue
        match = next((back for back in range(len(waiting) - 1, -1, -1) if waiting[back][0] == sign), None)
        if match is not None:
            del waiting[match:]
        elif closer := closing(sign):
            waiting.append((closer, at))
        elif opening(sign) and not (sign == "’" and text[at - 1 : at].isalpha()):
            late.append(at)
    return [at for _, at in waiting], late


def whole_pairs(text: str, start: int, end: int, first: int, last: int, reach: int, *, cut: bool = True) -> Span:
    """`start:end` with both halves of its marks: up to `reach` characters wider within `first:last`, else narrower.

    Without `cut` a mark is left out only where it comes first or last; words are not.

    >>> whole_pairs("他写了《红楼梦》。", 4, 7, 0, 9, 1)
    (3, 8)
    >>> whole_pairs("“来吧。我等你。”", 0, 4, 0, 9, 1)
    (1, 4)
    """
    if first < start and end < last and closing(text[start - 1]) == text[end]:
        return start - 1, end + 1
    for _ in range(_TURNS):
        opened, closed = unpaired(text[start:end])
        if opened:
            found = _closed(text, start, end, start + opened[-1], min(last, end + reach), cut)
        elif closed:
            found = _opened(text, start, end, start + closed[0], max(first, start - reach))
        else:
            break
        if found == (start, end) or found[0] >= found[1]:
            break
        start, end = found
    return start, end


def _closed(text: str, start: int, end: int, at: int, last: int, cut: bool) -> Span:
    """With what closes the mark at `at`, or without that mark and the shorter part beside it."""
    stop = text.find(closing(text[at]) or "", end, last)
    if stop >= 0:
        return start, stop + 1
    if not cut and at > start:
        return start, end
    if at - start > end - at:
        return start, start + len(text[start:at].rstrip())
    return at + 1, end


def _opened(text: str, start: int, end: int, at: int, first: int) -> Span:
    """With what opens the mark at `at`, or without that mark where it comes last; otherwise as it was."""
    begin = text.rfind(opening(text[at]) or "", first, start)
    if begin >= 0:
        return begin, end
    return (start, at) if at == end - 1 and at > start else (start, end)


def whole_words(text: str, start: int, end: int, first: int, last: int) -> Span:
    """`start:end`, widened within `first:last` so that it cuts no number and no word of a script with spaces.

    >>> whole_words("全长11.8公里。", 5, 8, 0, 9)
    (2, 8)
    """
    for word in _WORD.finditer(without_colours(text[first:last])):
        if first + word.start() < end and start < first + word.end():
            start, end = min(start, first + word.start()), max(end, first + word.end())
    return start, end


def row_around(text: str, start: int, end: int) -> Span | None:
    """The list item or table row that holds `start:end`, without its indent; None where it stands in prose."""
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    line = text[first : last if last >= 0 else len(text)]
    if "\n" in line or len(line) > _LONGEST_ROW or not _ROW.match(line):
        return None
    return first + len(line) - len(line.lstrip()), first + len(line.rstrip())
