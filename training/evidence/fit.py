"""Fits the weights that score a sentence as evidence, and prints them with how well they do.

`python -m training.evidence.fit DATA [FOLDER | A:B ...] [--questions 400]`. DATA is a folder of question sets in JSON
Lines (`question`, `passage`, `answer_start`, `answer`), zstd-compressed. A FOLDER holds `documents/` and
`testset.jsonl`; A:B asks the questions of folder A of the documents of folder B, for parallel sets: no question set of
DATA crosses languages, and without any that does, an answer in another language is never trusted.

Of every set a random half of the documents is withheld, so that about half of the questions have no answer. A sentence
is evidence when it covers the answer where it stands. The ranking weights maximise the chance of an evidence sentence
among the sentences of its question (conditional logit, McFadden 1974); the confidence weights come from a logistic
regression over each question's first sentence. Half of the questions are for fitting, the other half for the figures.
"""

import argparse
import io
import json
import random
import re
from collections.abc import Mapping, Sequence
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

from benchmarks.across import across
from qa.bot import Bot
from qa.index import build_index
from qa.load import load_document
from qa.quote import FEATURES, Evidence
from qa.settings import Settings
from qa.testset import read_testset

SETS = ("cmrc2018", "piaf", "arcd", "iapp_thai")
"""Sets of encyclopedic prose whose answers stand verbatim in their passages."""
Row = NDArray[np.float64]


@dataclass(frozen=True)
class Question:
    """A question, and where its answer stands in a document."""

    text: str
    source: str
    start: int
    end: int


@dataclass(frozen=True)
class Asked:
    """One question: features of its candidate sentences, shape (sentences, features), and which are evidence."""

    features: Row
    right: NDArray[np.bool_]


def from_rows(path: Path) -> tuple[list[Question], dict[str, str]]:
    """The answerable questions of a set of DATA, and its passages as documents by source, under a heading."""
    sources: dict[str, str] = {}
    questions = []
    with path.open("rb") as raw, zstandard.ZstdDecompressor().stream_reader(raw) as stream:
        for line in io.TextIOWrapper(stream, encoding="utf-8"):
            row = json.loads(line)
            if isinstance(row["answer_start"], int) and row["answer_start"] >= 0 and row["answer"]:
                source = sources.setdefault(row["passage"], f"{len(sources):05}.txt")
                start = len(title_of(row["passage"])) + 2 + row["answer_start"]
                questions.append(Question(row["question"][:1000], source, start, start + len(row["answer"])))
    documents = {source: f"{title_of(passage)}\n\n{passage}" for passage, source in sources.items()}
    return questions, {source: text.replace("\r", "\n") for source, text in documents.items()}


def from_folder(name: str) -> tuple[list[Question], dict[str, str]]:
    """The same of a FOLDER or A:B."""
    asked, _, held = name.partition(":")
    folder = Path(held or asked)
    cases = across(Path(asked), folder) if held else read_testset(folder / "testset.jsonl")
    questions = [Question(case.question, case.sources[0], *place) for case in cases if (place := case.place())]
    paths = sorted((folder / "documents").iterdir())
    return questions, {path.name: load_document(path.name, path.read_bytes())[0].text for path in paths}


def ask(questions: Sequence[Question], documents: Mapping[str, str], most: int, seed: int = 0) -> list[Asked]:
    """Asks a sample of the questions over an index of the documents without a random half of those asked about."""
    chance = random.Random(seed)
    sample = chance.sample(questions, min(most, len(questions)))
    about = sorted({question.source for question in sample})
    withheld = set(chance.sample(about, len(about) // 2))
    with TemporaryDirectory() as folder:
        settings = Settings(documents=Path(folder, "documents"), index=Path(folder, "index"))
        settings.documents.mkdir()
        for source in documents.keys() - withheld:
            (settings.documents / source).write_text(documents[source], encoding="utf-8")
        build_index(settings)
        with Bot.open(settings) as bot:
            asked = [_ask(bot, question) for question in sample]
    return [one for one in asked if len(one.features)]


def _ask(bot: Bot, question: Question) -> Asked:
    weighed = bot.quoter.weigh(question.text, bot.retrieve(question.text))
    right = [covers(evidence, question) for evidence in weighed]
    features = np.array([evidence.features for evidence in weighed]).reshape(-1, len(FEATURES))
    return Asked(features, np.array(right, bool))


def title_of(passage: str) -> str:
    """A heading such as an article would have, for passages that come without one: the words before the first stop."""
    return re.split(r"[（(，,。.:：;；]|是| is | est ", passage.strip().partition("\n")[0])[0][:40].strip()


def covers(evidence: Evidence, question: Question) -> bool:
    """The sentence holds the whole answer."""
    inside = evidence.start <= question.start and question.end <= evidence.end
    return inside and evidence.chunk.source == question.source


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
    parser.add_argument("folders", nargs="*", metavar="FOLDER|A:B")
    parser.add_argument("--questions", type=int, default=400, help="questions of each set")
    options = parser.parse_args()
    sets = {name: ask(*from_rows(options.data / f"{name}.jsonl.zst"), options.questions) for name in SETS}
    for folder in options.folders:
        name = " → ".join(Path(part).name for part in folder.split(":"))
        sets[name] = ask(*from_folder(folder), options.questions)
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
