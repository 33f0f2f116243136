"""`qa copy`: an index from one place to another."""

from typing import Annotated

import typer

from qa.cli.shared import named, progress_bar
from qa.terminal import one_line, say


def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", parser=named, help="Folder, or postgresql://… .")],
    target: Annotated[str, typer.Argument(metavar="TO", parser=named, help="The same.")],
    replace: Annotated[bool, typer.Option("--replace", help="In place of an index that is there.")] = False,
) -> None:
    """Copy an index from a folder to a database, or back; nothing is read or embedded again."""
    from qa.settings import load_settings
    from qa.store import copy as copied

    places = [load_settings(index=text).index for text in (source, target)]
    with progress_bar("copying") as progress:
        state = copied(*places, replace=replace, progress=progress)
    say(f"{state.documents} documents, {state.chunks} passages are in {one_line(str(places[1]))}")
