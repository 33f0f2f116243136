"""Fit the weights that order evidence and judge it.

`python -m training.evidence.fit DATA FOLDER | A:B ... --out src/qa/asking/weights`. A FOLDER holds
`documents/` and `testset.jsonl`; A:B asks the questions of folder A of the documents of folder B.

The questions of DATA on the documents that did not train the reader are asked of an index without a random half of the
documents asked about, so that about half of them have no answer. A sentence is evidence when it covers the answer where
it stands. The ranking weights maximise the chance of an evidence sentence among the sentences of its question
(conditional logit, McFadden 1974); they see DATA alone.

The confidence is gradient boosting (Friedman 2001) on what the first quote holds. How many questions can be answered,
and what similar means, differs between languages more than DATA can show: it is fitted on the FOLDERs, asked with and
without withheld documents, without half of the sentences that answer, with half of the questions changed so that they
are only almost answered, as if there were hardly any documents, and in small folders of all languages; and on the
questions of DATA that people wrote to be almost answered. It is judged by five-fold cross-validation over documents.
"""

import argparse
import json
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.base import clone
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from qa.asking.confidence import JUDGED, Usual, judged
from qa.asking.evidence import Evidence
from qa.asking.features import FEATURES, values_of
from qa.asking.quote import reading_well
from qa.asking.ranking import Pick, Ranking, chosen
from qa.asking.trees import Tree, Trees
from qa.bot import Bot
from qa.embed.static import open_bundled
from qa.evaluation.calibrate import calibration_error
from qa.records import Hit
from training.evidence.asking import bot_without, halves, withheld_half
from training.evidence.questions import Question, QuestionSet, holed, misled, read_folder, read_sets

PENALTY = 0.02  # of the squared weights of standardised features
SIGNED = ("length", "opening", "novelty", "answers")
FOLDS = 5
FOLDERS, FEW_DOCUMENTS, FEW_QUESTIONS = 12, 3, 8  # mixed folders; documents of each set in one, questions in and out
BOOSTED = GradientBoostingClassifier(
    n_estimators=80, max_depth=3, learning_rate=0.1, subsample=0.5, min_samples_leaf=60, random_state=0
)
ALMOST = 0.4  # weight of a question where half of them are almost answered: rarer in use than asking what is not there
CARRIERS = 12
QUOTES = 3
OWN = 0.6  # share of the questions asked of few passages that get some of those found for them

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Asked:
    """One question: its candidate sentences, which of them are evidence, and the text of their documents."""

    question: Question
    evidence: Sequence[Evidence]
    right: Flags
    texts: dict[str, str]

    @property
    def features(self) -> Floats:
        """Shape (sentences, features)."""
        return np.array([values_of(one.features) for one in self.evidence])


def ask(questions: QuestionSet, asked: Sequence[Question], most: int, *, withhold: bool = True) -> list[Asked]:
    """At most `most` of the questions, asked without half of the documents; those that find nothing are left out."""
    asked = random.Random(1).sample(asked, min(most, len(asked)))
    with bot_without(questions, withheld_half(asked) if withhold else set()) as bot:
        every = [_weighed(bot, questions, question, bot.retrieve(question.text)) for question in asked]
    return [one for one in every if one.evidence]


def ask_few(questions: QuestionSet, asked: Sequence[Question], most: int) -> list[Asked]:
    """The same as if there were only one to three passages: of those found for the question, or for another one."""
    chance = random.Random(2)
    asked = chance.sample(asked, min(most, len(asked)))
    with bot_without(questions, set()) as bot:
        found = [bot.retrieve(question.text) for question in asked]
        pools = [hits if chance.random() < OWN else chance.choice(found) for hits in found]
        few = [chance.sample(hits, min(len(hits), chance.randint(1, 3))) for hits in pools]
        every = [_weighed(bot, questions, question, hits) for question, hits in zip(asked, few, strict=True)]
    return [one for one in every if one.evidence]


