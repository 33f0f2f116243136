"""`qa serve`: makes the index if there is none, then runs the page until it is stopped."""

import errno
import os
import signal
import socket
import sys
import webbrowser
from contextlib import closing
from types import FrameType
from typing import NoReturn

from qa.bot import Bot
from qa.errors import IndexMissing, SettingsError
from qa.settings import Settings, Web
from qa.web.middleware import EVERYWHERE, plain
from qa.web.site import site

PATIENCE = 5
"""Seconds that requests in progress are waited for when the page is stopped."""


def serve(settings: Settings, *, open_browser: bool = False) -> None:
    """Runs the chat page; SettingsError when its port is taken, StoreError and the like when it cannot start."""
    with closing(listener(settings.web)) as listening, open_bot(settings) as bot:
        from uvicorn import Config, Server

        config = Config(
            lambda: site(settings, bot),
            factory=True,  # made in the loop that serves it
            log_level="warning",
            access_log=False,
            server_header=False,
            ws="none",
            timeout_graceful_shutdown=PATIENCE,
        )
        signal.signal(signal.SIGTERM, _stop)  # the server takes it first, and hands it on when all is closed
        url = address(settings.web, listening)
        print(url, flush=True)  # noqa: T201 - the command's result
        if open_browser:
            webbrowser.open(url)
        Server(config).run(sockets=[listening])


def _stop(signal_number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(128 + signal_number)


def open_bot(settings: Settings) -> Bot:
    """The bot on the index; when there is none yet, it is made first, and a line on stderr says so."""
    try:
        return Bot.open(settings)
    except IndexMissing:
        from qa.index import build_index

        print(f"no index yet: reading {settings.documents} …", file=sys.stderr, flush=True)  # noqa: T201
        build_index(settings)
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
    except OSError as error:
        listening.close()
        raise _cannot_listen(web, error) from error
    return listening


def address(web: Web, listening: socket.socket) -> str:
    """Where a browser on this machine finds the page."""
    host = "localhost" if plain(web.host) in EVERYWHERE else plain(web.host)
    return f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}/"


def _cannot_listen(web: Web, error: OSError) -> SettingsError:
    if error.errno == errno.EADDRINUSE:
        hint = "choose another with --port or QA_WEB__PORT; 0 takes any free one"
        return SettingsError(f"port {web.port} on {web.host} is taken by another program", hint=hint)
    reason = error.strerror or str(error)
    hint = "choose another with --host, --port, QA_WEB__HOST or QA_WEB__PORT"
    return SettingsError(f"the page cannot listen on {web.host}:{web.port}: {reason}", hint=hint)
