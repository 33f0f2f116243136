"""The numbers of Word's automatic lists and headings ("2.1", "第三条"), which readers see and no text run holds."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import regex

from qa.loading.formats.xml import Element, attribute, child, children, descendants

_BOXES = frozenset("☐☑☒✓✔")
"""Bullets that say something."""
_HAN = "〇一二三四五六七八九"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how its numbers are written, the text around them, and the first one."""

    format: str
    text: str
    first: int


@dataclass(slots=True)
class Numbering:
    """Counts the paragraphs of each list, in the order in which `label` is asked for them."""

    numbering: Sequence[Element]
    styles: Sequence[Element]
    _levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    _abstract: dict[str, str] = field(default_factory=dict)
    _styled: dict[str, Element] = field(default_factory=dict)
    _counts: dict[str, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for part in self.numbering:
            for abstract in children(part, "abstractNum"):
                levels = {int(attribute(level, "ilvl", "0")): _level(level) for level in children(abstract, "lvl")}
                self._levels[attribute(abstract, "abstractNumId")] = levels
            for number in children(part, "num"):
                self._abstract[attribute(number, "numId")] = _value(child(number, "abstractNumId"))
        for part in self.styles:
            self._styled |= {attribute(style, "styleId"): style for style in children(part, "style")}

    def label(self, paragraph: Element) -> str:
        """The number before a paragraph and a blank; empty for bullets and where there is none."""
        number, depth = self._place(paragraph)
        abstract = self._abstract.get(number, "")
        levels = self._levels.get(abstract, {})
        if depth not in levels:
            return ""
        counts = self._counts.setdefault(abstract, [])
        counts[depth + 1 :] = []
        for missing in range(len(counts), depth + 1):
            counts.append(levels[missing].first - (missing == depth) if missing in levels else 1)
        counts[depth] += 1
        return _written(levels, counts, depth)

    def _place(self, paragraph: Element) -> tuple[str, int]:
        """The list and the level of a paragraph, by itself or by its style and the styles this is based on."""
        properties = child(paragraph, "pPr", "numPr")
        style = self._styled.get(_value(child(paragraph, "pPr", "pStyle")))
        depth = _value(child(properties, "ilvl"))
        number = _value(child(properties, "numId"))
        for _ in range(10):
            if style is None or number:
                break
            properties = child(style, "pPr", "numPr")
            number, depth = _value(child(properties, "numId")), depth or _value(child(properties, "ilvl"))
            style = self._styled.get(_value(child(style, "basedOn")))
        return number, int(depth) if depth.isdecimal() else 0


def _value(element: Element | None) -> str:
    return attribute(element, "val") if element is not None else ""


def _level(level: Element) -> Level:
    start = _value(child(level, "start"))
    formats = [_value(found) for found in descendants(level, "numFmt")]
    return Level((formats or ["decimal"])[0], _value(child(level, "lvlText")), int(start) if start.isdecimal() else 1)


def _written(levels: dict[int, Level], counts: list[int], depth: int) -> str:
    if levels[depth].format in {"bullet", "none"}:
        return f"{levels[depth].text} " if levels[depth].text in _BOXES else ""
    numbers = {
        str(place + 1): spelled(count, levels[place].format if place in levels else "decimal")
        for place, count in enumerate(counts)
    }
    text = regex.sub(r"%([1-9])", lambda match: numbers.get(match[1], ""), levels[depth].text)
    return f"{text} " if text.strip() else ""


def spelled(count: int, format_: str) -> str:
    """A number as a list writes it: 4 is "4", "d", "IV", "四" or "④"."""
    if format_.endswith("Letter"):
        letters = chr(ord("a") + (count - 1) % 26) * min((count - 1) // 26 + 1, 9)
        return letters.upper() if format_.startswith("upper") else letters
    if format_.endswith("Roman"):
        return _roman(count).upper() if format_.startswith("upper") else _roman(count)
    if format_ in {"chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCountingThousand"}:
        return _han(count)
    if format_ in {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"} and count <= 20:
        return chr(ord("①") + count - 1)
    return f"{count:02}" if format_ == "decimalZero" else str(count)


def _roman(count: int) -> str:
    words = ""
    for value, letters in _ROMAN:
        words += letters * min(count // value, 9)
        count %= value
    return words


def _han(count: int) -> str:
    if not 0 < count < 100:
        return "".join(_HAN[int(digit)] for digit in str(count))
    tens, ones = divmod(count, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_HAN[tens]}十"
    return head + (_HAN[ones] if ones else "")
