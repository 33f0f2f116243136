"""How near an answer comes to the right one, and a quote to the right passage: numbers from 0 to 1.

Answers are compared in folded case and without punctuation, as the evaluation scripts of SQuAD (Rajpurkar et al.,
EMNLP 2016) and CMRC 2018 (Cui et al., EMNLP 2019) do. The best of several right answers counts.
"""

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

import regex

from qa.text import SPACELESS

_PUNCTUATION = regex.compile(r"[\p{P}$+<=>^`|~～]")
_SEGMENT = regex.compile(rf"[{SPACELESS}]\p{{M}}*|[^\s{SPACELESS}]+")
_ARTICLES = frozenset({"a", "an", "the"})


class Overlap(NamedTuple):
    """How much of what was given is right, how much of what is right was given, and their harmonic mean."""

    precision: float
    recall: float
    f1: float


def overlap(common: float, given: float, right: float) -> Overlap:
    """Of the lengths of what both share, of what was given and of what is right; nothing shared gives zeros."""
    if not common:
        return Overlap(0.0, 0.0, 0.0)
    precision, recall = common / given, common / right
    return Overlap(precision, recall, 2 * precision * recall / (precision + recall))


def spans_overlap(given: tuple[int, int], right: tuple[int, int]) -> Overlap:
    """Of two places in one text, in characters."""
    common = max(0, min(given[1], right[1]) - max(given[0], right[0]))
    return overlap(common, given[1] - given[0], right[1] - right[0])


def runs_overlap(given: Sequence[str], right: Sequence[str]) -> Overlap:
    """Of two sequences by their longest common run, as CMRC 2018 compares answers (`find_lcs` of its script)."""
    match = SequenceMatcher(None, given, right, autojunk=False).find_longest_match()
    return overlap(match.size, len(given), len(right))


def exact_match(answer: str, right: Sequence[str]) -> float:
    """1 when the answer is one of the right ones, but for case, punctuation and English articles; no answer is none.

    >>> exact_match("The “Morgenrot”.", ["Morgenrot"])
    1.0
    """
    return float(bool(answer.strip()) and any(_words(answer) == _words(one) for one in right))


def answer_f1(answer: str, right: Sequence[str]) -> float:
    """The best F1 over the right answers.

    Where one is written without spaces between words, CMRC's: characters (words of other scripts stay whole), by
    their longest common run. Elsewhere SQuAD's: words, in any order, each as often as both hold it.

    >>> round(answer_f1("全长11.8公里", ["11.8公里"]), 2)  # three segments of five are common: 2 · 3 / (5 + 3)
    0.75
    """
    return max((_f1(answer, one) for one in right), default=0.0)


def _f1(answer: str, right: str) -> float:
    if regex.search(rf"[{SPACELESS}]", right):
        return runs_overlap(segments(answer), segments(right)).f1
    given, wanted = _words(answer), _words(right)
    return overlap((Counter(given) & Counter(wanted)).total(), len(given), len(wanted)).f1


def segments(text: str) -> list[str]:
    """Characters of scripts without spaces, whole words of the others, no punctuation (`mixed_segmentation`)."""
    return _SEGMENT.findall(_PUNCTUATION.sub("", text.lower()))


def _words(text: str) -> list[str]:
    return [word for word in _PUNCTUATION.sub("", text.lower()).split() if word not in _ARTICLES]
