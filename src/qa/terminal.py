"""Printing: all that the commands say goes through here, harmless, and in whatever encoding the stream takes.

Words of documents, their names and messages about them may hold escape sequences that colour, hide or forge lines, and
marks that turn the reading direction. They are shown as escapes (`\\x1b`), so that one sees that they are there.
"""

import io
import json
import os
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from qa.errors import QAError

_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Controls (C0 but tab and newline, C1), line separators, bidirectional embeddings and isolates, half characters."""


def harmless(text: str) -> str:
    """The text with every sign that a terminal would obey shown as an escape; tabs and line ends stay.

    >>> harmless("\\x1b[31mred\\x1b[0m")
    '\\\\x1b[31mred\\\\x1b[0m'
    """
    return _UNSAFE.sub(_escape, text)


def one_line(text: str) -> str:
    """The same with tabs and line ends as escapes: for names and titles, which must not look like lines of ours.

    >>> one_line("a.txt\\n3 documents")
    'a.txt\\\\n3 documents'
    """
    return re.sub(r"[\t\n]", _escape, harmless(text))


def indented(text: str, columns: int) -> str:
    """The text with its lines after the first set in, so that none looks like one of ours."""
    return text.replace("\n", "\n" + " " * columns)


def say(text: str = "", *, err: bool = False) -> None:
    """Prints a line to stdout, or to stderr. QAError when stdout takes no more; what stderr does not take is lost."""
    if err:
        with suppress(OSError):
            print(harmless(text), file=sys.stderr, flush=True)  # noqa: T201
        return
    try:
        print(harmless(text), flush=True)  # noqa: T201
    except BrokenPipeError:
        raise SystemExit(141) from None  # as the shell has it of a program that SIGPIPE ended: `qa status | head`
    except OSError as error:
        raise QAError(
            f"the output cannot be written: {error.strerror}", hint="free some space, or send it elsewhere"
        ) from error


def say_json(value: Mapping[str, object]) -> None:
    """Prints JSON in one line, exact when it is read back; ASCII where the stream does not take all of Unicode."""
    unicode = "utf" in str(sys.stdout.encoding).lower()
    text = json.dumps(value, ensure_ascii=not unicode)
    say(_UNSAFE.sub(lambda sign: f"\\u{ord(sign.group()):04x}", text))


def ready_streams() -> None:
    """Makes both streams show what their encoding lacks as an escape, in place of an error; a closed one takes all."""
    nowhere = Path(os.devnull)
    sys.stdout = sys.stdout or nowhere.open("w", encoding="utf-8")
    sys.stderr = sys.stderr or nowhere.open("w", encoding="utf-8")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def leave_streams() -> None:
    """Drops what a stream did not take, which Python would complain of once more when it ends."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _escape(sign: re.Match[str]) -> str:
    return sign.group().encode("unicode_escape").decode()
