"""A model behind an endpoint that speaks OpenAI's embeddings protocol."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from qa.errors import ModelError
from qa.records import Vectors

if TYPE_CHECKING:
    import httpx

_REQUEST = 64  # texts of one request


class EndpointEncoder:
    """A model behind OpenAI's embeddings protocol, `POST URL/embeddings`; OPENAI_API_KEY is sent where it is set.

    Opening it asks nothing; ModelError from the first text on where nobody answers.
    """

    def __init__(self, address: str) -> None:
        self._url, _, self._model = address.partition("#")
        self.name = address
        self._dimensions = 0  # until the first reply

    @property
    def dimensions(self) -> int:
        """How long its vectors are."""
        return self._dimensions or self._ask(["probe"]).shape[1]

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """One row a text, made unit length."""
        batches = [self._ask(texts[at : at + _REQUEST]) for at in range(0, len(texts), _REQUEST)]
        return np.concatenate(batches) if batches else np.zeros((0, self.dimensions), np.float32)

    encode_queries = encode_documents

    def count_tokens(self, text: str) -> int:
        """ModelError: the protocol has no way to ask."""
        raise ModelError(
            f"the tokens of {self._model}, a model behind an endpoint, cannot be counted",
            hint='set splitting.method to "sentences" or "recursive", whose sizes are columns',
        )

    def _ask(self, texts: Sequence[str]) -> Vectors:
        reply = self._post(texts)
        try:
            rows = sorted(reply.json()["data"], key=lambda row: row["index"])
            embeddings = [row["embedding"] for _, row in zip(texts, rows, strict=True)]
            matrix = np.array(embeddings, np.float32).reshape(len(texts), -1)
        except (ValueError, LookupError, TypeError, OverflowError, RecursionError) as error:
            raise self._error(f"did not answer as expected: {error}") from error
        if not np.isfinite(matrix).all() or matrix.shape[1] not in {self._dimensions or matrix.shape[1]} - {0}:
            raise self._error("did not answer as expected: its vectors are not numbers, or not all equally long")
        self._dimensions = matrix.shape[1]
        unit: Vectors = matrix / np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), np.float32(1e-12))
        return unit

    def _post(self, texts: Sequence[str]) -> "httpx.Response":
        import httpx

        key = os.environ.get("OPENAI_API_KEY")
        try:
            return httpx.post(
                f"{self._url.rstrip('/')}/embeddings",
                json={"model": self._model, "input": list(texts)},
                headers={b"Authorization": b"Bearer " + os.fsencode(key)} if key else {},
                timeout=httpx.Timeout(120, connect=5),
            ).raise_for_status()
        except httpx.HTTPStatusError as error:
            raise self._error(f"answers {error.response.status_code} {error.response.reason_phrase}") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._error(f"cannot be reached: {error or type(error).__name__}") from error

    def _error(self, what: str) -> ModelError:
        return ModelError(
            f"the embeddings endpoint {self._url} {what}",
            hint="start it, or correct the setting `model` (http://HOST:PORT/v1#MODEL) or OPENAI_API_KEY",
        )
