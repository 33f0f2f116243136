"""Documents → index: load → divide → split → embed → store, and only what changed since the last time."""

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path

import numpy as np

from qa.articles import divide
from qa.embed import Encoder, StaticEncoder, open_bundled, open_encoder, recipe_of
from qa.errors import DocumentError, QAError, SettingsError
from qa.loading import (
    Loaded,
    Sandbox,
    cores,
    digest,
    find_sources,
    load_documents,
    read_source,
    reading_ahead,
    unsupported,
)
from qa.records import Chunk, Document, IndexedDocument, IndexReport, Problem, Progress, Vectors
from qa.settings import BUNDLED, Settings
from qa.store import Store, has_index, open_store
from qa.text import split, without_colours

_BATCH_CHARACTERS = 1_000_000  # of document text, committed together


def build_index(
    settings: Settings, *, rebuild: bool = False, without: Collection[str] = (), progress: Progress | None = None
) -> IndexReport:
    """Brings the index up to date with the documents folder; what cannot be read is reported, the rest goes on.

    The sources `without` count as not there. `rebuild` starts over with the recipe of the settings, while the old
    index answers until the new one is whole. A folder without documents empties the index. DocumentError when there is
    no such folder or nothing in it can be opened, as when a disk is not mounted (the old index is then left as it is),
    and when there is nothing to begin an index with; SettingsError, IndexBusy, RecipeMismatch, StoreError.
    """
    started = time.perf_counter()
    if settings.index.resolve() == settings.documents.resolve():
        raise SettingsError(
            f"{settings.index} is the folder of the documents too", hint="name another one with --index"
        )
    found, problems = find_sources(settings.documents, settings.index)
    sources = [source for source in found if source not in without]
    if not sources and not (has_index(settings.index) and all(map(_is_no_document, problems))):
        raise _nothing_to_index(settings, problems)
    encoder = open_encoder(settings.model)
    recipe = recipe_of(settings, encoder)
    with _closing(open_store(settings.index, recipe, write=True, rebuild=rebuild)) as store:
        known = {} if rebuild else store.digests()
        troubled = _by_file([problem.source for problem in store.problems()], sources) if known else {}
        unopened = tuple(f"{problem.source}/" for problem in problems)
        run = _Run(settings, encoder, store, known, _by_file(known, sources), troubled, problems, unopened, progress)
        with reading_ahead(run.load, sources, settings.loading.workers or cores()) as take:
            batches = map(run.embedded, _batches(run.changed(sources, take)))
            if rebuild:
                store.rebuild(recipe, chain.from_iterable(batches))
            else:
                for batch in batches:
                    store.replace([], batch)
        if not rebuild and run.removed(sources):
            store.replace(run.removed(sources), [])
        store.report(run.problems)
        return run.report(sources, time.perf_counter() - started)


def begin_index(settings: Settings) -> None:
    """Makes an index that holds nothing yet, where there is none; one that is there stays as it is."""
    open_store(settings.index, recipe_of(settings, open_encoder(settings.model)), write=True).close()


def differing(settings: Settings, recipe: Mapping[str, object]) -> dict[str, tuple[object, object]]:
    """What the settings want otherwise than an index is made, by name: (made, wanted); no model is opened for it."""
    found = {name: (recipe[name], value) for name, value in settings.splitting if recipe.get(name, value) != value}
    made, wanted = str(recipe["model"]), settings.model
    if wanted != made and Path(wanted).name != made.rpartition("@")[0]:  # behind the @ stands which state of it
        found["model"] = made, wanted
    return found


@contextmanager
def _closing(store: Store) -> Iterator[Store]:
    """Closes the store; after an error without a word, since that one is to be told."""
    try:
        yield store
    except BaseException:
        with suppress(QAError, OSError):
            store.close()
        raise
    store.close()


def _is_no_document(problem: Problem) -> bool:
    """Whether the file is of no format that is read: it says nothing of documents that may come back."""
    return problem == unsupported(problem.source)


def _nothing_to_index(settings: Settings, problems: Sequence[Problem]) -> DocumentError:
    left_out = f" ({problems[0].source}: {problems[0].message})" if problems else ""
    kept = "; the index is left as it is" if has_index(settings.index) else ""
    return DocumentError(
        f"{settings.documents} holds no document that can be read{left_out}{kept}",
        hint="put documents there (PDF, Word, mail, web pages, text …), or name another folder with --documents",
    )


