"""An index in PostgreSQL at a size: time to make it, its parts on disk, time of a search, recall@10 against exact.

`python -m benchmarks.postgres postgresql://…/an_empty_database [--passages 100000]` makes so many passages of made
articles, puts them in at once as `qa index --rebuild` and `qa copy` do, adds ten documents more, one by one, and asks
200 questions. With `--index DIR` the passages are copied from a folder's index, whose search is the exact one, unless
they were before (`--ask`); with `--workers` it only says how long one, two and three processes of `qa index` take.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.corpus import articles, questions
from qa.database import Database
from qa.embed import Encoder, open_bundled
from qa.records import Document, IndexedDocument, Recipe, Vectors
from qa.store import contents, copy, has_index, open_store
from qa.store.copying import recipe_from
from qa.store.postgres import PostgresStore
from qa.store.postgres.connecting import connect
from qa.text import split, terms

FOUND, ADDED = 10, 10
RAREST = (4, 8, 16, 32, 64)
WORKERS, PASSAGES_AN_ARTICLE = (1, 2, 3), 12
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


def recall(store: PostgresStore, asked: Vectors, tenth: Callable[[Vectors], float]) -> float:
    """The share of the ten found that are as near as the `tenth` nearest: many made passages are alike."""
    shares = []
    for vector in asked:
        least = tenth(vector) - 1e-6
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


def tell_rarest(store: PostgresStore, asked: Sequence[str]) -> None:
    """What it saves, and costs in the ten best passages, to look for the rarest terms of a long question only."""
    words = [list(dict.fromkeys(terms(question))) for question in asked]
    print(f"long questions of {statistics.median(map(len, words)):.0f} terms")
    rarities = [store.rarity(some) for some in words]
    best = [{hit.chunk.id for hit in store.lexical([some], FOUND)[0]} for some in words]
    for most in RAREST:
        few = [
            sorted(some, key=lambda term: -rarity[term])[:most] for some, rarity in zip(words, rarities, strict=True)
        ]
        spent = timed(lambda n, few=few: store.lexical([few[n]], 50), len(few))  # type: ignore[misc]
        kept = [
            len(ids & {hit.chunk.id for hit in store.lexical([some], FOUND)[0]}) / max(len(ids), 1)
            for ids, some in zip(best, few, strict=True)
        ]
        print(f"ask: by the {most:3} rarest words {spent}   of the ten best {statistics.mean(kept):.3f}")


def empty(database: Database) -> None:
    """Drops what an index has in the database."""
    with closing(connect(database)) as sql:
        for (name,) in sql.execute("SELECT nspname FROM pg_namespace WHERE nspname ~ '^qa(_|$)'").fetchall():
            sql.execute(f"DROP SCHEMA {name} CASCADE".encode())


def tell_workers(database: Database, passages: int) -> None:
    """The time that one, two and three processes of `qa index` take for the same folder."""
    with TemporaryDirectory() as folder:
        for number, text in enumerate(articles(passages // PASSAGES_AN_ARTICLE)):
            Path(folder, f"{number:05}.txt").write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "qa", "index", "--documents", folder]
        environment = {**os.environ, "QA_INDEX": database.url, "OMP_NUM_THREADS": "1"}
        for workers in WORKERS:
            empty(database)
            started = time.perf_counter()
            running = [
                subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                for _ in range(workers)
            ]
            left = [process.wait() for process in running]
            spent = time.perf_counter() - started
            state = contents(database).state
            print(f"qa index by {workers}: {spent:8.1f} s, {state.chunks:,} passages, exit {left}", flush=True)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database")
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--index", type=Path, help="a folder's index to copy, in place of made passages")
    parser.add_argument("--ask", action="store_true", help="the database holds the folder's index already")
    parser.add_argument("--workers", action="store_true", help="only how long one, two and three processes take")
    options = parser.parse_args()
    database, encoder = Database(options.database), open_bundled()
    recipe = Recipe(encoder.name, encoder.dimensions, 400, 80)
    if options.workers:
        tell_workers(database, options.passages)
        return
    if options.index:
        recipe = recipe_from(contents(options.index).recipe)
        if not (options.ask and has_index(database)):
            started = time.perf_counter()
            copy(options.index, database, replace=True)
            print(f"index: copied from a folder            {time.perf_counter() - started:9.1f} s", flush=True)
        folder = open_store(options.index, recipe)

        def tenth(vector: Vectors) -> float:
            return folder.dense(vector[None], FOUND)[0][-1].score
    else:
        with closing(PostgresStore(database, recipe, write=True, rebuild=True)) as store:
            rows = fill(store, recipe, encoder, options.passages)

        def tenth(vector: Vectors) -> float:
            return float(np.sort(rows @ vector)[-FOUND])

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
        print(f"recall@10 against exact     {recall(store, vectors, tenth):8.3f}")
        tell_rarest(store, [" ".join(asked[n : n + 8]) for n in range(0, 200, 4)])
        count = len(store)
    with closing(connect(database)) as sql:
        for name, size in sql.execute(_SIZES).fetchall():
            print(f"on disk: {name:<20}{size / 1e6:9.0f} MB {size / count:9.0f} bytes a passage")


if __name__ == "__main__":
    main()
