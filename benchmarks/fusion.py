"""Which way of fusing dense and lexical rankings finds the right passage, on test sets given as folders.

`python -m benchmarks.fusion FOLDER... [--across A:B ...] [--questions 500]`. FOLDER holds `documents/` and
`testset.jsonl`. `--across A:B` asks the questions of folder A of the documents of folder B, for parallel sets whose
ids agree. Prints recall@1/5/10 and MRR@10 of passages for dense alone, lexical alone, and each fusion.
"""

import argparse
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.across import across
from qa.asking.retrieve import attainable, fuse
from qa.embed.encoder import open_encoder
from qa.embed.recipe import recipe_of
from qa.evaluation.rows import right_passage
from qa.index import build_index
from qa.records import Hit
from qa.settings import Settings
from qa.store.protocol import open_store
from qa.testsets.cases import Case, read_testset
from qa.text.terms import terms

Rankings = tuple[Sequence[Hit], Sequence[Hit], float]
"""Dense, lexical, and the most that BM25 could give."""


@dataclass(frozen=True)
class Run:
    """The questions of a set with both rankings of each."""

    name: str
    cases: Sequence[Case]
    rankings: Sequence[Rankings]


def reciprocal(both: Rankings, weight: float, depth: int) -> list[Hit]:
    """Reciprocal rank fusion: 1 / (depth + dense rank) + weight / (depth + lexical rank)."""
    scores: dict[str, float] = {}
    for ranking, factor in ((both[0], 1.0), (both[1], weight)):
        for rank, hit in enumerate(ranking, start=1):
            scores[hit.chunk.id] = scores.get(hit.chunk.id, 0.0) + factor / (depth + rank)
    chunks = {hit.chunk.id: hit.chunk for hit in (*both[0], *both[1])}
    return sorted((Hit(chunks[name], score) for name, score in scores.items()), key=lambda hit: -hit.score)


def summed(both: Rankings, weight: float) -> list[Hit]:
    """What the program does, with another weight."""
    return fuse(*both, weight=weight)


FUSIONS: dict[str, Callable[[Rankings], Sequence[Hit]]] = {
    "dense": lambda both: both[0],
    "lexical": lambda both: both[1],
    **{
        f"rrf 1:{weight} depth {depth}": partial(reciprocal, weight=weight, depth=depth)
        for weight, depth in ((1, 60), (2, 60), (2, 10), (3, 10))
    },
    **{f"cosine + {weight} share": partial(summed, weight=weight) for weight in (1.0, 1.5, 2.0, 2.5, 3.0, 4.0)},
}


def ask(name: str, asked: Sequence[Case], documents: Path, options: argparse.Namespace) -> Run:
    """Both rankings of a sample of the questions over an index of the documents."""
    cases = random.Random(0).sample(list(asked), min(options.questions, len(asked)))
    with TemporaryDirectory() as folder:
        settings = Settings(documents=documents, index=Path(folder), model=options.model)
        build_index(settings)
        encoder = open_encoder(settings.model)
        store = open_store(settings.index, recipe_of(settings, encoder))
        dense = store.dense(encoder.encode_queries([case.question for case in cases]), 50)
        lexical = store.lexical([terms(case.question) for case in cases], 50)
        tops = [attainable(store.rarity(terms(case.question))) for case in cases]
        store.close()
    return Run(name, cases, list(zip(dense, lexical, tops, strict=True)))


def show(run: Run) -> None:
    """A line for each fusion."""
    print(f"\n{run.name} ({len(run.cases)} questions)")
    for name, fusion in FUSIONS.items():
        ranks = []
        for case, both in zip(run.cases, run.rankings, strict=True):
            right = (rank for rank, hit in enumerate(fusion(both), 1) if right_passage(case, hit))
            ranks.append(next(right, 1000))
        found = np.array(ranks)
        recall = "  ".join(f"@{k} {np.mean(found <= k):.3f}" for k in (1, 5, 10))
        print(f"  {name:<20}{recall}  mrr@10 {np.mean(np.where(found <= 10, 1 / found, 0)):.3f}")


def main() -> None:
    """Asks and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="*")
    parser.add_argument("--across", action="append", default=[], metavar="A:B")
    parser.add_argument("--questions", type=int, default=500)
    parser.add_argument("--model", default="bundled")
    options = parser.parse_args()
    for folder in options.folders:
        show(ask(folder.name, read_testset(folder / "testset.jsonl"), folder / "documents", options))
    for pair in options.across:
        one, other = map(Path, pair.split(":"))
        show(ask(f"{one.name} → {other.name}", across(one, other), other / "documents", options))


if __name__ == "__main__":
    main()
