"""Fit how likely a marked answer is right, which decides whether it stands above the quotes.

`python -m training.evidence.headline FOLDER... --out src/qa/asking/weights [--questions 250]`. A FOLDER holds
`documents/` and `testset.jsonl`; the reader is the one of the settings, as in `fit`. The questions are asked of all
documents, and half of them again without a random half of the documents asked about. An answer is right when it holds
the gold answer's words, or comes near it (F1 of .8).
Logistic regression on what `qa.asking.headline.answer_values` gives; judged by five-fold cross-validation over
documents, and printed: how many of the answers found would be shown at each threshold, and how many of those are right,
with Wilson's 95 % interval.
"""

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import regex
from scipy.stats import binomtest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from qa.asking.confidence import Usual
from qa.asking.headline import answer_values
from qa.asking.quote import answering
from qa.bot import Bot
from qa.evaluation.scores import answer_f1
from qa.settings import Answering
from training.evidence.asking import Flags, Floats, bot_without, reader_in_force, withheld_half
from training.evidence.questions import Question, QuestionSet, read_folder

NEAR = 0.8
NAMED = 0.85
FOLDS = 5
THRESHOLDS = (0.7, 0.75, 0.8, 0.85, 0.9)
_LEFT_OUT = regex.compile(r"[\p{P}\s]")


@dataclass(frozen=True)
class Marked:
    """An answer that was marked in a first quote."""

    name: str
    source: str
    values: dict[str, float]
    found: bool
    right: bool


def is_right(answer: str, gold: str) -> bool:
    """The answer holds the gold one's words, or comes near it.

    >>> is_right("the engineer Henry Winstanley", "Henry Winstanley"), is_right("in 1698", "Henry Winstanley")
    (True, False)
    """
    held = _LEFT_OUT.sub("", gold.casefold()) in _LEFT_OUT.sub("", answer.casefold())
    return bool(gold) and (held or answer_f1(answer, [gold]) >= NEAR)


def marked(questions: QuestionSet, most: int) -> Iterator[Marked]:
    """The answers to at most `most` of the questions, and to half of them without half of the documents."""
    asked = random.Random(1).sample(list(questions.questions), min(most, len(questions.questions)))
    for some, withheld in ((asked, set[str]()), (asked[: len(asked) // 2], withheld_half(asked))):
        with bot_without(questions, withheld) as bot:
            yield from (one for question in some if (one := _marked(bot, questions, question)))


def _marked(bot: Bot, questions: QuestionSet, question: Question) -> Marked | None:
    """The answer in the first quote; None where none is marked."""
    query = bot.query(question.text)
    hits = bot.retrieve(question.text)
    evidence = bot.finder.find(query, hits)
    if not evidence:
        return None
    quote = bot.quoter.quote(query, hits)[0]
    if not quote.answer:
        return None
    pick, usual = bot.quoter.pick(evidence, query.text)[0], Usual.of(evidence)
    gold = questions.documents[question.source][question.start : question.end] if question.answered else ""
    values = answer_values(pick, answering(pick), quote.answer, usual, quote.score)
    right = is_right(quote.answer, gold)
    return Marked(questions.name, question.source, values, quote.score >= Answering().found, right)


def report(answers: Sequence[Marked], chances: Floats, right: Flags) -> None:
    """Prints how many are shown, and how many of those are right, by threshold and by set."""
    found = np.array([one.found for one in answers])
    print(f"{len(answers)} marked answers, {found.sum()} of them found, right {right[found].mean():.3f} of these")
    told, told_found = roc_auc_score(right, chances), roc_auc_score(right[found], chances[found])
    print(f"AUROC {told:.3f}, among those found {told_found:.3f}")
    for least in THRESHOLDS:
        print(f"from {least}: {_share(found & (chances >= least), found, right)}")
    for name in sorted({one.name for one in answers}):
        own = np.array([one.name == name for one in answers])
        print(f"from {NAMED}, {name}: {_share(found & own & (chances >= NAMED), found & own, right)}")


def _share(shown: Flags, found: Flags, right: Flags) -> str:
    if not shown.any():
        return "none shown"
    count, good = int(shown.sum()), int(right[shown].sum())
    low, high = binomtest(good, count).proportion_ci(method="wilson")
    return f"shown {count / found.sum():.2f}, right {good} of {count}, {good / count:.3f} [{low:.3f}, {high:.3f}]"


def main() -> None:
    """Asks, fits, prints, writes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", metavar="FOLDER")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=250, help="of each set, at most")
    options = parser.parse_args()
    answers = [one for name in options.folders for one in marked(read_folder(name), options.questions)]
    names = list(answers[0].values)
    values, right = np.array([list(one.values.values()) for one in answers]), np.array([one.right for one in answers])
    groups = [one.source.rpartition("@")[2] for one in answers]
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.3, max_iter=5000))
    folds = GroupKFold(FOLDS)
    chances = cross_val_predict(model, values, right, groups=groups, cv=folds, method="predict_proba")
    report(answers, chances[:, 1], right)
    scale, fitted = (step for _, step in model.fit(values, right).steps)
    weights = fitted.coef_[0] / scale.scale_
    stored = {
        "weights": {name: round(float(weight), 5) for name, weight in zip(names, weights, strict=True)},
        "bias": round(float(fitted.intercept_[0] - weights @ scale.mean_), 5),
    }
    (options.out / reader_in_force() / "headline.json").write_text(
        json.dumps(stored, indent=1) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
