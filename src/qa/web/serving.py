"""`qa serve`: makes the index if there is none, then runs the page until it is stopped."""

import errno
import os
import socket
import sys

from qa.bot import Bot
from qa.errors import IndexMissing, SettingsError
from qa.settings import Settings, Web
from qa.web.page import build_app, launch_options


def serve(settings: Settings, *, open_browser: bool = False) -> None:
    """Runs the chat page; SettingsError when its port is taken, StoreError and the like when it cannot start."""
    port = free_port(settings.web)
    with open_bot(settings) as bot:
        app = build_app(settings, bot)
        _, url, _ = app.launch(
            server_name=settings.web.host,
            server_port=port,
            inbrowser=open_browser,
            prevent_thread_lock=True,
            **launch_options(settings),
        )
        print(url, flush=True)  # noqa: T201 - the command's result
        try:
            app.block_thread()
        finally:
            app.close(verbose=False)


def open_bot(settings: Settings) -> Bot:
    """The bot on the index; when there is none yet, it is made first, and a line on stderr says so."""
    try:
        return Bot.open(settings)
    except IndexMissing:
        from qa.index import build_index

        print(f"no index yet: reading {settings.documents} …", file=sys.stderr, flush=True)  # noqa: T201
        build_index(settings)
        return Bot.open(settings)


def free_port(web: Web) -> int:
    """The port to listen on, any free one for 0; SettingsError when it cannot be had."""
    family = socket.AF_INET6 if ":" in web.host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            if os.name == "posix":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((web.host.strip("[]"), web.port))
            return int(probe.getsockname()[1])
    except OSError as error:
        raise _cannot_listen(web, error) from error


def _cannot_listen(web: Web, error: OSError) -> SettingsError:
    if error.errno == errno.EADDRINUSE:
        hint = "choose another with --port or QA_WEB__PORT; 0 takes any free one"
        return SettingsError(f"port {web.port} on {web.host} is taken by another program", hint=hint)
    reason = error.strerror or str(error)
    hint = "choose another with --host, --port, QA_WEB__HOST or QA_WEB__PORT"
    return SettingsError(f"the page cannot listen on {web.host}:{web.port}: {reason}", hint=hint)
