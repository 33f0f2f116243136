"""An index that may be read and not written: on a real mount, closed well, left by a crash, and beside a writer."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from qa.errors import StoreError
from qa.store.local import LocalStore
from tests.conftest import make_document
from tests.store.test_local import RECIPE, filled

UNSHARE = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--mount", "--map-root-user"]
MOUNT = 'mount --bind "$0" "$1" && mount -o remount,ro,bind "$1" && shift && exec "$@"'
HEAD = """
import sys
from contextlib import closing
from pathlib import Path
from qa.store.local import LocalStore
from tests.store.test_local import RECIPE, make_document
written, shown = Path(sys.argv[1]), Path(sys.argv[2])
try:
    (shown / "new").touch()
except OSError:
    pass
else:
    sys.exit("it can be written")
"""
READ = """
with closing(LocalStore(shown, RECIPE)) as reader:
    print(*reader.digests(), len(reader), *(hit.chunk.text for hit in reader.lexical([["ferry"]], 9)[0]))
"""
FOLLOW = """
with closing(LocalStore(shown, RECIPE)) as reader:
    for number in range(3):
        with closing(LocalStore(written, RECIPE, write=True)) as writer:
            writer.replace([], [make_document(f"{number}.txt", "ferry")])
            print(len(reader), len(reader.lexical([["ferry"]], 9)[0]), reader.document(f"{number}.txt").source)
        print(len(reader))
"""


def run(folder: Path, script: str) -> str:
    """What the script prints, with the folder mounted read-only at a second place; skipped where none can be."""
    shown = folder.with_name("shown")
    shown.mkdir()
    mounted = [*UNSHARE, "sh", "-c", MOUNT, str(folder), str(shown)]
    if not shutil.which("unshare") or subprocess.run([*mounted, "true"], check=False, capture_output=True).returncode:
        pytest.skip("this system lets nobody mount a folder read-only")
    command = [*mounted, sys.executable, "-c", HEAD + script, str(folder), str(shown)]
    root = Path(__file__).parent.parent.parent
    ended = subprocess.run(command, cwd=root, check=False, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def test_an_index_on_a_read_only_medium_is_read_as_it_is(folder: Path) -> None:
    filled(folder, make_document("a.txt", "ferry", "tea"))
    before = sorted((path.name, path.stat().st_mtime_ns) for path in folder.iterdir())
    assert run(folder, READ) == "a.txt 2 ferry\n"
    assert sorted((path.name, path.stat().st_mtime_ns) for path in folder.iterdir()) == before


@pytest.mark.parametrize("shared", [True, False])
def test_what_a_crash_left_in_the_log_is_read_as_well(folder: Path, shared: bool) -> None:
    """With SQLite's shared memory beside it, and without, as after a copy."""
    crash = (
        "import os, sys; from pathlib import Path; from tests.store.test_local import *\n"
        "LocalStore(Path(sys.argv[1]), RECIPE, write=True).replace([], [make_document('a.txt', 'ferry')]); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", crash, str(folder)], cwd=Path(__file__).parent.parent.parent, check=True)
    assert (folder / "catalog.sqlite-wal").stat().st_size > 0
    if not shared:
        (folder / "catalog.sqlite-shm").unlink()
    assert run(folder, READ) == "a.txt 1 ferry\n"


def test_a_reader_that_cannot_write_follows_who_can(folder: Path) -> None:
    filled(folder)
    assert run(folder, FOLLOW) == "1 1 0.txt\n1\n2 2 1.txt\n2\n3 3 2.txt\n3\n"


def test_a_catalogue_that_cannot_be_opened_either_way_is_told(folder: Path) -> None:
    (folder / "catalog.sqlite").mkdir(parents=True)
    with pytest.raises(StoreError, match="cannot be used: unable to open"):
        LocalStore(folder, RECIPE)
