"""A model behind an endpoint that speaks OpenAI's embeddings protocol."""

import os
from collections.abc import Sequence

import numpy as np

from qa.errors import ModelError
from qa.records import Vectors

_REQUEST = 64  # texts of one request


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

    def count_tokens(self, text: str) -> int:
        """ModelError: the protocol has no way to ask."""
        raise ModelError(
            f"the tokens of {self._model}, a model behind an endpoint, cannot be counted",
            hint='set splitting.method to "sentences" or "recursive", whose sizes are columns',
        )

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
