"""A real page: `python app.py` in a folder of its own."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

APP = Path(__file__).parent.parent.parent / "app.py"
STOPPED = -15 if os.name == "nt" else 128 + 15
"""The exit code of a page that was told to end, and did so in order."""
WATCHED = f"""
import runpy, sys

looked_up = open("network.log", "a", buffering=1)
WATCH = {{"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.sendto"}}
sys.addaudithook(lambda event, args: print(event, args, file=looked_up) if event in WATCH else None)
runpy.run_path({str(APP)!r}, run_name="__main__")
"""
"""The page in a process that notes in `network.log` whom it looks up and whom it connects to."""


@contextmanager
def running_page(folder: Path, *, watched: bool = False, **variables: str) -> Iterator[str]:
    """`python app.py` in `folder` on a free port, with `variables` in its environment; gives its address."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("QA_", "GRADIO_", "HF_"))}
    quick = {"QA_ANSWERING__READER": "quick"}  # most of a page's life has nothing to do with who reads
    environment = {**kept, **quick, "QA_WEB__PORT": "0", "CI": "true", **variables}
    start = ["-c", WATCHED] if watched else [str(APP)]
    log = folder / "page.log"
    with log.open("wb") as output:
        process = subprocess.Popen([sys.executable, *start], cwd=folder, env=environment, stdout=output, stderr=output)
        try:
            yield answering(address(log, process))
        finally:
            process.terminate()
            ended = process.wait(timeout=60)
    assert (ended, "Traceback" in log.read_text(encoding="utf-8")) == (STOPPED, False)


def answering(url: str) -> str:
    """The address as soon as the page replies there, which it does a while after it listens."""
    with suppress(HTTPError), urlopen(url, timeout=120):
        pass
    return url


def address(log: Path, process: "subprocess.Popen[bytes]") -> str:
    for _ in range(600):
        found = re.search(r"http://\S+", log.read_text(encoding="utf-8"))
        if found:
            return found[0]
        if process.poll() is not None:
            break
        time.sleep(0.1)
    pytest.fail(f"the page did not start:\n{log.read_text(encoding='utf-8')}")
