"""Calibration: a fit that recovers what made the data, thresholds, and a file that only its model reads."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from qa.asking.answer import Answerer
from qa.asking.calibration import NAME, Calibration, load_calibration, logit, save_calibration
from qa.bot import Bot
from qa.errors import TestSetError
from qa.evaluation.calibrate import calibrate, crossed, fit
from qa.index import build_index
from qa.records import Document, IndexState, Quote
from qa.settings import Answering, Settings
from qa.testsets.cases import Case

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


def test_a_calibration_holds_for_its_model_only_and_a_torn_one_for_none(tmp_path: Path) -> None:
    calibration = Calibration(2.0, 0.5, 0.2, "bundled@1")
    save_calibration(tmp_path, calibration)
    assert load_calibration(tmp_path, "bundled@1") == calibration
    assert load_calibration(tmp_path, "bundled@2") == Calibration()
    (tmp_path / NAME).write_text('{"slope": 2', encoding="utf-8")
    assert load_calibration(tmp_path, "bundled@1") == Calibration()


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
    save_calibration(settings.index, fitted.calibration)
    with Bot.open(settings) as bot:
        refused = sum(bot.ask(case.question).verdict == "not_found" for case in cases)
    assert refused <= 0.1 * len(cases)
    assert json.loads((settings.index / NAME).read_text(encoding="utf-8"))["model"] == fitted.calibration.model


def test_too_few_questions_are_refused(settings: Settings, write: Write) -> None:
    cases = ferries(write)[:6]
    build_index(settings)
    with pytest.raises(TestSetError, match="too few"):
        calibrate(settings, cases, refused=0.1)
