"""Headings → sections: every part of a text under the path of the headings above it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

import regex

from qa.loading.extracted import Heading
from qa.records import ARROW, Section
from qa.text import ENDED, unit_at, width

WIDEST_HEADING = 40  # columns of a line that is taken for a heading
LONGEST_PATH = 300  # characters; every passage is read and looked up with its title
LEAST_UNITS = 2
_UNIT_LEVELS = {"part": 11, "chapter": 12, "section": 13, "article": 14}  # below those of markup, which has 1 to 6
_LINE = regex.compile(r"^[ \t　#*]*+(?=[第제§\p{L}])(.*)$", regex.MULTILINE)


def outline(text: str, title: str, headings: Iterable[Heading]) -> tuple[Section, ...]:
    """The sections of a text that its headings open, each up to the next one that has words under it.

    A section's title is the document's with the headings above it, outermost first, or these alone where one of all the
    headings gave the document its title. Headings that nothing but the next heading follows belong to the section of
    that one. None where there is no heading.
    """
    sections: list[Section] = []
    above: list[Heading] = []
    start: int | None = None
    marks = sorted(headings, key=lambda heading: (heading.start, heading.level))
    root = [] if any(_words(heading) == title for heading in marks) else [title]
    for heading, after in pairwise([*marks, Heading(len(text), len(text), 1, "")]):
        above = [*(one for one in above if one.level < heading.level), heading]
        start = heading.start if start is None else start
        if text[heading.end : after.start].strip():
            sections.append(Section(start, after.start, _path([*root, *map(_words, above)])))
            start = None
    return tuple(sections)


def _words(heading: Heading) -> str:
    return " ".join(heading.title.split())


def _path(names: list[str]) -> str:
    """The names in a row; what a name says again is left out."""
    return ARROW.join(dict.fromkeys(filter(None, names)))[:LONGEST_PATH]


def numbered_units(text: str) -> Iterator[Heading]:
    """The numbered units that lines begin with, of each kind of which there are several: 第二十二条, § 12, Chapter 3.

    The whole line is the title where it is short, else the unit's name. A line that goes on with a sentence begun
    before it only names a unit.
    """
    found = [heading for line in _LINE.finditer(text) if (heading := _unit(text, line))]
    several = Counter(heading.level for heading in found)
    yield from (heading for heading in found if several[heading.level] >= LEAST_UNITS)


def _unit(text: str, line: "regex.Match[str]") -> Heading | None:
    unit = unit_at(text, line.start(1))
    if unit is None or not _is_begun(text, line.start()):
        return None
    words = line[1].rstrip().rstrip("*")
    is_short = width(words) <= WIDEST_HEADING and not ENDED.search(words)
    title = words if is_short else text[unit.start : unit.end]
    return Heading(line.start(), line.end() if is_short else unit.end, _UNIT_LEVELS[unit.kind], title)


def _is_begun(text: str, start: int) -> bool:
    """Whether the line at `start` begins something: after a blank line, a finished sentence or a heading."""
    before = text[max(0, text.rfind("\n", 0, max(start - 1, 0)) + 1) : max(start - 1, 0)].strip()
    return not before or bool(ENDED.search(before)) or width(before) <= WIDEST_HEADING
