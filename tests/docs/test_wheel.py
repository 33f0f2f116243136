"""The built wheel, installed alone in an environment of its own and used away from the repository: `make wheel`."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen
from zipfile import ZipFile

import pytest

from tests.docs.conftest import ROOT

BUILT = ROOT / "build" / "wheel"
QA = BUILT / "clean" / "bin" / "qa"
QUESTION = "Who completed the first tower on the Eddystone reef?"
ANSWER = "Henry Winstanley"

pytestmark = pytest.mark.wheel


@pytest.fixture
def away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the sample documents and nothing else, and no path to the sources."""
    monkeypatch.delenv("PYTHONPATH", raising=False)
    shutil.copytree(ROOT / "documents", tmp_path / "documents")
    return tmp_path


def run(*command: str | os.PathLike[str]) -> str:
    return subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=True).stdout


def test_every_file_of_the_package_is_in_the_wheel_and_no_other() -> None:
    sources = ROOT / "src"
    files = {path.relative_to(sources).as_posix() for path in (sources / "qa").rglob("*") if path.is_file()}
    (wheel,) = (BUILT / "dist").glob("qa-*.whl")
    with ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert packed == {name for name in files if "__pycache__" not in name}


@pytest.mark.usefixtures("away")
def test_what_is_imported_is_the_wheel() -> None:
    told = run(QA.parent / "python", "-c", "import qa; print(qa.__file__)")
    assert Path(told.strip()).is_relative_to(BUILT / "clean")


@pytest.mark.usefixtures("away")
def test_the_wheel_indexes_asks_and_says_what_it_holds() -> None:
    assert run(QA, "index").startswith("26 added")
    assert json.loads(run(QA, "ask", QUESTION, "--json"))["answer"] == ANSWER
    assert run(QA, "status").startswith("26 documents")


def test_the_wheel_evaluates(away: Path) -> None:
    row = {"question": QUESTION, "answers": [ANSWER], "sources": ["encyclopedia/lighthouses.txt"]}
    (away / "set.jsonl").write_text(json.dumps(row), encoding="utf-8")
    run(QA, "eval", "set.jsonl", "--documents", "documents", "--out", "report.json", "--html", "report.html")
    report = json.loads((away / "report.json").read_text(encoding="utf-8"))
    assert report["figures"]["exact_match"]["value"] == 1
    assert QUESTION in (away / "report.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("away")
def test_the_wheel_serves_the_page_and_its_answers() -> None:
    with served() as url:
        with urlopen(url, timeout=30) as page:
            assert "qa.mount" in page.read().decode()
        body = json.dumps({"question": QUESTION}).encode()
        with urlopen(Request(f"{url}api/ask", body), timeout=30) as reply:
            answer = json.load(reply)
        with urlopen(f"{url}api", timeout=30) as page:
            assert "api/ask" in page.read().decode()
    assert answer["answer"] == ANSWER


@contextmanager
def served() -> Iterator[str]:
    """The address of a page on any free port, which is stopped afterwards."""
    with subprocess.Popen([QA, "serve", "--port", "0"], stdout=subprocess.PIPE, encoding="utf-8") as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()
