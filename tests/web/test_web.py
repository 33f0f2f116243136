"""The parts of the chat page that need no browser, on a real index of a tiny folder."""

import json
import logging
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.request import urlopen
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

import qa.web
from qa.bot import Bot
from qa.errors import DocumentError, QAError, QuestionError, SettingsError, StoreError
from qa.evaluation.run import evaluate
from qa.index import build_index
from qa.loading import is_leftover
from qa.records import Answer, Document, IndexState, Quote, Section
from qa.settings import Settings, Web
from qa.testsets.cases import read_testset
from qa.testsets.check import check
from qa.web.backend import LISTED, Backend, _folders
from qa.web.cards import card, likelihood, paragraph, parts, strong
from qa.web.examples import examples
from qa.web.listing import PAGE
from qa.web.messages import Json, error_shown, guarded
from qa.web.page import door, script
from qa.web.serving import address, listener, open_bot, seen
from qa.web.strings import strings
from qa.web.uploads import LONGEST_NAME, safe_name, save
from qa.web.viewer import WHOLE, WINDOW, Passage, must_stand_there, passage_asked, standing, view, window
from tests.web.pages import APP, STOPPED, running_page

BINARY = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
LIGHTHOUSE = "灯塔高四十二米。\n守塔人名叫林远。\n"


@pytest.fixture
def backend(settings: Settings, write: Callable[[str, str], Path]) -> Iterator[Backend]:
    write("灯塔.txt", LIGHTHOUSE)
    write("bridge.txt", "The old bridge was opened in 1786 by the mayor.\n")
    build_index(settings)
    with Bot.open(settings) as bot, closing(Backend(settings, bot)) as opened:
        yield opened


def document(text: str) -> Document:
    return Document("a.txt", "A", text, "digest", "utf-8")


# ------------------------------------------------------------------------------------------------ asking


def test_a_card_holds_quotes_that_were_compared_with_their_source(backend: Backend) -> None:
    reply = backend.ask({"question": "守塔人叫什么名字？"})
    quotes = [*_list(reply["quotes"]), *_list(reply["near_misses"])]
    assert quotes
    for quote in quotes:
        assert quote["verbatim"] is True
        assert LIGHTHOUSE[quote["start"] : quote["end"]] == quote["text"] or quote["source"] == "bridge.txt"
        assert quote["before"] + quote["answer"] + quote["after"] == quote["text"]


def test_a_quote_whose_source_changed_or_left_is_not_called_verbatim() -> None:
    quote = Quote.cut(document("one two three"), 4, 7, score=1.0)
    answer = Answer("two?", "found", 0.9, "two", (quote,), (), IndexState(1, "m", 1, 1))

    def changed(source: str) -> Document:
        return document("ONE TWO THREE")

    def left(source: str) -> Document:
        raise DocumentError("gone")

    for lookup, proven in ((lambda source: document("one two three"), True), (changed, False), (left, False)):
        assert _list(card(answer, lookup)["quotes"])[0]["verbatim"] is proven


def test_parts_put_the_answer_between_what_stands_around_it() -> None:
    assert parts("opened in 1786.", 100, (110, 114)) == {"before": "opened in ", "answer": "1786", "after": "."}
    assert parts("opened", 100, None) == {"before": "opened", "answer": "", "after": ""}


def test_confidence_is_put_into_words_that_exist() -> None:
    words = [likelihood(percent / 100) for percent in range(101)]
    assert words[0] == "doubtful"
    assert words[25] == "perhaps"
    assert words[100] == "almost_certain"
    assert {f"sure_{word}" for word in words} <= set(strings()["en"])


def test_the_first_quote_of_each_article_stands_by_itself_unless_the_best_is_much_better() -> None:
    """The second of a document, and what has less than half the best score, are folded away."""
    places = [("a.txt", "", 0.8), ("a.txt", "", 0.7), ("b.txt", "", 0.4), ("c.txt", "", 0.39), ("a.txt", "Floods", 0.5)]
    quotes = [Quote(source, "", 0, 1, "x", score) for source, _, score in places]
    assert strong(quotes, [article for _, article, _ in places]) == [True, False, True, False, True]
    assert strong([], []) == []


def test_a_place_is_told_in_paragraphs_and_an_author_by_name() -> None:
    text = "Title\n\nFirst one.\n\n \n\nSecond one."
    assert [paragraph(text, text.index(word)) for word in ("Title", "one.", "Second")] == [
        {"number": number, "of": 3} for number in (1, 2, 3)
    ]
    assert paragraph("one line\nand another", 5) is None
    quote = Quote.cut(document(text), 7, 17, score=1.0)
    answer = Answer("one?", "found", 0.9, "", (quote,), (), IndexState(1, "m", 4, 9))
    sections = [Section(0, 12, "Title", "", "Ann", is_article=True), Section(12, 30, "Other", "", "Bob")]
    shown = card(answer, lambda source: document(text), lambda source: sections)
    (quoted,) = _list(shown["quotes"])
    assert (quoted["author"], quoted["article"], quoted["paragraph"]) == ("Ann", "Title", {"number": 2, "of": 3})
    assert shown["searched"] == {"documents": 4, "passages": 9}


