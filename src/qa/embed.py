"""Texts → unit float32 rows; the only module that knows the encoder.

A static model (token vectors, averaged, made unit length), such as the bundled one, is read with numpy and
tokenizers alone and starts in a fraction of a second. Every other model goes through sentence-transformers, or is
asked for at an endpoint that speaks OpenAI's embeddings protocol.
"""

import hashlib
import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from qa.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

Rows = NDArray[np.float16] | NDArray[np.float32] | NDArray[np.int8]
Vectors = NDArray[np.float32]
"""Shape (texts, dimensions), each row of length one; a text without a known token is a row of zeros."""

BUNDLED_MODEL = Path(__file__).with_name("model")
_BATCH = 512
_LETTER = re.compile(r"[\u2e80-\U0003ffff]")  # of the scripts whose words are not apart
_REQUEST = 64
_SETTINGS_SIZE = 1 << 20


class Encoder(Protocol):
    """What the rest of the program knows of a model. `name` changes whenever the vectors do."""

    name: str
    dimensions: int

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """One row a passage; no texts give shape (0, dimensions)."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """One row a question; no texts give shape (0, dimensions)."""
        ...


def open_encoder(model: str) -> Encoder:
    """The encoder for "bundled", a folder in sentence-transformers' format, the name of a model on this machine, or
    an endpoint and a model there, such as "http://127.0.0.1:8080/v1#bge-m3". ModelError when there is none."""
    if model.startswith(("http://", "https://")):
        return EndpointEncoder(model)
    if model == "bundled":
        return open_bundled()
    if _is_static(Path(model)):
        return StaticEncoder(Path(model), label=Path(model).name)
    return TransformerEncoder(model)


def open_bundled() -> "StaticEncoder":
    """The model that ships with the package."""
    return StaticEncoder(BUNDLED_MODEL, label="bundled")


def _is_static(folder: Path) -> bool:
    """Whether the folder holds token vectors and nothing else: StaticEmbedding, Normalize, and no prompts."""
    try:
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        config = json.loads((folder / "config_sentence_transformers.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    kinds = [str(module["type"]).rpartition(".")[2] for module in modules]
    return kinds == ["StaticEmbedding", "Normalize"] and not any(config.get("prompts", {}).values())


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """A text's token ids, and where each stands in it: (start, end) in characters, shape (tokens, 2)."""

    ids: list[int]
    offsets: NDArray[np.int64]


class StaticEncoder:
    """sentence-transformers' StaticEmbedding + Normalize, without torch."""

    def __init__(self, folder: Path, label: str) -> None:
        self._tokenizer, self._rows, self._weights, fingerprint = _read_static(folder)
        self._letters: dict[str, str] = {}
        self.name = f"{label}@{fingerprint}"
        self.dimensions = int(self._rows.shape[1])

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """One row a text: the weighted mean of its tokens' vectors, made unit length."""
        batches = [self._encode(texts[at : at + _BATCH]) for at in range(0, len(texts), _BATCH)]
        return np.concatenate(batches) if batches else np.zeros((0, self.dimensions), np.float32)

    encode_queries = encode_documents

    def _encode(self, texts: Sequence[str]) -> Vectors:
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        sums = np.zeros((len(texts), self.dimensions), np.float32)
        for row, encoding in zip(sums, encodings, strict=True):
            if encoding.ids:
                row[:] = self._weights[encoding.ids] @ self._rows[encoding.ids].astype(np.float32, copy=False)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        unit: Vectors = sums / np.maximum(lengths, np.float32(1e-12))
        return unit

    @property
    def size(self) -> int:
        """How many different tokens there are."""
        return len(self._rows)

    def tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """The tokens of every text; what the model has never seen gives none."""
        known = [_LETTER.sub(self._known, text) for text in texts]
        found = self._tokenizer.encode_batch(known, add_special_tokens=False)
        return [Tokens(one.ids, np.array(one.offsets, np.int64).reshape(-1, 2)) for one in found]

    def _known(self, letter: re.Match[str]) -> str:
        """The letter, or a space in place of one without a token, after which the tokenizer would count wrongly."""
        sign = letter.group()
        if sign not in self._letters:
            self._letters[sign] = sign if self._tokenizer.encode(sign, add_special_tokens=False).ids else " "
        return self._letters[sign]

    def token_vectors(self, ids: Sequence[int]) -> tuple[Vectors, Vectors]:
        """Unit rows, shape (ids, dimensions), and the lengths that they had: how much each counts in a text."""
        rows: Vectors = self._rows[ids].astype(np.float32, copy=False) * self._weights[ids, None]
        lengths: Vectors = np.linalg.norm(rows, axis=1)
        rows /= np.maximum(lengths, np.float32(1e-12))[:, None]
        return rows, lengths


def _read_static(folder: Path) -> tuple["Tokenizer", Rows, Vectors, str]:
    """Tokenizer, rows (tokens, dimensions), one weight a token, and a name for exactly this content."""
    from safetensors.numpy import load
    from tokenizers import Tokenizer

    try:
        config, content = (folder / "tokenizer.json").read_bytes(), (folder / "model.safetensors").read_bytes()
        tensors = load(content)
        rows = tensors["embeddings"] if "embeddings" in tensors else tensors["embedding.weight"]
        weights = tensors.get("weights", np.ones(len(rows))).astype(np.float32)
        tokenizer = Tokenizer.from_buffer(config)
    except Exception as error:  # tokenizers and safetensors raise bare exceptions
        raise ModelError(
            f"the embedding model in {folder} cannot be read: {error}",
            hint="install the package again, or name another model",
        ) from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer, rows, weights, hashlib.sha256(config + content).hexdigest()[:12]


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
    except ImportError as error:
        raise ModelError(
            f"the embedding model {folder.name!r} needs sentence-transformers, which is not installed",
            hint="run `pip install 'qa[transformers]'`, or leave the setting `model` at its default",
        ) from error
    try:
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


class EndpointEncoder:
    """A model behind OpenAI's embeddings protocol, `POST URL/embeddings`; OPENAI_API_KEY is sent where it is set."""

    def __init__(self, address: str) -> None:
        self._url, _, self._model = address.partition("#")
        self.name = address
        self.dimensions = self._ask(["probe"]).shape[1]

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """One row a text, made unit length."""
        batches = [self._ask(texts[at : at + _REQUEST]) for at in range(0, len(texts), _REQUEST)]
        return np.concatenate(batches) if batches else np.zeros((0, self.dimensions), np.float32)

    encode_queries = encode_documents

    def _ask(self, texts: Sequence[str]) -> Vectors:
        import httpx

        key = os.environ.get("OPENAI_API_KEY")
        try:
            reply = httpx.post(
                f"{self._url.rstrip('/')}/embeddings",
                json={"model": self._model, "input": list(texts)},
                headers={"Authorization": f"Bearer {key}"} if key else {},
                timeout=httpx.Timeout(120, connect=1),
            )
            rows = sorted(reply.raise_for_status().json()["data"], key=lambda row: row["index"])
            matrix = np.array([row["embedding"] for row in rows], np.float32).reshape(len(texts), -1)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError) as error:
            raise ModelError(
                f"the embeddings endpoint {self._url} did not answer as expected: {error}",
                hint="start it, or correct the setting `model`, which reads http://HOST:PORT/v1#MODEL",
            ) from error
        unit: Vectors = matrix / np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), np.float32(1e-12))
        return unit
