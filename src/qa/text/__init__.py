"""Text → sentences, chunks and terms: exact slices of it, in every script."""

from qa.text.heading import is_heading
from qa.text.script import SPACELESS, script
from qa.text.sentences import sentences
from qa.text.spans import row_around, whole_pairs, whole_words
from qa.text.splitter import split
from qa.text.terms import terms
from qa.text.width import width

__all__ = [
    "SPACELESS",
    "is_heading",
    "row_around",
    "script",
    "sentences",
    "split",
    "terms",
    "whole_pairs",
    "whole_words",
    "width",
]
