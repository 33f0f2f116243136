"""The interface for programs: `POST /api/NAME` with a JSON object, and `GET /api`, which shows all of it.

A name is an `Operation`: what it takes is a model, whose fields the page lists and every request is held against.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Generic, TypeVar, get_args, get_origin

from markupsafe import Markup, escape
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from qa.asking import Turn, make_filter
from qa.errors import IndexBusy, PageBusy, QAError, QuestionError
from qa.evaluation import evaluate
from qa.records import Filter
from qa.reply import Reply, ReplyPassage
from qa.report import report
from qa.testsets import Case
from qa.web.backend import Backend
from qa.web.messages import Json, error_shown
from qa.web.strings import spoken, strings

if TYPE_CHECKING:
    from fastapi import FastAPI

MOST_PASSAGES = 100
MOST_CASES = 1000
"""So many questions are evaluated with one request."""


class Fields(BaseModel):
    """What an operation takes; a field that it does not have is refused. A description is the key of its words."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Narrowed(Fields):
    """What is looked through."""

    within: tuple[str, ...] = Field((), description="api_within")
    since: str = Field("", description="api_since")
    until: str = Field("", description="api_until")

    @property
    def only(self) -> Filter:
        """The filter; QuestionError for one that is none."""
        return make_filter(self.within, self.since, self.until)


class Ask(Narrowed):
    """Fields of `ask`."""

    question: str = Field(description="api_question")
    after: str = Field("", description="api_after")


class Search(Narrowed):
    """Fields of `search`."""

    question: str = Field(description="api_sought")
    passages: int = Field(10, ge=1, le=MOST_PASSAGES, description="api_passages")


class Documents(Fields):
    """Fields of `documents`."""

    filter: str = Field("", description="api_filter")
    state: str = Field("", description="api_state")
    sort: str = Field("title", description="api_sort")
    down: bool = Field(default=False, description="api_down")
    offset: int = Field(0, ge=0, description="api_offset")


class Rebuild(Fields):
    """Fields of `rebuild`."""

    from_scratch: bool = Field(default=False, description="api_from_scratch")


class Evaluate(Fields):
    """Fields of `evaluate`."""

    questions: tuple[Case, ...] = Field(min_length=1, max_length=MOST_CASES, description="api_questions")


F = TypeVar("F", bound=Fields)


@dataclass(frozen=True, slots=True)
class Operation(Generic[F]):
    """What can be asked under a name, and fields to show how."""

    name: str
    takes: type[F]
    act: Callable[[F], Json]
    example: Mapping[str, object] = field(default_factory=dict)

    def run(self, body: bytes) -> Json:
        """What comes of a request; QuestionError for one that it does not take."""
        try:
            fields = self.takes.model_validate_json(body.strip() or b"{}")
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            place = ".".join(map(str, first["loc"]))
            message = f"{self.name} does not take this: {f'{place}: ' if place else ''}{first['msg']}"
            raise QuestionError(message, hint="GET /api lists the fields") from None
        return self.act(fields)


def operations(backend: Backend) -> list[Operation[Any]]:
    """All that programs may ask for."""
    bot, slow = backend.bot, backend.slow

    def ask(asked: Ask) -> Json:
        with backend.turns.one():
            answering = backend.answering
            before = Turn.of(answering.ask(asked.after, only=asked.only)) if asked.after else None
            return Reply.of(answering.ask(asked.question, before, only=asked.only)).model_dump(mode="json")

    def search(asked: Search) -> Json:
        with backend.turns.one():
            hits = bot.retrieve(asked.question, passages=asked.passages, only=asked.only)
        return {"passages": [ReplyPassage.of(rank, hit).model_dump(mode="json") for rank, hit in enumerate(hits, 1)]}

    def documents(asked: Documents) -> Json:
        return backend.documents(asked.model_dump())

    def rebuild(asked: Rebuild) -> Json:
        with slow.one():
            return backend.rebuild(asked.from_scratch)

    def evaluated(asked: Evaluate) -> Json:
        with slow.one():
            return report(evaluate(backend.settings, asked.questions, name="api", workers=1)).as_json()

    question = {"question": "When was the old bridge opened?"}
    case = {**question, "answers": ["1786"], "sources": ["bridge.txt"]}
    return [
        Operation("ask", Ask, ask, question),
        Operation("search", Search, search, question),
        Operation("documents", Documents, documents),
        Operation("rebuild", Rebuild, rebuild),
        Operation("evaluate", Evaluate, evaluated, {"questions": [case]}),
    ]


