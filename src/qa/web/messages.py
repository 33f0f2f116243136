"""What went wrong, as the page shows it: the one place where errors become a sentence and a next step."""

import functools
import logging
from collections.abc import Callable
from typing import ParamSpec

from qa.errors import QAError

Json = dict[str, object]
P = ParamSpec("P")

log = logging.getLogger(__name__)


def error_shown(error: Exception) -> Json:
    """`{"kind", "message", "hint"}` for any error; only a QAError's own words reach the page.

    The kind is its class, for which the page has words in its reader's language.
    """
    if isinstance(error, QAError):
        return {"kind": type(error).__name__, "message": error.message, "hint": error.hint}
    log.error("the page met an error that has no sentence of its own", exc_info=error)
    hint = "try again; the terminal that runs the page shows the details"
    message = f"something went wrong inside the program ({type(error).__name__})"
    return {"kind": "inside", "message": message, "hint": hint}


def guarded(act: Callable[P, Json]) -> Callable[P, Json]:
    """`act`, with `{"error": …}` in place of a raised error."""

    @functools.wraps(act)
    def act_or_say_why(*args: P.args, **kwargs: P.kwargs) -> Json:
        try:
            return act(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 - the edge of the page: nothing may reach it as a traceback
            return {"error": error_shown(error)}

    return act_or_say_why
