"""One indexing: which files have to be read, what came of them, and what is written of it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

import numpy as np

from qa.articles import divide
from qa.embed import Encoder, StaticEncoder, open_bundled
from qa.errors import DocumentError
from qa.loading import Loaded, Sandbox, digest, load_documents, read_source
from qa.records import Chunk, Document, IndexedDocument, IndexReport, Problem, Progress, Vectors
from qa.settings import BUNDLED, Settings
from qa.store import Draft, Seen, Store
from qa.text import split, without_colours


@dataclass
class Run:
    """One indexing: what is there and what has come, what was known before, and what went wrong.

    `stamp` tells without reading how a file is now, `files` are those that were seen. `known` are the documents of the
    index with their digests, `held` the same by the file that they were read from; `seen` and `troubles` are the last
    run's files and problems, `unopened` the folders that nothing can be said of. `read` are the files that the store
    has not been told of, their problems those behind the first `told`. `walked` are all files that were looked for;
    where several workers write, `left` are those that another one had, and `theirs` all that others brought in.
    """

    settings: Settings
    encoder: Encoder
    store: Store | Draft
    stamp: Callable[[str], str]
    problems: list[Problem]
    progress: Progress | None
    files: dict[str, Seen] = field(default_factory=dict)
    fresh: list[str] = field(default_factory=list)
    kept: set[str] = field(default_factory=set)
    chunks: int = 0
    known: Mapping[str, str] = field(default_factory=dict)
    held: dict[str, list[str]] = field(default_factory=dict)
    seen: Mapping[str, Seen] = field(default_factory=dict)
    troubles: Mapping[str, Sequence[Problem]] = field(default_factory=dict)
    unopened: tuple[str, ...] = ()
    read: list[str] = field(default_factory=list)
    told: int = 0
    walked: frozenset[str] = frozenset()
    left: list[str] = field(default_factory=list)
    theirs: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.unopened = tuple(f"{problem.source}/" for problem in self.problems)

    def remember(
        self, known: Mapping[str, str], seen: Mapping[str, Seen], problems: Sequence[Problem], sources: Sequence[str]
    ) -> None:
        """What the index holds and the last run saw, of these sources and those that are gone."""
        self.known, self.seen = known, seen
        self.held = by_file(known, sources)
        told: dict[str, list[Problem]] = {}
        for problem in problems:
            told.setdefault(problem.source, []).append(problem)
        self.troubles = {
            file: [one for name in names for one in told[name]] for file, names in by_file(told, sources).items()
        }

    def touched(self, sources: Sequence[str]) -> list[str]:
        """The files that have to be read: what is known of the others is kept as it is."""
        return [source for source in sources if not self._is_untouched(source)]

    def _is_untouched(self, source: str) -> bool:
        held, seen = self.held.get(source, []), self.seen.get(source)
        if seen is None or not seen.stamp or seen.documents != len(held) or self.stamp(source) != seen.stamp:
            return False
        if not all(self.known[name] == seen.digest for name in held):
            return False
        self.files[source] = seen
        self.kept.update(held)
        self.problems += self.troubles.get(source, [])
        return True

    def load(self, source: str, sandbox: Sandbox) -> Loaded:
        """What is in the file, unless nothing is new in it, or another worker has it.

        Notes nothing of other files: several threads do this at a time.
        """
        loading = self.settings.loading
        encoding, stamp = loading.encoding(source), self.stamp(source)
        held = self._claimed(source)
        if held is None:
            return Loaded(elsewhere=True)
        data = read_source(self.settings.documents, source, loading.max_bytes)
        mark = digest(data, encoding)
        unchanged = bool(held) and all(known == mark for known in held.values())
        if unchanged and source not in self.troubles:
            return Loaded(unchanged=True, stamp=stamp, digest=mark)
        try:
            documents, doubts = load_documents(source, data, encoding, sandbox, loading.password(source))
        except DocumentError as error:
            if not unchanged:
                raise
            documents, doubts = [], [Problem(source, error.message, error.hint)]
        return Loaded([] if unchanged else documents, doubts, unchanged, stamp, mark)

    def _claimed(self, source: str) -> Mapping[str, str] | None:
        """The file's documents with their digests now, empty where in doubt; None where another worker has it.

        What another one has brought in since this run began is `theirs`.
        """
        found = self.store.claim(source)
        if found is None:
            return None
        before = {name: self.known[name] for name in self.held.get(source, [])}
        now = {name: mark if before.get(name, mark) else "" for name, mark in found.items()}
        (self.theirs.discard if now == before else self.theirs.add)(source)
        self.held[source] = list(now)
        return now

    def changed(self, sources: Sequence[str], take: Callable[[str], Loaded]) -> Iterator[list[Document]]:
        """The documents of each of these files that is new or changed; problems are noted on the way."""
        self.told = len(self.problems)
        for number, source in enumerate(sources):
            if self.progress:
                self.progress(number, len(sources), source)
            documents = [divide(document, self._meaning) for document in self._noted(source, take)]
            self.fresh += [document.source for document in documents]
            self.read.append(source)
            if documents:
                yield documents
            else:
                self.store.release([source])
        if self.progress:
            self.progress(len(sources), len(sources), "")

    def _noted(self, source: str, take: Callable[[str], Loaded]) -> Sequence[Document]:
        """The new documents in the file; none when it is unchanged, cannot be read, or is another worker's."""
        stamp = self.stamp(source)
        try:
            loaded = take(source)
        except DocumentError as error:
            self._leave_out(source, self.held.get(source, []), stamp, error)
            return []
        held = self.held.get(source, [])
        if loaded.elsewhere:
            self.left.append(source)
            self.theirs.add(source)
        elif not loaded.unchanged:
            self.theirs.discard(source)
        if loaded.unchanged or loaded.elsewhere:
            self.kept.update(held)
        if not loaded.elsewhere:
            documents = len(held) if loaded.unchanged else len(loaded.documents)
            self.files[source] = Seen(loaded.stamp, loaded.digest, documents)
        self.problems += loaded.problems
        return loaded.documents

    def commit(self, documents: Sequence[IndexedDocument]) -> None:
        """Puts these documents into the index, and what was seen of all files that were read until now."""
        self.store.replace([], documents)
        own = [source for source in self.read if source not in self.theirs]
        files = {source: self.files[source] for source in own if source in self.files}
        self.store.report(self.problems[self.told :], files, own)
        self.store.release(self.read)
        self.read, self.told = [], len(self.problems)

    def ours(self, sources: Collection[str]) -> Collection[str] | None:
        """Of these files and those of the last run the ones that no other worker brought in; None for all."""
        return {*sources, *self.seen, *self.troubles} - self.theirs if self.theirs else None

    def _meaning(self, texts: Sequence[str]) -> Vectors:
        """The texts' rows by the bundled model, whatever the index is made with."""
        return self._bundled.encode_documents(texts)

    @cached_property
    def _bundled(self) -> StaticEncoder:
        held, model = self.encoder, self.settings.model
        return held if isinstance(held, StaticEncoder) and model == BUNDLED else open_bundled()

    def _leave_out(self, source: str, held: Sequence[str], stamp: str, error: DocumentError) -> None:
        """A file that cannot be opened keeps its old passages; one that changed into something else does not.

        As it is it need not be tried again, `stamp` being from before it was; one that cannot be opened is.
        """
        if isinstance(error.__cause__, OSError):
            self.kept.update(held)
        else:
            self.files[source] = Seen(stamp, "", 0)
        self.theirs.discard(source)
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

    def removed(self) -> list[str]:
        """The known documents that are gone, or no longer readable as text."""
        gone = set(self.known) - self.kept - set(self.fresh)
        return sorted(one for one in gone if not one.startswith(self.unopened) and not self._has_come(one))

    def _has_come(self, name: str) -> bool:
        """Whether its file came after the folder was walked, and another worker was quicker."""
        parts = name.split("/")
        files = ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]
        return not self.walked.intersection(files) and any((self.settings.documents / one).is_file() for one in files)

    def report(self, seconds: float) -> IndexReport:
        """What this run did, problems by source."""
        changed = sum(source in self.known for source in self.fresh)
        removed, unchanged = len(self.removed()), len(self.kept)
        problems = tuple(sorted(self.problems, key=lambda problem: problem.source))
        added = len(self.fresh) - changed
        return IndexReport(added, changed, removed, unchanged, self.chunks, seconds, problems, self.store.state())


def by_file(names: Iterable[str], sources: Collection[str]) -> dict[str, list[str]]:
    """The names by the file among `sources` that they come from: themselves, or the archive that they lie in.

    >>> by_file(["a.txt", "b.zip/c/d.txt", "gone.txt"], ["a.txt", "b.zip"])
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
