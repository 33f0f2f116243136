"""Figures that must be reached, and a worsened setting that is caught."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from qa.errors import SettingsError
from qa.evaluation.figures import Figure
from qa.evaluation.limits import Limit, limits, missed

ROOT = Path(__file__).parent.parent.parent


def test_limits_are_names_and_numbers() -> None:
    assert limits(["recall@5=0.9"], ["false_refusal=.1"]) == [
        Limit("recall@5", 0.9, is_most=False),
        Limit("false_refusal", 0.1, is_most=True),
    ]


@pytest.mark.parametrize(
    ("text", "said", "hint"),
    [
        ("recal@5=0.9", "there is no figure 'recal@5'", "did you mean recall@5? the figures are recall@1, "),
        ("recall@5", "sets no bound", "write it like recall@5=0.9"),
        ("recall@5=high", "sets no bound", "write it like recall@5=0.9"),
        ("recall@5=nan", "sets no bound", "write it like recall@5=0.9"),
    ],
)
def test_what_is_no_limit_is_refused(text: str, said: str, hint: str) -> None:
    with pytest.raises(SettingsError, match=said) as caught:
        limits([text], [])
    assert caught.value.hint.startswith(hint)


def test_a_limit_is_kept_when_it_is_just_reached() -> None:
    measured = {"recall@5": Figure(0.9, 0.8, 1, 10), "false_refusal": Figure(0.1, 0, 0.2, 10)}
    assert list(missed(measured, limits(["recall@5=0.9"], ["false_refusal=0.1"]))) == []
    assert list(missed(measured, limits(["recall@5=0.91", "rejection=0"], ["false_refusal=0.09"]))) == [
        "recall@5 is 0.9000, less than 0.91",
        "rejection was not measured: no question of the test set speaks to it",
        "false_refusal is 0.1000, more than 0.09",
    ]


def test_a_worsened_setting_is_caught_by_limit_and_comparison(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The sample set, asked by words alone: what crosses languages is no longer found."""
    testset, documents = str(ROOT / "testsets" / "sample.jsonl"), str(ROOT / "documents")
    command = [sys.executable, "-m", "qa", "eval", testset, "--documents", documents, "--min", "recall@5=0.85"]
    good = subprocess.run([*command, "--out", "good.json"], capture_output=True, encoding="utf-8", check=False)
    assert (good.returncode, good.stderr) == (0, "")
    monkeypatch.setenv("QA_RETRIEVAL__FUSION", "lexical")
    compared = [*command, "--compare", "good.json", "--out", "bad.json"]
    bad = subprocess.run(compared, capture_output=True, encoding="utf-8", check=False)
    assert bad.returncode == 3
    assert "! recall@5 is 0." in bad.stderr
    change = json.loads((tmp_path / "bad.json").read_text(encoding="utf-8"))["comparison"]["figures"]["recall@5"]
    assert change["difference"]["high"] < 0
    assert change["difference"]["p"] < 0.05
    assert change["losses"] > change["wins"]
    assert [line for line in bad.stdout.splitlines() if line.startswith("  recall@5 ") and line.endswith("  worse")]
