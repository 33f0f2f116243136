"""Whatever befalls an index, it answers as before, answers what is new, or says in a sentence what to do next.

Bytes are flipped and files are torn, writes fail after so many bytes as on a full disk, and writers are killed. A few
of each in the default run, hundreds in the slow one.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from qa.errors import StoreError
from qa.records import IndexedDocument
from qa.store.local import LocalStore
from qa.store.verifying import verify
from tests.conftest import make_document
from tests.store.oracle import Oracle
from tests.store.test_local import QUERIES, RECIPE, VECTORS, described

ROOT = Path(__file__).parent.parent.parent
BEFORE = [
    make_document("a.txt", "bridge over the harbour", "ferry", "北京 开会"),
    make_document("b.txt", "tea in the museum " * 40),
]
CHANGE = [make_document("a.txt", "a new ferry"), make_document("c.txt", "the bridge " * 200, "harbour tea")]


def state(store: LocalStore | Oracle) -> list[object]:
    """What it answers: every passage by meaning with its score, and which are found by words."""
    lexical = [sorted(text for _, text, _ in row) for row in described(store.lexical(QUERIES, 99))]
    return [described(store.dense(VECTORS, 99)), lexical]


def held(*changes: list[IndexedDocument]) -> list[object]:
    oracle = Oracle()
    for change in changes:
        oracle.replace([], change)
    return state(oracle)


OLD, NEW = held(BEFORE), held(BEFORE, CHANGE)


def outcome(folder: Path, *, write: bool = False) -> str:
    """Which of the three it is; anything else is an error of this test."""
    try:
        with closing(LocalStore(folder, RECIPE, write=write)) as store:
            found = state(store)
            for source in store.digests():
                store.document(source)
    except StoreError as error:
        return "told" if error.message and error.hint else "nothing to do next"
    assert found in (OLD, NEW)
    return "old" if found == OLD else "new"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "index"
    with closing(LocalStore(folder, RECIPE, write=True)) as store:
        store.replace([], BEFORE)
    return folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "index"))


def seeds(few: int, many: int) -> list[object]:
    """So many in the default run, and so many in the slow one."""
    return [*range(few), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(few, many))]


@pytest.mark.parametrize("seed", seeds(12, 200))
def test_a_damaged_file_is_noticed_or_makes_no_difference(folder: Path, seed: int) -> None:
    """Of every file in turn: eight bits flipped, or its end cut off, or other bytes in its place.

    What of a catalogue is not looked at while it answers is named when it is verified.
    """
    chance = random.Random(seed)
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)
    path = files[seed % len(files)]
    content = bytearray(path.read_bytes())
    for _ in range(8):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    harmed = [content, content[: len(content) // 2], chance.randbytes(len(content))][seed // len(files) % 3]
    path.write_bytes(bytes(harmed))
    try:
        found = {outcome(folder), outcome(folder, write=True), outcome(folder)}
    except AssertionError:
        assert path.name == "catalog.sqlite"
        assert verify(folder)
    else:
        assert found <= {"old", "told"}


WRITER = """
import resource, sys
from contextlib import closing
from pathlib import Path
from qa.errors import QAError
from qa.store.local import LocalStore
from tests.faults.test_faults import CHANGE, RECIPE
if int(sys.argv[2]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    with closing(LocalStore(Path(sys.argv[1]), RECIPE, write=True)) as store:
        print("open", flush=True)
        for _ in range(int(sys.argv[3])):
            store.replace([], CHANGE)
            print("committed", flush=True)
except QAError as error:
    assert error.message and error.hint
    print("told", flush=True)
"""


def writer(folder: Path, size: int = 0, times: int = 1) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", WRITER, str(folder), str(size), str(times)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.skipif(os.name != "posix", reason="there are no such limits")
@pytest.mark.parametrize("seed", seeds(4, 60))
def test_a_file_that_may_grow_no_further_is_told_and_nothing_is_lost(folder: Path, seed: int) -> None:
    """As on a full disk, in whatever library writes: SQLite, tantivy, or this program."""
    process = writer(folder, [100, 700, 20_000, 70_000][seed % 4] + seed * 900)
    said, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert "Traceback" not in errors
    assert outcome(folder) == ("new" if "committed" in said else "old")
    assert {outcome(folder, write=True), outcome(folder)} <= {"old", "new"}
    assert verify(folder) == []


@pytest.mark.skipif(os.name != "posix", reason="nothing else kills so")
@pytest.mark.parametrize("seed", seeds(4, 60))
def test_a_writer_killed_at_any_instant_leaves_an_index_that_answers(folder: Path, seed: int) -> None:
    """While it writes the same change over and over."""
    process = writer(folder, times=1000)
    assert process.stdout
    assert process.stdout.readline() == "open\n"
    time.sleep(random.Random(seed).random() * 0.2)
    process.send_signal(signal.SIGKILL)
    said, _ = process.communicate()
    expected = {"new"} if "committed" in said else {"old", "new"}
    assert outcome(folder) in expected
    assert outcome(folder, write=True) in expected
    assert verify(folder) == []
    with closing(LocalStore(folder, RECIPE)) as reader, reader._moment() as catalog:
        assert reader._caches.lexical.ids() == reader._caches.dense(catalog).ids() == catalog.chunk_ids()
