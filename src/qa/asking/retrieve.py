"""Query → passages: by meaning (dense) and by words (lexical), fused; of these the best, word by word."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from qa.asking.lookup import CANDIDATES, named_units, within_named
from qa.asking.meeting import weighed
from qa.embed import StaticEncoder
from qa.records import Hit, Query
from qa.settings import Retrieval
from qa.store import Store
from qa.text import without_colours

LEXICAL_WEIGHT = 2.0


class Retriever:
    """Finds passages in a store; safe to share between threads when the store is."""

    def __init__(self, store: Store, settings: Retrieval, encoder: StaticEncoder, *, stored: bool) -> None:
        """`encoder` is the bundled one; `stored`: the passages' vectors in the store are by it."""
        self._store, self._settings, self._encoder, self._stored = store, settings, encoder, stored

    def retrieve(self, query: Query, *, passages: int) -> list[Hit]:
        """So many passages, best first; found both ways, they are weighed word by word as well."""
        settings = self._settings
        k = max(settings.candidates, passages)
        dense = lexical = list[Hit]()
        if settings.fusion != "lexical":
            dense = self._store.dense(query.vector[None], k, query.only)[0]
            if not self._stored:
                dense = rescaled(dense, self._encoder, query)
        if settings.fusion != "dense":
            widest = max(k, CANDIDATES) if named_units(query) else k
            lexical = self._store.lexical([query.terms], widest, query.only)[0]
        found = fuse(dense, lexical, attainable(query.rarity))
        if settings.fusion == "fused":
            found = weighed(found, self._encoder, query)
        return within_named(query, found)[:passages]


def rescaled(hits: Sequence[Hit], encoder: StaticEncoder, query: Query) -> list[Hit]:
    """The hits in their order, with scores of the mean and the spread that the bundled model's cosines with them have.

    What a cosine of .8 says differs from model to model; the fusion, and what judges the evidence, were fitted to the
    bundled one's.
    """
    scores = np.array([hit.score for hit in hits])
    cosines = encoder.encode_documents([without_colours(hit.chunk.headed) for hit in hits]) @ query.tokens.mean
    spread = float(scores.std()) if len(hits) > 1 else 0.0
    if not spread:
        return [replace(hit, score=float(cosine)) for hit, cosine in zip(hits, cosines, strict=True)]
    scores = cosines.mean() + (scores - scores.mean()) * (cosines.std() / spread)
    return [replace(hit, score=float(score)) for hit, score in zip(hits, scores, strict=True)]


def attainable(rarity: Mapping[str, float]) -> float:
    """More than any passage can score by BM25 for these terms: every one of them, over and over (k1 = 1.2)."""
    return 2.2 * sum(rarity.values())


def fuse(dense: Sequence[Hit], lexical: Sequence[Hit], most: float, *, weight: float = LEXICAL_WEIGHT) -> list[Hit]:
    """Cosine plus `weight` times the share of `most` that BM25 gives; best first, ties by source and place.

    The share is small when the question's words do not occur, as in a question in another language, and then the
    cosine decides; reciprocal rank fusion (Cormack, Clarke, Büttcher, SIGIR 2009), which sees ranks only, cannot tell
    (`benchmarks/fusion.py` compares them). A passage that only the lexical ranking has counts with the least cosine of
    the dense one.
    """
    chunks = {hit.chunk.id: hit.chunk for hit in (*dense, *lexical)}
    cosines = {hit.chunk.id: hit.score for hit in dense}
    shares = {hit.chunk.id: hit.score / most for hit in lexical}
    least = min(cosines.values(), default=0.0)
    hits = [Hit(chunk, cosines.get(name, least) + weight * shares.get(name, 0.0)) for name, chunk in chunks.items()]
    return sorted(hits, key=lambda hit: (-hit.score, hit.chunk.source, hit.chunk.start))