def ask_mixed(sets: Sequence[QuestionSet]) -> list[Asked]:
    """Questions of all sets asked of small folders with a few documents of each, and as many on documents elsewhere:
    where a language has few documents, one of them stands out for every question in it."""
    chance = random.Random(3)
    found: list[Asked] = []
    for _ in range(FOLDERS):
        documents: dict[str, str] = {}
        questions: list[Question] = []
        for at, one in enumerate(sets):
            kept = set(chance.sample(sorted(one.documents), FEW_DOCUMENTS))
            documents |= {f"{at:02}@{source}": one.documents[source] for source in kept}
            here = [question for question in one.questions if question.source in kept]
            elsewhere = [question for question in one.questions if question.source not in kept]
            for some in (here, elsewhere):
                drawn = chance.sample(some, min(len(some), FEW_QUESTIONS))
                questions += [replace(question, source=f"{at:02}@{question.source}") for question in drawn]
        mixed = QuestionSet("mixed", questions, documents)
        with bot_without(mixed, set()) as bot:
            found += [_weighed(bot, mixed, question, bot.retrieve(question.text)) for question in questions]
    return [one for one in found if one.evidence]


def _weighed(bot: Bot, questions: QuestionSet, question: Question, hits: Sequence[Hit]) -> Asked:
    evidence = bot.finder.find(bot.query(question.text), hits)
    right = [question.answered_by(one.chunk.source, one.start, one.end) for one in evidence]
    texts = {one.chunk.source: questions.documents[one.chunk.source] for one in evidence}
    return Asked(question, evidence, np.array(right, bool), texts)


