"""Passages as long as ours: at most 400 columns with 80 in common, a full-width character counting two.

They are cut by LangChain's splitter, with the ends of Chinese sentences among its separators, as its documentation
says.
"""

import re

SIZE, OVERLAP = 400, 80
SEPARATORS = ["\n\n", "\n", "。", "！", "？", ". ", "! ", "? ", "；", "; ", "，", ", ", " ", ""]

_WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\U00020000-\U0003fffd]+"
)


def columns(text: str) -> int:
    """How wide a text is."""
    return len(text) if text.isascii() else len(text) + sum(map(len, _WIDE.findall(text)))


def equal_passages(text: str) -> list[str]:
    """The passages of a text, in order."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        separators=SEPARATORS, keep_separator="end", chunk_size=SIZE, chunk_overlap=OVERLAP, length_function=columns
    )
    return splitter.split_text(text)
