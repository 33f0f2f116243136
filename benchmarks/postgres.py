"""An index in PostgreSQL at a size: time to make it, its parts on disk, time of a search, recall@10 against exact.

`python -m benchmarks.postgres postgresql://…/an_empty_database [--passages 100000]` makes so many passages of made
articles, puts them in at once as `qa index --rebuild` and `qa copy` do, adds ten documents more, one by one, and asks
200 questions.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing

import numpy as np

from benchmarks.corpus import articles, questions
from qa.database import Database
from qa.embed import Encoder, open_bundled
from qa.records import Document, IndexedDocument, Recipe, Vectors
from qa.store import contents
from qa.store.postgres import PostgresStore
from qa.store.postgres.connecting import connect
from qa.text import split, terms

FOUND, ADDED = 10, 10
_TOGETHER = 200  # documents that are embedded together
_SIZES = """
SELECT c.relname, pg_relation_size(c.oid) + coalesce(pg_relation_size(nullif(c.reltoastrelid, 0)), 0)
FROM pg_class c JOIN qa.meta m ON c.relnamespace = m.schema::regnamespace
WHERE pg_relation_size(c.oid) > 1e6 ORDER BY 2 DESC
"""


def indexed(encoder: Encoder, wanted: int, seed: int = 0) -> Iterator[IndexedDocument]:
    """Made articles with their passages and vectors, until there are `wanted` passages."""
    made, number = 0, 0
    texts = articles(wanted, seed=seed)
    while made < wanted:
        some = [
            Document(f"{seed}/{number + n}.txt", f"{n}", text, f"{n}", "utf-8")
            for n, text in zip(range(_TOGETHER), texts, strict=False)
        ]
        number += len(some)
        chunks = [split(one, 400, 80) for one in some]
        rows = encoder.encode_documents([chunk.headed for parts in chunks for chunk in parts])
        for document, parts in zip(some, chunks, strict=True):
            yield IndexedDocument(document, parts, [chunk.digest for chunk in parts], rows[: len(parts)])
            made, rows = made + len(parts), rows[len(parts) :]
            if made >= wanted:
                return


def timed(search: Callable[[int], object], count: int) -> str:
    """Median and 95th percentile of so many searches, after a few that warm up."""
    for number in range(5):
        search(number)
    spent = []
    for number in range(count):
        started = time.perf_counter()
        search(number)
        spent.append((time.perf_counter() - started) * 1000)
    return f"{statistics.median(spent):8.2f} ms, 95th percentile {np.percentile(spent, 95):8.2f} ms"


def recall(store: PostgresStore, asked: Vectors, rows: Vectors) -> float:
    """The share of the ten found that are as near as the tenth nearest: many made passages are alike."""
    shares = []
    for vector in asked:
        least = np.sort(rows @ vector)[-FOUND] - 1e-6
        shares.append(sum(hit.score >= least for hit in store.dense(vector[None], FOUND)[0]) / FOUND)
    return float(statistics.mean(shares))


def fill(store: PostgresStore, recipe: Recipe, encoder: Encoder, wanted: int) -> Vectors:
    """Puts the passages in, and says what it took; their rows."""
    rows, waited = list[Vectors](), [0.0]

    def told() -> Iterator[IndexedDocument]:
        made = indexed(encoder, wanted)
        while True:
            started = time.perf_counter()
            one = next(made, None)
            waited[0] += time.perf_counter() - started
            if one is None:
                return
            rows.append(one.vectors)
            yield one

    started = time.perf_counter()
    store.rebuild(recipe, told())
    spent = time.perf_counter() - started
    print(f"index: making and embedding passages  {waited[0]:9.1f} s")
    print(f"index: putting them in                {spent - waited[0]:9.1f} s")
    return np.concatenate(rows)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database")
    parser.add_argument("--passages", type=int, default=100_000)
    options = parser.parse_args()
    database, encoder = Database(options.database), open_bundled()
    recipe = Recipe(encoder.name, encoder.dimensions, 400, 80)
    with closing(PostgresStore(database, recipe, write=True, rebuild=True)) as store:
        rows = fill(store, recipe, encoder, options.passages)
    with closing(PostgresStore(database, recipe, write=True)) as store:
        added = list(indexed(encoder, 12 * ADDED, seed=7))[:ADDED]
        each = timed(lambda n: store.replace([], [added[n % ADDED]]), ADDED)
    print(f"index: one document of twelve more    {each}")
    asked = questions(200)
    vectors, words = encoder.encode_queries(asked), [terms(question) for question in asked]
    with closing(PostgresStore(database, recipe)) as store:
        print(f"{len(store):,} passages of {recipe.dimensions} dimensions; {contents(database).engine[0]}")
        print(f"ask: by meaning, ten        {timed(lambda n: store.dense(vectors[n][None], FOUND), len(asked))}")
        print(f"ask: by meaning, fifty      {timed(lambda n: store.dense(vectors[n][None], 50), len(asked))}")
        print(f"ask: by words, fifty        {timed(lambda n: store.lexical([words[n]], 50), len(asked))}")
        print(f"ask: how rare the words are {timed(lambda n: store.rarity(words[n]), len(asked))}")
        print(f"recall@10 against exact     {recall(store, vectors, rows):8.3f}")
    with closing(connect(database)) as sql:
        for name, size in sql.execute(_SIZES).fetchall():
            print(f"on disk: {name:<20}{size / 1e6:9.0f} MB {size / len(rows):9.0f} bytes a passage")


if __name__ == "__main__":
    main()
