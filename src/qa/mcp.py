"""The tools of an assistant that speaks the Model Context Protocol: ask, search, list and read; none changes anything.

`qa mcp` serves them over its standard input and output, to the program that started it. Needs the extra `qa[mcp]`.
"""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Annotated, ParamSpec, TypeVar

from pydantic import BaseModel, Field

from qa import __version__
from qa.asking import Turn, make_filter
from qa.bot import Bot
from qa.errors import QAError, SettingsError
from qa.reply import Reply, ReplyPassage

if TYPE_CHECKING:
    from mcp.server import MCPServer

LISTED = 200
"""So many documents are listed at once."""
WINDOW = 20_000
"""So many characters of a document are read at once."""
INSTRUCTIONS = (
    "These tools look through one folder of documents. `ask` gives word-for-word quotes: show them as they are, with "
    'source and place, and never as your own words. Its verdict "not_found" means that the documents do not say it.'
)

Question = Annotated[str, Field(description="The question or what is looked for, in any language.")]
Within = Annotated[tuple[str, ...], Field(description="Look only in these files and folders; all where none is named.")]
Since = Annotated[str, Field(description="Look only in what is dated so or later: 2024, 2024-05, 2024-05-17.")]
Until = Annotated[str, Field(description="Look only in what is dated so or earlier.")]

P = ParamSpec("P")
R = TypeVar("R")


class Passages(BaseModel):
    """What a search found, best first."""

    passages: list[ReplyPassage]


class ToolDocument(BaseModel):
    """One document of the list."""

    source: str
    title: str
    date: str
    passages: int


class ToolDocuments(BaseModel):
    """Some documents, and how many match."""

    documents: list[ToolDocument]
    matching: int


class ToolText(BaseModel):
    """A part of a document's text, from character `start` to `end` of `length`."""

    source: str
    title: str
    start: int
    end: int
    length: int
    text: str


def serve_tools(bot: Bot) -> None:
    """Serves the tools until the input ends; SettingsError where the extra is not installed."""
    try:
        import mcp  # noqa: F401
    except ImportError as error:
        raise SettingsError("MCP needs a package that is not installed", hint='pip install "qa[mcp]"') from error
    tools(bot).run("stdio")


def tools(bot: Bot) -> "MCPServer":
    """A server with the tools, for any way of reaching it."""
    from mcp.server import MCPServer
    from mcp.types import ToolAnnotations

    def ask(
        question: Question,
        within: Within = (),
        since: Since = "",
        until: Until = "",
        after: str = "",
    ) -> Reply:
        """Answers a question with word-for-word quotes and their exact places, or says that it is not in the documents.

        `after` is the question before, which this one may go on from.
        """
        only = make_filter(within, since, until)
        return Reply.of(bot.ask(question, Turn.of(bot.ask(after, only=only)) if after else None, only=only))

    def search(
        question: Question,
        passages: Annotated[int, Field(ge=1, le=100, description="How many passages.")] = 10,
        within: Within = (),
        since: Since = "",
        until: Until = "",
    ) -> Passages:
        """Finds the passages that come nearest, by meaning and by words, for reading on in the sources."""
        hits = bot.retrieve(question, passages=passages, only=make_filter(within, since, until))
        return Passages(passages=[ReplyPassage.of(rank, hit) for rank, hit in enumerate(hits, start=1)])

    def documents(
        filter: Annotated[str, Field(description="Only those whose title or path holds this.")] = "",
        offset: Annotated[int, Field(ge=0, description="Where to begin.")] = 0,
    ) -> ToolDocuments:
        """Lists the documents: source, title, date, and how many passages each has."""
        wanted = filter.casefold()
        found = [one for one in bot.listed() if wanted in f"{one.source}\n{one.title}".casefold()]
        shown = [
            ToolDocument(source=one.source, title=one.title, date=one.date, passages=one.passages)
            for one in found[offset : offset + LISTED]
        ]
        return ToolDocuments(documents=shown, matching=len(found))

    def read(
        source: Annotated[str, Field(description="The document, named as the other tools name it.")],
        start: Annotated[int, Field(ge=0, description="The character to begin at.")] = 0,
    ) -> ToolText:
        """Reads the text of a document, some pages at a time."""
        document = bot.document(source)
        text = document.text[start : start + WINDOW]
        place = {"start": start, "end": start + len(text), "length": len(document.text)}
        return ToolText(source=source, title=document.title, text=text, **place)

    server = MCPServer("qa", title="Ask your documents", instructions=INSTRUCTIONS, version=__version__)
    for tool in (ask, search, documents, read):
        server.add_tool(told(tool), annotations=ToolAnnotations(read_only_hint=True, open_world_hint=False))
    return server


def told(tool: Callable[P, R]) -> Callable[P, R]:
    """The tool, with what goes wrong as a sentence and its next step."""
    from mcp.server.mcpserver.exceptions import ToolError

    @wraps(tool)
    def use_or_say_why(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return tool(*args, **kwargs)
        except QAError as error:
            raise ToolError(f"{error.message} ({error.hint})") from error

    return use_or_say_why
