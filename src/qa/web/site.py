"""The page as a server's app: Gradio's, in a bare one of our own, behind the gate."""

from typing import TYPE_CHECKING

from qa.web.api import add_interface
from qa.web.backend import Backend
from qa.web.early import Early
from qa.web.login import Login, read_users
from qa.web.middleware import Gate
from qa.web.nonsense import Sensible
from qa.web.page import build_app, head, theme, words
from qa.web.saving import add_sheets

if TYPE_CHECKING:
    from fastapi import FastAPI


def site(backend: Backend) -> Gate:
    """The app to serve: nothing in it leaves this machine, and only what `middleware.OPEN` lists can be reached."""
    web = backend.settings.web
    login = Login(read_users(web.users)) if web.users else None
    largest = backend.settings.loading.max_bytes
    return Gate(Early(_mounted(backend)), web.host, web.allowed_hosts, login=login, largest=largest)


def _mounted(backend: Backend) -> "FastAPI":
    from fastapi import FastAPI
    from gradio import mount_gradio_app
    from starlette.middleware import Middleware

    app, blocks = FastAPI(openapi_url=None), build_app(backend)
    add_interface(app, backend)
    add_sheets(app, backend)
    mount_gradio_app(
        app,
        blocks,
        path="/",
        theme=theme(),
        head=head(),
        i18n=words(),
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        mcp_server=False,
        enable_monitoring=False,
        show_error=False,
        max_file_size=backend.settings.loading.max_bytes,
        app_kwargs={"middleware": [Middleware(Sensible, blocks.knows)]},
    )
    return app
