"""How wide a text is: full-width characters count two columns."""

import regex

_WIDE = regex.compile(r"[\p{East_Asian_Width=W}\p{East_Asian_Width=F}]+")


def width(text: str) -> int:
    """Columns: a full-width (East Asian W or F) character counts two, every other one, combining ones too."""
    return len(text) if text.isascii() else len(text) + sum(map(len, _WIDE.findall(text)))
