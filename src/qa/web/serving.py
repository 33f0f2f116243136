"""`qa serve`: makes the index if there is none, then runs the page until it is stopped."""

import errno
import logging
import os
import signal
import socket
import sys
import webbrowser
from collections.abc import Mapping
from contextlib import closing
from ipaddress import ip_address
from threading import Thread
from types import FrameType
from typing import NoReturn

from uvicorn import Config, Server

from qa.bot import Bot
from qa.errors import DocumentError, IndexMissing, QAError, SettingsError
from qa.index import begin_index, build_index, watch
from qa.records import IndexReport
from qa.settings import Settings, Web
from qa.terminal import one_line, say
from qa.web.backend import Backend
from qa.web.connections import PatientProtocol
from qa.web.login import read_users
from qa.web.middleware import EVERYWHERE, plain
from qa.web.site import site

CONNECTIONS = 512
"""So many connections are held at once; a further one is told to come back."""
PATIENCE = 5
"""Seconds that requests in progress are waited for when the page is stopped."""


def serve(settings: Settings, *, open_browser: bool | None = None) -> None:
    """Runs the chat page; SettingsError when its port is taken, StoreError and the like when it cannot start.

    It is opened in the browser where one would be seen, unless `open_browser` says otherwise.
    """
    must_ask_who(settings.web)
    signal.signal(signal.SIGTERM, _stop)  # the server takes it first, and hands it on when all is closed
    with closing(listener(settings.web)) as listening, open_bot(settings) as bot:
        backend = Backend(settings, bot)
        server = _Server(backend)
        url = address(settings.web, listening)
        say(url)
        if open_browser if open_browser is not None else seen(sys.platform, os.environ):
            Thread(target=webbrowser.open, args=(url,), daemon=True).start()  # a browser in the terminal waits
        if settings.web.watch:
            Thread(target=follow, args=(backend,), daemon=True).start()
        server.run(sockets=[listening])


def follow(backend: Backend) -> None:
    """Brings into the index what changes in the folder, until the page is stopped; what came of it is on stderr."""
    last = ""

    def tell(told: IndexReport | QAError) -> None:
        nonlocal last
        before, last = last, told.message if isinstance(told, QAError) else ""
        if last and last != before:
            say(f"! {one_line(last)}", err=True)
        elif not isinstance(told, QAError) and told.changes:
            changes = f"{told.added} added, {told.changed} changed, {told.removed} removed"
            say(f"{changes}: {told.state.documents} documents", err=True)

    try:
        watch(backend.settings, tell, stopped=backend.stopped, writing=backend.writing)
    except QAError as error:
        tell(error)


def must_ask_who(web: Web) -> None:
    """SettingsError for a page that other machines can reach and that asks nobody who he is, unless it is meant so.

    Then a line on stderr says what it means. Users that cannot be read are told at once.
    """
    if web.users:
        read_users(web.users)
    elif not is_private(web.host):
        if not web.without_login:
            message = f"on {web.host} everyone who reaches this machine could read the documents and add to them"
            hint = (
                "write logins with `qa user NAME` and name the file by QA_WEB__USERS, or set QA_WEB__WITHOUT_LOGIN=true"
            )
            raise SettingsError(message, hint=hint)
        say("! the page asks for no login: who reaches it reads the documents and can add to them", err=True)


def is_private(host: str) -> bool:
    """Whether only this machine can reach that address.

    >>> is_private("localhost"), is_private("[::1]"), is_private("127.9.9.9"), is_private("0.0.0.0")
    (True, True, True, False)
    """
    try:
        return ip_address(plain(host)).is_loopback
    except ValueError:
        return plain(host) == "localhost"


class _Server(Server):
    """The page's server, which stops in seconds."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        logging.getLogger("python_multipart").setLevel(logging.ERROR)  # each torn form is a line of it
        super().__init__(
            Config(
                lambda: site(backend),
                factory=True,  # made in the loop that serves it
                log_level="warning",
                access_log=False,
                server_header=False,
                ws="none",
                http=PatientProtocol,
                limit_concurrency=CONNECTIONS,
                timeout_graceful_shutdown=PATIENCE,
            )
        )

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """A rebuild ends early, and what is cut off now is no error that anyone should read of."""
        self._backend.close()
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        await super().shutdown(sockets)


def seen(platform: str, environment: Mapping[str, str]) -> bool:
    """Whether somebody sits before a browser opened here: not over SSH, in CI, or without a display."""
    if any(environment.get(name) for name in ("CI", "SSH_CONNECTION", "SSH_TTY")):
        return False
    return platform in {"darwin", "win32"} or any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def _stop(signal_number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(128 + signal_number)


def open_bot(settings: Settings) -> Bot:
    """The bot on the index; when there is none yet, it is made first, and a line on stderr says so.

    Over a folder that holds nothing to read, or is not there, it is an empty one: documents can be added on the page.
    """
    try:
        return Bot.open(settings)
    except IndexMissing:
        say(f"no index yet: reading {one_line(str(settings.documents))} …", err=True)
        try:
            build_index(settings)
        except DocumentError as error:
            say(f"{one_line(error.message)}: add documents on the page", err=True)
            begin_index(settings)
        return Bot.open(settings)


def listener(web: Web) -> socket.socket:
    """The socket to listen on, at any free port for 0; SettingsError when it cannot be had."""
    host = web.host.strip("[]")
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, web.port))
        listening.listen()
    except (OSError, TypeError) as error:  # TypeError for what no host's name can be
        listening.close()
        raise _cannot_listen(web, error) from error
    return listening


def address(web: Web, listening: socket.socket) -> str:
    """Where a browser on this machine finds the page."""
    host = "localhost" if plain(web.host) in EVERYWHERE else plain(web.host)
    return f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}/"


def _cannot_listen(web: Web, error: OSError | TypeError) -> SettingsError:
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        hint = "choose another with --port or QA_WEB__PORT; 0 takes any free one"
        return SettingsError(f"port {web.port} on {web.host} is taken by another program", hint=hint)
    reason = getattr(error, "strerror", None) or str(error)
    hint = "choose another with --host, --port, QA_WEB__HOST or QA_WEB__PORT"
    return SettingsError(f"the page cannot listen on {web.host}:{web.port}: {reason}", hint=hint)