def add_interface(app: "FastAPI", backend: Backend) -> None:
    """Puts the operations, and the page that shows them, into a server's app."""
    from starlette.concurrency import run_in_threadpool
    from starlette.requests import Request
    from starlette.responses import HTMLResponse, JSONResponse, Response
    from starlette.routing import Route

    found = {one.name: one for one in operations(backend)}

    async def answer(request: Request) -> Response:
        one = found.get(request.path_params["name"])
        if one is None:
            known = ", ".join(found)
            error = QuestionError(f"there is no {request.path_params['name']!r} to ask for", hint=f"there is {known}")
            return JSONResponse({"error": error_shown(error)}, 404)
        try:
            return JSONResponse(await run_in_threadpool(one.run, await request.body()))
        except Exception as error:  # noqa: BLE001 - the edge of the interface: nothing may reach it as a traceback
            return JSONResponse({"error": error_shown(error)}, status_of(error))

    async def show(request: Request) -> Response:
        language = spoken(request.query_params.get("lang", ""), request.headers.get("accept-language", ""))
        return HTMLResponse(shown(list(found.values()), str(request.base_url), language))

    app.router.routes += [
        Route("/api", show, methods=["GET"]),
        Route("/api/", show, methods=["GET"]),
        Route("/api/{name}", answer, methods=["POST"]),
    ]


def status_of(error: Exception) -> int:
    """The HTTP status that says whose fault an error is.

    >>> status_of(PageBusy("busy")), status_of(QuestionError("empty")), status_of(ValueError())
    (503, 400, 500)
    """
    if isinstance(error, PageBusy | IndexBusy):
        return 503
    return 400 if isinstance(error, QAError) else 500


def shown(found: list[Operation[Any]], url: str, language: str = "en") -> str:
    """The page in that language that lists every name with its fields, and how to call it at `url`."""
    from jinja2 import Environment

    text = files("qa.web").joinpath("api.html").read_text(encoding="utf-8")
    page = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(text)
    words = strings()[language]

    def say(key: str) -> Markup:
        return prose(words[key].replace("{url}", url).replace("{n}", str(MOST_PASSAGES)))

    return page.render(operations=found, fields_of=fields_of, url=url, dump=dump, say=say, language=language)


def prose(text: str) -> Markup:
    """The text as HTML, with code where it has grave accents.

    >>> prose("`a<b` & c")
    Markup('<code>a&lt;b</code> &amp; c')
    """
    parts = enumerate(text.split("`"))
    return Markup().join(Markup("<code>{}</code>").format(part) if at % 2 else escape(part) for at, part in parts)


def dump(example: Mapping[str, object]) -> str:
    """An example's fields as JSON that a shell takes between apostrophes."""
    return json.dumps(example, ensure_ascii=False)


def fields_of(takes: type[Fields]) -> Iterator[tuple[str, str, str | None, str]]:
    """Name, key of the words for its type, default, key of its meaning; no default for one that is required."""
    ordered = sorted(takes.model_fields.items(), key=lambda item: not item[1].is_required())
    for name, one in ordered:
        default = None if one.is_required() else json.dumps(one.default)
        yield name, type_name(one.annotation), default, one.description or ""


def type_name(annotation: object) -> str:
    """The key of the words for a field's type, as JSON has it.

    >>> type_name(str), type_name(tuple[str, ...]), type_name(int)
    ('api_text', 'api_list_of', 'api_whole')
    """
    if get_origin(annotation) is tuple:
        return "api_list_of" if get_args(annotation)[0] is str else "api_cases"
    names: dict[object, str] = {str: "api_text", int: "api_whole", bool: "api_boolean"}
    return names[annotation]
