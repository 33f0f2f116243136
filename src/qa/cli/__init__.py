"""The command line: parses, calls and shows. Results go to stdout, all else to stderr.

Exit codes: 0 done or found, 1 an error with a hint, 2 wrong usage, 3 the documents do not hold the answer, or an
evaluation stays below a required figure.
"""

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from qa import __version__
from qa.cli import calibrate, copy, fetch, status, testset
from qa.cli import eval as evaluation
from qa.cli.shared import Documents, Index, Model, Reader, progress_bar, settings_of
from qa.cli.status import must_be_whole, show_faults
from qa.errors import QAError
from qa.terminal import indented, leave_streams, one_line, ready_streams, say, say_json

if TYPE_CHECKING:
    from qa.records import Answer, IndexReport, Quote
    from qa.settings import Settings

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_TOLD = 3
"""So many files with the same next step are named by `qa index`, one more where that is all."""
_SIGNS = {"found": "Found", "possible": "Possibly", "not_found": "Not in the documents"}


def main() -> None:
    """Runs the command line; a QAError, and what the system refuses, becomes one line and a hint."""
    ready_streams()
    # Before numpy is imported: a question's products are small, and threads that wait for each other cost more.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        app()
    except QAError as error:
        print_error(error)
        sys.exit(1)
    except OSError as error:
        message = f"{error.filename or 'the output'}: {error.strerror}"
        print_error(QAError(message, hint="see that it is there, may be used and has space left"))
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        leave_streams()


def print_error(error: QAError) -> None:
    """What happened, and what to do next, on stderr."""
    say(f"qa: {one_line(error.message)}", err=True)
    if error.hint:
        say(f"    → {one_line(error.hint)}", err=True)


def _tell_version(wanted: bool) -> None:
    if wanted:
        say(f"qa {__version__}")
        raise typer.Exit


@app.callback()
def _about(
    version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """Ask your own documents in any language: every answer is a word-for-word quote with its exact place."""


@app.command()
def index(
    documents: Documents = None,
    index: Index = None,
    model: Model = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Start over; the old index answers until it is done.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Read every file, also where size and time say that nothing changed.")
    ] = False,
    repair: Annotated[
        bool, typer.Option("--repair", help="Look through the whole index, and make anew what is damaged.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on, and bring in what changes as soon as it is quiet.")
    ] = False,
) -> None:
    """Bring the index up to date with the documents: only what changed is read and embedded."""
    from qa.index import build_index, repair_index

    settings = settings_of(documents, index, model)
    with progress_bar("indexing") as progress:
        if repair:
            found, left, report = repair_index(settings, progress)
        else:
            found, left, report = [], [], build_index(settings, rebuild=rebuild, check=check, progress=progress)
    if repair:
        show_faults(found)
    _show_report(report)
    must_be_whole(settings.index, left)
    if watch:
        _watch(settings)


def _watch(settings: "Settings") -> None:
    from threading import Event

    from qa.index import watch

    def tell(told: "IndexReport | QAError") -> None:
        if isinstance(told, QAError):
            print_error(told)
        elif told.changes:
            _show_report(told)

    watch(settings, tell, stopped=Event())


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in any language.")],
    documents: Documents = None,
    index: Index = None,
    model: Model = None,
    after: Annotated[
        str | None, typer.Option("--after", help="The question before, which this may go on from.")
    ] = None,
    within: Annotated[
        list[str] | None, typer.Option("--in", help="Look only in this file or folder; may be given several times.")
    ] = None,
    since: Annotated[
        str, typer.Option("--since", help="Only what is dated so or later: 2024, 2024-05, 2024-05-17.")
    ] = "",
    until: Annotated[str, typer.Option("--until", help="Only what is dated so or earlier.")] = "",
    reader: Reader = None,
    as_json: Annotated[bool, typer.Option("--json", help="The whole answer as JSON.")] = False,
) -> None:
    """Answer a question with quotes; exit code 3 when the documents do not hold the answer."""
    from qa.asking import Turn, make_filter
    from qa.bot import Bot
    from qa.reply import Reply

    settings = settings_of(documents, index, model, reader)
    only = make_filter(within or (), since, until, settings.documents)
    with Bot.open(settings) as bot:
        answer = bot.ask(question, Turn.of(bot.ask(after, only=only)) if after else None, only=only)
    if answer.undated:
        say(f"! {_left_out(answer.undated)} by --since or --until: no date is known", err=True)
    if as_json:
        say_json(Reply.of(answer).model_dump())
    else:
        _show_answer(answer)
    if answer.verdict == "not_found":
        raise typer.Exit(3)


