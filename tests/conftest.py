"""Shared parts: documents made on the spot, settings that stay in a temporary folder."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from qa.records import Chunk, Document, IndexedDocument, Vectors
from qa.settings import Settings

DIMENSIONS = 8


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test sees the developer's qa.toml, QA_… variables, documents or index."""
    for name in [name for name in os.environ if name.startswith("QA_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings for an empty documents folder and no index yet."""
    (tmp_path / "documents").mkdir()
    return Settings(documents=tmp_path / "documents", index=tmp_path / "index")


@pytest.fixture
def write(settings: Settings) -> Callable[[str, str], Path]:
    """Writes a document: `write("a.txt", "text")`."""

    def _write(source: str, text: str) -> Path:
        path = settings.documents / source
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return _write


def make_document(source: str, *texts: str, date: str = "") -> IndexedDocument:
    """A document with one passage a text, and a vector that depends on the text alone."""
    text = "\n".join(texts)
    document = Document(source, source.removesuffix(".txt"), text, f"digest of {text}", "utf-8", date=date)
    chunks, at = [], 0
    for part in texts:
        chunks.append(Chunk(document.id, source, document.title, at, at + len(part), part, date))
        at += len(part) + 1
    return IndexedDocument(document, chunks, [f"embedded {part}" for part in texts], vectors_of(*texts))


def vectors_of(*texts: str) -> Vectors:
    """Unit rows, shape (texts, DIMENSIONS), the same for the same text."""
    rows = [np.random.default_rng(list(text.encode())).normal(size=DIMENSIONS) for text in texts]
    matrix = np.array(rows, np.float32).reshape(-1, DIMENSIONS)
    unit: Vectors = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)
    return unit
