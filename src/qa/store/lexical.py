"""A tantivy index over the terms of titles and passages, ranked by BM25 (k1 = 1.2, b = 0.75, as Lucene has it).

It is always written ahead of the catalogue: passages are added before the catalogue commits them and removed after
it has let go of them. So whatever the catalogue holds is found here, and what it does not hold is passed over.
"""

import json
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import tantivy

from qa.files import write_whole
from qa.store.lexical_files import is_whole
from qa.store.told import NEVER, Moment
from qa.text import terms

_STAMP = "stamp.json"
_HEAP_BYTES = 64_000_000
_MOST_TERMS = 128


class LexicalCache:
    """Terms by passage id, on disk or (without a folder) in memory. `moment` says how far it is complete.

    It may be ahead of the catalogue, which then still is at the moment `before`.
    """

    def __init__(self, folder: Path | None) -> None:
        self.moment = self.before = NEVER
        self._folder = folder
        self._schema = _schema()
        if folder is None:
            self._index = tantivy.Index(self._schema)
        else:
            folder.mkdir(parents=True, exist_ok=True)
            self._index = tantivy.Index(self._schema, path=str(folder))
        self._index.config_reader("manual")
        self._writer: tantivy.IndexWriter | None = None
        self.refresh()

    @classmethod
    def load(cls, folder: Path) -> "LexicalCache | None":
        """The cache in `folder`; None when it is absent, torn or damaged."""
        try:
            found = moments(folder)
            if NEVER in found[:1] or not is_whole(folder):  # without its meta.json tantivy would start an empty index
                return None
            cache = cls(folder)
            list(cache.search([["a"]], 1))
        except (KeyboardInterrupt, SystemExit, MemoryError):
            raise
        except BaseException:  # noqa: BLE001  tantivy panics on some torn files, which is no Exception
            return None
        cache.moment, cache.before = found
        return cache

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    @property
    def in_memory(self) -> bool:
        """No other process adds to it."""
        return self._folder is None

    def refresh(self) -> None:
        """Sees what was committed since, by whatever process."""
        self._index.reload()
        self._searcher = self._index.searcher()

    def add(self, passages: Iterable[tuple[int, str, str]], moment: Moment) -> None:
        """Puts (id, title, text) in and commits, with the removals that were waiting."""
        writer = self._open_writer()
        for id_, title, text in passages:
            writer.add_document(tantivy.Document(id=id_, terms=" ".join(terms(f"{title}\n{text}"))))
        self.before = self.moment
        self._commit(moment)

    def remove(self, ids: Iterable[int]) -> None:
        """Takes passages out, with the next commit."""
        writer = self._open_writer()
        for id_ in ids:
            writer.delete_documents_by_term("id", id_)

    def ids(self) -> set[int]:
        """All that are in it."""
        found = self._searcher.search(tantivy.Query.all_query(), limit=max(1, len(self)), count=False).hits
        return {int(id_ or 0) for id_ in self._searcher.fast_field_values("id", [address for _, address in found])}

    def _open_writer(self) -> tantivy.IndexWriter:
        if self._writer is None:
            self._writer = self._index.writer(_HEAP_BYTES, 1)
        return self._writer

    def _commit(self, moment: Moment) -> None:
        self._open_writer().commit()
        self.moment = moment
        self.refresh()
        if self._folder is not None:
            write_whole(self._folder / _STAMP, json.dumps({"moment": moment, "before": self.before}))

    def rollback(self) -> None:
        """Forgets what was added and not committed."""
        if self._writer is not None:
            self._writer.rollback()

    def close(self) -> None:
        """Commits the removals that were waiting and lets go of the writer."""
        if self._writer is not None:
            self._commit(self.moment)
            self._writer.wait_merging_threads()
            self._writer = None

    def search(
        self, queries: Sequence[Sequence[str]], k: int, only: Sequence[int] | None = None
    ) -> list[list[tuple[int, float]]]:
        """For each list of terms the (id, BM25 score) of at most `k` passages, of the ids `only`, largest first.

        Scores are those among all passages.
        """
        return [self._search(query, k, only) for query in queries]

    def _search(self, query: Sequence[str], k: int, only: Sequence[int] | None) -> list[tuple[int, float]]:
        words = self._rarest(dict.fromkeys(query))
        if not words or not k:
            return []
        clauses = [(tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "terms", word)) for word in words]
        wanted = tantivy.Query.boolean_query(clauses)
        if only is not None:
            wanted = tantivy.Query.boolean_query(
                [(tantivy.Occur.Must, wanted), (tantivy.Occur.Must, self._among(only))]
            )
        found = self._searcher.search(wanted, limit=k, count=False).hits
        ids = self._searcher.fast_field_values("id", [address for _, address in found])
        return [(int(id_ or 0), float(score)) for id_, (score, _) in zip(ids, found, strict=True)]

    def _among(self, only: Sequence[int]) -> tantivy.Query:
        """Holds for the ids `only`, and adds nothing to the score."""
        return tantivy.Query.const_score_query(tantivy.Query.term_set_query(self._schema, "id", only), 0.0)

    def _rarest(self, words: Iterable[str]) -> list[str]:
        """Those words that occur; of very many only the rarest, which decide the ranking anyway."""
        counted = [(count, word) for word in words if (count := self.frequency(word))]
        if len(counted) > _MOST_TERMS:
            counted = sorted(counted)[:_MOST_TERMS]
        return [word for _, word in counted]

    def frequency(self, word: str) -> int:
        """In how many passages the term occurs."""
        return int(self._searcher.doc_freq("terms", word))


def moments(folder: Path) -> tuple[Moment, Moment]:
    """Of which moment the cache in `folder` is, and of which it was; NEVER where that cannot be told."""
    try:
        stamp = json.loads((folder / _STAMP).read_text(encoding="utf-8"))
        now, before = Moment(*stamp["moment"]), Moment(*stamp["before"])
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return NEVER, NEVER
    told = all(isinstance(one.generation, int) and isinstance(one.identity, str) for one in (now, before))
    return (now, before) if told else (NEVER, NEVER)


def discard(folder: Path, keep: str = "") -> None:
    """Deletes the lexical caches in an index folder, but for the one named `keep`."""
    for cache in folder.glob("lexical-*"):
        if cache.name != keep:
            shutil.rmtree(cache, ignore_errors=True)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", indexed=True, fast=True)  # entries are never deleted by an unsigned field
    builder.add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
    return builder.build()