app.command("status")(status.status)


@app.command()
def serve(
    documents: Documents = None,
    index: Index = None,
    model: Model = None,
    reader: Reader = None,
    host: Annotated[str | None, typer.Option("--host", help="Address to listen on.")] = None,
    port: Annotated[
        int | None, typer.Option("--port", min=0, max=65535, help="Port to listen on; 0 for any free one.")
    ] = None,
    open_browser: Annotated[
        bool | None, typer.Option("--open/--no-open", help="Open the page in the browser; by default if one is seen.")
    ] = None,
) -> None:
    """Open the chat page; the index is made first where there is none."""
    from qa.web import serve as serve_page

    settings = settings_of(documents, index, model, reader, host=host, port=port)
    serve_page(settings if settings.names_reader else settings.reading_with("thorough"), open_browser=open_browser)


@app.command("mcp")
def tools(documents: Documents = None, index: Index = None, model: Model = None) -> None:
    """Serve ask, search and read to an assistant that starts this and speaks MCP; needs the extra `qa[mcp]`."""
    from qa.bot import Bot
    from qa.mcp import serve_tools

    with Bot.open(settings_of(documents, index, model)) as bot:
        serve_tools(bot)


@app.command()
def user(name: Annotated[str, typer.Argument(help="The user's name, without a colon.")]) -> None:
    """Add a login for a page that others can reach, or change its password, in the file that `web.users` names."""
    from qa.web import add_user

    path = settings_of(None, None, None).web.users
    if path is None:
        raise QAError(
            "no file of users is named", hint="set QA_WEB__USERS=users.txt, or `users` under [web] in qa.toml"
        )
    add_user(path, name, typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    say(f"{one_line(name)} may use the page: {one_line(str(path))}")


app.command("eval")(evaluation.evaluate)
app.command("report")(evaluation.report)
app.command("calibrate")(calibrate.calibrate)
app.command("copy")(copy.copy)
app.command("fetch")(fetch.fetch)
app.add_typer(testset.app)


def _show_report(report: "IndexReport") -> None:
    say(
        f"{report.added} added, {report.changed} changed, {report.removed} removed, {report.unchanged} unchanged: "
        f"{report.state.documents} documents, {report.state.chunks} passages ({report.seconds:.1f} s)"
    )
    by_hint: dict[str, list[str]] = {}
    for problem in report.problems:
        by_hint.setdefault(problem.hint, []).append(problem.message)
    for hint, messages in by_hint.items():
        told = messages if len(messages) <= _TOLD + 1 else messages[:_TOLD]
        for message in told:
            say(f"! {one_line(message)}", err=True)
        if len(told) < len(messages):
            say(f"! and {len(messages) - len(told):,} more of the kind: `qa status --left-out` lists them", err=True)
        say(f"    → {one_line(hint)}", err=True)


def _show_answer(answer: "Answer") -> None:
    said = f": {one_line(' '.join(answer.headline.split()))}" if answer.headline else ""
    say(f"{_SIGNS[answer.verdict]} ({answer.confidence:.0%}){said}")
    if answer.follows:
        say(f"Going on from: {one_line(answer.follows)}")
    if answer.several:
        say("No single place says it: compare these.")
    if not answer.index.documents:
        say("The index holds no documents: put some into the documents folder and run `qa index`.")
    if answer.near_misses:
        say("The closest passages:")
    for rank, quote in enumerate(answer.quotes or answer.near_misses, start=1):
        _show_quote(rank, quote)


def _left_out(undated: int) -> str:
    return "1 document was left out" if undated == 1 else f"{undated:,} documents were left out"


def _show_quote(rank: int, quote: "Quote") -> None:
    where = " · ".join(map(one_line, filter(None, (quote.title, quote.source, quote.date, quote.place))))
    text, place = quote.text, f"characters {quote.start}–{quote.end}"
    if quote.rest:
        text, place = f"{text} […] {quote.rest.text}", f"{place} and {quote.rest.start}–{quote.rest.end}"
    say(f"\n[{rank}] “{indented(text, 5)}”\n    {where} · {place}")
    same = [one_line(other.source) for other in quote.also if other.relation == "same"]
    if same:
        more = f" and {len(same) - _TOLD:,} more" if len(same) > _TOLD + 1 else ""
        say(f"    also in {', '.join(same[:_TOLD] if more else same)}{more}")
    for other in quote.also:
        if other.relation != "same":
            known = " · ".join(map(one_line, filter(None, (other.source, other.date))))
            say(f"    {other.relation}: “{indented(other.text, 5)}” {known} · characters {other.start}–{other.end}")