def test_what_came_before_does_not_spoil_the_next_question(backend: Backend) -> None:
    """Each of these made the page fail until it was reloaded."""
    for before in ("长" * 10_000, "?!", "\ud800"):
        reply = backend.ask({"question": "守塔人叫什么名字？", "after": {"question": before, "source": "灯塔.txt"}})
        assert "林远" in _list(reply["quotes"])[0]["text"]
    with pytest.raises(QuestionError):
        backend.ask({"question": "?!", "after": {"question": "守塔人叫什么名字？", "source": "灯塔.txt"}})


def test_a_question_is_narrowed_down_to_a_place(backend: Backend) -> None:
    for place, source in (("灯塔.txt", "灯塔.txt"), ("bridge.txt", "bridge.txt")):
        reply = backend.ask({"question": "Who opened the old bridge?", "filter": {"within": [place], "since": ""}})
        assert {quote["source"] for quote in [*_list(reply["quotes"]), *_list(reply["near_misses"])]} == {source}
    told = backend.ask({"question": "Who opened the old bridge?", "filter": {"within": None, "since": "2024"}})
    assert (told["undated"], told["quotes"]) == (2, [])


@pytest.mark.parametrize(
    "narrowed", ["bridge.txt", {"within": "bridge.txt"}, {"within": [3]}, {"since": 2024}, {"within": ["\0\ud800"]}]
)
def test_a_filter_that_is_none_is_refused(backend: Backend, narrowed: object) -> None:
    with pytest.raises(QuestionError):
        backend.ask({"question": "Who?", "filter": narrowed})


def test_the_folders_that_documents_lie_in_can_be_chosen() -> None:
    assert _folders(["a.txt", "b/c/d.txt", "b/e.zip/f.txt"]) == {"b", "b/c", "b/e.zip"}


@pytest.mark.parametrize("question", [None, 7, ["a"], {"question": "a"}])
def test_a_question_that_is_no_text_is_refused(backend: Backend, question: object) -> None:
    with pytest.raises(QuestionError):
        backend.ask({"question": question})


# ----------------------------------------------------------------------------------------------- keeping


def test_a_question_is_kept_with_the_words_that_were_marked_and_asked_by_an_evaluation(backend: Backend) -> None:
    """White space around them is left out; an answer that the program found in them is not kept: nobody marked it."""
    keep, start, name = backend.keeping.keep, LIGHTHOUSE.index("守塔人"), LIGHTHOUSE.index("林远")
    text = LIGHTHOUSE[start - 1 : start + 9]
    place = {"source": "灯塔.txt", "start": start - 1, "end": start + 9, "text": text}
    question = "守塔人叫什么名字？"
    told = keep({"question": question, **place, "answer_start": name, "answer_end": name + 2})
    assert told == {"kept": "testsets/kept.jsonl"}
    assert keep({"question": "谁造了月亮？", "answerable": False}) == told
    kept, unanswerable = read_testset(Path("testsets/kept.jsonl"))
    assert (kept.answers, kept.evidence, kept.evidence_place()) == ((), text.strip(), (start, start + 8))
    assert (unanswerable.answerable, unanswerable.sources) == (False, ())
    assert check([kept, unanswerable], {"灯塔.txt": LIGHTHOUSE}) == []
    assert [row.right for row in evaluate(backend.settings, [kept, unanswerable]).rows] == [True, True]


@pytest.mark.parametrize(
    "request_",
    [
        {},
        {"question": "q", "source": "灯塔.txt"},
        {"question": 3, "source": "灯塔.txt", "start": 0, "end": 1, "text": "灯"},
        {"question": "q", "source": "灯塔.txt", "start": 0, "end": 1, "text": "x"},
        {"question": "q", "source": "../secret.txt", "start": 0, "end": 1, "text": "x"},
        {"question": "q", "source": "灯塔.txt", "start": 8, "end": 9, "text": "\n"},
        {"question": " ", "answerable": False},
    ],
)
def test_only_what_stands_in_a_document_is_kept(backend: Backend, request_: Json) -> None:
    assert "error" in door("keep", backend.keeping.keep)(request_)
    assert not Path("testsets").exists()


