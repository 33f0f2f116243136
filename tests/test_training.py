"""Training code whose mistakes would not show in the weights: glosses, their places, and the cap on long rows."""

import random

import numpy as np

from training.embedder.data import Group
from training.embedder.gloss import gloss, gloss_groups, read_lexicons, render
from training.embedder.sources import Source
from training.embedder.train import capped

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
