"""Bytes → text: byte-order marks, UTF-8, UTF-16/32 and the legacy encodings; never a silently wrong character.

UTF-8 that decodes strictly is taken at its word; what else there is, is judged in `detection.py`. A reading in doubt is
marked; bytes that look like no language at all, or like damaged UTF-8, are refused.
"""

import codecs

import regex

from qa.errors import DocumentError
from qa.loading.encoding.damage import is_mostly_nul, leniently, strictly
from qa.loading.encoding.detection import UTF8, WIDE, Decoded, detect, is_control_soup
from qa.loading.encoding.languages import CONTROL, read_as

CHANCE = 6
_SIDE_BY_SIDE = regex.compile(r"[^\x00-\x7f]{2}")
OVERRIDE = 'name the encoding in qa.toml: [loading.encodings] "pattern" = "gb18030"'
NO_TEXT = f"move it out of the folder; or, if it is text, {OVERRIDE}"


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """The text of `data` with line ends made `\\n`, otherwise untouched; `encoding` overrides the judgement.

    Raises DocumentError for binary data, for damaged UTF-8, and for bytes that make sense in no encoding.
    """
    found = _forced(data, encoding) if encoding is not None else _judged(data)
    text = found.text.replace("\r\n", "\n").replace("\r", "\n")
    return Decoded(text, found.encoding, found.certain)


def _forced(data: bytes, encoding: str) -> Decoded:
    try:
        name = codecs.lookup(encoding).name
        text = leniently(data, encoding) or data.decode(encoding)
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"byte {error.start} cannot be read as {encoding} ({error.reason})",
            hint="correct the encoding under [loading.encodings] in qa.toml, or remove it to let it be detected",
        ) from None
    except (LookupError, ValueError):
        raise DocumentError(
            f"{encoding!r} is not a text encoding", hint="use a name such as utf-8, gb18030, big5hkscs or cp1252"
        ) from None
    _refuse_unstorable(text)
    return Decoded(text.removeprefix("\ufeff"), name, "\ufffd" not in text)


def _refuse_unstorable(text: str) -> None:
    bad = regex.search(r"[\x00\uD800-\uDFFF]", text)
    if bad:
        raise DocumentError(
            f"is not text: character {bad.start()} is U+{ord(bad[0]):04X}",
            hint="remove the file from the folder, or correct its encoding under [loading.encodings] in qa.toml",
        )


def _judged(data: bytes) -> Decoded:
    _refuse_known_format(data)
    found = (
        _by_mark(data) or _by_nul_bytes(data) or _by_escapes(data) or _as_utf8(data) or _as_damaged_utf8(data)
        or detect(data)
    )  # fmt: skip
    if found is None:
        _refuse_controls(data)
        raise DocumentError("is not text in any encoding that can be recognised", hint=NO_TEXT)
    return found


# ------------------------------------------------------------------------------------------- signatures

_FORMATS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "ZIP archive (or DOCX, XLSX, PPTX, EPUB)"),
    (b"PK\x05\x06", "ZIP archive"),
    (b"\x89PNG\r\n", "PNG image"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"GIF87a", "GIF image"),
    (b"GIF89a", "GIF image"),
    (b"\x1f\x8b\x08", "gzip archive"),
    (b"BZh", "bzip2 archive"),
    (b"\xfd7zXZ\x00", "xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip archive"),
    (b"Rar!\x1a\x07", "RAR archive"),
    (b"\x28\xb5\x2f\xfd", "Zstandard archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office document (DOC, XLS, PPT)"),
    (b"{\\rtf", "RTF document"),
    (b"SQLite format 3\x00", "SQLite database"),
    (b"\x7fELF", "program"),
    (b"MZ", "Windows program"),
    (b"RIFF", "sound, video or WebP file"),
    (b"ID3", "MP3 file"),
    (b"OggS", "Ogg file"),
    (b"II*\x00", "TIFF image"),
    (b"MM\x00*", "TIFF image"),
)
_MARKUP = ("PDF", "RTF document")
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b")) + b"\x7f"


def _looks_like(data: bytes) -> str:
    return next((name for magic, name in _FORMATS if data.startswith(magic)), "")