@dataclass
class _Run:
    """One indexing: what is there, what has come, and what went wrong.

    `known` are the documents of the index with their digests, `held` the same by the file that they were read from,
    `troubled` the files of the last problems, `unopened` the folders that nothing can be said of.
    """

    settings: Settings
    encoder: Encoder
    store: Store
    known: dict[str, str]
    held: Mapping[str, Sequence[str]]
    troubled: Collection[str]
    problems: list[Problem]
    unopened: tuple[str, ...]
    progress: Progress | None
    fresh: list[str] = field(default_factory=list)
    kept: set[str] = field(default_factory=set)
    chunks: int = 0

    def load(self, source: str, sandbox: Sandbox) -> Loaded:
        """What is in the file, unless nothing is new in it. Notes nothing: several threads do this at a time."""
        loading, held = self.settings.loading, self.held.get(source, [])
        encoding = loading.encoding(source)
        data = read_source(self.settings.documents, source, loading.max_bytes)
        mark = digest(data, encoding)
        unchanged = bool(held) and all(self.known[name] == mark for name in held)
        if unchanged and source not in self.troubled:
            return Loaded(unchanged=True)
        try:
            documents, doubts = load_documents(source, data, encoding, sandbox, loading.password(source))
        except DocumentError as error:
            if not unchanged:
                raise
            documents, doubts = [], [Problem(source, error.message, error.hint)]
        return Loaded([] if unchanged else documents, doubts, unchanged)

    def changed(self, sources: Sequence[str], take: Callable[[str], Loaded]) -> Iterator[Document]:
        """The new and changed documents; problems are noted on the way."""
        for number, source in enumerate(sources):
            if self.progress:
                self.progress(number, len(sources), source)
            for document in self._noted(source, take):
                self.fresh.append(document.source)
                yield divide(document, self._meaning)
        if self.progress:
            self.progress(len(sources), len(sources), "")

    def _noted(self, source: str, take: Callable[[str], Loaded]) -> Sequence[Document]:
        """The new documents in the file; none when it is unchanged or cannot be read."""
        held = self.held.get(source, [])
        try:
            loaded = take(source)
        except DocumentError as error:
            self._leave_out(source, held, error)
            return []
        if loaded.unchanged:
            self.kept.update(held)
        self.problems += loaded.problems
        return loaded.documents

    def _meaning(self, texts: Sequence[str]) -> Vectors:
        """The texts' rows by the bundled model, whatever the index is made with."""
        return self._bundled.encode_documents(texts)

    @cached_property
    def _bundled(self) -> StaticEncoder:
        held, model = self.encoder, self.settings.model
        return held if isinstance(held, StaticEncoder) and model == BUNDLED else open_bundled()

    def _leave_out(self, source: str, held: Sequence[str], error: DocumentError) -> None:
        """A file that cannot be opened keeps its old passages; one that changed into something else does not."""
        if isinstance(error.__cause__, OSError) and not isinstance(error.__cause__, FileNotFoundError):
            self.kept.update(held)
        self.problems.append(Problem(source, error.message, error.hint))

    def embedded(self, documents: Sequence[Document]) -> list[IndexedDocument]:
        """The documents with their passages and vectors; a text that was embedded before is not embedded again."""
        cut, tokens = self.settings.splitting, self.encoder.count_tokens
        chunks = [split(one, cut.chunk_size, cut.chunk_overlap, cut.method, tokens) for one in documents]
        texts = {chunk.digest: without_colours(chunk.headed) for chunk in chain.from_iterable(chunks)}
        rows = self.store.vectors(texts)
        missing = [name for name in texts if name not in rows]
        rows.update(zip(missing, self.encoder.encode_documents([texts[name] for name in missing]), strict=True))
        self.chunks += sum(map(len, chunks))
        return [self._indexed(document, parts, rows) for document, parts in zip(documents, chunks, strict=True)]

    def _indexed(self, document: Document, chunks: Sequence[Chunk], rows: dict[str, Vectors]) -> IndexedDocument:
        digests = [chunk.digest for chunk in chunks]
        vectors = np.array([rows[name] for name in digests], np.float32).reshape(-1, self.encoder.dimensions)
        return IndexedDocument(document, chunks, digests, vectors)

    def removed(self, sources: Iterable[str]) -> list[str]:
        """The known documents that are gone, or no longer readable as text."""
        gone = set(self.known) - self.kept - set(self.fresh)
        return sorted(source for source in gone if not source.startswith(self.unopened))

    def report(self, sources: Sequence[str], seconds: float) -> IndexReport:
        changed = sum(source in self.known for source in self.fresh)
        removed, unchanged = len(self.removed(sources)), len(self.kept)
        problems = tuple(sorted(self.problems, key=lambda problem: problem.source))
        added = len(self.fresh) - changed
        return IndexReport(added, changed, removed, unchanged, self.chunks, seconds, problems, self.store.state())


def _by_file(names: Iterable[str], sources: Collection[str]) -> dict[str, list[str]]:
    """The names by the file among `sources` that they come from: themselves, or the archive that they lie in.

    >>> _by_file(["a.txt", "b.zip/c/d.txt", "gone.txt"], ["a.txt", "b.zip"])
    {'a.txt': ['a.txt'], 'b.zip': ['b.zip/c/d.txt']}
    """
    files, found = set(sources), dict[str, list[str]]()
    for name in names:
        file = name
        while file not in files and "/" in file:
            file = file.rpartition("/")[0]
        if file in files:
            found.setdefault(file, []).append(name)
    return found


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """Documents by the million characters: each batch is embedded and committed together."""
    batch: list[Document] = []
    size = 0
    for document in documents:
        batch.append(document)
        size += len(document.text)
        if size >= _BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
