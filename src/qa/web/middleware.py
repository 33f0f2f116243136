"""Who may ask this server for what, and how much: three allow-lists and a login, before anything reaches Gradio.

- the names it is known by (`Host`): else a foreign page could give its own name our address (DNS rebinding);
- the pages that may call it (`Origin`, or what a browser says in its place): this one;
- the paths: Gradio brings sixty, among them `file=` and `proxy=`, which fetch an address for any caller.
"""

import asyncio
import re
import socket
from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from qa.web.limits import LONGEST_BODY, LONGEST_NOTEBOOK, TooLong, upload_fits, whole_body
from qa.web.login import Login

if TYPE_CHECKING:
    from starlette.datastructures import Headers
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

EVERYWHERE = {"0.0.0.0", "::"}
"""To listen here is to listen on every address of the machine."""

LINKED, LOCAL, PAGE = "linked", "local", "page"
"""Opened by a link from anywhere; by any program that is no foreign page; by our own page, which has to say so."""

UPLOAD, SHEET = "/gradio_api/upload", "/sheet"

OPEN = (
    ("GET", r"/", LINKED, "page"),
    ("GET", r"/assets/FILE", LOCAL, "scripts"),
    ("GET", r"/static/FILE", LOCAL, "frames"),
    ("GET", r"/theme\.css", LOCAL, "looks"),
    ("GET", r"/favicon\.ico", LOCAL, "icon"),
    ("GET", r"/gradio_api/app_id", LOCAL, "reconnecting"),
    ("GET", r"/gradio_api/queue/data", LOCAL, "progress"),
    ("GET", r"/gradio_api/upload_progress", LOCAL, "progress"),
    ("POST", r"/gradio_api/queue/join", PAGE, "rebuild"),
    ("POST", UPLOAD, PAGE, "upload"),
    ("POST", SHEET, PAGE, "notebook"),
    ("POST", r"/gradio_api/component_server/?", PAGE, "backend"),
    ("GET", r"/api/?", LINKED, "interface"),
    ("POST", r"/api/\w+", LOCAL, "interface"),
)
"""What the page and the interface for programs need: method, path, for whom, and why."""

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""The browser, too, is told to ask no other host, and to show the page in no other one."""

UNKNOWN_NAME = "This page is not known by that name: open it at its own address, or add the name to allowed_hosts."
FOREIGN = "Another page may not use this one."
PAGE_ONLY = "Only the page itself may do this; programs find their way at /api."
CLOSED = "The page has nothing here."
WHO = "This page asks for a name and a password."
TOO_LONG = "This is more than the page takes at once."
NO_ROOM = "Too many uploads wait to be saved: try again in a while."
WRONG_COSTS = 1.0
"""Seconds that a wrong password waits for its answer."""

_FILE = r"(?:[\w-][\w.-]*/)*[\w-][\w.-]*"
_PATHS = [(method, re.compile(path.replace("FILE", _FILE)), whom) for method, path, whom, _ in OPEN]
_AUTHORITY = re.compile(r"(\[[\da-f:.]+\]|[^\s:/?#@\[\]\\]+)(?::(\d{1,5}))?", re.ASCII | re.IGNORECASE)
_URL = re.compile(r"(https?)://([^/?#]*)", re.ASCII | re.IGNORECASE)
ANY = -1
"""The port of an allowed host that names none."""
_DEFAULT_PORTS = {"http": 80, "https": 443}


class Address(NamedTuple):
    """A host as a browser names it: small letters, an IPv6 address without its brackets."""

    name: str
    port: int


class Refusal(NamedTuple):
    """The status of a refused request, and the sentence that goes with it."""

    status: int
    message: str


class Gate:
    """The server's app behind its allow-lists.

    `host` is where it listens; `allowed` holds further names, with a port where that is neither ours nor a usual one.
    With a `login` only its users pass. A file may have `largest` bytes.
    """

    def __init__(
        self,
        app: "ASGIApp",
        host: str,
        allowed: Iterable[str] = (),
        *,
        login: Login | None = None,
        largest: int = 50_000_000,
    ) -> None:
        self.app, self.login, self.largest = app, login, largest
        self._guesses, self._sheets = asyncio.Semaphore(2), asyncio.Semaphore(2)
        self.names = own_names(host)
        self.allowed = {authority(name, ANY) for name in allowed}

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        from starlette.datastructures import MutableHeaders
        from starlette.responses import PlainTextResponse

        async def send_with_headers(message: "Message") -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            refusal = self.refusal(scope) or await self._unknown(scope)
            if not refusal and scope["path"] == SHEET:
                async with self._sheets:
                    await self._pass(scope, receive, send_with_headers)
            elif not refusal:
                await self._pass(scope, receive, send_with_headers)
            else:
                asked = {"WWW-Authenticate": 'Basic realm="qa", charset="UTF-8"'} if refusal.status == 401 else None
                answer = PlainTextResponse(refusal.message, refusal.status, asked)
                await answer(scope, receive, send_with_headers)
        else:
            await send({"type": "websocket.close", "code": 1008})  # the page opens none

    async def _pass(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """On to the app, unless the request is too long."""
        from starlette.responses import PlainTextResponse

        receive, refusal = await self._measured(scope, receive)
        answer = PlainTextResponse(refusal.message, refusal.status) if refusal else self.app
        await answer(scope, receive, send)

    def refusal(self, scope: "Scope") -> Refusal | None:
        """Why a request goes no further; None when it may pass."""
        from starlette.datastructures import Headers

        headers, here = Headers(scope=scope), Address(*scope["server"])
        hosts = [*headers.getlist("host"), *headers.getlist("x-forwarded-host")]
        if not headers.getlist("host") or not all(self.ours(authority(host), here) for host in hosts):
            return Refusal(421, UNKNOWN_NAME)
        whom = opened_for("GET" if scope["method"] == "HEAD" else scope["method"], scope["path"])
        if whom is None:
            return Refusal(403, CLOSED)
        callers = said_of_caller(headers, followed=whom == LINKED)
        if not all(caller == "same-origin" or self.ours(origin(caller), here) for caller in callers):
            return Refusal(403, FOREIGN)
        return Refusal(403, PAGE_ONLY) if whom == PAGE and not callers else None

    async def _unknown(self, scope: "Scope") -> Refusal | None:
        """Asks for a login; what a wrong guess costs is time."""
        from starlette.datastructures import Headers

        header = Headers(scope=scope).get("authorization", "")
        if self.login is None or self.login.remembers(header):
            return None
        if header:
            async with self._guesses:
                if await asyncio.to_thread(self.login.allows, header):
                    return None
                await asyncio.sleep(WRONG_COSTS)
        return Refusal(401, WHO)

    async def _measured(self, scope: "Scope", receive: "Receive") -> "tuple[Receive, Refusal | None]":
        """The request's messages, and why it is refused where it is too long."""
        from gradio.utils import get_upload_folder
        from starlette.datastructures import Headers

        if scope["method"] != "POST":
            return receive, None
        stated = Headers(scope=scope).get("content-length", "")
        size = int(stated) if stated.isdecimal() else 0
        if scope["path"] == UPLOAD:
            fits = await asyncio.to_thread(upload_fits, Path(get_upload_folder()), size, self.largest)
            return receive, None if fits else Refusal(507, NO_ROOM)
        longest = LONGEST_NOTEBOOK if scope["path"] == SHEET else LONGEST_BODY
        try:
            if size > longest:
                raise TooLong
            return await whole_body(receive, longest), None
        except TooLong:
            return receive, Refusal(413, TOO_LONG)

    def ours(self, address: Address | None, here: Address) -> bool:
        """Whether that is this server, which was reached at `here`."""
        if address is None:
            return False
        own = address.name in self.names or address.name == plain(here.name)
        usual = address.port in {here.port, *_DEFAULT_PORTS.values()}
        return (
            (own and address.port == here.port)
            or address in self.allowed
            or (usual and Address(address.name, ANY) in self.allowed)
        )


