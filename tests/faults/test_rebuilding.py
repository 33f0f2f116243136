"""A rebuild that is killed at any instant leaves the old index answering, and the next one goes on with its work."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from qa.index import build_index
from qa.settings import Settings, Splitting
from qa.store import contents, verify
from tests.faults.test_faults import ROOT, seeds
from tests.test_index import answered, held

COUNT = 12
QUESTION = "How long is the bridge 7?"
REBUILDER = """
import sys
from pathlib import Path
from qa.index import building
from tests.faults.test_rebuilding import settings_of
building._BATCH_CHARACTERS = 1
building.build_index(
    settings_of(Path(sys.argv[1]), 200), rebuild=True, progress=lambda done, total, what: print(done, flush=True)
)
"""


def settings_of(folder: Path, size: int) -> Settings:
    splitting = Splitting(chunk_size=size, chunk_overlap=0)
    return Settings(documents=folder / "documents", index=folder / "index", splitting=splitting)


@pytest.mark.skipif(os.name != "posix", reason="nothing else kills so")
@pytest.mark.parametrize("seed", seeds(2, 40))
def test_a_rebuild_killed_at_any_instant_loses_nothing(tmp_path: Path, seed: int) -> None:
    chance, old, new = random.Random(seed), settings_of(tmp_path, 400), settings_of(tmp_path, 200)
    old.documents.mkdir()
    for number in range(COUNT):
        text = f"The bridge {number} is {number + 40} m long. " * 30
        (old.documents / f"{number:02}.txt").write_text(text, encoding="utf-8")
    build_index(old)
    first, before = answered(old, QUESTION), held(old)
    process = subprocess.Popen(
        [sys.executable, "-c", REBUILDER, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    for _ in range(chance.randrange(1, COUNT + 2)):
        process.stdout.readline()
    time.sleep(chance.random() * 0.05)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    if contents(old.index).recipe["chunk_size"] == 400:  # else it was killed after it had put its work in place
        assert (answered(old, QUESTION), held(old), verify(old.index)) == (first, before, [])
    build_index(new, rebuild=True)
    anew = new.model_copy(update={"index": tmp_path / "anew"})
    build_index(anew)
    assert (held(new), verify(new.index)) == (held(anew), [])
    assert sorted(path.name for path in new.index_folder.glob("*.sqlite*")) == ["catalog.sqlite"]
