"""Characters whose PDF does not say what they are: asked of the embedded font.

PDFium then gives the code in the page's content. Often that is the number of a glyph, and the font's own table tells
which character has that glyph (OpenType specification, "cmap", formats 4 and 12).
"""

import ctypes
import struct
from collections.abc import Iterator, Sequence

SAMPLE = 8
"""Every so many characters one is asked whether its font tells its code point."""
BETTER = 0.2
"""By so much the share of small letters and blanks grows where the glyphs' characters are taken."""


def mended(text_page: object, codes: Sequence[int]) -> list[int]:
    """The codes of a page; those that no font explains are replaced where their glyphs' characters read better."""
    from pypdfium2 import raw

    unexplained = raw.FPDFText_HasUnicodeMapError
    if all(unexplained(text_page, index) != 1 for index in range(0, len(codes), SAMPLE)):
        return list(codes)
    places: dict[int, list[int]] = {}
    for index in range(len(codes)):
        if unexplained(text_page, index) == 1:
            places.setdefault(_font(text_page, index), []).append(index)
    found = list(codes)
    for members in places.values():
        characters = dict(_characters(_data(text_page, members[0])))
        replaced = [characters.get(codes[place], 0) for place in members]
        if _readable(replaced) > _readable([codes[place] for place in members]) + BETTER:
            for place, code in zip(members, replaced, strict=True):
                found[place] = code
    return found


def _readable(codes: Sequence[int]) -> float:
    """The share of small letters and blanks."""
    return sum(chr(code).islower() or code == 32 for code in codes) / len(codes)


def _font(text_page: object, index: int) -> int:
    """A name for the character's font."""
    from pypdfium2 import raw

    thing = raw.FPDFText_GetTextObject(text_page, index)
    font = raw.FPDFTextObj_GetFont(thing) if thing else None
    return ctypes.cast(font, ctypes.c_void_p).value or 0 if font else 0


def _data(text_page: object, index: int) -> bytes:
    """The font's file; empty where there is none."""
    from pypdfium2 import raw

    thing = raw.FPDFText_GetTextObject(text_page, index)
    font = raw.FPDFTextObj_GetFont(thing) if thing else None
    size = ctypes.c_size_t()
    if not font or not raw.FPDFFont_GetFontData(font, None, 0, size):
        return b""
    buffer = (ctypes.c_uint8 * size.value)()
    raw.FPDFFont_GetFontData(font, buffer, size.value, size)
    return bytes(buffer)


def _characters(font: bytes) -> Iterator[tuple[int, int]]:
    """(glyph, code point) of each character of an OpenType font; as far as it can be read."""
    try:
        tables = struct.unpack_from(">H", font, 4)[0]
        entries = [struct.unpack_from(">4sIII", font, 12 + 16 * number) for number in range(min(tables, 64))]
        begin = next(offset for tag, _, offset, _ in entries if tag == b"cmap")
        for number in range(min(struct.unpack_from(">H", font, begin + 2)[0], 32)):
            platform, _, offset = struct.unpack_from(">HHI", font, begin + 4 + 8 * number)
            if platform in (0, 3):
                yield from _segments(font, begin + offset)
    except (struct.error, StopIteration):
        return


def _segments(font: bytes, at: int) -> Iterator[tuple[int, int]]:
    """The (glyph, code point) pairs of one table of format 4 or 12."""
    kind = struct.unpack_from(">H", font, at)[0]
    if kind == 12:
        for number in range(min(struct.unpack_from(">I", font, at + 12)[0], 65_536)):
            first, last, glyph = struct.unpack_from(">III", font, at + 16 + 12 * number)
            yield from ((glyph + code - first, code) for code in range(first, min(last, 0x10FFFF, first + 65_535) + 1))
    if kind != 4:
        return
    count = struct.unpack_from(">H", font, at + 6)[0] // 2
    ends, starts, deltas, offsets = (
        struct.unpack_from(f">{count}H", font, at + 14 + 2 * count * column + 2 * (column > 0)) for column in range(4)
    )
    for number, (first, last, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offset:
                place = at + 16 + 6 * count + 2 * number + offset + 2 * (code - first)
                glyph = struct.unpack_from(">H", font, place)[0]
                if not glyph:
                    continue
            yield (glyph + delta) % 65_536, code
