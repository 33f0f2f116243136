"""Subtitles (SRT, VTT): what is spoken, without numbers and markup; the time names the place."""

from dataclasses import replace

import regex

from qa.loading.encoding.decoding import decode
from qa.loading.extracted import Extracted
from qa.loading.formats.text_builder import TextBuilder

_TIMES = regex.compile(r"((?:\d+:)?\d{1,2}:\d\d)[.,]\d{1,3}[ \t]*-->[ \t]*(?:\d+:)?\d{1,2}:\d\d[.,]\d{1,3}.*")
_TAG = regex.compile(r"</?[a-z][^<>\n]{0,100}>|\{\\[^{}\n]{1,100}\}|<\d\d:[\d:.]{4,10}>", regex.IGNORECASE)


def read_subtitles(data: bytes, encoding: str | None) -> Extracted:
    """The lines that are spoken, in order."""
    decoded = decode(data, encoding)
    text = TextBuilder()
    time, speaking = "", False
    for line in decoded.text.split("\n"):
        found = _TIMES.match(line.strip())
        if found:
            time, speaking = found[1], True
        elif not line.strip():
            speaking = False
        elif speaking:
            text.line(_TAG.sub("", line), f"at {time}")
    if not len(text):
        return Extracted.of(decoded, "")
    return replace(text.extracted(decoded.encoding), certain=decoded.certain)
