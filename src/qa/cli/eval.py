"""`qa eval`: a test set in; figures, a report, a comparison, an exit code out. `qa report`: the same of an old run."""

import json
import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa.cli.shared import Format, Index, Model, Reader, folder, progress_bar, settings_of, tell
from qa.errors import QAError
from qa.terminal import one_line, say

if TYPE_CHECKING:
    from qa.evaluation import Limit, Row, Run
    from qa.report import Report
    from qa.settings import Settings
    from qa.testsets import Case

Html = Annotated[Path | None, typer.Option("--html", help="Write a page to look at to this file.")]
Compare = Annotated[Path | None, typer.Option("--compare", help="Compare with the report of an earlier run.")]
Least = Annotated[
    list[str] | None, typer.Option("--min", help="A figure that must be reached, as recall@5=0.9; may be repeated.")
]
Most = Annotated[list[str] | None, typer.Option("--max", help="A figure that must not be exceeded.")]


def evaluate(
    testset: Annotated[Path, typer.Argument(help="Test set: JSON Lines, SQuAD, BEIR, CSV, XLSX or ragas.")],
    documents: Annotated[
        Path | None, typer.Option("--documents", parser=folder, help="Ask a throw-away index of this folder.")
    ] = None,
    index: Index = None,
    model: Model = None,
    reader: Reader = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write figures and every answer to this JSON file.")] = None,
    html: Html = None,
    before: Compare = None,
    least: Least = None,
    most: Most = None,
    tried: Annotated[
        list[str] | None,
        typer.Option("--try", help="Settings side by side, as retrieval.fusion=dense,lexical; may be repeated."),
    ] = None,
    withhold: Annotated[
        float, typer.Option("--withhold", min=0, max=0.9, help="Leave out the documents of this share of questions.")
    ] = 0.0,
    sample: Annotated[
        int | None,
        typer.Option("--sample", min=1, help="Ask so many of the questions, drawn by chance."),
    ] = None,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="Processes that ask.")] = None,
    form: Format = None,
) -> None:
    """Ask every question of a test set and print how well it went; exit code 3 when a required figure is missed."""
    if tried and (html or before or least or most or withhold):
        raise typer.BadParameter("--try gives one table; it takes no --html, --compare, --min, --max or --withhold")
    wanted = _wanted(out, html, before, least, most)
    with _set(
        testset, form, settings_of(documents, index, model, reader), sample, aside=documents is not None
    ) as asked:
        if tried:
            _try(asked, tried, out, workers)
        else:
            _finish(_run(asked, withhold, out, workers), wanted)


