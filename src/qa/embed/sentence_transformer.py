"""Any sentence-transformers model on this machine."""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from qa.errors import ModelError
from qa.records import Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_SETTINGS_SIZE = 1 << 20


class TransformerEncoder:
    """Any sentence-transformers model on this machine; its query and document prompts are respected."""

    def __init__(self, model: str) -> None:
        folder = _model_folder(model)
        self._model = _load_transformer(folder)
        self.name = f"{Path(model).name}@{_fingerprint(folder)}"
        self.dimensions = int(self._model.get_embedding_dimension() or 0)

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """One row a passage, with the model's document prompt."""
        return self._rows(self._model.encode_document(list(texts), normalize_embeddings=True, show_progress_bar=False))

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """One row a question, with the model's query prompt."""
        return self._rows(self._model.encode_query(list(texts), normalize_embeddings=True, show_progress_bar=False))

    def count_tokens(self, text: str) -> int:
        """How many tokens the text has, without those that only mark its ends."""
        from tokenizers import Tokenizer

        tokenizer = self._model.tokenizer
        if isinstance(tokenizer, Tokenizer):  # of a static model
            return len(tokenizer.encode(text, add_special_tokens=False).ids)
        return len(tokenizer.tokenize(text))

    def _rows(self, encoded: object) -> Vectors:
        return np.asarray(encoded, np.float32).reshape(-1, self.dimensions)


def _model_folder(model: str) -> Path:
    """The folder that `model` names, or where the hub's cache keeps it; found, or not, before torch is imported."""
    if (Path(model) / "modules.json").is_file():
        return Path(model)
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    for name in (model, f"sentence-transformers/{model}"):
        try:
            return Path(snapshot_download(name, local_files_only=True))
        except (LocalEntryNotFoundError, HFValidationError):
            continue
    raise ModelError(
        f"there is no embedding model {model!r} on this machine",
        hint=f"download it where there is a network (`hf download {model}`) and name its folder, "
        "or leave the setting `model` at its default",
    )


def _load_transformer(folder: Path) -> "SentenceTransformer":
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    try:
        from sentence_transformers import SentenceTransformer

        return SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except Exception as error:  # torch, transformers and safetensors raise what they like
        raise ModelError(
            f"the embedding model in {folder} cannot be loaded: {error}",
            hint="download it again, or leave the setting `model` at its default",
        ) from error


def _fingerprint(folder: Path) -> str:
    """A name for the folder's content: its settings, and the sizes of its weights."""
    content = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            size = path.stat().st_size
            content.update(f"{path.relative_to(folder).as_posix()}\0{size}\0".encode())
            if path.suffix == ".json" and size < _SETTINGS_SIZE:
                content.update(path.read_bytes())
    return content.hexdigest()[:12]
