"""Reading ahead: every source in its turn, whatever each takes; errors where they belong; nothing left behind."""

import subprocess
import sys
import threading
import time

import pytest

from qa.loading import ahead
from qa.loading.ahead import Loaded, reading_ahead
from qa.loading.sandbox import Sandbox
from qa.records import Document

SOURCES = [f"{number:02}.pdf" for number in range(20)]


def of(source: str, text: str = "") -> Loaded:
    return Loaded([Document(source, source, text or source, "", "PDF")])


def test_each_source_gets_its_own_however_long_the_others_take() -> None:
    begun: list[str] = []

    def load(source: str, sandbox: Sandbox) -> Loaded:
        begun.append(source)
        time.sleep(0.02 if source == SOURCES[0] else 0)
        if source == SOURCES[7]:
            raise ValueError("seven")
        return of(source)

    with reading_ahead(load, [*SOURCES, "a.txt"], 3) as take:
        for source in SOURCES:
            if source == SOURCES[7]:
                with pytest.raises(ValueError, match="seven"):
                    take(source)
            else:
                assert take(source) == of(source)
        assert "a.txt" not in begun
        assert take("a.txt") == of("a.txt")
    assert sorted(begun) == sorted([*SOURCES, "a.txt"])


@pytest.mark.parametrize(("limit", "value", "most"), [("MOST_WAITING", 4, 4), ("LARGEST_WAITING", 100, 5)])
def test_no_more_waits_than_there_is_room_for(
    monkeypatch: pytest.MonkeyPatch, limit: str, value: int, most: int
) -> None:
    """Texts of 40 characters: with three of them the 100 are passed; each of two others may have been begun before."""
    monkeypatch.setattr(ahead, limit, value)
    begun: list[str] = []

    def load(source: str, sandbox: Sandbox) -> Loaded:
        begun.append(source)
        return of(source, "x" * 40)

    with reading_ahead(load, SOURCES, 3) as take:
        for taken, source in enumerate(SOURCES, 1):
            take(source)
            time.sleep(0.005)
            assert len(begun) - taken <= most
    assert sorted(begun) == SOURCES


def test_whoever_stops_in_the_middle_leaves_no_thread() -> None:
    release = threading.Event()

    def load(source: str, sandbox: Sandbox) -> Loaded:
        release.wait(0.05)
        return of(source)

    def interrupted() -> None:
        with reading_ahead(load, SOURCES, 3) as take:
            take(SOURCES[0])
            raise KeyboardInterrupt

    before = threading.active_count()
    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert threading.active_count() == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such alarm")
def test_a_process_whose_owner_is_gone_ends_by_itself() -> None:
    code = "from qa.loading import worker; worker.GRACE = 1\nwith worker._time_limit(0):\n    while True: pass"
    assert subprocess.run([sys.executable, "-c", code], timeout=30, check=False).returncode < 0
