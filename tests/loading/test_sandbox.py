"""The sandbox: what a reader gives comes through, and no file stalls, kills or floods the program."""

import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread, Timer

import pytest

from qa.errors import DocumentError
from qa.loading.extracted import Extracted
from qa.loading.formats.plain import read_plain
from qa.loading.sandbox import Sandbox

TEXT = "渡轮\n\nThe ferry 🙂 was sold in 1998.\u2028\x85Next line.\n"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as opened:
        yield opened


def extracted(sandbox: Sandbox, suffix: str, data: bytes, encoding: str | None) -> Extracted:
    """The one document in a file of that suffix."""
    (content,) = sandbox.read(f"file{suffix}", data, encoding)
    assert isinstance(content.found, Extracted)
    return content.found


def script(code: str) -> tuple[str, ...]:
    """A worker that takes the first line and one request, and then runs `code`."""
    return sys.executable, "-c", f"import sys; sys.stdin.readline(); sys.stdin.readline(); {code}"


def test_what_a_reader_gives_is_the_same_there_and_here(sandbox: Sandbox) -> None:
    for data, encoding in ((TEXT.encode(), None), (TEXT.replace("🙂", "").encode("gb18030"), "gb18030")):
        assert extracted(sandbox, ".txt", data, encoding) == read_plain(data, encoding)


def test_an_error_of_a_reader_comes_with_its_hint_and_the_next_file_is_read(sandbox: Sandbox) -> None:
    with pytest.raises(DocumentError, match="PNG") as caught:
        extracted(sandbox, ".txt", b"\x89PNG\r\n\x1a\n" + bytes(100), None)
    assert "PNG image, which is not read" in caught.value.hint
    assert extracted(sandbox, ".txt", b"One. Two.", None).text == "One. Two."


def test_a_file_that_stalls_its_reader_is_given_up() -> None:
    with Sandbox(seconds=0.2, worker=script("import time; time.sleep(60)")) as sandbox:
        for _ in range(2):
            with pytest.raises(DocumentError, match="longer than 0 s"):
                extracted(sandbox, ".txt", b"x", None)


@pytest.mark.parametrize("code", ["import os; os._exit(9)", "print('no JSON', flush=True)", "import os; os.abort()"])
def test_a_file_that_kills_its_reader_is_named_and_no_more(code: str) -> None:
    with Sandbox(worker=script(code)) as sandbox, pytest.raises(DocumentError, match="stopped the program"):
        extracted(sandbox, ".txt", b"x", None)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps the limit")
def test_a_file_that_takes_too_much_memory_is_refused() -> None:
    """A text of 210 MB, and less than two times that of room."""
    with Sandbox(memory=400_000_000) as sandbox:
        assert extracted(sandbox, ".txt", b"A first one.", None).text
        with pytest.raises(DocumentError, match=r"more memory|stopped"):
            extracted(sandbox, ".txt", b"word\r\n" * 35_000_000, None)
        assert extracted(sandbox, ".txt", b"Another one.", None).text == "Another one."


def test_a_module_in_the_folder_that_one_is_in_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "regex.py").write_text("raise SystemExit('taken from here')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with Sandbox() as sandbox:
        assert extracted(sandbox, ".txt", b"One. Two.", None).text == "One. Two."


def test_several_are_read_at_a_time_and_a_process_is_started_when_all_others_are_busy() -> None:
    """Each process says which one it is."""
    code = 'import os, time; time.sleep(0.2); print(\'{"contents": [{"source": "%d"\' % os.getpid() + TAIL)'
    tail = ', "extracted": {"text": "", "encoding": ""}}]}'
    with Sandbox(2, worker=script(code.replace("TAIL", repr(tail)))) as sandbox:
        seen: list[str] = []
        threads = [Thread(target=lambda: seen.append(sandbox.read("a", b"", None)[0].source)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(set(seen)) == 2


def test_a_closed_sandbox_refuses_what_it_was_reading_and_reads_no_more() -> None:
    sandbox = Sandbox(worker=script("import time; time.sleep(60)"))
    Timer(0.3, sandbox.close).start()
    for _ in range(2):
        with pytest.raises(DocumentError, match="stopped"):
            sandbox.read("a.txt", b"x", None)
