"""Training code whose mistakes would not show in the weights: glosses, places of answers, and the cap on long rows."""

import random

import numpy as np
import pytest

from qa.embed.static import open_bundled
from qa.records import Chunk, Hit
from training.embedder.data import Group
from training.embedder.gloss import gloss, gloss_groups, read_lexicons, render
from training.embedder.sources import Source
from training.embedder.train import capped
from training.evidence import read
from training.evidence.asking import Found
from training.evidence.questions import Question, QuestionSet, holed, misled

DICTIONARY = Source("dictionary", "dictionary", "", "")
QUESTIONS = Source("questions", "questions", "", "")
PAIRS = [
    ("bridge", "大桥"),
    ("bridge", "大桥"),
    ("viaduct", "大桥"),
    ("total length", "全长"),
    ("kilometre (unit)", "公里"),
]


def groups() -> list[Group]:
    english, chinese = (list(side) for side in zip(*PAIRS, strict=True))
    asked = Group(QUESTIONS, ("zh", "zh"), ["大桥全长？", "谁来了？"], ["大桥全长11公里。", "他来了。"])
    return [Group(DICTIONARY, ("en", "zh"), english, chinese), asked]


def test_the_most_frequent_translations_come_first_and_explanations_are_left_out() -> None:
    lexicon = read_lexicons(groups())["zh", "en"]
    assert lexicon == {"大桥": ["bridge", "viaduct"], "全长": ["total length"]}


def test_a_gloss_keeps_numbers_and_leaves_out_what_no_dictionary_has() -> None:
    """大桥 and 全长 are 4 of the 6 letters; 公里 has no gloss."""
    words, share = gloss("大桥全长11公里", "zh", {"大桥": ["bridge"], "全长": ["total length"]}, random.Random(0))
    assert words == "bridge total length 11"
    assert share == 4 / 6


def test_question_groups_are_glossed_on_one_side_and_hardly_glossed_texts_are_not_used() -> None:
    """Of 谁来了 no word is in the dictionary."""
    found = list(gloss_groups(groups()))
    assert [(group.languages, len(group.left)) for group in found] == [(("en", "zh"), 1), (("en", "zh"), 1)]
    assert found[0].right == ["大桥全长11公里。"]
    assert found[1].right == ["大桥全长？"]


def test_a_rendering_knows_where_its_pieces_come_from() -> None:
    text = "范廷颂过大桥。"
    rendered, places = render(text, {"大桥": ["bridge"]})
    assert rendered == "范廷颂过 bridge. "
    assert [(text[at], rendered[start:end]) for at, start, end in places if text[at] in "颂大"] == [
        ("颂", "颂"),
        ("大", "bridge"),
    ]


def test_only_rows_longer_than_most_are_shortened() -> None:
    """Lengths 1 to 5: the .75 quantile is 4, and the row of length 5 becomes 4 long in its own direction."""
    rows = np.diag([1, 2, 3, 4, 5]).astype(np.float32)
    np.testing.assert_allclose(capped(rows, 0.75), np.diag([1, 2, 3, 4, 4]), atol=1e-6)
    np.testing.assert_array_equal(capped(rows, 1.0), rows)


TEXT = "跨海大桥\n\n大桥全长11.8公里。设计者是陈怀远。2019年通车。桥上限速80公里。"


def asked(text: str, answer: str) -> Question:
    return Question(text, "a.txt", TEXT.index(answer), TEXT.index(answer) + len(answer))


def test_a_set_with_holes_knows_where_its_other_answers_have_gone() -> None:
    questions = [asked("桥有多长？", "11.8公里"), asked("谁设计的？", "陈怀远"), asked("何时通车？", "2019年")] * 8
    found = holed(QuestionSet("set", questions, {"a.txt": TEXT}))
    text = found.documents["a.txt"]
    answered = {one.text: text[one.start : one.end] for one in found.questions if one.answered}
    assert len(found.questions) == 24
    assert set(answered.values()) < {"11.8公里", "陈怀远", "2019年"}
    assert all(answer not in text for answer in {"11.8公里", "陈怀远", "2019年"} - set(answered.values()))
    assert text.startswith("跨海大桥\n\n")
    assert text.endswith("桥上限速80公里。")


def test_a_question_whose_answer_stands_elsewhere_too_gets_no_hole() -> None:
    twice = TEXT + "陈怀远也设计了灯塔。"
    for seed in range(8):
        found = holed(QuestionSet("set", [asked("谁设计的？", "陈怀远")], {"a.txt": twice}), seed)
        assert all(one.answered for one in found.questions)


def test_a_misled_question_asks_about_something_that_its_document_does_not_hold() -> None:
    """In place of a word of the document stands one of another question; the document almost answers it."""
    documents = {
        "bridge.txt": "The bridge of Lan was opened in 1987 by Keller.",
        "ferry.txt": "The ferry of Brest was sold in 1998 to Norway.",
    }
    places = {"bridge.txt": (31, 35), "ferry.txt": (30, 34)}
    told = [
        ("In which year did Keller open it?", "bridge.txt"),
        ("Who opened it in 1987?", "bridge.txt"),
        ("Which ferry was sold to Norway?", "ferry.txt"),
        ("Who sold it in 1998?", "ferry.txt"),
    ]
    questions = [Question(text, source, *places[source]) for text, source in told]
    found = misled(QuestionSet("set", questions, documents), open_bundled(), share=1.0)
    pairs = list(zip(questions, found.questions, strict=True))
    changed = [(before, after) for before, after in pairs if before != after]
    assert changed
    for before, after in changed:
        assert (after.source, after.answered) == (before.source, False)
        (new,) = set(after.text.split()) - set(before.text.split())
        assert new.strip("?").casefold() not in documents[before.source].casefold()
    assert misled(QuestionSet("set", questions, documents), open_bundled(), share=0.0).questions == questions


@pytest.mark.parametrize(
    ("left_out", "cut", "expected"), [(0.0, 0.0, ["陈怀远"]), (1.0, 0.0, []), (0.0, 1.0, [])], ids=str
)
def test_the_reader_is_shown_where_the_answer_stands(
    monkeypatch: pytest.MonkeyPatch, left_out: float, cut: float, expected: list[str]
) -> None:
    """The passage from place 6 on: once as it is, once it is left out, once without its second sentence."""
    monkeypatch.setattr(read, "UNANSWERED", left_out)
    monkeypatch.setattr(read, "HOLED", cut)
    encoder = open_bundled()
    chunks = [Chunk("1", "a.txt", "跨海大桥", 6, len(TEXT), TEXT[6:]), Chunk("2", "b.txt", "", 0, 7, "陈怀远来了。")]
    found = Found(asked("谁设计的？", "陈怀远"), [Hit(chunk, 1.0) for chunk in chunks])
    one = read.example(encoder, found, random.Random(0))
    lengths = {len(ids) for ids in one.passages}
    spelled = []
    for passage, first, more in one.answers:
        ids = one.passages[passage].tolist()
        (tokens,) = encoder.tokens([TEXT[6:]])
        assert tokens.ids == ids
        spelled.append(TEXT[6 + tokens.offsets[first, 0] : 6 + tokens.offsets[first + more, 1]])
    assert spelled == expected
    assert len(lengths) == (1 if left_out else 2)


def test_an_almost_answered_question_is_shown_with_its_document_and_no_answer() -> None:
    hits = [Hit(Chunk("1", "a.txt", "", 0, len(TEXT), TEXT), 1.0)]
    one = read.example(open_bundled(), Found(Question("谁拆了桥？", "a.txt", -1, -1), hits), random.Random(0))
    assert len(one.passages) == 1
    assert one.answers == []
