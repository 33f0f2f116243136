"""Question → passages: by meaning (dense) and by words (lexical), fused."""

from collections.abc import Sequence

from qa.embed import Encoder
from qa.errors import QuestionError
from qa.records import Hit
from qa.settings import Retrieval
from qa.store import Store
from qa.terms import terms

LONGEST_QUESTION = 2000


class Retriever:
    """Finds passages in a store; safe to share between threads when the store is."""

    def __init__(self, store: Store, encoder: Encoder, settings: Retrieval) -> None:
        self._store, self._encoder, self._settings = store, encoder, settings

    def retrieve(self, question: str, *, passages: int | None = None) -> list[Hit]:
        """The best `passages` (by default as many as the settings say), best first.

        QuestionError when the question holds nothing to look up.
        """
        words = searchable(question)
        settings = self._settings
        wanted = passages or settings.passages
        k = max(settings.candidates, wanted)
        dense = lexical = list[Hit]()
        if settings.fusion != "lexical":
            dense = self._store.dense(self._encoder.encode_queries([question]), k)[0]
        if settings.fusion != "dense":
            lexical = self._store.lexical([words], k)[0]
        rankings = [ranking for ranking in (dense, lexical) if ranking]
        return fuse(rankings)[:wanted]


def searchable(question: str) -> list[str]:
    """The question's terms; QuestionError when it has none, or is too long to be a question."""
    if len(question) > LONGEST_QUESTION:
        raise QuestionError(
            f"the question has {len(question):,} characters; at most {LONGEST_QUESTION:,} can be asked",
            hint="ask for one thing at a time, in a sentence or a few words",
        )
    words = terms(question)
    if not words:
        raise QuestionError("the question holds no letter or digit", hint="ask in a sentence or a few words")
    return words


def fuse(rankings: Sequence[Sequence[Hit]], *, depth: int = 60) -> list[Hit]:
    """Reciprocal rank fusion: a passage scores the sum over rankings of 1 / (depth + rank), ranks from 1.

    Source: Cormack, Clarke, Büttcher, "Reciprocal rank fusion outperforms Condorcet", SIGIR 2009.
    """
    scores: dict[str, float] = {}
    chunks = {}
    for ranking in rankings:
        for rank, hit in enumerate(ranking, start=1):
            chunks[hit.chunk.id] = hit.chunk
            scores[hit.chunk.id] = scores.get(hit.chunk.id, 0.0) + 1 / (depth + rank)
    fused = [Hit(chunks[name], score) for name, score in scores.items()]
    return sorted(fused, key=lambda hit: (-hit.score, hit.chunk.source, hit.chunk.start))
