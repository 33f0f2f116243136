"""How much of a question each passage meets in meaning, word by word: late interaction.

The cosine of two means, by which passages are found, says little of a long passage and one word that matters. Here
every token of the question looks for the nearest one of the passage (MaxSim, Khattab and Zaharia, ColBERT, SIGIR 2020),
over the bundled model's token vectors, in which words of one meaning lie near each other in any language.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from qa.asking.reading import Floats
from qa.embed import StaticEncoder
from qa.records import Hit, Query, TokenVectors
from qa.text import without_colours

LOOKED_AT = 50
"""So many passages are weighed, the best; the others stay behind them."""
WEIGHT = 1.5
"""Of what is met, beside the fused score."""


def met(encoder: StaticEncoder, asked: TokenVectors, texts: Sequence[str]) -> Floats:
    """The share of the question's weight that each text holds, 0 to 1, shape (texts,)."""
    ids = encoder.ids(texts)
    tokens, places = np.unique(np.concatenate([np.zeros(0, np.int64), *ids]), return_inverse=True)
    if not len(tokens) or not len(asked.rows):
        return np.zeros(len(texts), np.float32)
    near = np.maximum(encoder.token_vectors(tokens).rows @ asked.rows.T, 0)
    share = asked.lengths / max(float(asked.lengths.sum()), 1e-9)
    ends = np.cumsum([len(one) for one in ids])
    found = [near[own].max(axis=0, initial=0) for own in np.split(places, ends[:-1])]
    weighed: Floats = np.stack(found) @ share
    return weighed


def weighed(hits: Sequence[Hit], encoder: StaticEncoder, query: Query) -> list[Hit]:
    """The hits, best first, with what they meet of the question added to their scores."""
    first, others = hits[:LOOKED_AT], hits[LOOKED_AT:]
    shares = met(encoder, query.tokens, [without_colours(hit.chunk.headed) for hit in first])
    least = float(shares.min(initial=1.0))
    scores = [*(WEIGHT * shares).tolist(), *(WEIGHT * least for _ in others)]
    found = [replace(hit, score=hit.score + score) for hit, score in zip(hits, scores, strict=True)]
    return sorted(found, key=lambda hit: (-hit.score, hit.chunk.source, hit.chunk.start))
