"""Fits the weights that score a sentence as evidence, and prints them with how well they do.

`python -m training.evidence.fit DATA [--questions 500]`, where DATA is a folder of question sets in JSON Lines
(`question`, `passage`, `answer_start`, `answer`, `lang`), zstd-compressed. Of every set the passages of a random half
of the questions are withheld, so that about half of the questions have no answer in the index. A sentence is evidence
when it covers the answer where it stands. The ranking weights come from a logistic regression over the sentences of
the retrieved passages, the scale and bias from another (Platt, 1999) over each question's first sentence alone.
Half of the questions are for fitting, the other half for the figures printed.
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
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from qa.bot import Bot
from qa.index import build_index
from qa.quote import FEATURES, Evidence
from qa.settings import Settings

SETS = ("cmrc2018", "piaf", "covid_qa", "arcd", "iapp_thai")
"""Sets with a clear licence whose answers stand verbatim in their passages."""


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


def fit(asked: Sequence[Asked]) -> NDArray[np.float64]:
    """The bias followed by the weights, such that sigmoid(bias + weights · features) is the first one's chance."""
    some = [one for one in asked if one.right.any()]
    ranker = LogisticRegression(C=10, max_iter=1000)
    ranker.fit(np.vstack([one.features for one in some]), np.concatenate([one.right for one in some]))
    weights = ranker.coef_[0]
    best = [int(np.argmax(one.features @ weights)) for one in asked]
    tops = np.array([one.features[at] @ weights for one, at in zip(asked, best, strict=True)])
    scale = LogisticRegression(C=1e6).fit(tops[:, None], [one.right[at] for one, at in zip(asked, best, strict=True)])
    return np.concatenate([scale.intercept_, scale.coef_[0][0] * weights])


def measure(name: str, asked: Sequence[Asked], weights: NDArray[np.float64]) -> None:
    """Prints how often the first sentence is evidence, and how well its probability tells."""
    best = [int(np.argmax(one.features @ weights[1:])) for one in asked]
    right = np.array([one.right[at] for one, at in zip(asked, best, strict=True)])
    chance = np.array(
        [1 / (1 + np.exp(-weights[0] - one.features[at] @ weights[1:])) for one, at in zip(asked, best, strict=True)]
    )
    held = np.array([one.right.any() for one in asked])
    bins = np.clip((chance * 10).astype(int), 0, 9)
    error = sum(abs(chance[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in set(bins))
    print(
        f"{name:<12} n = {len(asked):4}  evidence retrieved {held.mean():.3f}  first is evidence {right.mean():.3f}"
        f"  of retrieved {right[held].mean():.3f}  AUROC {roc_auc_score(right, chance):.3f}  calibration error {error:.3f}"
    )


def main() -> None:
    """Asks, fits, prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--questions", type=int, default=500, help="questions of each set")
    options = parser.parse_args()
    asked = {name: ask_set(options.data / f"{name}.jsonl.zst", options.questions) for name in SETS}
    asked = {name: [one for one in some if len(one.features)] for name, some in asked.items()}
    weights = fit([one for some in asked.values() for one in some[::2]])
    for name, some in asked.items():
        measure(name, some[1::2], weights)
    measure("all", [one for some in asked.values() for one in some[1::2]], weights)
    for name, weight in zip(("bias", *FEATURES), weights, strict=True):
        print(f"{name:<12}{weight:8.3f}")


if __name__ == "__main__":
    main()
