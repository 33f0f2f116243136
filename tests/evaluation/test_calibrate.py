"""Calibration: a fit that recovers what made the data, thresholds, and a file that only its model reads."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from qa.asking.answer import Answerer
from qa.asking.calibration import (
    Calibration,
    load_calibration,
    logit,
    must_keep_calibration,
    save_calibration,
)
from qa.bot import Bot
from qa.errors import StoreError, TestSetError
from qa.evaluation.calibrate import calibrate, calibration_of, crossed, fit
from qa.index import build_index
from qa.records import Document, IndexState, Quote
from qa.settings import Answering, Settings
from qa.testsets.cases import Case

NAME = "calibration.quick.json"
Write = Callable[[str, str], Path]


def test_the_fit_recovers_slope_and_offset() -> None:
    """20,000 labels drawn with odds 0.5 x + 1: both come back within three standard errors (about 0.05)."""
    random = np.random.default_rng(0)
    odds = random.normal(0, 2, 20_000)
    right = (random.random(20_000) < 1 / (1 + np.exp(-(0.5 * odds + 1)))).astype(np.float64)
    assert fit(odds, right) == pytest.approx((0.5, 1.0), abs=0.06)
    assert crossed(odds, right).mean() == pytest.approx(right.mean(), abs=0.01)


def test_a_probability_of_a_half_moves_by_the_offset_and_others_by_the_slope_too() -> None:
    """σ(2 · log(4) − 1) = 1 / (1 + e / 16)."""
    calibration = Calibration(slope=2.0, offset=-1.0)
    assert calibration.probability(0.5) == pytest.approx(1 / (1 + np.e))
    assert calibration.probability(0.8) == pytest.approx(1 / (1 + np.e / 16))
    assert Calibration().probability(0.3) == pytest.approx(0.3)
    assert logit(0.0) == pytest.approx(-logit(1.0))


def test_a_calibration_holds_for_its_model_and_its_reader_only(tmp_path: Path) -> None:
    calibration = Calibration(2.0, 0.5, 0.2, "bundled@1")
    save_calibration(tmp_path, "quick", calibration)
    assert load_calibration(tmp_path, "bundled@1", "quick") == (calibration, ())
    assert load_calibration(tmp_path, "bundled@2", "quick") == (Calibration(), ())
    assert load_calibration(tmp_path, "bundled@1", "thorough") == (Calibration(), ())
    assert load_calibration(tmp_path / "none", "bundled@1", "quick") == (Calibration(), ())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"slope": 2', "Expecting"),
        ('{"slope": "a", "model": "m"}', "its slope is no number"),
        ('{"slope": 1e9, "model": "m"}', "its slope is 1000000000.0, not between 0 and 100"),
        ('{"slope": -1, "model": "m"}', "its slope is -1, not between 0 and 100"),
        ('{"slope": NaN, "model": "m"}', "its slope is nan"),
        ('{"offset": null, "model": "m"}', "its offset is no number"),
        ('{"offset": 101, "model": "m"}', "its offset is 101, not between ±100"),
        ('{"possible": 2, "model": "m"}', "it refuses below 2, which is no probability"),
        ('{"model": 3}', "it names no model"),
        ('{"slope": 2}', "it names no model"),
        ("null", "it names no model"),
        ("[" * 100_000, "recursion"),
    ],
)
def test_what_is_no_calibration_is_passed_over_and_reported(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / NAME).write_text(text, encoding="utf-8")
    calibration, (problem,) = load_calibration(tmp_path, "m", "quick")
    assert calibration == Calibration()
    assert said in problem.message
    assert problem.hint == "run `qa calibrate` again, or remove it"


def test_a_bot_with_a_calibration_that_is_none_answers_and_says_so(settings: Settings, write: Write) -> None:
    write("a.txt", "The ferry was sold in 1998.")
    build_index(settings)
    (settings.index_folder / NAME).write_text('{"slope": 1e9}', encoding="utf-8")
    with Bot.open(settings) as bot:
        assert bot.ask("When was the ferry sold?").quotes
        assert [problem.source for problem in bot.problems()] == ["calibration.quick.json"]


def test_the_steepest_calibration_gives_probabilities() -> None:
    """σ(100 · logit(0.9999) + 100) and σ(100 · logit(0.0001) − 100): the odds are beyond what exp can take."""
    assert Calibration(slope=100.0, offset=100.0).probability(0.9999) == 1
    assert Calibration(slope=100.0, offset=-100.0).probability(0.0001) == 0
    assert Calibration(slope=60.0).probability(0.0) == pytest.approx(0, abs=1e-300)


def test_a_slope_that_turns_confidence_upside_down_is_no_calibration() -> None:
    for slope in (0.0, -1.0):
        with pytest.raises(ValueError, match="not between 0 and 100"):
            Calibration(slope=slope)


def test_confidence_that_is_the_wrong_way_round_is_told_where_it_is_fitted() -> None:
    slope, offset = fit(np.repeat([-1.0, 1.0], 40), np.repeat([1.0, 0.0], 40))
    assert slope < 0
    with pytest.raises(TestSetError, match="confidence cannot be fitted to this test set: its slope is -"):
        calibration_of(slope, offset, "m")


def test_data_that_happens_to_be_told_apart_gives_no_steep_slope() -> None:
    """40 wrong ones at log odds of −0.1 and 40 right ones at 0.1: without a ridge, a slope of 37 fits them best.

    Platt's targets are 41/42 and 1/42, and σ(0.1 · slope) = 41/42 at 10 · log(41).
    """
    odds, right = np.repeat([-0.1, 0.1], 40), np.repeat([0.0, 1.0], 40)
    slope, offset = fit(odds, right)
    assert 1 < slope < 10
    assert offset == pytest.approx(0, abs=1e-6)


def test_a_calibration_that_cannot_be_kept_is_told_before_anything_is_asked(settings: Settings, write: Write) -> None:
    write("a.txt", "Something.")
    build_index(settings)
    must_keep_calibration(settings.index, "quick")
    assert not list(settings.index_folder.glob(f"{NAME}*"))
    (settings.index_folder / NAME).mkdir()
    with pytest.raises(StoreError, match=r"calibration\.quick\.json cannot be written"):
        must_keep_calibration(settings.index, "quick")
    with pytest.raises(StoreError, match=r"calibration\.quick\.json cannot be written"):
        save_calibration(settings.index, "quick", Calibration())
    with pytest.raises(StoreError, match=r"calibration\.quick\.json cannot be written"):
        must_keep_calibration(settings.index_folder / "gone", "quick")


def test_a_threshold_that_is_set_beats_the_calibrated_one() -> None:
    document = Document("a.txt", "A", "One sentence.", "d", "utf-8")
    quotes = [Quote.cut(document, 0, 13, score=0.4)]
    state = IndexState(1, "m", 1, 1)
    calibration = Calibration(possible=0.45)
    assert Answerer(Answering(), calibration).answer("?", quotes, state).verdict == "not_found"
    assert Answerer(Answering(possible=0.3), calibration).answer("?", quotes, state).verdict == "possible"


def ferries(write: Write) -> list[Case]:
    """Forty ferries, each in an article of its own with two questions on it."""
    cases: list[Case] = []
    for number in range(40):
        name, year = f"Schiff{chr(65 + number % 26)}{number}", 1900 + number
        write(f"{number}.txt", f"{name}\n\nThe ferry {name} was sold in {year}. Nobody knows why it was painted green.")
        for question in (f"When was the ferry {name} sold?", f"In which year did {name} change hands?"):
            cases.append(Case(id=f"{len(cases)}", question=question, answers=(str(year),), sources=(f"{number}.txt",)))
    return cases


def test_confidence_is_fitted_and_kept_beside_the_index(settings: Settings, write: Write) -> None:
    cases = ferries(write)
    build_index(settings)
    fitted = calibrate(settings, cases, refused=0.1)
    assert fitted.questions == 2 * len(cases)
    assert fitted.after < max(fitted.before, 0.15)
    save_calibration(settings.index, "quick", fitted.calibration)
    with Bot.open(settings) as bot:
        refused = sum(bot.ask(case.question).verdict == "not_found" for case in cases)
    assert refused <= 0.1 * len(cases)
    assert json.loads((settings.index_folder / NAME).read_text(encoding="utf-8"))["model"] == fitted.calibration.model


def test_too_few_questions_are_refused(settings: Settings, write: Write) -> None:
    cases = ferries(write)[:6]
    build_index(settings)
    with pytest.raises(TestSetError, match="too few"):
        calibrate(settings, cases, refused=0.1)
