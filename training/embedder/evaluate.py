"""Measure a model on parallel test sets: `python -m training.embedder.evaluate MODEL SETS [--with-lexical]`.

MODEL is one that `qa` takes: a folder, "bundled" or "thorough". SETS holds one folder a language (`documents/`,
`testset.jsonl`) with the same ids and file names in each. A question of language A is asked of all paragraphs of
language B; right is the paragraph that holds the evidence of the row with the same id in B. Prints recall@1, recall@5
and MRR@10 for every A and B, and their means: for the model and, if asked for, for BM25 over the same tokens and for
both fused.
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from qa.embed import Encoder, open_encoder
from training.embedder.lexical import Scores, bm25, fuse

MEASURES = ("recall@1", "recall@5", "mrr@10")
SYSTEMS = ("model", "lexical", "fused")


@dataclass(frozen=True)
class Language:
    """One language's side of the parallel sets; `right` maps a question's id to its row in `paragraphs`."""

    questions: dict[str, str]
    right: dict[str, int]
    paragraphs: list[str]


@dataclass(frozen=True)
class Matrix:
    """One system's values by measure; row = the question's language, column = the documents'."""

    languages: list[str]
    values: dict[str, npt.NDArray[np.float64]]

    def crossing(self, measure: str) -> float:
        """The mean over the directions from one language to another."""
        values = self.values[measure]
        return float(values[~np.eye(len(values), dtype=bool)].mean())

    def within(self, measure: str) -> float:
        """The mean over the languages, each asked in itself."""
        return float(self.values[measure].diagonal().mean())


def evaluate(model: str, sets: Path, with_lexical: bool = False) -> dict[str, Matrix]:
    """The matrix of every system; the first is the model, which is a folder for those `with_lexical`."""
    encoder: Encoder = open_encoder(model)
    tokenizer = Tokenizer.from_file(str(Path(model) / "tokenizer.json")) if with_lexical else None
    languages = {path.parent.name: read_language(path.parent) for path in sorted(sets.glob("*/testset.jsonl"))}
    size = len(languages), len(languages)
    systems = SYSTEMS if with_lexical else SYSTEMS[:1]
    matrices = {name: Matrix(list(languages), {measure: np.zeros(size) for measure in MEASURES}) for name in systems}
    vectors = {name: encoder.encode_documents(language.paragraphs) for name, language in languages.items()}
    for i, asked in enumerate(languages.values()):
        asked_vectors = dict(zip(asked.questions, encoder.encode_queries(list(asked.questions.values())), strict=True))
        for j, (name, held) in enumerate(languages.items()):
            ids = [question for question in asked.questions if question in held.right]
            scores = {"model": np.stack([asked_vectors[question] for question in ids]) @ vectors[name].T}
            if tokenizer:
                scores["lexical"] = bm25(tokenizer, [asked.questions[question] for question in ids], held.paragraphs)
                scores["fused"] = fuse(scores["model"], scores["lexical"])
            right = np.array([held.right[question] for question in ids])
            for system, matrix in matrices.items():
                for measure, value in zip(MEASURES, measures(scores[system], right), strict=True):
                    matrix.values[measure][i, j] = value
    return matrices


def read_language(folder: Path) -> Language:
    """The questions and paragraphs of one language's folder; a document's first paragraph is its title."""
    paragraphs: list[str] = []
    starts: dict[str, int] = {}
    for path in sorted((folder / "documents").glob("*.txt")):
        starts[path.name] = len(paragraphs)
        paragraphs.extend(path.read_text(encoding="utf-8").strip().split("\n\n")[1:])
    with (folder / "testset.jsonl").open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    right = {row["id"]: starts[row["sources"][0]] + row["paragraph"] for row in rows}
    for row in rows:
        if row["evidence"].strip() not in paragraphs[right[row["id"]]]:
            raise ValueError(f"{folder}: the paragraph of {row['id']} does not hold its evidence")
    return Language({row["id"]: row["question"] for row in rows}, right, paragraphs)


def measures(scores: Scores, right: npt.NDArray[np.int64]) -> tuple[float, float, float]:
    """Recall@1, recall@5 and MRR@10 of the right columns; a text with the same score counts as ranked before it."""
    own = scores[np.arange(len(right)), right][:, None]
    ranks = (scores >= own).sum(axis=1)
    return float((ranks == 1).mean()), float((ranks <= 5).mean()), float(np.where(ranks <= 10, 1 / ranks, 0).mean())


def table(matrix: Matrix, measure: str) -> str:
    """One measure as a Markdown table."""
    head = "| asked in ↓, documents in → | " + " | ".join(matrix.languages) + " |"
    rows = [
        f"| {language} | " + " | ".join(f"{value:.3f}" for value in row) + " |"
        for language, row in zip(matrix.languages, matrix.values[measure], strict=True)
    ]
    return "\n".join([head, "|---" * (len(matrix.languages) + 1) + "|", *rows])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model")
    parser.add_argument("sets", type=Path)
    parser.add_argument("--with-lexical", action="store_true", help="also BM25, and both fused")
    arguments = parser.parse_args()
    matrices = evaluate(arguments.model, arguments.sets, arguments.with_lexical)
    for system, matrix in matrices.items():
        for measure in MEASURES:
            print(f"{system}, {measure}\n\n{table(matrix, measure)}\n")
    for system, matrix in matrices.items():
        for measure in MEASURES:
            print(f"{system}, {measure}: within {matrix.within(measure):.3f}, across {matrix.crossing(measure):.3f}")


if __name__ == "__main__":
    main()
