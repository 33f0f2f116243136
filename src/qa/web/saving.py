"""A notebook saved as a sheet: a request of its own, longer than others may be, whose reply is the file."""

import json
from typing import TYPE_CHECKING

from qa.errors import DocumentError
from qa.web.api import status_of
from qa.web.backend import Backend
from qa.web.messages import Json, error_shown
from qa.web.middleware import SHEET
from qa.web.sheets import FORMATS

if TYPE_CHECKING:
    from fastapi import FastAPI


def add_sheets(app: "FastAPI", backend: Backend) -> None:
    """Puts the request into a server's app."""
    from starlette.concurrency import run_in_threadpool
    from starlette.requests import Request
    from starlette.responses import JSONResponse, Response
    from starlette.routing import Route

    async def save(request: Request) -> Response:
        body = await request.body()
        try:
            asked = notebook_in(body)
            data = await run_in_threadpool(backend.sheet, asked)
        except Exception as error:  # noqa: BLE001 - the edge of the page: nothing may reach it as a traceback
            return JSONResponse({"error": error_shown(error)}, status_of(error))
        return Response(data, media_type=FORMATS[str(asked["format"])])

    app.router.routes.append(Route(SHEET, save, methods=["POST"]))


def notebook_in(body: bytes) -> Json:
    """The object that a request holds; DocumentError for one that holds none."""
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError):
        asked = None
    if not isinstance(asked, dict):
        raise DocumentError("The page sent a notebook that is none", hint="reload the page and try again")
    return asked
