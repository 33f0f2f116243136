"""Everything that can go wrong and has a next step.

QAError                 what happened, to which file, and a hint: what to do next
├── SettingsError       an unknown or impossible setting
├── DocumentError       one source file cannot be read; the others go on
├── ModelError          the embedding model is missing or does not fit
├── QuestionError       nothing to search for in the question
├── PageBusy            too much is asked of the page at once
├── TestSetError        a test set's line cannot be understood
└── StoreError          the index cannot be opened or written
    ├── IndexMissing    there is no index yet
    ├── IndexBusy       another process is writing it
    ├── IndexDamaged    its catalogue cannot be read
    └── RecipeMismatch  it was made with another model or other settings
"""

from typing import Literal

Refusal = Literal["", "encrypted", "damaged", "empty", "bomb", "unsupported"]
"""Why a file gives no text; empty for what has no name here, a file without permission for example."""


class QAError(Exception):
    """What happened, in one sentence; `hint` says what to do next."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class SettingsError(QAError):
    """An unknown or impossible setting."""


class DocumentError(QAError):
    """One source file cannot be read; the others go on."""

    def __init__(self, message: str, *, hint: str = "", reason: Refusal = "") -> None:
        super().__init__(message, hint=hint)
        self.reason = reason


class ModelError(QAError):
    """The embedding model is missing or does not fit."""


class QuestionError(QAError):
    """Nothing to search for in the question."""


class PageBusy(QAError):
    """Too much is asked of the page at once."""


class TestSetError(QAError):
    """A test set's line cannot be understood."""

    __test__ = False


class StoreError(QAError):
    """The index cannot be opened or written."""


class IndexMissing(StoreError):
    """There is no index yet."""


class IndexBusy(StoreError):
    """Another process is writing it."""


class IndexDamaged(StoreError):
    """Its catalogue cannot be read."""


class RecipeMismatch(StoreError):
    """It was made with another model or other settings."""
