"""What some published models want before a question and before a passage, where their own settings do not say it."""

from pathlib import Path
from typing import NamedTuple


class Prompts(NamedTuple):
    """The words before a question, and before a passage."""

    query: str
    document: str


_E5 = Prompts("query: ", "passage: ")  # the FAQ of https://huggingface.co/intfloat/multilingual-e5-small
_BGE_EN = Prompts("Represent this sentence for searching relevant passages: ", "")
_BGE_ZH = Prompts("为这个句子生成表示以用于检索相关文章：", "")  # both: https://huggingface.co/BAAI/bge-small-zh-v1.5
_KNOWN = {
    name.format(size): prompts
    for size in ("small", "base", "large")
    for name, prompts in (
        ("multilingual-e5-{}", _E5),
        ("e5-{}", _E5),
        ("e5-{}-v2", _E5),
        ("bge-{}-en-v1.5", _BGE_EN),
        ("bge-{}-zh-v1.5", _BGE_ZH),
    )
}
"""By the model's name without its owner, which is what a copy's folder is called as well."""


def known_prompts(model: str) -> Prompts | None:
    """The prompts of a published model, by its name on the hub or its folder's."""
    return _KNOWN.get(Path(model).name.lower())
