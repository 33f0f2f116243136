"""Fit the weights that order evidence and judge it.

`python -m training.evidence.fit DATA FOLDER | A:B ... --out src/qa/asking/weights`. A FOLDER holds
`documents/` and `testset.jsonl`; A:B asks the questions of folder A of the documents of folder B. What is fitted to is
what the reader says that the settings name (`QA_ANSWERING__READER`), and it is written to a folder of its name.

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
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.base import clone
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from qa.asking.confidence import JUDGED, STRANGE_MEANING, STRANGE_WORDS, Usual, judged
from qa.asking.features import FEATURES
from qa.asking.quote import reading_well
from qa.asking.ranking import Pick, Ranking, chosen
from qa.asking.trees import Tree, Trees
from qa.embed.static import open_bundled
from qa.evaluation.calibrate import calibration_error
from training.evidence.asking import Asked, Flags, Floats, ask, ask_few, ask_mixed, halves, reader_in_force
from training.evidence.questions import QuestionSet, holed, misled, read_folder, read_sets

Asking = Callable[[], list[Asked]]
PENALTY = 0.02  # of the squared weights of standardised features
SIGNED = ("length", "opening", "novelty", "answers")
FOLDS = 5
BOOSTED = GradientBoostingClassifier(
    n_estimators=80, max_depth=3, learning_rate=0.1, subsample=0.5, min_samples_leaf=60, random_state=0
)
ALMOST = 0.4  # weight of a question where half of them are almost answered: rarer in use than asking what is not there
CARRIERS = 12
QUOTES = 3


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


def ask_all(
    sets: Sequence[QuestionSet], names: Sequence[str], most: int, workers: int
) -> tuple[dict[str, list[Asked]], dict[str, list[Asked]]]:
    """The questions of the FOLDERs by how they are asked; apart, those of which half are almost answered."""
    encoder = open_bundled()
    asked: dict[str, Asking] = {}
    almost: dict[str, Asking] = {}
    folders = {name: read_folder(name) for name in names}
    for questions in folders.values():
        every = questions.questions
        for name, withhold in ((f"{questions.name}, withheld", True), (questions.name, False)):
            asked[name] = partial(ask, questions, every, most // 2, withhold=withhold)
        asked[f"{questions.name}, few"] = partial(ask_few, questions, every, most // 2)
        for one in (holed(questions), *([] if "→" in questions.name else [misled(questions, encoder, 0.5)])):
            almost[one.name] = partial(ask, one, one.questions, most // 4, withhold=False)
    for one in sets:
        if not all(question.answered for question in one.questions):
            almost[one.name] = partial(ask, one, halves(one)[1], most // 2, withhold=False)
    asked["mixed"] = partial(ask_mixed, [questions for name, questions in folders.items() if ":" not in name])
    found = dict(zip((*asked, *almost), in_parallel([*asked.values(), *almost.values()], workers), strict=True))
    return {name: found[name] for name in asked}, {name: found[name] for name in almost}


def in_parallel(askings: Sequence[Asking], workers: int) -> list[list[Asked]]:
    """What each asks, in their order."""
    with ProcessPoolExecutor(workers) as pool:
        return [future.result() for future in [pool.submit(asking) for asking in askings]]


def fit_confidence(
    asked: dict[str, list[Asked]], almost: dict[str, list[Asked]], ranking: Ranking
) -> GradientBoostingClassifier:
    """The trees, fitted to all; prints how those of a cross-validation tell."""
    weights = np.repeat([1, ALMOST], [sum(map(len, some.values())) for some in (asked, almost)])
    asked = asked | almost
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
    places = places_of(asked)
    for name, place in {**places, "all": np.arange(len(everything))}.items():
        measure(name, held[place], right[place], three[place], chances[place])
    whole = np.concatenate([places[name] for name in asked if f"{name}, withheld" in asked and "→" not in name])
    tenth = np.quantile(chances[whole], 0.1)
    print(f"a tenth of those asked of all documents in their language stay below {tenth:.3f}")
    print(strangers(values, right, chances))
    return clone(BOOSTED).fit(values, right, sample_weight=weights)


def strangers(values: Floats, right: Flags, chances: Floats) -> str:
    """How often first quotes hold the answer that share neither words nor meaning with the question."""
    words, meaning = (values[:, JUDGED.index(name)] for name in ("context", "passage_similarity"))
    strange = (words <= STRANGE_WORDS) & (meaning < STRANGE_MEANING)
    most = chances[strange].max(initial=0)
    return f"{right[strange].sum()} of {strange.sum()} strangers hold the answer; the trees give them up to {most:.2f}"


def places_of(asked: dict[str, list[Asked]]) -> dict[str, NDArray[np.intp]]:
    """Where the questions of each name stand among all, those asked with and without withheld documents also joined."""
    ends = np.cumsum([len(rows) for rows in asked.values()])
    places = {name: np.arange(end - len(rows), end) for (name, rows), end in zip(asked.items(), ends, strict=True)}
    for name in [name for name in places if f"{name}, withheld" in places]:
        places[f"{name}, both"] = np.concatenate((places[name], places[f"{name}, withheld"]))
    return places


def main() -> None:
    """Asks, fits, prints, writes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("folders", nargs="+", metavar="FOLDER|A:B")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=800, help="of each set, at most")
    parser.add_argument("--workers", type=int, default=1, help="processes that ask")
    options = parser.parse_args()
    sets = read_sets(options.data)
    train = in_parallel([partial(ask, one, halves(one)[1], options.questions) for one in sets], options.workers)
    found = fit_ranking(train)
    print(f"what carries the order: {carriers(found, [one for rows in train for one in rows])}", flush=True)
    ranking = Ranking({name: round(float(weight), 4) for name, weight in zip(FEATURES, found, strict=True)})
    asked = ask_all(sets, options.folders, options.questions, options.workers)
    model = fit_confidence(*asked, ranking)
    order = np.argsort(-model.feature_importances_)[:CARRIERS]
    carried = ", ".join(f"{JUDGED[at]} {model.feature_importances_[at]:.2f}" for at in order)
    print(f"what carries the confidence: {carried}")
    out = options.out / reader_in_force()
    for name, stored in (("ranking", ranking.weights), ("confidence", trees_of(model, JUDGED).stored())):
        (out / f"{name}.json").write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


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