def _a(name: str) -> str:
    """A format's name with its article, as it is spoken: an MP3 file."""
    return f"{'an' if name.startswith(('old', 'Ogg', 'MP3', 'RAR', 'RTF')) else 'a'} {name}"


def _not_text(data: bytes, why: str) -> DocumentError:
    name = _looks_like(data)
    hint = f"it looks like {_a(name)}, which is not read; move it out of the folder" if name else NO_TEXT
    return DocumentError(f"is not text: {why}", hint=hint)


def _refuse_known_format(data: bytes) -> None:
    """Signatures made of letters alone ("MZ", "ID3") prove nothing by themselves; the controls decide there."""
    name = _looks_like(data)
    magic = next((magic for magic, _ in _FORMATS if data.startswith(magic)), b"")
    telling = any(byte < 32 or byte > 126 for byte in magic) or name in _MARKUP
    if name and telling:
        raise _not_text(data, f"it begins like {_a(name)}")


def _refuse_controls(data: bytes) -> None:
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if controls * 50 > len(data):
        raise _not_text(data, f"{controls} of its {len(data)} bytes are control characters")


# ------------------------------------------------------------------------------- marks, UTF-8 and escapes

_MARKS: tuple[tuple[bytes, str, str], ...] = (
    (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030", "gb18030"),
)


def _by_mark(data: bytes) -> Decoded | None:
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return _marked(data, mark, codec, name)
    return None


def _marked(data: bytes, mark: bytes, codec: str, name: str) -> Decoded:
    text = leniently(data[len(mark) :], codec)
    if text is None:
        raise DocumentError(
            f"is not valid {name}, although its byte-order mark says {name}",
            hint=f"mend or save the file again, or {OVERRIDE}",
        )
    return Decoded(text, name, "\ufffd" not in text)


def _by_nul_bytes(data: bytes) -> Decoded | None:
    """UTF-16 or UTF-32 without a mark: the only texts that hold many NUL bytes."""
    if b"\0" not in data:
        return None
    found = detect(data, WIDE)
    if found is None and is_mostly_nul(data):
        raise _not_text(data, f"NUL at byte {data.index(0)}")
    return found


_ESCAPED = ("iso2022_jp", "iso2022_kr", "iso2022_jp_2", "iso2022_jp_ext", "iso2022_jp_2004")


def _by_escapes(data: bytes) -> Decoded | None:
    """ISO-2022 and HZ hide their characters in ASCII behind escape sequences."""
    if not data.isascii():
        return None
    names = _ESCAPED if b"\x1b$" in data else ("hz",) if b"~{" in data else ()
    for name in names:
        text = strictly(data, name)
        if text and not text.isascii() and not CONTROL.search(text) and read_as(text, UTF8).strange <= 0:
            return Decoded(text, name, True)
    return None


def _as_utf8(data: bytes) -> Decoded | None:
    text = leniently(data, "utf-8")
    if text is None or is_control_soup(text):
        return None
    return _by_chance(data, text) or Decoded(text, "utf-8", "\ufffd" not in text)


def _by_chance(data: bytes, text: str) -> Decoded | None:
    """A legacy reading of a few characters that happen to form UTF-8 (头皮 in GBK is valid UTF-8 for "ͷƤ").

    A single one does not, nor one of three bytes: °, ½ and → stand alone in many a text.
    """
    if len(data) - len(text) > CHANCE or max(text, default="") > "\u07ff" or not _SIDE_BY_SIDE.search(text):
        return None
    if read_as(text, UTF8).strange <= -2.0:
        return None
    other = detect(data)
    return Decoded(other.text, other.encoding, False) if other and other.certain else Decoded(text, "utf-8", False)


def _as_damaged_utf8(data: bytes) -> Decoded | None:
    """In other encodings bytes form UTF-8 sequences by chance only; a file full of them is UTF-8 with damage."""
    text = regex.sub(r"\x00", "\ufffd", data.decode("utf-8", errors="replace"))
    bad = text.count("\ufffd") - data.count(b"\xef\xbf\xbd")
    sequences = len(regex.sub(r"[\x00-\x7f\ufffd]+", "", text).encode())
    cut_off = text.endswith("\ufffd") and bad == 1
    if is_control_soup(text) or sequences < 3 * bad or not (sequences > 2 * CHANCE or cut_off):
        return None
    return Decoded(text, "utf-8", False)
