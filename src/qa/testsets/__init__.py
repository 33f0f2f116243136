"""Test sets: their own format and others', stale ones found, new ones proposed."""

from qa.testsets.cases import Case, append_case, lines
from qa.testsets.check import Finding, check, mended, texts_in
from qa.testsets.draft import drafts
from qa.testsets.formats import read_any
from qa.testsets.formats.imported import write_documents

__all__ = [
    "Case",
    "Finding",
    "append_case",
    "check",
    "drafts",
    "lines",
    "mended",
    "read_any",
    "texts_in",
    "write_documents",
]