def fit_ranking(sets: Sequence[Sequence[Asked]]) -> Floats:
    """One weight a feature, for features as they are; every set counts alike. What speaks for a sentence cannot speak
    against it: but for those of SIGNED, no weight is negative, which carries over better to other documents."""
    some = [(one, 1 / len(asked)) for asked in sets for one in asked if one.right.any()]
    rows, right = np.concatenate([one.features for one, _ in some]), np.concatenate([one.right for one, _ in some])
    sizes = np.array([len(one.right) for one, _ in some])
    firsts = np.cumsum(sizes) - sizes
    share = np.array([weight for _, weight in some])
    share /= share.sum()
    spread = rows.std(axis=0) + 1e-9
    scaled = rows / spread

    def loss(weights: Floats) -> tuple[float, Floats]:
        ranks = scaled @ weights
        chances = np.exp(ranks - np.repeat(np.maximum.reduceat(ranks, firsts), sizes))
        everything = np.add.reduceat(chances, firsts)
        good = np.maximum(np.add.reduceat(chances * right, firsts), 1e-30)
        pull = chances * (np.repeat(share / everything, sizes) - right * np.repeat(share / good, sizes))
        value = share @ np.log(everything / good) + PENALTY * weights @ weights
        return float(value), pull @ scaled + 2 * PENALTY * weights

    bounds = [(None if name in SIGNED else 0.0, None) for name in FEATURES]
    found = minimize(loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B", bounds=bounds)
    return np.asarray(found.x / spread)


def picks_of(one: Asked, ranking: Ranking) -> list[Pick]:
    """What would be quoted."""
    return chosen(one.evidence, ranking.chances(one.evidence), QUOTES)


def holds(one: Asked, pick: Pick) -> bool:
    """The pick, as it would be quoted, holds the answer: at its place, or in the same words in the same document."""
    source, question = pick.best.chunk.source, one.question
    text = one.texts[source]
    start, end = reading_well(text, *pick.place)
    if source != question.source or not question.answered:
        return False
    return question.answered_by(source, start, end) or text[question.start : question.end] in text[start:end]


def measure(name: str, held: Flags, firsts: Flags, three: Flags, chances: Floats) -> None:
    """Prints how often the first quote and any quote hold the answer, and how well the probability tells.

    One value a question: `held`, whether the answer was found at all; whether in the first quote, and in any.
    """
    print(
        f"{name:<26} n = {len(held):4}  found {held.mean():.3f}  of these first {firsts[held].mean():.3f} "
        f"any {three[held].mean():.3f}  AUROC {roc_auc_score(firsts, chances):.3f}  "
        f"ECE {calibration_error(chances.astype(np.float64), firsts.astype(np.float64)):.3f}",
        flush=True,
    )


def carriers(weights: Floats, asked: Sequence[Asked]) -> str:
    """The features by weight times spread, the largest first."""
    carried = weights * np.concatenate([one.features for one in asked]).std(axis=0)
    return ", ".join(f"{FEATURES[at]} {carried[at]:.2f}" for at in np.argsort(-abs(carried)) if abs(carried[at]) > 5e-3)


def main() -> None:
    """Asks, fits, prints, writes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("folders", nargs="+", metavar="FOLDER|A:B")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=800, help="of each set, at most")
    options = parser.parse_args()
    encoder = open_bundled()
    sets = read_sets(options.data)
    train = [ask(one, halves(one)[1], options.questions) for one in sets]
    found = fit_ranking(train)
    print(f"what carries the order: {carriers(found, [one for rows in train for one in rows])}", flush=True)
    asked: dict[str, list[Asked]] = {}
    almost: dict[str, list[Asked]] = {}
    folders = {folder: read_folder(folder) for folder in options.folders}
    for questions in folders.values():
        for name, withhold in ((f"{questions.name}, withheld", True), (questions.name, False)):
            asked[name] = ask(questions, questions.questions, options.questions // 2, withhold=withhold)
        asked[f"{questions.name}, few"] = ask_few(questions, questions.questions, options.questions // 2)
        for one in (holed(questions), *([] if "→" in questions.name else [misled(questions, encoder, 0.5)])):
            almost[one.name] = ask(one, one.questions, options.questions // 4, withhold=False)
    for one in sets:
        if not all(question.answered for question in one.questions):
            almost[one.name] = ask(one, halves(one)[1], options.questions // 2, withhold=False)
    asked["mixed"] = ask_mixed([questions for folder, questions in folders.items() if ":" not in folder])
    weights = np.repeat([1, ALMOST], [sum(map(len, some.values())) for some in (asked, almost)])
    asked |= almost
    ranking = Ranking({name: round(float(weight), 4) for name, weight in zip(FEATURES, found, strict=True)})
    everything = [one for rows in asked.values() for one in rows]
    picks = [picks_of(one, ranking) for one in everything]
    values = np.array([_values(one, some[0]) for one, some in zip(everything, picks, strict=True)])
    right = np.array([holds(one, some[0]) for one, some in zip(everything, picks, strict=True)])
    held = np.array([one.right.any() for one in everything])
    three = np.array([any(holds(one, pick) for pick in some) for one, some in zip(everything, picks, strict=True)])
    groups = [one.question.source.rpartition("@")[2] for one in everything]  # an article has one name in all languages
    folds = GroupKFold(FOLDS)
    chances = cross_val_predict(
        BOOSTED, values, right, groups=groups, cv=folds, method="predict_proba", params={"sample_weight": weights}
    )[:, 1]
    ends = np.cumsum([len(rows) for rows in asked.values()])
    places = {name: np.arange(end - len(rows), end) for (name, rows), end in zip(asked.items(), ends, strict=True)}
    for name in [name for name in places if f"{name}, withheld" in places]:
        places[f"{name}, both"] = np.concatenate((places[name], places[f"{name}, withheld"]))
    for name, place in {**places, "all": np.arange(len(everything))}.items():
        measure(name, held[place], right[place], three[place], chances[place])
    whole = np.concatenate([places[name] for name in asked if f"{name}, withheld" in asked and "→" not in name])
    tenth = np.quantile(chances[whole], 0.1)
    print(f"a tenth of those asked of all documents in their language stay below {tenth:.3f}")
    model = clone(BOOSTED).fit(values, right, sample_weight=weights)
    order = np.argsort(-model.feature_importances_)[:CARRIERS]
    print(
        "what carries the confidence: "
        + ", ".join(f"{JUDGED[at]} {model.feature_importances_[at]:.2f}" for at in order)
    )
    for name, stored in (("ranking", ranking.weights), ("confidence", trees_of(model, JUDGED).stored())):
        (options.out / f"{name}.json").write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


def _values(one: Asked, first: Pick) -> list[float]:
    """Those of JUDGED."""
    return list(judged(first, Usual.of(one.evidence)).values())


def trees_of(model: GradientBoostingClassifier, names: Sequence[str]) -> Trees:
    """What a fitted classifier learned, as `Trees` over values of these names."""
    prior = model.init_.class_prior_[1]
    start = math.log(prior / (1 - prior))
    return Trees(start, tuple(_tree(one.tree_, 0, model.learning_rate, names) for one in model.estimators_[:, 0]))


def _tree(tree: Any, at: int, rate: float, names: Sequence[str]) -> Tree:
    low, high = int(tree.children_left[at]), int(tree.children_right[at])
    if low < 0:
        return round(rate * float(tree.value[at, 0, 0]), 5)
    threshold = float(tree.threshold[at])
    return names[tree.feature[at]], threshold, _tree(tree, low, rate, names), _tree(tree, high, rate, names)


if __name__ == "__main__":
    main()
