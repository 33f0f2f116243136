"""Passages by meaning and by words, and how rare a word is, as pgvector and pg_textsearch tell it.

Few passages are compared one by one, which is exact. Among many the nearest come about so from pgvector's graph, in
half precision, and are scored exactly. BM25 is exact; with what was removed counted for a while.
"""

import math
from collections.abc import Callable, Sequence

from qa.records import EVERYTHING, Chunk, Filter, Hit, Vectors
from qa.store.postgres import scope
from qa.store.postgres.view import CHUNK, View, chunk
from qa.store.postgres.words import word, words

FEW = 5_000
"""Passages that are compared one by one."""
MOST_TERMS = 128
_MARGIN = 10  # passages that half precision may have ranked too low
_EF_SEARCH = 1000  # the most that pgvector takes: of 100,000 passages 200 found .85 of the ten nearest, this .97
_VISITED = 100_000
_K1, _B = 1.2, 0.75


def dense(view: View, vector: Vectors, k: int, only: Filter) -> list[Hit]:
    """The `k` passages of largest inner product, of those allowed, best first."""
    ids, asked = allowed(view, only), f"[{','.join(f'{number:.9g}' for number in vector)}]"
    if ids is None:
        found = _near(view, asked, k, only)
        if len(found) >= k or only == EVERYTHING:
            return found
    where, values = _one_by_one(ids, only)
    return _hits(
        view.rows(
            f"SELECT -(c.v <#> %s::vector) score, {CHUNK} FROM chunks c JOIN documents d ON d.id = c.document"
            f" WHERE {where} ORDER BY score DESC, d.source, c.start LIMIT %s",
            asked,
            *values,
            k,
        )
    )


def _near(view: View, asked: str, k: int, only: Filter) -> list[Hit]:
    """About the nearest, by the graph; their scores are exact."""
    wide = k + k // 2 + _MARGIN
    for name, value in ("ef_search", _EF_SEARCH), ("max_scan_tuples", _VISITED):
        view.rows("SELECT set_config('hnsw.' || %s, %s, true)", name, str(value))
    view.rows("SELECT set_config('hnsw.iterative_scan', 'relaxed_order', true)")
    half = f"halfvec({int(view.recipe['dimensions'])})"
    where, values = scope.allowed(only)
    joined = " JOIN documents d ON d.id = c.document" if only.within else ""
    return _hits(
        view.rows(
            f"WITH near AS MATERIALIZED (SELECT c.id FROM chunks c{joined} WHERE {where}"
            f" ORDER BY c.v::{half} <#> %s::{half} LIMIT %s)"
            f" SELECT -(c.v <#> %s::vector) score, {CHUNK} FROM near JOIN chunks c USING (id)"
            " JOIN documents d ON d.id = c.document ORDER BY score DESC, d.source, c.start LIMIT %s",
            *values,
            asked,
            wide,
            asked,
            k,
        )
    )


def lexical(view: View, terms: Sequence[str], k: int, only: Filter) -> list[Hit]:
    """The `k` best passages by BM25, of those allowed, that hold at least one of the terms; the rarest of very many."""
    distinct = list(dict.fromkeys(terms))
    if len(distinct) > MOST_TERMS:
        rarities = rarity(view, distinct)
        distinct = sorted(distinct, key=lambda term: -rarities[term])[:MOST_TERMS]
    if not distinct or not view.chunk_count or not k:
        return []
    asked, index = words(distinct), _index(view)
    ids = allowed(view, only) if only != EVERYTHING else None
    found = _ranked(view, asked, index, k, only) if ids is None else _scored(view, asked, index, ids)
    once = {hit.chunk.id: hit for hit in found}  # while others write, the index may give a row twice
    return sorted(once.values(), key=lambda hit: (-hit.score, hit.chunk.source, hit.chunk.start))[:k]


def _ranked(view: View, asked: str, index: str, k: int, only: Filter) -> list[Hit]:
    where, values = scope.allowed(only)
    joined = " JOIN documents d ON d.id = c.document" if only.within else ""
    return _hits(
        view.rows(
            f"WITH best AS MATERIALIZED (SELECT c.id, c.terms <@> to_bm25query(%s, %s) score FROM chunks c{joined}"
            f" WHERE {where} ORDER BY score LIMIT %s) SELECT -best.score, {CHUNK} FROM best"
            " JOIN chunks c USING (id) JOIN documents d ON d.id = c.document WHERE best.score < 0",
            asked,
            index,
            *values,
            k,
        )
    )


def _scored(view: View, asked: str, index: str, ids: Sequence[int]) -> list[Hit]:
    return _hits(
        view.rows(
            "WITH scored AS MATERIALIZED (SELECT id, terms <@> to_bm25query(%s, %s) score FROM chunks"
            f" WHERE id = ANY(%s)) SELECT -scored.score, {CHUNK} FROM scored JOIN chunks c USING (id)"
            " JOIN documents d ON d.id = c.document WHERE scored.score < 0",
            asked,
            index,
            list(ids),
        )
    )


def rarity(view: View, terms: Sequence[str]) -> dict[str, float]:
    """The inverse document frequency of each term as the index has it; of one that it lacks, as of no passage.

    The score of a text of one word is its rarity times what k1, b and the mean length make of one: 1 / `worth`.
    """
    absent = math.log1p((view.chunk_count + 0.5) / 0.5)
    if not view.chunk_count:
        return dict.fromkeys(terms, absent)
    worth = (1 + _K1 * (1 - _B + _B * view.chunk_count / max(view.terms, 1))) / (_K1 + 1)
    asked = {word(term): term for term in terms}
    rows = view.rows("SELECT one, one <@> to_bm25query(one, %s) FROM unnest(%s::text[]) one", _index(view), list(asked))
    return {asked[one]: -score * worth or absent for one, score in rows}


def allowed(view: View, only: Filter) -> list[int] | None:
    """The ids of the passages that the filter allows, where they are few; None where there are many."""
    if only not in view.allowed:
        if only == EVERYTHING:
            view.allowed[only] = [] if view.chunk_count <= FEW else None
        else:
            where, values = scope.allowed(only)
            query = f"SELECT c.id FROM documents d JOIN chunks c ON c.document = d.id WHERE {where} LIMIT %s"
            ids = [row[0] for row in view.rows(query, *values, FEW + 1)]
            view.allowed[only] = ids if len(ids) <= FEW else None
    return view.allowed[only]


def _one_by_one(ids: Sequence[int] | None, only: Filter) -> tuple[str, list[object]]:
    if ids is None or only == EVERYTHING:
        where, values = scope.allowed(only)
        return where, [*values]
    return "c.id = ANY(%s)", [list(ids)]


def _index(view: View) -> str:
    return f"{view.schema}.chunks_by_words"


def _hits(rows: Sequence[tuple[object, ...]]) -> list[Hit]:
    made: Callable[[Sequence[object]], Chunk] = chunk
    return [Hit(made(row[1:]), float(str(row[0]))) for row in rows]
