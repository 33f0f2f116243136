"""A text that is put together piece by piece, with the place of each piece in the file."""

from dataclasses import replace

import regex

from qa.errors import DocumentError
from qa.loading.extracted import Extracted, Heading
from qa.records import Place

LONGEST = 200_000_000
_PRIVATE = regex.compile("[\uf052-\uf0fe]")
_UNSTORABLE = regex.compile(r"[\x00\uD800-\uDFFF]")
SYMBOLS = {
    0xF0B7: "•", 0xF095: "•", 0xF0A7: "▪", 0xF0D8: "➢", 0xF0E0: "→", 0xF0FC: "✓", 0xF0FE: "☒", 0xF0FD: "☒",
    0xF052: "☑", 0xF0A8: "☐", 0xF06F: "☐",
}  # fmt: skip
"""Bullets and boxes of the symbol fonts of word processors, which have no Unicode of their own."""


class TextBuilder:
    """Text pieces one after the other; line ends become `\\n`, what no text can hold becomes U+FFFD."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._places: list[Place] = []
        self._headings: list[Heading] = []
        self._length = 0

    @classmethod
    def of(cls, found: Extracted) -> "TextBuilder":
        """A text that goes on after what was found already."""
        text = cls()
        text._pieces, text._places, text._length = [found.text], list(found.places), len(found.text)
        text._headings = list(found.headings)
        return text

    def __len__(self) -> int:
        return self._length

    def add(self, text: str, name: str = "", page: int | None = None) -> None:
        """Appends `text`, which stands at the place called `name`; pieces of one place become one."""
        piece = clean(text)
        start, self._length = self._length, self._length + len(piece)
        if self._length > LONGEST:
            raise DocumentError(
                f"holds more than {LONGEST:,} characters of text", hint="divide the file", reason="bomb"
            )
        self._pieces.append(piece)
        if name and piece:
            self._put(Place(start, self._length, name, page))

    def _put(self, place: Place) -> None:
        last = self._places[-1] if self._places else None
        if last and not last.box and last == replace(place, start=last.start, end=place.start):
            self._places[-1] = replace(last, end=place.end)
        else:
            self._places.append(place)

    def paragraph(self, text: str, name: str = "", page: int | None = None) -> None:
        """A line of its own, with a blank line after it; nothing where the text is blank."""
        if text.strip():
            self.add(text.strip("\n") + "\n\n", name, page)

    def line(self, text: str, name: str = "", page: int | None = None) -> None:
        """A line of its own; nothing where the text is blank."""
        if text.strip():
            self.add(text.strip("\n") + "\n", name, page)

    def heading(self, text: str, level: int, name: str = "", page: int | None = None) -> None:
        """A paragraph that heads what follows; `level` counts from 1, the outermost."""
        start = self._length
        self.paragraph(text, name, page)
        self.mark(start, level, text)

    def mark(self, start: int, level: int, title: str) -> None:
        """Makes what was added from `start` on a heading, which may say more than its title; blank ones are none."""
        if title.strip():
            self._headings.append(Heading(start, self._length, level, title))

    def append(self, other: Extracted, name: str) -> None:
        """What another file inside this one says; its own places are named after `name`."""
        start = self._length
        self._headings.append(Heading(start, start, 1, name))
        self._headings += [
            Heading(start + one.start, start + one.end, one.level + 1, one.title) for one in other.headings
        ]
        self.add(other.text)
        inner = [replace(place, name=f"{name}, {place.name}") for place in other.places]
        for place in inner or [Place(0, self._length - start, name)]:
            self._put(replace(place, start=start + place.start, end=start + place.end))
        self.add("\n")

    def extracted(self, encoding: str, title: str = "", doubt: str = "") -> Extracted:
        """What was put together, as a reader's record."""
        text = "".join(self._pieces)
        return Extracted(text, encoding, not doubt, title, tuple(self._places), doubt, headings=tuple(self._headings))


def clean(text: str) -> str:
    """`text` with line ends made `\\n`, symbols of fonts as characters, and U+FFFD where no text can be."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _PRIVATE.sub(lambda found: SYMBOLS.get(ord(found[0]), found[0]), text)
    return _UNSTORABLE.sub("\ufffd", text)