def own_names(host: str) -> set[str]:
    """What this machine is called when it listens on `host`; an address that was connected to counts in any case.

    >>> sorted(own_names("127.0.0.1"))
    ['127.0.0.1', '::1', 'localhost']
    """
    names = {"localhost", "127.0.0.1", "::1", plain(host)}
    if plain(host) in EVERYWHERE:
        machine = socket.gethostname().lower()
        first = machine.partition(".")[0]
        names |= {machine, first, f"{first}.local"}
    return names


def opened_for(method: str, path: str) -> str | None:
    """For whom a path is open; None for a closed one."""
    return next((whom for wanted, form, whom in _PATHS if method == wanted and form.fullmatch(path)), None)


def said_of_caller(headers: "Headers", *, followed: bool) -> list[str]:
    """Where a browser says that a request comes from: origins, "same-origin" or "foreign"; of a program nothing.

    A link may be `followed` from anywhere, so that only a script's `Origin` counts against it.
    """
    said = headers.getlist("origin")
    if said or followed:
        return said
    site = headers.get("sec-fetch-site")
    if site is not None:
        return {"none": [], "same-origin": ["same-origin"]}.get(site, ["foreign"])
    return headers.getlist("referer")


def origin(url: str) -> Address | None:
    """The host of an `Origin` or `Referer`; None for one that has none, as "null".

    >>> origin("https://Example.org/a")
    Address(name='example.org', port=443)
    """
    fits = _URL.match(url)
    return authority(fits[2], _DEFAULT_PORTS[fits[1].lower()]) if fits else None


def authority(text: str, default: int = 80) -> Address | None:
    """A `Host` header read: `name`, `name:port`, `[::1]:port`; None for anything else."""
    fits = _AUTHORITY.fullmatch(text)
    return Address(plain(fits[1]), int(fits[2] or default)) if fits else None


def plain(host: str) -> str:
    """One spelling for one host.

    >>> plain("LOCALHOST"), plain("[0:0::1]"), plain("::ffff:192.0.2.7")
    ('localhost', '::1', '192.0.2.7')
    """
    try:
        address = ip_address(host.strip("[]"))
    except ValueError:
        return host.lower()
    return str(address.ipv4_mapped or address) if isinstance(address, IPv6Address) else str(address)
