"""A disk that fails in the middle of anything is told in a sentence, in whatever thread of whatever library it does."""

import os
import random
import shutil
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from qa.errors import QAError
from qa.store import verify
from qa.store.local import LocalStore
from tests.faults.test_faults import BEFORE, CHANGE, NEW, OLD, ROOT, state
from tests.store.test_local import RECIPE

KINDS = "open", "write", "read", "fsync", "open", "rename", "read", "truncate", "open", "unlink", "read"
CASE = tuple[bool, str, int, int, bool]
"""Whether it writes, which call fails, the how manieth, with which error, and whether all that follow do."""


def cases(count: int) -> Iterator[CASE]:
    """Spread evenly over what can fail; mostly early calls, for there are few of most kinds."""
    chance = random.Random(0)
    for number in range(count):
        kind, at = KINDS[number % len(KINDS)], 1 + int(60 * chance.random() ** 2)
        yield chance.random() < 0.8, kind, at, chance.choice([5, 13]), chance.random() < 0.5


def work(folder: Path, writes: bool) -> str:
    """Opens the index, changes it and asks it."""
    try:
        with closing(LocalStore(folder, RECIPE, write=writes)) as store:
            if writes:
                store.replace([], CHANGE)
            state(store)
    except QAError as error:
        return "told" if error.message and error.hint else "nothing to do next"
    return "done"


def inject(folder: Path, case: CASE) -> None:
    """Does the work, with the fault, in a process that is split off."""
    writes, kind, at, error, on = case
    os.environ.update(FAULT_PATH=str(folder), FAULT_AT=str(at), FAULT_ERRNO=str(error), FAULT_CALL=kind)
    if on:
        os.environ["FAULT_FROM_THEN_ON"] = "1"
    tell(work(folder, writes))


def tell(line: object) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(whole: Path, count: int) -> None:
    """Prints for each case what came of it, or the traceback; then what the index answers afterwards."""
    for number, case in enumerate(cases(count)):
        folder = Path(shutil.copytree(whole, whole.with_name(f"case {number}")))
        tell(case)
        child = os.fork()
        if not child:
            os.dup2(1, 2)
            try:
                inject(folder, case)
            except BaseException:  # noqa: BLE001  shown, and missed by the test
                traceback.print_exc()
            finally:
                os._exit(0)
        _, status = os.waitpid(child, 0)
        tell(f"{status} {afterwards(folder)}")
        shutil.rmtree(folder)


def afterwards(folder: Path) -> str:
    """What it answers when the disk is well again, before and after it was opened to be written."""
    found = []
    for writes in (False, True):
        with closing(LocalStore(folder, RECIPE, write=writes)) as store:
            found.append({0: "old", 1: "new"}[[OLD, NEW].index(state(store))])
    return " ".join([*dict.fromkeys(found), *(fault.message for fault in verify(folder))])


@pytest.mark.skipif(not sys.platform.startswith("linux") or not shutil.which("cc"), reason="calls are let fail in C")
@pytest.mark.parametrize("count", [21, pytest.param(300, marks=pytest.mark.slow)])
def test_a_disk_that_fails_is_told_in_a_sentence_and_costs_nothing(tmp_path: Path, count: int) -> None:
    whole, library = tmp_path / "whole", tmp_path / "failing.so"
    with closing(LocalStore(whole, RECIPE, write=True)) as store:
        store.replace([], BEFORE)
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, Path(__file__).with_name("failing.c"), "-ldl"], check=True)
    code = f"from pathlib import Path; from tests.faults.test_io import main; main(Path({str(whole)!r}), {count})"
    environment = {**os.environ, "LD_PRELOAD": str(library)}
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    lines = ended.stdout.splitlines()
    assert len(lines) == 3 * count, ended.stdout
    assert set(lines[1::3]) == {"told", "done"}
    assert set(lines[2::3]) == {"0 old", "0 new"}