def test_what_is_said_of_an_answer_is_a_line_of_a_file_that_stays_small(
    backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of it is trusted: what is no quote, and what nobody can choose, is left out."""
    quotes = [{"source": "a.txt", "start": 1, "end": 4, "text": "one"}, {"start": "1"}, 7]
    said = {"question": "q?", "good": False, "wrong": ["quote", "x"], "words": "no", "verdict": "found", "turn": "t"}
    assert backend.keeping.judge({**said, "quotes": quotes}) == {"judged": True}
    file = Path("testsets/feedback.jsonl")
    line = json.loads(file.read_text(encoding="utf-8"))
    assert datetime.fromisoformat(line.pop("at")).tzinfo is not None
    assert line == {**said, "wrong": ["quote"], "quotes": quotes[:1]}
    monkeypatch.setattr("qa.web.keeping.LARGEST", 2000)
    for number in range(40):
        backend.keeping.judge({"question": f"{number}?", "good": True})
    kept = [json.loads(one)["question"] for one in file.read_text(encoding="utf-8").splitlines()]
    assert kept == [f"{number}?" for number in range(40 - len(kept), 40)]
    assert file.stat().st_size < 2300
    assert "error" in door("judge", backend.keeping.judge)({"good": True})


# ----------------------------------------------------------------------------------------------- viewing


def test_an_opened_quote_stands_between_the_rest_of_its_source(backend: Backend) -> None:
    start = LIGHTHOUSE.index("守塔人")
    shown = backend.source(
        {"source": "灯塔.txt", "start": start, "end": start + 8, "text": LIGHTHOUSE[start : start + 8]}
    )
    above, passage, below = _list(shown["pieces"])
    assert f"{above['text']}{passage['before']}{below['text']}" == LIGHTHOUSE
    assert (shown["first"], shown["last"], shown["encoding"]) == (0, len(LIGHTHOUSE), "utf-8")


def test_an_answer_outside_its_quote_is_not_marked() -> None:
    for bounds in ((0, 2), (5, 99), (6, 5)):
        shown = view(document("one two three"), Passage(4, 7, "two", *bounds))
        assert _list(shown["pieces"])[1] == {
            "before": "two",
            "answer": "",
            "after": "",
            "rows": [],
            "start": 4,
            "present": True,
        }


def test_a_torn_sentence_is_marked_at_both_its_places_and_each_article_is_set_apart() -> None:
    sections = [
        Section(0, 8, "A", "2024-05-17", "Ann", is_article=True),
        Section(8, 12, "B", is_article=True),
        Section(12, 20, "A", is_article=True),
    ]
    passage = Passage(4, 8, "one ", 12, 15, rest=Passage(12, 15, "two"))
    pieces = _list(view(document("Top one B b two end."), passage, sections)["pieces"])
    words = [[str(one.get(name, "")) for name in ("text", "before", "answer", "after")] for one in pieces]
    shown = [f"{one['article']['title']}!" if "article" in one else "".join(words[at]) for at, one in enumerate(pieces)]
    assert shown == ["A!", "Top ", "one ", "B!", "B b ", "A!", "two", " end."]
    assert pieces[0]["article"] == {"title": "A", "author": "Ann", "date": "2024-05-17", "again": False}
    assert pieces[6] == {"before": "", "answer": "two", "after": "", "rows": [], "start": 4, "present": True}


def test_all_quotes_of_an_answer_are_marked_and_of_what_overlaps_the_present_one() -> None:
    shown = view(document("one two three"), Passage(4, 7, "two"), (), [Passage(8, 13, "three"), Passage(0, 5, "one t")])
    pieces = [(one.get("before", one.get("text")), one.get("present")) for one in _list(shown["pieces"])]
    assert pieces == [("one ", None), ("two", True), (" ", None), ("three", False)]


def test_the_outline_names_the_last_heading_of_each_path() -> None:
    sections = [Section(0, 4, "Model Ardea"), Section(4, 13, "Model Ardea › Warranty")]
    outline = view(document("one two three"), Passage(0, 0, ""), sections)["outline"]
    assert outline == [{"title": "Model Ardea", "depth": 0, "start": 0}, {"title": "Warranty", "depth": 1, "start": 4}]


@pytest.mark.parametrize(
    ("text", "place", "found"),
    [
        ("one two three", Passage(4, 7, "two", 5, 6), ("there", Passage(4, 7, "two", 5, 6))),
        ("two. one two", Passage(8, 11, "two", 9, 10), ("moved", Passage(9, 12, "two", 10, 11))),
        ("two. one two", Passage(1, 4, "two"), ("moved", Passage(0, 3, "two"))),
        ("one three", Passage(4, 7, "two"), ("changed", Passage(4, 4, ""))),
        ("one", Passage(40, 43, "two"), ("changed", Passage(3, 3, ""))),
        ("one", Passage(-9, -6, "two"), ("changed", Passage(0, 0, ""))),
        (
            "a new one b new two",
            Passage(2, 5, "one", 8, 11, Passage(8, 11, "two")),
            ("moved", Passage(6, 9, "one", 16, 19, Passage(16, 19, "two"))),
        ),
        ("one", Passage(0, 3, "one", rest=Passage(8, 11, "two")), ("changed", Passage(0, 0, ""))),
    ],
)
def test_a_passage_is_looked_for_in_the_document_of_today(
    text: str, place: Passage, found: tuple[str, Passage]
) -> None:
    assert standing(document(text), place) == found


def test_an_opened_passage_that_moved_is_marked_where_it_stands_now(
    backend: Backend, write: Callable[[str, str], Path]
) -> None:
    start = LIGHTHOUSE.index("守塔人")
    asked: Json = {"source": "灯塔.txt", "start": start, "end": start + 8, "text": LIGHTHOUSE[start : start + 8]}
    told = []
    for text in (LIGHTHOUSE, f"新的开头。\n{LIGHTHOUSE}", "守塔人走了。"):
        write("灯塔.txt", text)
        backend.rebuild(False)
        shown = backend.source({**asked, "others": [{**asked, "start": 0, "end": 4, "text": "灯塔高四"}, 7, {}]})
        told.append((shown["standing"], shown["start"], len([one for one in _list(shown["pieces"]) if "rows" in one])))
    assert told == [("there", start, 2), ("moved", start + 6, 1), ("changed", 6, 0)]


def test_words_are_found_in_a_document_in_any_case(backend: Backend) -> None:
    assert backend.find({"source": "bridge.txt", "words": "OLD  bridge"}) == {"places": [(4, 14)], "all": 1}
    assert backend.find({"source": "bridge.txt", "words": " "}) == {"places": [], "all": 0}
    assert backend.find({"source": "bridge.txt", "words": "(.*"}) == {"places": [], "all": 0}
    with pytest.raises(DocumentError):
        backend.find({"words": "old"})


def test_the_rest_of_a_torn_sentence_is_compared_as_well() -> None:
    with pytest.raises(DocumentError, match="no longer stands at 12–15"):
        must_stand_there(document("Top one B b two end."), Passage(4, 8, "one ", rest=Passage(12, 15, "TWO")))


@pytest.mark.parametrize("source", ["../secret.txt", "/etc/passwd", "", "nothing.txt", None, 3])
def test_only_indexed_sources_are_opened(backend: Backend, source: object) -> None:
    with pytest.raises(DocumentError):
        backend.source({"source": source})


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (0, 3, "TWO"),
        (-3, 3, "one"),
        (0, 99, "one two three"),
        (7, 4, ""),
        ("0", 3, "one"),
        (True, 3, "ne"),
        (0, None, ""),
    ],
)
def test_a_place_that_does_not_hold_its_words_is_refused(start: object, end: object, text: str) -> None:
    def asked() -> None:
        passage = passage_asked({"start": start, "end": end, "text": text})
        must_stand_there(document("one two three"), passage or Passage(0, 0, ""))

    with pytest.raises(DocumentError):
        asked()


@given(st.data())
def test_a_window_holds_its_quote_and_stays_inside_the_text(data: st.DataObject) -> None:
    length = data.draw(st.integers(0, 3 * WHOLE))
    start = data.draw(st.integers(0, length))
    end = data.draw(st.integers(start, length))
    first, last = window(length, start, end)
    assert 0 <= first <= start <= end <= last <= length
    assert (first, last) == (0, length) if length <= WHOLE else last - first >= min(WINDOW, length)
    assert last - first <= max(WHOLE, WINDOW + end - start)


# ------------------------------------------------------------------------------------------------ sources


def test_the_filter_finds_a_source_by_path_and_by_title(backend: Backend) -> None:
    for wanted, found in (("BRIDGE", ["bridge.txt"]), ("灯塔", ["灯塔.txt"]), ("zebra", [])):
        assert [row["source"] for row in _list(backend.overview({"filter": wanted})["sources"])] == found


def test_a_long_list_is_cut_and_counted(settings: Settings, write: Callable[[str, str], Path]) -> None:
    for number in range(LISTED + 3):
        write(f"{number:03}.txt", f"Article number {number}.")
    build_index(settings)
    with Bot.open(settings) as bot:
        overview = Backend(settings, bot).overview({})
    assert (len(_list(overview["sources"])), overview["matching"]) == (LISTED, LISTED + 3)


def test_examples_are_questions_the_index_can_answer(tmp_path: Path) -> None:
    rows = [
        {"question": "Who built the old bridge?", "lang": "en", "answerable": True, "sources": ["bridge.txt"]},
        {"question": "When was the bridge opened?", "lang": "en", "answerable": True, "sources": ["bridge.txt"]},
        {"question": "Wer hat die Brücke gebaut?", "lang": "de", "answerable": True, "sources": ["elsewhere.txt"]},
        {"question": "Who invented the telephone?", "lang": "en", "answerable": False, "sources": []},
    ]
    (tmp_path / "testsets").mkdir()
    lines = "\n".join(json.dumps(row) for row in rows)
    (tmp_path / "testsets" / "sample.jsonl").write_text(lines, encoding="utf-8")
    given_sources = [("bridge.txt", "The bridge")]
    assert examples(tmp_path / "documents", given_sources) == [{"question": "Who built the old bridge?"}]
    both = [*given_sources, ("elsewhere.txt", "")]
    assert examples(tmp_path / "documents", both, "de")[0] == {"question": "Wer hat die Brücke gebaut?"}
    assert examples(tmp_path / "other" / "documents", given_sources) == [{"title": "The bridge"}]


def test_a_rebuild_ends_when_the_page_is_stopped_and_the_next_one_goes_on(
    backend: Backend, write: Callable[[str, str], Path]
) -> None:
    write("new.txt", "The ferry to Wexbridge leaves at noon.")
    backend.stopped.set()
    with pytest.raises(StoreError, match="stopped"):
        backend.rebuild(False)
    backend.stopped.clear()
    assert backend.rebuild(False)["counts"] == {"added": 1, "changed": 0, "removed": 0, "unchanged": 2}


def test_a_rebuild_reports_and_the_bot_answers_from_it_at_once(
    backend: Backend, write: Callable[[str, str], Path]
) -> None:
    write("new.txt", "The ferry to Wexbridge leaves at noon.")
    (backend.settings.documents / "broken.txt").write_bytes(BINARY)
    steps: list[tuple[int, int, str]] = []
    report = backend.rebuild(False, lambda done, total, what: steps.append((done, total, what)))
    assert report["counts"] == {"added": 1, "changed": 0, "removed": 0, "unchanged": 2}
    assert [problem["source"] for problem in _list(report["problems"])] == ["broken.txt"]
    assert steps
    assert _list(backend.overview({"filter": "new.txt"})["sources"])
    assert [problem["source"] for problem in _list(backend.overview({})["problems"])] == ["broken.txt"]


def test_the_list_says_of_every_file_what_it_is_and_whether_it_can_be_asked_about(
    backend: Backend, write: Callable[[str, str], Path]
) -> None:
    folder = backend.settings.documents
    with ZipFile(folder / "archive.zip", "w") as archive:
        archive.writestr("inner.txt", "The archive holds a tower.")
    (folder / "broken.txt").write_bytes(BINARY)
    (folder / "movie.exe").write_bytes(b"MZ")
    write("old.txt", "The old pier.")
    backend.rebuild(False)
    write("bridge.txt", "The bridge was sold.")
    write("new.txt", "The ferry.")
    (folder / "old.txt").unlink()
    rows = {str(row["source"]): row for row in _list(backend.documents({"sort": "source"})["rows"])}
    assert {source: row["state"] for source, row in rows.items()} == {
        "archive.zip": "indexed",
        "archive.zip/inner.txt": "indexed",
        "bridge.txt": "changed",
        "broken.txt": "failed",
        "movie.exe": "failed",
        "new.txt": "new",
        "old.txt": "gone",
        "灯塔.txt": "indexed",
    }
    assert (rows["broken.txt"]["why"], rows["movie.exe"]["why"]) == ("kind", "kind")
    inner, tower = rows["archive.zip/inner.txt"], rows["灯塔.txt"]
    assert (inner["own"], inner["size"], inner["passages"]) == (False, None, 1)
    assert (tower["own"], tower["size"]) == (True, (folder / "灯塔.txt").stat().st_size)
    assert (tower["lang"], tower["encoding"]) == ("zh-Hans", "utf-8")
    (first, *_) = _list(backend.documents({"sort": "state"})["rows"])
    assert first["state"] == "failed"
    assert backend.documents({"state": "new"})["matching"] == 1


def test_a_file_is_removed_from_folder_and_index_but_nothing_outside_or_inside_another(
    backend: Backend, tmp_path: Path
) -> None:
    folder = backend.settings.documents
    (tmp_path / "outside.txt").write_text("stay", encoding="utf-8")
    (folder / "link").symlink_to(tmp_path)
    for source in ("../outside.txt", str(tmp_path / "outside.txt"), "link/outside.txt", "", "灯塔.txt/x"):
        with pytest.raises(DocumentError, match="no file of the documents folder"):
            backend.remove({"source": source})
    assert (tmp_path / "outside.txt").read_text(encoding="utf-8") == "stay"
    (folder / "link").unlink()
    assert backend.remove({"source": "bridge.txt"})["counts"] == {
        "added": 0,
        "changed": 0,
        "removed": 1,
        "unchanged": 0,
    }
    assert not (folder / "bridge.txt").exists()
    assert [row["source"] for row in _list(backend.documents({})["rows"])] == ["灯塔.txt"]


def test_thousands_of_files_come_a_page_at_a_time(backend: Backend) -> None:
    for number in range(PAGE * 2):
        (backend.settings.documents / f"{number:03}.txt").write_text("x", encoding="utf-8")
    last = backend.documents({"sort": "source", "offset": PAGE * 2})
    assert (last["first"], last["matching"], len(_list(last["rows"]))) == (PAGE * 2, PAGE * 2 + 2, 2)
    assert backend.documents({"offset": 10**9})["first"] == PAGE * 2
    assert backend.documents({"offset": -5})["first"] == 0


# ------------------------------------------------------------------------------------------------ uploads


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("報紙（一）.txt", "報紙（一）.txt"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\temp\\a.md", "a.md"),
        ("<img src=x onerror=alert(1)>.html", "_img src=x onerror=alert(1)_.html"),
        (".hidden.txt", "hidden.txt"),
        ("CON.txt", "_CON.txt"),
        ("#windmill.txt", "#windmill.txt"),
        ("#windmill.txt#", "_#windmill.txt#"),
        ("~$draft.md", "_~$draft.md"),
        ("a\u202etxt.md", "a_txt.md"),
    ],
)
def test_a_name_is_made_safe_and_otherwise_kept(given_name: str, safe: str) -> None:
    assert safe_name(given_name) == safe


@given(st.text())
def test_a_safe_name_is_one_short_name_and_already_safe(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert not set("/\\\0") & set(safe)
    assert safe not in {".", ".."}
    assert not safe.startswith(".")
    assert len(safe.encode()) <= max(LONGEST_NAME, len(Path(safe).suffix.encode()) + 8)


@given(st.text(max_size=20))
def test_a_name_of_a_kind_that_is_read_is_not_passed_over(name: str) -> None:
    """`#windmill.txt` was saved, and left out without a word."""
    assert not is_leftover(safe_name(f"{name}.txt"))
    assert not is_leftover(safe_name(f"#{name}.txt"))


def test_another_file_of_the_same_name_is_kept(tmp_path: Path) -> None:
    folder, upload = tmp_path / "documents", tmp_path / "新闻.txt"
    for text, name, fresh in (("one", "新闻.txt", True), ("two", "新闻-2.txt", True), ("one", "新闻.txt", False)):
        upload.write_text(text, encoding="utf-8")
        saved = save(upload, folder)
        assert (saved.name, saved.fresh) == (name, fresh)
    assert {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()} == {
        "新闻.txt": "one",
        "新闻-2.txt": "two",
    }


def test_another_file_of_the_same_name_is_replaced_where_that_is_said(backend: Backend, tmp_path: Path) -> None:
    """The old fees stood before the new ones, which were saved as fees-2.txt."""
    folder, upload = backend.settings.documents, tmp_path / "fees.txt"
    for text, outcome in (("old", (True, False)), ("new", (True, True)), ("new", (False, False))):
        upload.write_text(text, encoding="utf-8")
        (saved,) = _list(backend.upload([str(upload)], replace=True)["saved"])
        assert (saved["name"], (saved["fresh"], saved["replaced"])) == ("fees.txt", outcome)
        assert (folder / "fees.txt").read_text(encoding="utf-8") == text
    assert not [*folder.glob("fees?*.txt"), *folder.glob("*.part")]


def test_an_upload_takes_the_place_of_the_file_whose_name_it_has_once_that_is_said(
    backend: Backend, tmp_path: Path
) -> None:
    """And nothing else is moved: neither a file that only looks like a copy, nor one outside, nor through a link."""
    folder, upload = backend.settings.documents, tmp_path / "bridge.txt"
    upload.write_text("The bridge was sold.", encoding="utf-8")
    (saved,) = _list(backend.upload([str(upload)])["saved"])
    assert saved["name"] == "bridge-2.txt"
    (folder / "tower-2.txt").symlink_to(upload)
    (folder / "tower.txt").write_text("A tower.", encoding="utf-8")
    for wanted, name in (
        *(("灯塔.txt", "bridge-2.txt"), ("bridge.txt", "../bridge.txt"), ("none.txt", "none-2.txt")),
        *(("tower.txt", "tower-2.txt"), ("bridge.txt", "bridge.txt")),
    ):
        with pytest.raises(DocumentError, match="no upload that waits"):
            backend.replace({"wanted": wanted, "name": name})
    told = backend.replace({"wanted": "bridge.txt", "name": "bridge-2.txt"})
    assert told == {"wanted": "bridge.txt", "name": "bridge.txt", "fresh": True, "replaced": True}
    assert (folder / "bridge.txt").read_text(encoding="utf-8") == "The bridge was sold."
    assert not (folder / "bridge-2.txt").exists()


def test_a_rebuild_that_is_cancelled_says_so_and_the_next_one_goes_on(
    backend: Backend, write: Callable[[str, str], Path]
) -> None:
    write("new.txt", "The ferry to Wexbridge leaves at noon.")

    def cancel(done: int, total: int, what: str) -> None:
        backend.cancel({})

    with pytest.raises(StoreError, match="the indexing was stopped"):
        backend.rebuild(False, cancel)
    assert backend.rebuild(False)["counts"] == {"added": 1, "changed": 0, "removed": 0, "unchanged": 2}


@pytest.mark.parametrize("replace", [False, True])
def test_a_link_that_leads_out_of_the_folder_is_not_written_through(tmp_path: Path, replace: bool) -> None:
    folder, outside, upload = tmp_path / "documents", tmp_path / "outside.txt", tmp_path / "a.txt"
    folder.mkdir()
    (folder / "a.txt").symlink_to(outside)
    upload.write_text("new", encoding="utf-8")
    outside.write_text("old", encoding="utf-8")
    assert save(upload, folder, replace=replace).name == "a-2.txt"
    assert outside.read_text(encoding="utf-8") == "old"


def test_a_refused_file_does_not_stop_the_others(backend: Backend, tmp_path: Path) -> None:
    for name in ("program.exe", "fine.txt"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    program, fine = _list(backend.upload([str(tmp_path / "program.exe"), str(tmp_path / "fine.txt")])["saved"])
    assert "program.exe" in program["error"]["message"]
    assert program["error"]["hint"]
    assert fine == {"wanted": "fine.txt", "name": "fine.txt", "fresh": True, "replaced": False}


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "documents").write_text("a file where the folder should be", encoding="utf-8")
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    with pytest.raises(DocumentError, match=r"a\.txt could not be saved"):
        save(tmp_path / "a.txt", tmp_path / "documents")


@pytest.mark.parametrize("upload", ["gone.txt", "/proc/self/mem"])
def test_an_upload_that_cannot_be_read_leaves_nothing_in_the_folder(upload: str, tmp_path: Path) -> None:
    """The one cannot be opened, the other breaks off when it is read."""
    with pytest.raises(DocumentError, match=r"a\.txt could not be saved"):
        save(Path(upload), tmp_path, wanted="a.txt")
    assert list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------------------------- errors, words, starting


def test_an_error_of_ours_is_shown_with_its_next_step() -> None:
    shown = error_shown(QuestionError("the question is empty", hint="type one"))
    assert shown == {"kind": "QuestionError", "message": "the question is empty", "hint": "type one"}


def test_any_other_error_is_logged_and_its_words_stay_off_the_page(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> Json:
        raise RuntimeError("secret path /home/somebody")

    with caplog.at_level(logging.ERROR):
        reply = guarded(fail)()
    assert "secret" not in str(reply)
    assert "secret path" in caplog.text


@pytest.mark.parametrize("request_", [None, [], "text", 7, {}, {"source": {}}, {"question": None}, {"filter": {}}])
def test_a_request_of_any_shape_gets_a_reply(
    backend: Backend, request_: object, caplog: pytest.LogCaptureFixture
) -> None:
    assert "error" in door("ask", backend.ask)(request_)
    assert "error" in door("source", backend.source)(request_)
    assert "state" in door("overview", backend.overview)(request_)
    assert caplog.text == ""


def test_all_languages_have_the_same_words_and_places_for_values() -> None:
    english = strings()["en"]
    for tag, words in strings().items():
        assert words.keys() == english.keys(), tag
        for key, said in words.items():
            assert _values(said) == _values(english[key]), (tag, key)


def test_all_words_that_the_script_says_are_there_and_none_besides() -> None:
    code, english = script().partition("};")[2], strings()["en"]
    said = set(re.findall(r"qa\.(?:say|quiet|copyButton)\(\"(\w+)\"", code))
    page = Path(qa.web.__file__).with_name("page.py").read_text(encoding="utf-8")
    named = set(re.findall(r"[\"'`](\w+)[\"'`]|(\w+):", code + page))
    assert said <= english.keys()
    unused = english.keys() - {name for pair in named for name in pair}
    families = (
        *("api_", "error_", "sure_", "column_", "document_", "stands_", "why_"),
        *("figure_", "fail_", "stale_", "change_", "wrong_"),
    )
    assert {key for key in unused if not key.startswith(families)} <= {"language_name", "newer", "older"}


def test_errors_have_words_in_every_language() -> None:
    kinds = {"inside", *(kind.__name__ for kind in _kinds(QAError))}
    for tag, words in strings().items():
        assert {f"error_{kind}" for kind in kinds} <= words.keys(), tag


def _kinds(kind: type[QAError]) -> Iterator[type[QAError]]:
    for one in kind.__subclasses__():
        yield one
        yield from _kinds(one)


def test_the_script_can_stand_inside_a_script_element() -> None:
    code = script()
    assert "</" not in code
    assert "<!--" not in code
    for forbidden in ("innerHTML", "insertAdjacentHTML", "outerHTML", "document.write", "eval("):
        assert forbidden not in code


def test_a_taken_port_is_named_with_the_next_step() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SettingsError, match=str(port)) as caught:
            listener(Web(port=port))
    assert "QA_WEB__PORT" in caught.value.hint


@pytest.mark.parametrize("host", ["192.0.2.1", "é" * 70, "a\0b"])
def test_a_host_that_is_not_here_is_named(host: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(host)):
        listener(Web(host=host, port=0))


def test_an_empty_host_which_would_be_every_address_is_refused() -> None:
    with pytest.raises(ValidationError, match="host"):
        Web(host="")


@pytest.mark.parametrize(
    ("host", "shown"), [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "localhost"), ("[::1]", "[::1]"), ("::", "localhost")]
)
def test_the_address_shown_can_be_opened(host: str, shown: str) -> None:
    web = Web(host=host, port=0)
    with listener(web) as listening:
        assert address(web, listening) == f"http://{shown}:{listening.getsockname()[1]}/"


def test_the_index_is_made_when_there_is_none(
    settings: Settings, write: Callable[[str, str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    write("a.txt", "One article.")
    with open_bot(settings) as bot:
        assert bot.state().documents == 1
    captured = capsys.readouterr()
    assert (captured.out, "no index yet" in captured.err) == ("", True)


@pytest.mark.parametrize("folder", ["empty", "missing"])
def test_the_page_starts_without_documents_and_takes_the_first_ones(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str], folder: str
) -> None:
    if folder == "missing":
        settings.documents.rmdir()
    (tmp_path / "bridge.txt").write_text("The old bridge was opened in 1786 by the mayor.\n", encoding="utf-8")
    with open_bot(settings) as bot:
        backend = Backend(settings, bot)
        assert bot.state().documents == 0
        assert backend.ask({"question": "When was the old bridge opened?"})["verdict"] == "not_found"
        backend.upload([str(tmp_path / "bridge.txt")])
        backend.rebuild(False)
        (quote, *_) = _list(backend.ask({"question": "When was the old bridge opened?"})["quotes"])
        assert quote["answer"] == "1786"
    assert "add documents on the page" in capsys.readouterr().err


def test_a_page_that_is_told_to_end_while_it_makes_its_first_index_ends_in_order(tmp_path: Path) -> None:
    shutil.copytree(APP.parent / "documents", tmp_path / "documents")
    environment = {**os.environ, "QA_WEB__PORT": "0", "CI": "true"}
    process = subprocess.Popen(
        [sys.executable, str(APP)], cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr
    assert process.stderr.readline().startswith("no index yet")
    process.terminate()
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (STOPPED, "")


def test_a_browser_is_opened_only_where_somebody_sees_it() -> None:
    here = {"DISPLAY": ":0"}
    assert seen("linux", here)
    assert seen("linux", {"WAYLAND_DISPLAY": "wayland-0"})
    assert seen("darwin", {})
    assert seen("win32", {})
    for missing in ({}, {"DISPLAY": ""}, {**here, "CI": "true"}, {**here, "SSH_CONNECTION": "a b"}):
        assert not seen("linux", missing)
    assert not seen("darwin", {"SSH_TTY": "/dev/pts/0"})


@pytest.mark.parametrize(("display", "opened"), [({"DISPLAY": ":0", "CI": ""}, True), ({"CI": "true"}, False)])
def test_the_page_opens_itself_where_there_is_a_display(tmp_path: Path, display: dict[str, str], opened: bool) -> None:
    """The browser is a program that writes down what it was given."""
    browser = tmp_path / "browser"
    browser.write_text('#!/bin/sh\necho "$1" > opened.tmp && mv opened.tmp opened\n', encoding="utf-8")
    browser.chmod(0o755)
    with running_page(tmp_path, watched=False, BROWSER=f"{browser} %s", **display) as url:
        with urlopen(url, timeout=20) as reply:
            assert reply.status == 200
        for _ in range(50 if opened else 1):
            if (tmp_path / "opened").exists():
                break
            time.sleep(0.1)
        assert (tmp_path / "opened").exists() == opened
        assert not opened or (tmp_path / "opened").read_text(encoding="utf-8").strip() == url
    assert "Traceback" not in (tmp_path / "page.log").read_text(encoding="utf-8")


def _values(form: str) -> set[str]:
    return {part.split("}")[0] for part in form.split("{")[1:]}


def _list(value: object) -> list[dict[str, Any]]:
    assert isinstance(value, list)
    return value
