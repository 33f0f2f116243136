"""Fit what tells a follow-up question.

`python -m training.evidence.followups [--out src/qa/asking/weights/followup.json]`

Asks `testsets/conversations.jsonl` of the sample documents, alone and completed, and fits the weights of
the CLUES in `qa.asking.followup`. Printed are the decisions of a leave-one-out cross-validation, and what they do to
the first quote. A question that stands alone weighs COST times as much as one that does not: never mix what can stand
alone. Then the confidence of completed answers is calibrated (Platt 1999).
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import LeaveOneOut, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from qa.asking.calibration import POSSIBLE, Calibration, logit
from qa.asking.followup import CLUES, Turn, clues
from qa.bot import Bot
from qa.index import build_index
from qa.records import Answer, Query
from qa.settings import Settings
from qa.testsets.cases import Case, read_testset

COST = 3.0
CONVERSATIONS = Path("testsets/conversations.jsonl")


def right(case: Case, answer: Answer) -> bool:
    """The first quote holds an answer; for what has none, the question is refused."""
    if not case.answerable:
        return answer.verdict == "not_found"
    quotes = (*answer.quotes, *answer.near_misses)[:1]
    return any(quote.source in case.sources and any(said in quote.text for said in case.answers) for quote in quotes)


def calibrated(cases: Sequence[Case], completed: Sequence[Answer], dependent: NDArray[np.bool_]) -> Calibration:
    """The confidence of completed answers, fitted on all questions: those that stand alone often go on elsewhere."""
    odds = np.array([[logit(answer.confidence)] for answer in completed])
    held = np.array([case.answerable and right(case, answer) for case, answer in zip(cases, completed, strict=True)])
    found = cross_val_predict(LogisticRegression(), odds, held, cv=LeaveOneOut(), method="predict_proba")[:, 1]
    before = np.array([answer.confidence for answer in completed])
    for name, chances in (("as of any question", before), ("calibrated", found)):
        refused = np.mean(chances[dependent] < POSSIBLE)
        print(f"confidence of completed follow-ups, {name}: {chances[dependent].mean():.2f}, {refused:.2f} refused")
    model = LogisticRegression().fit(odds, held)
    return Calibration(float(model.coef_[0, 0]), float(model.intercept_[0]))


def ask(cases: Sequence[Case]) -> list[tuple[Query, Turn, Answer, Answer]]:
    """Each question, what came before it, and its answers alone and completed."""
    with TemporaryDirectory() as folder:
        settings = Settings(documents=Path("documents"), index=Path(folder))
        build_index(settings)
        with Bot.open(settings) as bot:
            return [_ask(bot, case) for case in cases]


def _ask(bot: Bot, case: Case) -> tuple[Query, Turn, Answer, Answer]:
    turn = Turn.of(bot.ask(_previous(case)))
    assert turn is not None
    query = bot.query(case.question)
    quotes = bot.quotes_after(query, turn)[0]
    return query, turn, bot.ask(case.question), bot.answerer.answer(case.question, quotes, bot.state())


def _previous(case: Case) -> str:
    return str((case.model_extra or {})["previous"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    cases = read_testset(CONVERSATIONS)
    dependent = np.array([bool((case.model_extra or {})["dependent"]) for case in cases])
    answers = ask(cases)
    rows = np.array([clues(*four) for four in answers])
    model = make_pipeline(StandardScaler(), LogisticRegression(class_weight={True: 1.0, False: COST}))
    decided = cross_val_predict(model, rows, dependent, cv=LeaveOneOut())
    print(
        f"{len(cases)} questions; follow-ups told {decided[dependent].mean():.2f}; mixed though they stand alone ",
        end="",
    )
    print(f"{decided[~dependent].mean():.2f}")
    for name, kind in (("follow-ups", dependent), ("standing alone", ~dependent)):
        alone = np.array([right(case, answer) for case, (_, _, answer, _) in zip(cases, answers, strict=True)])
        together = np.array([right(case, answer) for case, (_, _, _, answer) in zip(cases, answers, strict=True)])
        shown = np.where(decided, together, alone)
        print(
            f"{name}: right alone {alone[kind].mean():.2f}, completed {together[kind].mean():.2f}, "
            f"as decided {shown[kind].mean():.2f}"
        )
    for case, needs, mixed in zip(cases, dependent, decided, strict=True):
        if needs != mixed:
            print(f"  {'missed' if needs else 'mixed'}: {_previous(case)} → {case.question}")
    model.fit(rows, dependent)
    scaler, logistic = model[0], model[1]
    weights = logistic.coef_[0] / scaler.scale_
    stored = {name: round(float(weight), 4) for name, weight in zip(CLUES, weights, strict=True)}
    stored["bias"] = round(float(logistic.intercept_[0] - weights @ scaler.mean_), 4)
    calibration = calibrated(cases, [together for _, _, _, together in answers], dependent)
    stored |= {"slope": round(calibration.slope, 4), "offset": round(calibration.offset, 4)}
    print(stored)
    if options.out:
        options.out.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
