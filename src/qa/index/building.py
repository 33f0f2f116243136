"""Documents → index: load → divide → split → embed → store, and only what changed since the last time."""

import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from qa.database import Location, folder_of
from qa.embed import Encoder, open_encoder, recipe_of
from qa.errors import DocumentError, QAError, SettingsError
from qa.index.run import Run
from qa.loading import cores, find_sources, is_leftover, reading_ahead, stamps, unsupported
from qa.records import Document, IndexReport, Problem, Progress, Recipe
from qa.settings import Settings
from qa.store import Draft, Store, has_index, open_store

_BATCH_CHARACTERS = 1_000_000  # of document text, committed together
_ROUNDS = 2  # through the files: what another worker had may be free, because it has died


def build_index(
    settings: Settings,
    *,
    rebuild: bool = False,
    check: bool = False,
    doubted: Collection[str] = (),
    without: Collection[str] = (),
    progress: Progress | None = None,
) -> IndexReport:
    """Brings the index up to date with the documents folder; what cannot be read is reported, the rest goes on.

    Files whose size, times and place on the disk are as they were are not read, unless there is to be a `check`; the
    documents `doubted` are indexed again whatever is known of them. The sources `without` count as not there. `rebuild`
    starts over with the recipe of the settings, while the old index answers until the new one is whole. A folder
    without documents empties the index. DocumentError when there is no such folder or nothing in it can be opened, as
    when a disk is not mounted (the old index is then left as it is), and when there is nothing to begin an index with;
    SettingsError, IndexBusy, RecipeMismatch, StoreError.
    """
    started = time.perf_counter()
    folder = folder_of(settings.index)
    if folder and folder.resolve() == settings.documents.resolve():
        raise SettingsError(
            f"{settings.index} is the folder of the documents too", hint="name another one with --index"
        )
    found, problems = find_sources(settings.documents, folder)
    sources = [source for source in found if source not in without]
    if not sources and not (has_index(settings.index) and all(map(_is_no_document, problems))):
        raise _nothing_to_index(settings, problems)
    encoder = open_encoder(settings.model)
    recipe = recipe_of(settings, encoder)
    with _closing(open_store(settings.index, recipe, write=True, rebuild=rebuild)) as store:
        run = Run(settings, encoder, store, stamps(settings.documents, settings.loading), problems, progress)
        run.walked = frozenset([*found, *(problem.source for problem in problems)])
        if rebuild:
            _make_anew(run, store, recipe, sources)
        else:
            known = store.digests() | dict.fromkeys(doubted, "")
            run.remember(known, {} if check else store.files(), store.problems(), sources)
            _carry_out(run, sources)
        store.report(run.problems, run.files, run.ours(sources))
        return run.report(time.perf_counter() - started)


def update_index(settings: Settings, sources: Collection[str], *, encoder: Encoder | None = None) -> IndexReport:
    """Brings these sources alone up to date, whether they came, changed or went; the others are not looked at.

    It costs what they do, whatever the index holds. `encoder` is that of the settings, where it is open already.
    Errors are those of `build_index`.
    """
    started = time.perf_counter()
    there = [source for source in sorted(sources) if _is_document(settings, source)]
    encoder = encoder or open_encoder(settings.model)
    with _closing(open_store(settings.index, recipe_of(settings, encoder), write=True)) as store:
        run = Run(settings, encoder, store, stamps(settings.documents, settings.loading), [], None)
        run.walked = frozenset(sources)
        run.remember(store.digests(sources), store.files(sources), store.problems(), there)
        _carry_out(run, there)
        store.report(run.problems, run.files, [one for one in sources if one not in run.theirs])
        return run.report(time.perf_counter() - started)


def _make_anew(run: Run, store: Store, recipe: Recipe, sources: Sequence[str]) -> None:
    """Indexes all sources beside the index, and puts that in its place at once.

    What a rebuild by this recipe that was ended has made is not made again.
    """
    with _drafted(run.settings.index) as folder, closing(Draft(folder, recipe, store)) as draft:
        run.store = draft
        run.remember(draft.digests(), draft.files(), draft.problems(), sources)
        _carry_out(run, sources)
        draft.report(run.problems, run.files)
        store.rebuild(recipe, draft.documents())
    draft.discard()
    run.store = store


def _carry_out(run: Run, sources: Sequence[str]) -> None:
    """Reads what is new in the sources, and commits it."""
    touched = run.touched(sources)
    for _ in range(_ROUNDS):
        with reading_ahead(run.load, touched, run.settings.loading.workers or cores()) as take:
            for batch in map(run.embedded, _batches(run.changed(touched, take))):
                run.commit(batch)
        touched, run.left = run.left, []
        if not touched:
            break
    if run.removed():
        run.store.replace(run.removed(), [])


@contextmanager
def _drafted(place: Location) -> Iterator[Path]:
    """Where a rebuild keeps what it has made: in the folder of the index; for a database in one that goes with it."""
    if isinstance(place, Path):
        yield place
        return
    with TemporaryDirectory(prefix="qa-rebuild-") as folder:
        yield Path(folder)


def _is_document(settings: Settings, source: str) -> bool:
    """Whether a walk through the folder would find it."""
    hidden = any(map(is_leftover, source.split("/")))
    return not hidden and (settings.documents / source).is_file()


def begin_index(settings: Settings) -> None:
    """Makes an index that holds nothing yet, where there is none; one that is there stays as it is."""
    open_store(settings.index, recipe_of(settings, open_encoder(settings.model)), write=True).close()


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


def _batches(files: Iterable[Sequence[Document]]) -> Iterator[list[Document]]:
    """Documents by the million characters, those of a file together: each batch is embedded and committed at once."""
    batch: list[Document] = []
    size = 0
    for documents in files:
        batch += documents
        size += sum(len(document.text) for document in documents)
        if size >= _BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
