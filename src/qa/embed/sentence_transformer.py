"""Any sentence-transformers model on this machine."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from qa.embed.hub import model_folder
from qa.embed.prompts import known_prompts
from qa.errors import ModelError
from qa.records import Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_BATCH, _STATIC_BATCH = 32, 1024  # texts at a time: of a transformer, and of a table of token vectors


class TransformerEncoder:
    """Any sentence-transformers model on this machine; its query and document prompts are respected."""

    def __init__(self, model: str) -> None:
        folder = model_folder(model)
        self._model = _load(folder)
        _set_prompts(self._model, model)
        self._batch = _STATIC_BATCH if type(self._model[0]).__name__ == "StaticEmbedding" else _BATCH
        self.name = f"{Path(model).name}@{_fingerprint(folder)}"
        self.dimensions = int(self._model.get_embedding_dimension() or 0)

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """One row a passage, with the model's document prompt."""
        return self._rows(
            self._model.encode_document(
                list(texts), batch_size=self._batch, normalize_embeddings=True, show_progress_bar=False
            )
        )

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """One row a question, with the model's query prompt."""
        return self._rows(
            self._model.encode_query(
                list(texts), batch_size=self._batch, normalize_embeddings=True, show_progress_bar=False
            )
        )

    def count_tokens(self, text: str) -> int:
        """How many tokens the text has, without those that only mark its ends."""
        from tokenizers import Tokenizer

        tokenizer = self._model.tokenizer
        if isinstance(tokenizer, Tokenizer):  # of a static model
            return len(tokenizer.encode(text, add_special_tokens=False).ids)
        return len(tokenizer.tokenize(text))

    def _rows(self, encoded: object) -> Vectors:
        return np.asarray(encoded, np.float32).reshape(-1, self.dimensions)


def _load(folder: Path) -> "SentenceTransformer":
    try:
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]  # it would be drawn where there is no terminal as well
        return SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except Exception as error:  # torch, transformers and safetensors raise what they like
        raise ModelError(
            f"the embedding model in {folder} cannot be loaded: {error}",
            hint="fetch or copy it again, or leave the setting `model` at its default",
        ) from error


def _set_prompts(model: "SentenceTransformer", name: str) -> None:
    """Gives a published model the prompts that its own settings leave out."""
    known = known_prompts(name)
    if known and not any(model.prompts.values()):
        model.prompts = known._asdict()


def _fingerprint(folder: Path) -> str:
    """A name for the content of the folder's files, weights and all."""
    content = hashlib.sha256()
    for path in _read_files(folder):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").digest()
        content.update(path.relative_to(folder).as_posix().encode() + b"\0" + digest)
    return content.hexdigest()[:12]


def _read_files(folder: Path) -> Iterator[Path]:
    """The files that loading the model may read: its own and its modules', without notes and other formats."""
    settings = folder / "modules.json"
    modules = json.loads(settings.read_text(encoding="utf-8")) if settings.exists() else []
    places = {folder, *(folder / module["path"] for module in modules)}
    files = {path for place in places for path in (place.rglob("*") if place != folder else place.glob("*"))}
    return (path for path in sorted(files) if path.is_file() and path.suffix not in {".md", ".onnx"})
