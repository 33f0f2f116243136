"""Texts for the tests of this folder: any, and made of the pieces that splitting has to do with."""

from hypothesis import strategies as st

from qa.records import Document
from qa.text.sentences import sentences

PIECES = st.sampled_from([
    "。", "！", "「", "」", "“", "”", '"', "(", ")", "（", "）", ". ", "...", "…", "? ", "; ", "；", "，", ", ", "\n",
    "\n\n", "\u2028", "\x85", "\x0c", "\u3000", "\u00a0", "\u200d", "\u0301", "é", "的", "我们", "𠮷", "𝔘",
    "👨‍👩‍👧", "กข ",
    "מה", "ما؟", "Dr. ", "3.5", "3. ", "U.S. ", "word ", "x" * 90, "字" * 70,
    "- item\n", "# Title\n", "| a | b |\n", "\t",
])  # fmt: skip
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=300), st.lists(PIECES, max_size=60).map("".join)
)


def said(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def document(text: str) -> Document:
    return Document("a.txt", "Title", text, "digest", "utf-8")
