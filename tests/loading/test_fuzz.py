"""Damaged files of every format, through the process that reads them: it neither dies nor stalls, whatever comes.

`make fuzz` reads 10,000 and says what came of them; a sample of them is read in every run. The number of a file makes
its damage: `damaged_file(".pdf", 17)` is the same everywhere.
"""

import random
import struct
import sys
import zlib
from collections import Counter
from collections.abc import Iterator

import pytest

from qa.errors import DocumentError
from qa.loading.extracted import Extracted
from qa.loading.sandbox import Sandbox
from tests.loading.damage import damaged
from tests.loading.test_torn_files import WHOLE
from tests.loading.written import WRITERS

SAMPLE, ALL = 200, 10_000
SECONDS = 20.0
"""For one file, of some kilobytes, on a busy machine."""
PARAGRAPHS = [
    "The ferry was sold in 1998.",
    "渡轮于一九九八年售出。",
    "Прилив & <b>отлив</b> {\\x}",
    "الجسر طويل",
    "1,200.50",
]

WITHOUT_OCR = (
    sys.executable,
    "-c",
    "from qa.loading import worker; from qa.loading.formats.pages import ocr, pdf\n"
    "ocr.can_recognize = pdf.can_recognize = lambda: False\nworker.main()",
)
"""A worker to which a page whose text was lost is no picture: recognizing each would take seconds."""


def picture() -> bytes:
    """A grey PNG of 40 by 20 pixels."""
    rows = b"".join(b"\0" + bytes((7 * x) % 256 for x in range(40)) for _ in range(20))
    parts = [(b"IHDR", struct.pack(">IIBBBBB", 40, 20, 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


SEEDS = {suffix: [write(PARAGRAPHS)] for suffix, write in WRITERS.items()} | {".png": [picture()]}
for name, data in WHOLE.items():
    SEEDS[name.removeprefix("a")].append(data)
FORMATS = sorted(SEEDS)
OTHERS = [seed for suffix in FORMATS for seed in SEEDS[suffix]]


def damaged_file(suffix: str, number: int) -> bytes:
    """The damaged file of that number."""
    chance = random.Random(f"{suffix} {number}")
    return damaged(chance.choice(SEEDS[suffix]), OTHERS, chance)


def outcomes(count: int) -> Iterator[tuple[str, str]]:
    """(file, what came of it), one format after the other in turn."""
    with Sandbox(seconds=SECONDS) as whole, Sandbox(seconds=SECONDS, worker=WITHOUT_OCR) as without_ocr:
        for index in range(count):
            suffix, number = FORMATS[index % len(FORMATS)], index // len(FORMATS)
            sandbox = whole if suffix == ".png" else without_ocr
            yield f"{suffix} {number}", outcome(sandbox, suffix, damaged_file(suffix, number))


def outcome(sandbox: Sandbox, suffix: str, data: bytes) -> str:
    """ "read", or why not."""
    try:
        contents = sandbox.read(f"a{suffix}", data, None)
    except DocumentError as error:
        return refusal(error)
    for found in (content.found for content in contents):
        refusal(found) if isinstance(found, DocumentError) else check(found)
    return "read"


def refusal(error: DocumentError) -> str:
    """Its reason, or that the process did not stand the file; it says what happened and what to do."""
    assert error.message
    assert error.hint
    ends = {"stopped the program": "died", "takes longer than": "stalled"}
    return next((end for said, end in ends.items() if error.message.startswith(said)), error.reason or "no text")


def check(found: Extracted) -> None:
    """A text that can be stored, with places and headings in it."""
    assert "\0" not in found.text
    assert found.text.encode() is not None
    ends = 0
    for place in found.places:
        assert ends <= place.start < place.end <= len(found.text)
        assert place.name
        ends = place.end
    assert all(0 <= one.start <= one.end <= len(found.text) for one in found.headings)


def read_all(count: int) -> Counter[str]:
    """How often what came of them; every file that the process did not stand is named."""
    found = list(outcomes(count))
    assert [one for one in found if one[1] in {"died", "stalled"}] == []
    return Counter(what for _, what in found)


def test_a_sample_of_damaged_files_is_read_or_refused() -> None:
    counts = read_all(SAMPLE)
    assert set(counts) > {"read", "damaged"}


@pytest.mark.slow
def test_ten_thousand_damaged_files_are_read_or_refused(capsys: pytest.CaptureFixture[str]) -> None:
    counts = read_all(ALL)
    with capsys.disabled():
        sys.stdout.write(f"\n{ALL} damaged files of {len(FORMATS)} formats: {dict(counts.most_common())}\n")
    assert sum(counts.values()) == ALL
