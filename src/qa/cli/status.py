"""`qa status`: what the index holds, by its catalogue alone, and what the settings want otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Annotated

import typer

from qa.cli.shared import Index, Model, settings_of
from qa.errors import IndexDamaged
from qa.terminal import one_line, say, say_json

if TYPE_CHECKING:
    from qa.database import Location
    from qa.store import Contents, Fault

Differing = Mapping[str, tuple[object, object]]


def status(
    index: Index = None,
    model: Model = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
    left_out: Annotated[bool, typer.Option("--left-out", help="Only the files that need a look, and why.")] = False,
    verified: Annotated[
        bool, typer.Option("--verify", help="Compare every passage, vector and cache with what was written.")
    ] = False,
) -> None:
    """Say what the index holds, how each file was decoded, what was left out, and what the settings want otherwise."""
    from qa.asking import load_calibration
    from qa.index import differing
    from qa.store import contents, is_rebuilding, verify

    settings = settings_of(None, index, model)
    if verified:
        found = verify(settings.index)
        show_faults(found)
        must_be_whole(settings.index, found)
        return
    held = contents(settings.index)
    _, passed_over = load_calibration(settings.index, held.state.model, settings.answering.reader)
    held = replace(held, problems=[*held.problems, *passed_over])
    differs = differing(settings, held.recipe)
    if as_json:
        say_json(_as_json(held, differs))
    elif left_out:
        _show_problems(held)
    else:
        _show(held, differs, is_rebuilding(settings.index))


def show_faults(found: "Sequence[Fault]") -> None:
    """What is wrong with an index, or that nothing is."""
    if not found:
        say("every document, passage, vector and cache is as it was written")
    for fault in found:
        say(f"! {one_line(fault.message)}")


def must_be_whole(place: "Location", found: "Sequence[Fault]") -> None:
    """IndexDamaged where something is wrong."""
    if found:
        hint = "`qa index --repair` mends what can be mended; `qa index --rebuild` makes the index anew"
        number = "1 fault" if len(found) == 1 else f"{len(found)} faults"
        raise IndexDamaged(f"the index in {place} has {number}", hint=hint)


def _as_json(held: "Contents", differs: Differing) -> dict[str, object]:
    keys = "source", "title", "encoding"
    return {
        "engine": list(held.engine),
        "generation": held.state.generation,
        "model": held.state.model,
        "documents": [
            {**dict(zip(keys, document, strict=True)), "articles": list(held.articles.get(document[0], ()))}
            for document in held.documents
        ],
        "passages": held.state.chunks,
        "problems": [asdict(problem) for problem in held.problems],
        "recipe": {name: value for name, value in held.recipe.items() if not isinstance(value, list)},
        "differs": {name: {"index": made, "settings": wanted} for name, (made, wanted) in differs.items()},
    }


def _show(held: "Contents", differs: Differing, unfinished: bool) -> None:
    state = held.state
    say(f"{state.documents} documents, {state.chunks} passages, generation {state.generation}, model {state.model}")
    for line in held.engine:
        say(f"  {one_line(line)}")
    for name, (made, wanted) in differs.items():
        say(f"! made with {name} = {one_line(str(made))}, the settings want {one_line(str(wanted))}")
    if differs:
        say(f"    → `qa index --rebuild` makes it anew; or set {' and '.join(differs)} back")
    if unfinished:
        say("! a rebuild was begun and is not whole\n    → `qa index --rebuild` goes on with it")
    for source, title, encoding in held.documents:
        say(f"  {one_line(source)}  ({encoding})  {one_line(title)}")
        for article in held.articles.get(source, ()):
            say(f"    · {one_line(article)}")
    _show_problems(held)


def _show_problems(held: "Contents") -> None:
    for problem in held.problems:
        say(f"  ! {one_line(problem.message)} → {one_line(problem.hint)}")
