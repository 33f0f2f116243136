"""`qa testset`: check, convert and draft test sets."""

from pathlib import Path
from typing import Annotated

import typer

from qa.cli.shared import Documents, Format, settings_of, tell
from qa.errors import TestSetError
from qa.terminal import one_line, say

app = typer.Typer(name="testset", help="Check, convert and draft test sets.", no_args_is_help=True)

TestSet = Annotated[Path, typer.Argument(help="Test set: JSON Lines, SQuAD, BEIR, CSV, XLSX or ragas.")]


@app.command()
def check(
    testset: TestSet,
    documents: Documents = None,
    fix: Annotated[Path | None, typer.Option("--fix", help="Write the set with all that is clear put right.")] = None,
    form: Format = None,
) -> None:
    """Compare a test set with its documents, and say what is stale; exit code 1 when something is."""
    from qa.report import write_text
    from qa.testsets import check, lines, mended, read_any, texts_in

    settings = settings_of(documents, None, None)
    imported = read_any(testset, form)
    tell(imported.notes)
    cases = imported.cases
    findings = check(cases, texts_in(settings.documents, settings.loading))
    for finding in findings:
        say(one_line(f"{finding.case.id}  {finding.kind}: {finding.message}"))
    if fix is not None:
        write_text(fix, "".join(lines(mended(cases, findings))))
    left = [finding for finding in findings if fix is None or finding.mended is None]
    if left:
        clear = sum(finding.mended is not None for finding in left)
        raise TestSetError(
            f"{len(left)} of {len(cases)} questions {'is' if len(left) == 1 else 'are'} stale",
            hint=f"--fix OUT puts {clear} of them right" if clear else "mend them by hand; nothing more is clear",
        )
    say(f"{len(cases)} questions agree with their documents")


@app.command()
def convert(
    testset: TestSet,
    out: Annotated[Path, typer.Argument(help="JSON Lines file to write.")],
    documents: Annotated[
        Path | None, typer.Option("--documents", help="Write the documents that the set brings along to this folder.")
    ] = None,
    form: Format = None,
) -> None:
    """Turn a test set of any format into JSON Lines, and its paragraphs or corpus into text files."""
    from qa.report import write_text
    from qa.testsets import lines, read_any, write_documents

    imported = read_any(testset, form)
    tell(imported.notes)
    write_text(out, "".join(lines(imported.cases)))
    brought = imported.documents if documents is not None else {}
    if documents is not None:
        write_documents(documents, brought)
    say(f"{len(imported.cases)} questions, {len(brought)} documents")


@app.command()
def draft(
    out: Annotated[Path, typer.Option("--out", help="JSON Lines file to write.")],
    documents: Documents = None,
    most: Annotated[int, typer.Option("--most", min=1, help="Questions at most.")] = 100,
    each: Annotated[int, typer.Option("--each", min=1, help="Questions on one document at most.")] = 2,
) -> None:
    """Propose questions on Chinese and English documents, marked as drafts: look them over before you use them."""
    from qa.report import write_text
    from qa.testsets import drafts, lines, texts_in

    settings = settings_of(documents, None, None)
    proposed = drafts(texts_in(settings.documents, settings.loading), each=each)[:most]
    if not proposed:
        raise TestSetError(
            f"no sentence of {settings.documents} can be asked for safely",
            hint="drafts need Chinese or English articles with dates, numbers or names",
        )
    write_text(out, "".join(lines(proposed)))
    say(f'{len(proposed)} drafts in {out}: mend or remove each, then take away its "draft": true')
