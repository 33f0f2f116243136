"""What reaches a terminal: nothing that it would obey, in any encoding, and JSON that is exact when read back."""

import json
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import QAError
from qa.terminal import harmless, indented, one_line, say, say_json

UGLY = "\x1b[31mred\x1b[0m \x1b]8;;http://x\x07link \x9b1m \u202eback \u2066in\u2069 \r over \x7f \udcff \x00"
SRC = Path(__file__).parent.parent / "src" / "qa"


@given(st.text(st.characters()))
def test_no_control_and_no_direction_is_left(text: str) -> None:
    """Oracle: Unicode's own categories and bidirectional classes, but for tab and line end."""
    turning = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    for sign in harmless(text):
        assert sign in "\t\n" or unicodedata.category(sign) not in {"Cc", "Cs", "Zl", "Zp"}
        assert unicodedata.bidirectional(sign) not in turning
    assert "\n" not in one_line(text)
    assert "\t" not in one_line(text)


@given(st.text(st.characters(blacklist_categories=("Cc", "Cs", "Cf", "Zl", "Zp"))))
def test_ordinary_words_are_shown_as_they_are(text: str) -> None:
    assert one_line(text) == text


def test_what_was_hidden_is_seen() -> None:
    assert harmless("a\x1b[2J\x9b\u202e\u2029b\n") == r"a\x1b[2J\x9b\u202e\u2029b" + "\n"
    assert one_line("a.txt\n3 documents\t!") == r"a.txt\n3 documents\t!"
    assert indented("one\ntwo", 5) == "one\n     two"


def test_json_holds_the_words_exactly_and_nothing_to_obey(capsys: pytest.CaptureFixture[str]) -> None:
    say_json({"text": UGLY, "lang": "北京 🚢"})
    printed = capsys.readouterr().out
    assert json.loads(printed) == {"text": UGLY, "lang": "北京 🚢"}
    assert harmless(printed) == printed
    assert "北京" in printed


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "latin-1", "utf-8"])
def test_every_encoding_is_printed_in(encoding: str) -> None:
    code = "from qa.terminal import *; ready_streams(); say('ß 北京 🚢'); say_json({'a': 'ß 北京 🚢'})"
    run = subprocess.run(
        [sys.executable, "-X", "utf8=0", "-c", code],
        env={"PYTHONIOENCODING": encoding, "PYTHONPATH": str(SRC.parent)},
        capture_output=True,
        check=True,
    )
    shown, told = run.stdout.decode(encoding).splitlines()
    assert json.loads(told) == {"a": "ß 北京 🚢"}
    assert re.sub(r"\\U0001f6a2|\\u5317|\\u4eac|\\xdf|ß|北|京|🚢", "*", shown) == "* ** *"


def test_an_output_that_takes_no_more_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:  # noqa: PTH123
        monkeypatch.setattr(sys, "stdout", full)
        monkeypatch.setattr(sys, "stderr", full)
        say("lost without a word", err=True)
        with pytest.raises(QAError, match="No space left"):
            say("lost")
        monkeypatch.undo()
        with pytest.raises(OSError, match="No space left"):
            full.close()


def test_the_program_prints_nowhere_else() -> None:
    """`typer.echo` and `print` would show raw what a document holds."""
    for path in SRC.rglob("*.py"):
        if path.name == "terminal.py" and path.parent == SRC:
            continue
        assert not re.search(r"\becho\(|\bsecho\(|\bprint\(", path.read_text(encoding="utf-8")), path
