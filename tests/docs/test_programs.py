"""The short programs in `examples/`, run as a reader runs them."""

import json
import subprocess
import sys
from pathlib import Path

from tests.docs.conftest import ROOT


def run(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "examples" / name), *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


def test_a_folder_is_asked_and_leaves_no_index(sample: Path) -> None:
    (sample / "index").rename(sample / "elsewhere")
    asked = run("ask_a_folder.py", "documents/encyclopedia", "Who completed the first tower on the Eddystone reef?")
    assert (asked.returncode, asked.stderr) == (0, "")
    first, quote, *_ = asked.stdout.splitlines()
    assert first.startswith("found (")
    assert first.endswith("): Henry Winstanley")
    assert quote.endswith("in 1698.  [lighthouses.txt 600:686]")
    assert not (sample / "index").exists()


def test_an_index_is_kept_fresh(sample: Path) -> None:
    assert run("keep_fresh.py", "documents", "index", "0").stdout == "nothing changed\n"
    (sample / "documents" / "ferry.txt").write_text("The ferry Morgenrot was sold in 1998.", encoding="utf-8")
    (sample / "documents" / "news" / "tea-fair.md").unlink()
    assert run("keep_fresh.py", "documents", "index", "0").stdout == "1 added, 1 removed\n"


def test_two_settings_are_compared(sample: Path) -> None:
    """The question in another language shares no word with the article, so that words alone cannot find it."""
    rows = [
        {"question": "Who completed the first tower on the Eddystone reef?", "answers": ["Henry Winstanley"]},
        {"question": "俄式算盘一根铁丝上通常穿几颗珠子？", "answers": ["десять"]},
    ]
    sources = ["encyclopedia/lighthouses.txt", "encyclopedia/schyoty.txt"]
    lines = [json.dumps({**row, "sources": [source]}) + "\n" for row, source in zip(rows, sources, strict=True)]
    (sample / "two.jsonl").write_text("".join(lines), encoding="utf-8")
    compared = run("compare_settings.py", "two.jsonl", "documents")
    assert (compared.returncode, compared.stderr) == (0, "")
    assert compared.stdout.splitlines()[0] == "recall@5     0.50 → 1.00  p = 1.00"


def test_an_error_is_a_sentence(sample: Path) -> None:
    asked = run("ask_a_folder.py", str(sample / "nowhere"), "Who?")
    assert (asked.returncode, asked.stdout) == (1, "")
    assert "nowhere is not a folder; create it" in asked.stderr
    assert "Traceback" not in asked.stderr


def test_a_program_without_its_arguments_says_how_it_is_called() -> None:
    for path in sorted((ROOT / "examples").glob("*.py")):
        bare = run(path.name)
        assert bare.returncode == 1
        assert f"`python examples/{path.name} " in bare.stderr
        assert "Traceback" not in bare.stderr


def test_every_program_is_run_here() -> None:
    source = Path(__file__).read_text(encoding="utf-8")
    assert all(f'run("{path.name}"' in source for path in (ROOT / "examples").glob("*.py"))
