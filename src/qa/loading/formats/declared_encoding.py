"""Bytes with a label that names their encoding, and is often wrong: mail parts, headers, RTF fonts."""

from qa.errors import DocumentError
from qa.loading.encoding.damage import leniently, strictly
from qa.loading.encoding.decoding import decode
from qa.loading.encoding.detection import Decoded

_AS_BROWSERS_READ = {
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs", "big5-hkscs": "big5hkscs",
    "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932", "sjis": "cp932", "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949", "iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
    "iso-8859-9": "cp1254", "tis-620": "cp874", "iso-8859-11": "cp874", "windows-874": "cp874",
}  # fmt: skip
_NO_CLAIM = frozenset({"us-ascii", "ascii", "unknown-8bit", "x-unknown", "default", "8bit", "binary"})


def browsers_codec(name: str) -> str:
    """The codec that browsers use for an encoding's name in lower case."""
    return _AS_BROWSERS_READ.get(name, name)


def decode_labelled(data: bytes, label: str) -> Decoded:
    """The text as labelled, unless it is UTF-8 or the label cannot be true; then as it looks. Never refuses."""
    name = label.lower().strip().removeprefix("charset=").strip("\"' ")
    foreign = not data.isascii()
    if foreign and (name in _NO_CLAIM or not name or leniently(data, "utf-8") is not None):
        return _guessed(data, "cp1252")
    codec = browsers_codec(name)
    if not _is_text_codec(codec):
        return _guessed(data, "cp1252")
    text = strictly(data, codec)
    if text is None:
        text = leniently(data, codec)
    if text is None or any("\x80" <= character <= "\x9f" for character in text):
        return _guessed(data, codec)
    return Decoded(text, codec, "\ufffd" not in text)


def _is_text_codec(name: str) -> bool:
    try:
        b" ".decode(name)
    except UnicodeDecodeError:
        return True  # half a character of UTF-16
    except (LookupError, ValueError):
        return False
    return True


def _guessed(data: bytes, otherwise: str) -> Decoded:
    """As it looks; where it looks like nothing, as `otherwise`, with U+FFFD for what that cannot say."""
    try:
        return decode(data)
    except DocumentError:
        return Decoded(data.decode(otherwise, "replace"), otherwise, False)
