"""Text that was damaged before it came here: what cannot be decoded becomes U+FFFD, the rest is read."""

import regex

SOUND = 100
"""One wrong character in so many is damage; with more of them the encoding is another, or the file is no text."""
_UNSTORABLE = regex.compile(r"[\x00\uD800-\uDFFF]")
_WRONG = regex.compile("\ufffd+")
_TELLING = regex.compile(r"[^\x00-\x7f\ufffd]")


def strictly(data: bytes, codec: str) -> str | None:
    """The text of `data`, None where it is not valid."""
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def leniently(data: bytes, codec: str) -> str | None:
    """The text of `data` with U+FFFD for what is not valid in it, NULs among that; None where that is too much."""
    text = strictly(data, codec)
    if text is not None and not _UNSTORABLE.search(text):
        return text
    mended = _UNSTORABLE.sub("\ufffd", text if text is not None else data.decode(codec, "replace"))
    return mended if is_sound(mended, of_itself=text is not None) else None


def is_sound(text: str, *, of_itself: bool = False) -> bool:
    """Whether the U+FFFD in a text are damage, and the rest speaks for its encoding, unless that is known `of_itself`.

    A run of them counts once; it takes a hundred characters for each, and ten outside ASCII.
    """
    wrong = len(_WRONG.findall(text))
    telling = len(_TELLING.findall(text))
    return wrong * SOUND <= len(text) and (of_itself or wrong * 10 <= telling)


def is_mostly_nul(data: bytes) -> bool:
    """Whether NULs are more than damage: such bytes are no text but UTF-16 or UTF-32."""
    return len(regex.findall(rb"\x00+", data)) * SOUND > len(data)
