"""What several commands share: options, settings, progress, and the throw-away index."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from qa.terminal import one_line, say

if TYPE_CHECKING:
    from qa.records import Progress
    from qa.settings import ReaderName, Settings

_TOLD = 5


def named(text: str) -> str:
    """What a flag names; an empty name, as of a shell variable that is not set, is refused.

    `Path("")` is the folder one is in: everything below it would take the place of what the index holds.
    """
    if not text.strip():
        raise typer.BadParameter("it is empty")
    return text


def folder(text: str) -> Path:
    """The folder that a flag names."""
    return Path(named(text))


Documents = Annotated[Path | None, typer.Option("--documents", parser=folder, help="Folder with the source articles.")]
Index = Annotated[
    str | None, typer.Option("--index", parser=named, help="Folder of the index, or postgresql://… of a database.")
]
Model = Annotated[
    str | None, typer.Option("--model", help="Embedding model: bundled, a folder, a name, or an endpoint.")
]
Reader = Annotated[
    Literal["quick", "thorough"] | None,
    typer.Option("--reader", help="quick, or thorough: a transformer, which answers better and takes longer."),
]
Format = Annotated[
    str | None, typer.Option("--format", help="jsonl, squad, beir, csv, xlsx or ragas; by default the ending says it.")
]


def settings_of(
    documents: Path | None,
    index: str | None,
    model: str | None,
    reader: "ReaderName | None" = None,
    **web: str | int | None,
) -> "Settings":
    """The settings in force, with the flags that were given; SettingsError for a value that is none."""
    from qa.settings import load_settings

    given = {name: value for name, value in web.items() if value is not None}
    settings = load_settings(documents=documents, index=index, model=model, web=given or None)
    return settings.reading_with(reader) if reader else settings


@contextmanager
def progress_bar(what: str) -> Iterator["Progress"]:
    """A progress bar on stderr; nothing when that is not a terminal."""
    from tqdm import tqdm

    with tqdm(desc=what, disable=None, leave=False, unit="") as bar:

        def show(done: int, total: int, _: str) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield show


def tell(notes: Sequence[str]) -> None:
    """The first few of what needs a look, on stderr."""
    for note in notes[:_TOLD]:
        say(f"! {one_line(note)}", err=True)
    if len(notes) > _TOLD:
        say(f"! and {len(notes) - _TOLD} more of the kind", err=True)
