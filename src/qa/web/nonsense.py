"""Requests that fit nothing Gradio has, as a made-up session: a sentence for who sent them, and no traceback."""

import json
import logging
import re
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

NONSENSE = "The page can make nothing of this: reload it."
NO_SESSION = "The page has no such session: reload it."

_JOIN, _STREAM = "/gradio_api/queue/join", "/gradio_api/queue/data"
_STUMBLES = (LookupError, ValueError, TypeError, AttributeError)
"""What Gradio trips over where a request names what is not there; all else is a fault, and is shown as one."""
_SESSION = re.compile(r"[\w-]{1,64}", re.ASCII)

log = logging.getLogger(__name__)


class Sensible:
    """Gradio's app, which is asked for nothing that it would stumble over; `known` tells its sessions."""

    def __init__(self, app: "ASGIApp", known: Callable[[str], bool]) -> None:
        self.app, self._known = app, known

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        from starlette.responses import PlainTextResponse

        begun = False

        async def noted(message: "Message") -> None:
            nonlocal begun
            begun = True
            await send(message)

        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_known = True
        if scope["path"] == _STREAM:
            is_known = self._known(streamed(scope["query_string"]))
        elif scope["path"] == _JOIN:
            message = await receive()  # the gate has read the whole of it
            is_known, receive = is_session(joined(message.get("body", b""))), _again(message, receive)
        if not is_known:
            await PlainTextResponse(NO_SESSION, 404)(scope, receive, send)
            return
        try:
            await self.app(scope, receive, noted)
        except _STUMBLES as error:
            if begun:
                raise
            log.warning("nothing could be made of a request for %s (%s)", scope["path"], type(error).__name__)
            await PlainTextResponse(NONSENSE, 400)(scope, receive, send)


def streamed(query: bytes) -> str:
    """The session that a query names; the last one, as Gradio takes it.

    >>> streamed(b"session_hash=a&session_hash=b")
    'b'
    """
    return parse_qs(query.decode("latin-1")).get("session_hash", [""])[-1]


def joined(body: bytes) -> object:
    """What the body of an event says is its session; None for a body that says nothing."""
    try:
        event = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return event.get("session_hash") if isinstance(event, dict) else None


def is_session(name: object) -> bool:
    """Whether a browser may call its session so."""
    return isinstance(name, str) and bool(_SESSION.fullmatch(name))


def _again(message: "Message", receive: "Receive") -> "Receive":
    """What receives `message` and then the rest."""
    waiting = [message]

    async def replay() -> "Message":
        return waiting.pop() if waiting else await receive()

    return replay
