"""Terms and text as PostgreSQL takes them.

Its text holds no NUL, and its parser of words knows nothing of Chinese: so each term becomes one word of letters and
digits of ASCII, which the parser leaves whole.
"""

import re
from base64 import b32encode
from collections.abc import Iterable
from hashlib import sha256

LONGEST = 400
"""Characters of a word; from 2,048 bytes on the server leaves it out."""
_PLAIN = re.compile(r"[a-wyz][a-z]*")
_ESCAPE = "\x1a"


def word(term: str) -> str:
    """The term as a word: plain ones stay as they are, others are an x and their bytes in base32, or a digest of them.

    >>> word("ferry"), word("北京"), word("libra*")
    ('ferry', 'x4wgjpzf2vq', 'xnruwe4tbfi')
    """
    if _PLAIN.fullmatch(term) and len(term) <= LONGEST:
        return term
    data = term.encode()
    made = "x" + b32encode(data).decode().rstrip("=").lower()
    return made if len(made) <= LONGEST else f"x9{sha256(data).hexdigest()}"  # base32 has no 9


def words(terms: Iterable[str]) -> str:
    """Terms as a text of words."""
    return " ".join(map(word, terms))


def kept(text: str) -> str:
    """The text as it can be kept; `read` gives it back to the letter.

    >>> read(kept("a\\0b\\x1a0")) == "a\\0b\\x1a0", "\\0" in kept("a\\0b")
    (True, False)
    """
    if "\0" not in text and _ESCAPE not in text:
        return text
    return text.replace(_ESCAPE, f"{_ESCAPE}1").replace("\0", f"{_ESCAPE}0")


def read(text: str) -> str:
    """What was `kept`."""
    if _ESCAPE not in text:
        return text
    return text.replace(f"{_ESCAPE}0", "\0").replace(f"{_ESCAPE}1", _ESCAPE)
