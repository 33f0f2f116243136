"""What a block of lines is, from how they begin and end: prose that is wrapped, one record a line, vertical writing.

And what of it is not to be read: a line break in vertical writing, the colours of a terminal.
"""

import re
from collections.abc import Sequence

import regex

ENDED = regex.compile(r"[。！？｡!?.…؟۔।॥։።:：;；][\p{Pe}\p{Pf}\"'”’*_]*$")
"""The end of a line that is finished."""
_ALIKE = 3  # characters that lines share at their beginning
_BEGUN = regex.compile(r"[\p{Lu}\p{Lt}\p{Nd}\[({<\"'“「]")
_LABELLED = regex.compile(r"[^:：]{1,30}[:：]")
_DIGIT = regex.compile(r"\p{Nd}")
_OF_CASE = regex.compile(r"[\p{Ll}\p{Lu}]")
_SIGN = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{P}\p{Nd}]"
_ONE_SIGN = regex.compile(rf"\s*{_SIGN}\s*")
_COLOUR = re.compile(r"\x1b\[[0-9;:?]*[ -/]*[@-~]")  # ECMA-48: a control sequence
_STACKED = regex.compile(rf"(?m)(?<=^{_SIGN})\n(?={_SIGN}$)")


def are_records(lines: Sequence[str]) -> bool:
    """Whether each line is a record: all begin alike or with a label, or none like the rest of a sentence, unfinished.

    Prose that is wrapped ends with a full stop, and its lines begin with whatever word comes next.

    >>> are_records(["Varn bridge: 212 m", "Tove bridge: 98 m"]), are_records(["It is Varn that", "Tove saw."])
    (True, False)
    """
    openings = [line.lstrip()[:_ALIKE] for line in lines]
    shapes = {_DIGIT.sub("0", opening) for opening in openings}
    if len(lines) < 2 or any(opening[:1].islower() for opening in openings):
        return False
    if len(shapes) == 1 or all(map(_LABELLED.match, lines)):
        return True
    unfinished = not ENDED.search(lines[-1].rstrip()[-12:])
    return unfinished and all(map(_BEGUN.match, openings)) and bool(_OF_CASE.search(lines[0]))


def are_stacked(lines: Sequence[str]) -> bool:
    """Whether the lines hold one ideograph, kana or sign each: a column of vertical writing."""
    return len(lines) > 2 and all(map(_ONE_SIGN.fullmatch, lines))


def laid_flat(text: str) -> str:
    """The text as it is read, of the same length: with blanks for the colours of a terminal, and for each line break
    inside a column of vertical writing."""
    return without_colours(_STACKED.sub(" ", text) if "\n" in text else text)


def without_colours(text: str) -> str:
    """The text with blanks for a terminal's control sequences, of the same length.

    >>> without_colours("\\x1b[31mFAILED\\x1b[0m")
    '     FAILED    '
    """
    return _COLOUR.sub(lambda found: " " * len(found[0]), text) if "\x1b" in text else text