def report(
    path: Annotated[Path, typer.Argument(metavar="REPORT", help="A report that `qa eval --out` wrote.")],
    html: Html = None,
    before: Compare = None,
    least: Least = None,
    most: Most = None,
) -> None:
    """Show an earlier run again: its figures, its page, how it compares, and whether it reaches what is required."""
    from qa.report import read_run

    _finish(read_run(path), _wanted(None, html, before, least, most))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is to come of a run: files to write, a run to compare with, figures to reach."""

    out: Path | None
    html: Path | None
    before: "Run | None"
    limits: Sequence["Limit"]


def _wanted(
    out: Path | None, html: Path | None, before: Path | None, least: list[str] | None, most: list[str] | None
) -> _Wanted:
    """All that can be refused about it is refused now, before anything is asked."""
    from qa.evaluation import limits
    from qa.report import must_have_folder, read_run

    required = limits(least or (), most or ())
    for path in filter(None, (out, html)):
        must_have_folder(path)
    return _Wanted(out, html, read_run(before) if before else None, required)


@dataclass(frozen=True, slots=True)
class _Set:
    """What is asked, with the settings to ask with; `aside` where a throw-away index is to be made."""

    name: str
    settings: "Settings"
    cases: Sequence["Case"]
    aside: bool


@contextmanager
def _set(testset: Path, form: str | None, settings: "Settings", sample: int | None, *, aside: bool) -> Iterator[_Set]:
    """The test set; when it brings its documents along and none are named, they are what it is asked of."""
    from tempfile import TemporaryDirectory

    from qa.evaluation import sampled
    from qa.testsets import read_any, write_documents

    imported, name = read_any(testset, form), "/".join(testset.parts[-2:])
    tell(imported.notes)
    cases = sampled(imported.cases, sample) if sample else imported.cases
    answerable = [case for case in cases if case.answerable]
    bare = sum(not case.sources for case in answerable)
    if bare:
        say(
            f"! retrieval and quotes are not measured where no source is named: {bare} of {len(answerable)} questions\n"
            f"    → `qa testset check {testset} --documents DIR --fix OUT` finds the sources by their words",
            err=True,
        )
    if aside or not imported.documents:
        yield _Set(name, settings, cases, aside)
        return
    with TemporaryDirectory(prefix="qa-documents-") as folder:
        write_documents(Path(folder), imported.documents)
        own = settings.model_copy(update={"documents": Path(folder)})
        yield _Set(name, own, cases, aside=True)


def _run(asked: _Set, withhold: float, out: Path | None, workers: int | None) -> "Run":
    from qa.evaluation import evaluate, indexed_aside, withheld

    if withhold and not asked.aside:
        raise typer.BadParameter("--withhold needs --documents, for a throw-away index without some of them")
    cases, without = withheld(asked.cases, withhold)
    with ExitStack() as stack:
        settings = asked.settings
        if asked.aside:
            with progress_bar("indexing") as progress:
                settings, problems = stack.enter_context(indexed_aside(settings, without=without, progress=progress))
            tell([problem.message for problem in problems])
        with progress_bar("asking") as progress:
            kept = _checkpoint(out) if out else None
            run = evaluate(settings, cases, name=asked.name, checkpoint=kept, workers=workers, progress=progress)
    tell(
        [f"question {row.case.id}: {row.outcome.not_indexed[0]} is not in the index" for row in run.rows if _lacks(row)]
    )
    return replace(run, command=shlex.join(["qa", *sys.argv[1:]]))


def _lacks(row: "Row") -> bool:
    """A document that should answer it is not in the index, so that the reply cannot be all right."""
    return row.case.answerable and bool(row.outcome.not_indexed)


def _checkpoint(out: Path) -> Path:
    """Where the answers are kept until the report is written."""
    return out.with_name(f"{out.name}.checkpoint")


def _finish(run: "Run", wanted: _Wanted) -> None:
    """Writes, shows, and compares with what is required."""
    from qa.evaluation import compare
    from qa.report import as_text, page, report, write_text

    found = report(run, compare(wanted.before.rows, run.rows) if wanted.before else None)
    if wanted.out is not None:
        write_text(wanted.out, as_text(found))
        _checkpoint(wanted.out).unlink(missing_ok=True)
    if wanted.html is not None:
        write_text(wanted.html, page(found))
    _show(found)
    _require(found, wanted.limits)


def _show(found: "Report") -> None:
    from qa.report import breakdown_lines, comparison_lines, figure_lines

    for line in figure_lines(found.figures):
        say(one_line(line))
    for dimension, groups in found.breakdown.items():
        for line in breakdown_lines(groups, dimension):
            say(one_line(line))
    if found.comparison:
        for line in comparison_lines(found.comparison):
            say(one_line(line))


def _require(found: "Report", required: Sequence["Limit"]) -> None:
    from qa.evaluation import missed

    if found.figures["verbatim"].value < 1:
        raise QAError("a quote is not a slice of its source", hint="please report this with the file that --out writes")
    sentences = list(missed(found.figures, required))
    for sentence in sentences:
        say(f"! {one_line(sentence)}", err=True)
    if sentences:
        raise typer.Exit(3)


def _try(asked: _Set, tried: Sequence[str], out: Path | None, workers: int | None) -> None:
    from qa.evaluation import sweep, variants
    from qa.report import sweep_lines, write_text

    with progress_bar("trying") as progress:
        found = sweep(variants(tried, asked.settings), asked.cases, workers=workers, progress=progress)
    for line in sweep_lines(found):
        say(one_line(line))
    if out is not None:
        results = {"variants": [result.as_json() for result in found]}
        write_text(out, json.dumps(results, ensure_ascii=False, indent=1) + "\n")
