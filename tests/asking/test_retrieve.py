"""Fusion of meaning and words."""

import math

import numpy as np

from qa.asking.retrieve import attainable, fuse, rescaled
from qa.embed.static import open_bundled
from qa.records import Chunk, Hit, Query
from qa.store.lexical import LexicalCache
from qa.store.told import NEVER


def hit(name: str, score: float = 1.0) -> Hit:
    return Hit(Chunk(name, f"{name}.txt", name, 0, 1, name), score)


def test_fusion_adds_the_share_of_bm25_to_the_cosine() -> None:
    """Of at most 20: a has cosine .9; b .5 + 2 · 10/20; c only words, so the least cosine, .5 + 2 · 4/20."""
    fused = fuse([hit("a", 0.9), hit("b", 0.5)], [hit("b", 10), hit("c", 4)], 20, weight=2)
    assert [(one.chunk.source, round(one.score, 6)) for one in fused] == [
        ("b.txt", 1.5),
        ("a.txt", 0.9),
        ("c.txt", 0.9),
    ]


def test_words_that_hardly_occur_leave_the_order_to_the_meaning() -> None:
    """A question in another language: BM25 gives 1 of 200, which is 0.0125 with weight 2.5."""
    fused = fuse([hit("right", 0.5), hit("wrong", 0.45)], [hit("wrong", 1)], 200, weight=2.5)
    assert fused[0].chunk.source == "right.txt"


def test_ties_are_broken_by_source() -> None:
    assert [one.chunk.source for one in fuse([hit("b"), hit("a")], [], 1)] == ["a.txt", "b.txt"]


def test_either_ranking_may_be_empty() -> None:
    assert fuse([], [], 0) == []
    assert [one.chunk.source for one in fuse([], [hit("b", 2), hit("a", 1)], 10)] == ["b.txt", "a.txt"]
    assert [one.chunk.source for one in fuse([hit("b", 0.2), hit("a", 0.1)], [], 10)] == ["b.txt", "a.txt"]


def test_what_bm25_can_give_is_never_exceeded() -> None:
    """One passage of the one word, a thousand times, among two: idf log(1 + 1.5 / 1.5)."""
    cache = LexicalCache(None)
    cache.add([(1, "tea", "tea " * 1000), (2, "ferry", "ferry")], NEVER)
    most = attainable({"tea": math.log(1 + 1.5 / 1.5)})
    score = cache.search([["tea"]], 1)[0][0][1]
    assert 0.5 * most < score < most


def test_another_models_order_is_kept_on_the_bundled_models_scale() -> None:
    encoder = open_bundled()
    (tokens,) = encoder.tokens(["Who sold the ferry?"])
    asked = encoder.token_vectors(tokens.ids)
    query = Query("Who sold the ferry?", (), {}, np.zeros(3, np.float32), asked)
    hits = [hit("the tower is high", 0.88), hit("the ferry was sold", 0.87), hit("boats", 0.83)]
    cosines = encoder.encode_documents([one.chunk.headed for one in hits]) @ asked.mean
    scores = [one.score for one in rescaled(hits, encoder, query)]
    assert scores == sorted(scores, reverse=True)
    assert cosines[0] < cosines[1]
    np.testing.assert_allclose([np.mean(scores), np.std(scores)], [cosines.mean(), cosines.std()], rtol=1e-5)
    same = rescaled([hit("boats", 0.9)], encoder, query)
    np.testing.assert_allclose([one.score for one in same], cosines[2:], rtol=1e-5)
    assert rescaled([], encoder, query) == []
