"""Fits the weights that score a sentence as evidence, and prints them with how well they do.

`python -m training.evidence.fit DATA [--questions 500]`, where DATA is a folder of question sets in JSON Lines
(`question`, `passage`, `answer_start`, `answer`, `lang`), zstd-compressed. Of every set the passages of a random half
of the questions are withheld, so that about half of the questions have no answer in the index. A sentence is evidence
when it covers the answer where it stands. The ranking weights maximise the chance of an evidence sentence among the
sentences of its question (conditional logit, McFadden 1974); the confidence weights come from a logistic regression
over each question's first sentence. Half of the questions are for fitting, the other half for the figures printed.
"""

import argparse
import io
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import zstandard
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import softmax
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from qa.bot import Bot
from qa.index import build_index
from qa.quote import FEATURES, Evidence
from qa.settings import Settings

SETS = ("cmrc2018", "piaf", "arcd", "iapp_thai")
"""Sets of encyclopedic prose whose answers stand verbatim in their passages."""
Row = NDArray[np.float64]


@dataclass(frozen=True)
class Asked:
    """One question: features of its candidate sentences, shape (sentences, features), and which are evidence."""

    features: NDArray[np.float64]
    right: NDArray[np.bool_]


def rows(path: Path) -> Iterator[dict[str, str | int]]:
    """The answerable questions of a set whose answer has a place."""
    with path.open("rb") as raw, zstandard.ZstdDecompressor().stream_reader(raw) as stream:
        for line in io.TextIOWrapper(stream, encoding="utf-8"):
            row = json.loads(line)
            if isinstance(row["answer_start"], int) and row["answer_start"] >= 0 and row["answer"]:
                yield row


def ask_set(path: Path, questions: int, seed: int = 0) -> list[Asked]:
    """Asks a sample of a set's questions over an index of its passages, half of theirs withheld."""
    chance = random.Random(seed)
    every = list(rows(path))
    sample = chance.sample(every, min(questions, len(every)))
    withheld = {str(row["passage"]) for row in sample if chance.random() < 0.5}
    kept = [passage for passage in dict.fromkeys(str(row["passage"]) for row in every) if passage not in withheld]
    names = {passage: f"{number:05}.txt" for number, passage in enumerate(kept)}
    with TemporaryDirectory() as folder:
        settings = Settings(documents=Path(folder, "documents"), index=Path(folder, "index"))
        settings.documents.mkdir()
        for passage, name in names.items():
            text = f"{title_of(passage)}\n\n{passage}".replace("\r", "\n")
            (settings.documents / name).write_text(text, encoding="utf-8")
        build_index(settings)
        with Bot.open(settings) as bot:
            return [_ask(bot, row, names.get(str(row["passage"]))) for row in sample]


def _ask(bot: Bot, row: dict[str, str | int], source: str | None) -> Asked:
    question, passage = str(row["question"])[:1000], str(row["passage"])
    start = len(title_of(passage)) + 2 + int(row["answer_start"])
    weighed = bot.quoter.weigh(question, bot.retrieve(question))
    place = (start, start + len(str(row["answer"])))
    right = [evidence.chunk.source == source and covers(evidence, place) for evidence in weighed]
    return Asked(
        np.array([evidence.features for evidence in weighed]).reshape(-1, len(FEATURES)), np.array(right, bool)
    )


def title_of(passage: str) -> str:
    """A heading such as an article would have, for passages that come without one: the words before the first stop."""
    return re.split(r"[（(，,。.:：;；]|是| is | est ", passage.strip().partition("\n")[0])[0][:40].strip()


def covers(evidence: Evidence, place: tuple[int, int]) -> bool:
    """The sentence holds the whole answer."""
    return evidence.start <= place[0] and place[1] <= evidence.end


def fit_ranking(asked: Sequence[Asked], penalty: float = 0.5) -> Row:
    """One weight a feature."""
    some = [one for one in asked if one.right.any()]

    def loss(weights: Row) -> tuple[float, Row]:
        total, gradient = penalty * float(weights @ weights), 2 * penalty * weights
        for one in some:
            chance = softmax(one.features @ weights)
            right = chance[one.right].sum()
            total -= np.log(right)
            gradient = gradient + chance @ one.features - chance[one.right] @ one.features[one.right] / right
        return total, gradient

    return np.asarray(minimize(loss, np.zeros(len(FEATURES)), jac=True).x)


def firsts(asked: Sequence[Asked], ranking: Row) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Features of each question's first sentence, shape (questions, features), and whether it is evidence."""
    best = [int(np.argmax(one.features @ ranking)) for one in asked]
    features = np.array([one.features[at] for one, at in zip(asked, best, strict=True)])
    return features, np.array([one.right[at] for one, at in zip(asked, best, strict=True)])


def measure(name: str, asked: Sequence[Asked], ranking: Row, confidence: LogisticRegression) -> None:
    """Prints how often the first sentence is evidence, and how well its probability tells."""
    features, right = firsts(asked, ranking)
    chance = confidence.predict_proba(features)[:, 1]
    held = np.array([one.right.any() for one in asked])
    bins = np.clip((chance * 10).astype(int), 0, 9)
    error = sum(abs(chance[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in set(bins))
    print(
        f"{name:<10} n = {len(asked):4}  evidence retrieved {held.mean():.3f}  first is evidence {right.mean():.3f}, "
        f"of retrieved {right[held].mean():.3f}  AUROC {roc_auc_score(right, chance):.3f}  ECE {error:.3f}"
    )


def main() -> None:
    """Asks, fits, prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--questions", type=int, default=500, help="questions of each set")
    options = parser.parse_args()
    sets = {name: ask_set(options.data / f"{name}.jsonl.zst", options.questions) for name in SETS}
    sets = {name: [one for one in asked if len(one.features)] for name, asked in sets.items()}
    fitting = [one for asked in sets.values() for one in asked[::2]]
    ranking = fit_ranking(fitting)
    confidence = LogisticRegression(C=10, max_iter=1000).fit(*firsts(fitting, ranking))
    for name, asked in sets.items():
        measure(name, asked[1::2], ranking, confidence)
    measure("all", [one for asked in sets.values() for one in asked[1::2]], ranking, confidence)
    for title, weights in (("RANKING", ranking), ("CONFIDENCE", confidence.coef_[0])):
        print(f"{title} = ({', '.join(f'{weight:.2f}' for weight in weights)})")
    print(f"CONFIDENCE_BIAS = {confidence.intercept_[0]:.2f}")


if __name__ == "__main__":
    main()
