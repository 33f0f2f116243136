"""The examples in a page of Markdown, and what happens when a reader tries them.

A fenced block is tried by its language: `console` runs its `$` lines and compares what they print, `python` runs as a
program, `toml` is loaded as qa.toml. A `text` block is what the `python` block above it prints, and a name after the
language (`jsonl questions.jsonl`) is the file to write the block to. `sh` blocks are for reading only: they install.
"""

import contextlib
import doctest
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

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
            yield from run_console(block.text)
        elif block.language == "toml":
            Path("qa.toml").write_text(block.text, encoding="utf-8")
            load_settings()
        elif block.language == "python":
            printed = _run_python(block.text, names)
        elif block.language == "text":
            yield block.text, printed


def run_console(text: str) -> Iterator[tuple[str, str]]:
    """(what is shown, what was printed) for each `$` line; seconds are not compared, and `...` stands for anything."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        if command.startswith(("pip ", "git ")):
            continue
        done = _shell(command)
        assert shown or done.returncode == 0, f"{command} failed: {done.stdout}"
        if shown:
            expected, printed = _timeless(shown.rstrip()), _timeless(done.stdout.rstrip())
            fits = doctest.OutputChecker().check_output(expected, printed, doctest.ELLIPSIS)
            yield expected, expected if fits else printed


def _shell(command: str) -> subprocess.CompletedProcess[str]:
    """A command as typed, with the `qa` of this environment, stdout and stderr in one as in a terminal."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    together, environment = subprocess.STDOUT, {**os.environ, "PATH": path, "PYTHONUNBUFFERED": "1"}
    return subprocess.run(
        command, shell=True, stdout=subprocess.PIPE, stderr=together, encoding="utf-8", env=environment, check=False
    )


def _timeless(text: str) -> str:
    return _SPENT.sub("N s", text)


def _run_python(code: str, names: dict[str, object]) -> str:
    """What the program prints; names stay for the next block of the page."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code, "<example>", "exec"), names)
    return out.getvalue()
