"""How many texts come back exactly from bytes of an unnamed encoding: our decode() and charset-normalizer's best guess.

`python -m benchmarks.encodings [FOLDER] [--files 200]`. Each text of FOLDER (default: documents/) that holds more than
ASCII is encoded in every encoding that can hold the whole of it: whole, its first line, and its first 8, 20, 50 and
200 characters. Prints two tables, by encoding and by piece: how many byte strings (n), how many come back character
for character (exact), how many we read wrongly and call certain (false), and the seconds each program took. Not being
exact is a refusal or a wrong text; a wrong text that is marked as doubtful is told to the user, so `false` should be
0. What makes it more: Russian or French in gb18030, and UTF-16 without a mark when its few bytes are ASCII as well.
Pieces of ASCII alone are left out, as any guess is right; the byte-order mark that a guess leaves is forgiven.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from charset_normalizer import from_bytes

from qa.errors import DocumentError
from qa.loading.encoding.decoding import decode
from qa.loading.finding import find_sources
from qa.loading.reading import load_document, read_source

SAMPLES = Path(__file__).parent.parent / "documents"
LENGTHS = (8, 20, 50, 200)
ENCODINGS = (
    *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"),
    *("gb2312", "gbk", "gb18030", "hz", "big5", "big5hkscs", "cp950"),
    *("shift_jis", "cp932", "euc_jp", "iso2022_jp", "euc_kr", "cp949", "iso2022_kr"),
    *("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258"),
    *("iso8859_1", "iso8859_2", "iso8859_5", "iso8859_6", "iso8859_7", "iso8859_8", "iso8859_9", "iso8859_15"),
    *("koi8_r", "koi8_u", "cp866", "cp850", "cp874", "mac_roman"),
)


@dataclass(frozen=True)
class Case:
    """One byte string to be read, and the text it was made of."""

    encoding: str
    piece: str
    text: str
    data: bytes


@dataclass(frozen=True)
class Outcome:
    """What both programs made of a case, and the seconds it took them."""

    case: Case
    exact: bool
    false: bool
    seconds: float
    their_exact: bool
    their_seconds: float


def read_texts(folder: Path, files: int) -> Iterator[str]:
    """The texts of the first `files` sources of a folder."""
    for source in find_sources(folder)[0][:files]:
        yield load_document(source, read_source(folder, source, 10**8))[0].text


def cases(text: str) -> Iterator[Case]:
    """The pieces of a text that hold more than ASCII, in every encoding that can hold the whole text."""
    pieces = {"whole": text, "first line": text.split("\n", 1)[0], **{f"{size:>3}": text[:size] for size in LENGTHS}}
    for encoding in ENCODINGS:
        if _holds(encoding, text):
            for name, piece in pieces.items():
                if not piece.isascii():
                    yield Case(encoding, name, piece, piece.encode(encoding))


def _holds(encoding: str, text: str) -> bool:
    try:
        return text.encode(encoding).decode(encoding) == text
    except UnicodeError:
        return False


def compare(case: Case) -> Outcome:
    """Both programs on one case."""
    begun = time.perf_counter()
    try:
        found = decode(case.data)
    except DocumentError:
        exact = false = False
    else:
        exact = found.text == case.text
        false = found.certain and not exact
    between = time.perf_counter()
    guess = from_bytes(case.data).best()
    theirs = str(guess).removeprefix("\ufeff") if guess else ""
    ended = time.perf_counter()
    return Outcome(case, exact, false, between - begun, theirs == case.text, ended - between)


def show(outcomes: list[Outcome], column: str, key: Callable[[Outcome], str]) -> None:
    """A line for each value of `key`, in the order they come first, and one for all."""
    print(f"\n| {column} | n | exact | false | charset-normalizer exact | seconds | charset-normalizer seconds |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    names = list(dict.fromkeys(map(key, outcomes)))
    for name, some in groupby(sorted(outcomes, key=lambda outcome: names.index(key(outcome))), key):
        print(_line(name, list(some)))
    print(_line("all", outcomes))


def _line(name: str, outcomes: list[Outcome]) -> str:
    exact, false, theirs = (sum(values) for values in zip(*map(_counted, outcomes), strict=True))
    ours = sum(outcome.seconds for outcome in outcomes)
    their = sum(outcome.their_seconds for outcome in outcomes)
    return f"| {name} | {len(outcomes)} | {exact} | {false} | {theirs} | {ours:.1f} | {their:.1f} |"


def _counted(outcome: Outcome) -> tuple[bool, bool, bool]:
    return outcome.exact, outcome.false, outcome.their_exact


def main() -> None:
    """Reads the command line, runs every case and prints both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=SAMPLES)
    parser.add_argument("--files", type=int, default=200)
    options = parser.parse_args()
    outcomes = [compare(case) for text in read_texts(options.folder, options.files) for case in cases(text)]
    outcomes.sort(key=lambda outcome: ENCODINGS.index(outcome.case.encoding))
    show(outcomes, "encoding", lambda outcome: outcome.case.encoding)
    show(outcomes, "piece", lambda outcome: outcome.case.piece)


if __name__ == "__main__":
    main()
