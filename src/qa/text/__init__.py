"""Text → sentences, chunks and terms: exact slices of it, in every script."""

from typing import TYPE_CHECKING

from qa.text.dates import Written, find_dates, iso_date
from qa.text.heading import is_heading
from qa.text.language import written_in
from qa.text.lines import ENDED, are_records, laid_flat, without_colours
from qa.text.numbers import find_numbers
from qa.text.rows import Cell, cells, heads, is_row
from qa.text.script import SPACELESS, script
from qa.text.sentences import sentences
from qa.text.spans import row_around, whole_pairs, whole_words
from qa.text.splitter import split
from qa.text.terms import fold, terms
from qa.text.turns import is_question, labels, turns
from qa.text.units import unit_at, unit_term
from qa.text.width import width

if TYPE_CHECKING:
    from qa.text.langchain import SentenceSplitter

__all__ = [
    "ENDED",
    "SPACELESS",
    "Cell",
    "SentenceSplitter",
    "Written",
    "are_records",
    "cells",
    "find_dates",
    "find_numbers",
    "fold",
    "heads",
    "is_heading",
    "is_question",
    "is_row",
    "iso_date",
    "labels",
    "laid_flat",
    "row_around",
    "script",
    "sentences",
    "split",
    "terms",
    "turns",
    "unit_at",
    "unit_term",
    "whole_pairs",
    "whole_words",
    "width",
    "without_colours",
    "written_in",
]


def __getattr__(name: str) -> object:
    """`SentenceSplitter`, which loads langchain, only when it is asked for."""
    if name == "SentenceSplitter":
        from qa.text.langchain import SentenceSplitter

        return SentenceSplitter
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
