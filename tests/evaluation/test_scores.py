"""How near answers and quotes come, against values derived by hand from the scripts' definitions."""

import pytest

from qa.evaluation.scores import answer_f1, exact_match, overlap, runs_overlap, segments, spans_overlap


@pytest.mark.parametrize(
    ("answer", "right", "match"),
    [
        ("1998", ["1998"], 1),
        ("The “Morgenrot”.", ["morgenrot"], 1),
        ("《澜湾日报》", ["澜湾日报"], 1),
        ("in 1998", ["1998"], 0),
        ("", ["1998"], 0),
        ("", ["?"], 0),
        ("Oslo", ["Bergen", "oslo!"], 1),
        ("anything", [], 0),
    ],
)
def test_an_exact_match_overlooks_case_punctuation_and_articles(answer: str, right: list[str], match: float) -> None:
    assert exact_match(answer, right) == match


def test_segments_are_characters_for_han_and_words_for_the_rest() -> None:
    assert segments("全长11.8公里，由IBM 设计。") == ["全", "长", "118", "公", "里", "由", "ibm", "设", "计"]


@pytest.mark.parametrize(
    ("answer", "right", "f1"),
    [
        ("糯米汤和桐油", ["糯米汤和桐油"], 1),
        ("灰浆里掺有糯米汤", ["糯米汤和桐油"], 2 * (3 / 8) * (3 / 6) / (3 / 8 + 3 / 6)),  # the run 糯米汤
        ("桐油和糯米汤", ["糯米汤和桐油"], 2 * (3 / 6) * (3 / 6) / 1),  # out of order: the run 糯米汤, 3 of 6 and of 6
        (
            "the ferry was sold",
            ["sold ferry"],
            2 * (2 / 3) * 1 / (2 / 3 + 1),
        ),  # words in any order, "the" does not count
        ("sold sold", ["sold"], 2 * (1 / 2) * 1 / (1 / 2 + 1)),  # each as often as both hold it
        ("", ["1998"], 0),
        ("nothing", ["1998", "nothing at all"], 2 * 1 * (1 / 3) / (1 + 1 / 3)),  # the best of several
    ],
)
def test_f1_is_that_of_cmrc_for_han_and_of_squad_for_spaced_scripts(answer: str, right: list[str], f1: float) -> None:
    assert answer_f1(answer, right) == pytest.approx(f1)


def test_places_overlap_in_characters() -> None:
    """10–30 and 20–60 share 10 of 20 and of 40."""
    assert spans_overlap((10, 30), (20, 60)) == pytest.approx((0.5, 0.25, 1 / 3))
    assert spans_overlap((0, 10), (10, 20)) == (0, 0, 0)


def test_runs_must_be_unbroken() -> None:
    """a b c and a b d c share a b only: 2 of 3 and of 4."""
    assert runs_overlap("abc", "abdc") == pytest.approx((2 / 3, 2 / 4, 4 / 7))
    assert overlap(0, 0, 0) == (0, 0, 0)
    common = "x" * 300  # a character that is everywhere counts like any other
    assert runs_overlap("a" + common, "bb" + common)[:2] == pytest.approx((300 / 301, 300 / 302))
