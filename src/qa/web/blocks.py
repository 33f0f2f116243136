"""Gradio's blocks, in which a request names no file but one that was uploaded before.

Gradio by itself fetches any address, and copies any file of this machine, that a request names in place of an upload.
"""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import gradio as gr
from gradio.utils import get_upload_folder

from qa.web.nonsense import NONSENSE

if TYPE_CHECKING:
    from gradio.block_function import BlockFunction
    from gradio.state_holder import SessionState

log = logging.getLogger(__name__)


class UploadsOnly(gr.Blocks):
    """Blocks that look at what a request brings before Gradio does."""

    async def preprocess_data(
        self,
        block_fn: "BlockFunction",
        inputs: list[object],
        state: "SessionState | None",
        explicit_call: bool = False,
    ) -> object:
        """What the function is called with; a Gradio error for what does not fit, or a file that was not uploaded."""
        if not all(map(_uploaded, paths(inputs))):
            raise gr.Error("This file was not uploaded to the page.", print_exception=False)
        try:
            return await super().preprocess_data(block_fn, inputs, state, explicit_call)
        except (LookupError, TypeError, ValueError, gr.Error) as error:
            log.warning("nothing could be made of what an event brought (%s)", type(error).__name__)
            raise gr.Error(NONSENSE, print_exception=False) from None

    def knows(self, session: str) -> bool:
        """Whether an event of that session was asked for."""
        return session in self._queue.pending_messages_per_session


def paths(value: object) -> Iterator[str]:
    """All that a request names as the path of a file, however deep inside."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            waiting += part.values()
            if isinstance(part.get("path"), str):
                yield part["path"]
        elif isinstance(part, list):
            waiting += part


def _uploaded(path: str) -> bool:
    return Path(path).is_relative_to(Path(get_upload_folder()).absolute()) and ".." not in Path(path).parts
