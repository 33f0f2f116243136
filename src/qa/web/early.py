"""The page's HTML with a script before all others: Gradio chooses its language before it adds a page's own scripts."""

import json
from importlib.resources import files
from typing import TYPE_CHECKING

from qa.web.strings import strings

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEAD = b"<head>"


def early_script() -> str:
    """The script, with the tags of the languages that the page speaks."""
    text = files("qa.web").joinpath("early.js").read_text(encoding="utf-8")
    return text.replace("})(TAGS);", f"}})({json.dumps(list(strings()))});")


class Early:
    """An app whose page has the script; all else passes as it is."""

    def __init__(self, app: "ASGIApp") -> None:
        self.app = app
        self._script = f"<script>{early_script()}</script>".encode()

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        if scope["type"] != "http" or scope["path"] != "/":
            await self.app(scope, receive, send)
            return
        held: list[Message] = []

        async def hold(message: "Message") -> None:
            held.append(message)

        plain = [one for one in scope["headers"] if one[0] != b"accept-encoding"]  # nothing is added to what is packed
        await self.app({**scope, "headers": plain}, receive, hold)
        await self._send(held, send)

    async def _send(self, held: "list[Message]", send: "Send") -> None:
        from starlette.datastructures import MutableHeaders

        body = b"".join(message.get("body", b"") for message in held[1:])
        body = body.replace(_HEAD, _HEAD + self._script, 1)
        headers = MutableHeaders(scope=held[0])
        if "content-length" in headers and body:
            headers["content-length"] = str(len(body))
        await send(held[0])
        await send({"type": "http.response.body", "body": body})
