"""The examples in a page of Markdown, and what happens when a reader tries them.

A fenced block is tried by its language: `console` runs its `$` lines and compares what they print, `python` runs as a
program, `toml` is loaded as qa.toml. A `text` block is what the `python` block above it prints, and a name after the
language (`jsonl questions.jsonl`) is the file to write the block to. `sh` blocks are for reading only: they install.
"""

import doctest
import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import pytest

from qa.cli import main
from qa.settings import load_settings

_BLOCK = re.compile(r"^```(?P<language>\w+)(?: (?P<file>\S+))?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_SPENT = re.compile(r"\b\d+\.\d+ s\b")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of a page: its language, the file it names (or an empty string), and its text."""

    language: str
    file: str
    text: str


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page, in order."""
    found = _BLOCK.finditer(page.read_text(encoding="utf-8"))
    return [Block(match["language"], match["file"] or "", match["text"]) for match in found]


def tried(page: Path) -> Iterator[tuple[str, str]]:
    """(what the page shows, what really happened) for each example, run one after the other in this folder."""
    names: dict[str, object] = {"__name__": "example"}
    printed = ""
    for block in blocks(page):
        if block.file:
            Path(block.file).write_text(block.text, encoding="utf-8")
        if block.language == "console":
            yield from run_console(block.text, in_process)
        elif block.language == "toml":
            Path("qa.toml").write_text(block.text, encoding="utf-8")
            load_settings()
        elif block.language == "python":
            printed = _run_python(block.text, names)
        elif block.language == "text":
            yield block.text, printed


def run_console(text: str, run: Callable[[str], tuple[int, str]]) -> Iterator[tuple[str, str]]:
    """(what is shown, what was printed) for each `$` line; seconds are not compared, and `...` stands for anything."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        if command.startswith(("pip ", "git ")):
            continue
        code, printed = run(command)
        assert shown or code == 0, f"{command} failed: {printed}"
        if shown:
            expected, printed = _timeless(shown.rstrip()), _timeless(printed.rstrip())
            fits = doctest.OutputChecker().check_output(expected, printed, doctest.ELLIPSIS)
            yield expected, expected if fits else printed


def in_shell(command: str) -> tuple[int, str]:
    """The exit code and all that a command prints, typed as it is where the `qa` of this environment is found."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    together, environment = subprocess.STDOUT, {**os.environ, "PATH": path, "PYTHONUNBUFFERED": "1"}
    done = subprocess.run(
        command, shell=True, stdout=subprocess.PIPE, stderr=together, encoding="utf-8", env=environment, check=False
    )
    return done.returncode, done.stdout


def in_process(command: str) -> tuple[int, str]:
    """The same for a line of `VARIABLE=value qa …`, without the time that a new process takes to start."""
    words = shlex.split(command)
    at = words.index("qa")
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    variables = dict(word.split("=", 1) for word in words[:at])
    with (
        patch.dict(os.environ, variables),
        patch.object(sys, "argv", words[at:]),
        redirect_stdout(out),
        redirect_stderr(out),
        pytest.raises(SystemExit) as left,
    ):
        main()
    out.seek(0)
    return int(left.value.code or 0), out.read()


def _timeless(text: str) -> str:
    return _SPENT.sub("N s", text)


def _run_python(code: str, names: dict[str, object]) -> str:
    """What the program prints; names stay for the next block of the page."""
    out = io.StringIO()
    with redirect_stdout(out):
        exec(compile(code, "<example>", "exec"), names)
    return out.getvalue()
