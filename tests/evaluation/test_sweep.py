"""Settings side by side."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from qa.bot import Bot
from qa.cli import main
from qa.embed.static import StaticEncoder
from qa.errors import SettingsError
from qa.evaluation.rows import Row, ask_case
from qa.evaluation.run import evaluate
from qa.evaluation.sweep import sweep, variants
from qa.index import build_index
from qa.records import Vectors
from qa.settings import Settings
from qa.testsets.cases import Case, lines

Write = Callable[[str, str], Path]
CASES = [Case(id="1", question="When was the ferry Morgenrot sold?", answers=("1998",), sources=("ferry.txt",))]


@pytest.fixture
def articles(write: Write) -> None:
    write("ferry.txt", "The last ferry\n\n" + "The ferry Morgenrot was sold to Norway in 1998. " * 12)
    write("tea.txt", "Tea\n\nTea is grown on hills above the town.")


def test_the_grid_is_every_combination_in_order(settings: Settings) -> None:
    found = variants(["retrieval.fusion=dense,lexical", "splitting.chunk_size=200,400"], settings)
    assert [(one.settings.retrieval.fusion, one.settings.splitting.chunk_size) for one in found] == [
        ("dense", 200), ("dense", 400), ("lexical", 200), ("lexical", 400),
    ]  # fmt: skip
    assert found[1].name == "retrieval.fusion=dense splitting.chunk_size=400"
    assert {one.settings.documents for one in found} == {settings.documents}


def test_what_is_not_tried_stays_as_it_is_set(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_RETRIEVAL__PASSAGES", "7")
    (found,) = variants(["retrieval.fusion=dense"], settings)
    assert (found.settings.retrieval.fusion, found.settings.retrieval.passages) == ("dense", 7)


@pytest.mark.parametrize(
    ("tried", "said", "hint"),
    [
        (
            "retrieval.fuson=dense",
            "retrieval.fuson is not a setting to try",
            "did you mean retrieval.fusion? there are",
        ),
        ("index=a,b", "index is not a setting to try", "there are model, splitting."),
        ("retrieval.fusion", "tries no value", "write it like retrieval.fusion=ONE,OTHER"),
        ("retrieval.fusion=sparse", "retrieval.fusion is refused", "look in qa.toml"),
        ("splitting.chunk_size=wide", "splitting.chunk_size is refused", "look in qa.toml"),
    ],
)
def test_what_cannot_be_tried_is_refused(settings: Settings, tried: str, said: str, hint: str) -> None:
    with pytest.raises(SettingsError, match=said) as caught:
        variants([tried], settings)
    assert hint in caught.value.hint


@pytest.mark.usefixtures("articles")
def test_every_variant_gives_what_it_gives_alone_and_no_text_is_embedded_twice(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Passages and their quoting are told apart by who asks: only what indexing embeds is counted."""
    embedded: list[str] = []
    real = StaticEncoder.encode_documents

    def counting(self: StaticEncoder, texts: Sequence[str]) -> Vectors:
        if sys._getframe(1).f_code.co_name == "embedded":
            embedded.extend(texts)
        return real(self, texts)

    monkeypatch.setattr(StaticEncoder, "encode_documents", counting)
    chosen = variants(["splitting.chunk_size=300,400", "retrieval.fusion=dense,fused"], settings)
    found = sweep(chosen, CASES)
    assert len(embedded) == len(set(embedded))
    assert sum("Tea is grown" in text for text in embedded) == 1
    for result in found:
        build_index(result.variant.settings, rebuild=settings.index_folder.exists())
        alone = evaluate(result.variant.settings, CASES).rows
        reply, expected = result.rows[0].reply, alone[0].reply
        assert reply is not None
        assert expected is not None
        assert (reply.quotes, reply.near_misses) == (expected.quotes, expected.near_misses)
    assert found[0].changes == {}
    assert found[1].changes["recall@5"].difference.value == 0


@pytest.mark.usefixtures("articles")
def test_the_table_marks_the_best_and_tells_the_distance_from_the_first(settings: Settings) -> None:
    Path("set.jsonl").write_text("".join(lines(CASES)), encoding="utf-8")
    tried = ["--try", "answering.possible=0,1", "--try", "answering.found=1", "--out", "try.json"]
    command = [sys.executable, "-m", "qa", "eval", "set.jsonl", "--documents", str(settings.documents), *tried]
    run = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert (run.returncode, run.stderr) == (0, "")
    shown = run.stdout.splitlines()
    assert shown[:2] == ["[1] answering.possible=0 answering.found=1", "[2] answering.possible=1 answering.found=1"]
    assert [line.split() for line in shown if line.startswith("false_refusal")] == [
        ["false_refusal", "0.000*", "1.000"],
        ["false_refusal", "+1.000", "(1.000)"],
    ]
    tried = json.loads(Path("try.json").read_text(encoding="utf-8"))["variants"]
    assert [one["name"] for one in tried] == [line[4:] for line in shown[:2]]
    refused = subprocess.run([*command, "--min", "verbatim=1"], capture_output=True, encoding="utf-8", check=False)
    assert refused.returncode == 2


@pytest.mark.usefixtures("articles")
def test_settings_side_by_side_are_asked_by_as_many_processes_as_were_named(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two variants, by two processes each; here the questions are asked in this one."""
    named: list[int] = []

    def asked(settings: Settings, cases: Sequence[Case], workers: int) -> Iterator[Row]:
        named.append(workers)
        with Bot.open(settings) as bot:
            yield from (ask_case(bot, case) for case in cases)

    monkeypatch.setattr("qa.evaluation.run.asked_by_workers", asked)
    Path("set.jsonl").write_text("".join(lines(CASES)), encoding="utf-8")
    command = ["qa", "eval", "set.jsonl", "--documents", str(settings.documents)]
    monkeypatch.setattr(sys, "argv", [*command, "--try", "answering.found=0,1", "--workers", "2"])
    with pytest.raises(SystemExit) as left:
        main()
    assert (left.value.code, named) == (0, [2, 2])
