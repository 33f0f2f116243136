"""Which way of splitting finds the right passage and quotes the right sentence first, on test sets given as folders.

`python -m benchmarks.splitting FOLDER... [--questions 500]`. FOLDER holds `documents/` and `testset.jsonl`. Each method
of `[splitting] method` indexes the documents with passages of 400 columns and an overlap of 80; "tokens" with 100 and
20 tokens, which comes near. Prints passages, their mean width in columns, the share of questions with a right passage
among the first five, with a first quote that holds the answer, and the seconds that indexing took.
"""

import argparse
import random
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

from qa.bot import Bot
from qa.embed import open_encoder
from qa.evaluation.rows import ask_case
from qa.index import build_index
from qa.settings import Method, Settings, Splitting
from qa.testsets.cases import Case, read_testset
from qa.text import split, width


def settings_of(method: Method, documents: Path, index: Path) -> Settings:
    """Passages of about the same size by every method."""
    size, overlap = (100, 20) if method == "tokens" else (400, 80)
    splitting = Splitting(method=method, chunk_size=size, chunk_overlap=overlap)
    return Settings(documents=documents, index=index, splitting=splitting)


def measure(method: Method, documents: Path, cases: Sequence[Case]) -> str:
    """The table's row for one method."""
    with TemporaryDirectory() as folder:
        settings = settings_of(method, documents, Path(folder))
        begun = time.perf_counter()
        state = build_index(settings).state
        seconds = time.perf_counter() - begun
        with Bot.open(settings) as bot:
            outcomes = [ask_case(bot, case).outcome for case in cases]
            columns = mean_columns(bot, settings)
    found = sum(0 < outcome.passage_rank <= 5 for outcome in outcomes) / len(outcomes)
    first = sum(outcome.first_quote for outcome in outcomes) / len(outcomes)
    return f"| {method} | {state.chunks} | {columns:.0f} | {found:.3f} | {first:.3f} | {seconds:.1f} |"


def mean_columns(bot: Bot, settings: Settings) -> float:
    """How wide the passages are."""
    cut, tokens = settings.splitting, open_encoder(settings.model).count_tokens
    documents = [bot.document(source) for source, _ in bot.sources()]
    passages = [
        width(chunk.text)
        for document in documents
        for chunk in split(document, cut.chunk_size, cut.chunk_overlap, cut.method, tokens)
    ]
    return sum(passages) / len(passages)


def main() -> None:
    """Reads the command line and prints a table for each folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--questions", type=int, default=500)
    options = parser.parse_args()
    for folder in options.folders:
        answerable = [case for case in read_testset(folder / "testset.jsonl") if case.answerable]
        cases = random.Random(0).sample(answerable, min(options.questions, len(answerable)))
        print(f"\n{'/'.join(folder.parts[-2:])}, {len(cases)} questions\n")
        print("| method | passages | columns | recall@5 | first quote | seconds to index |")
        print("|---|---:|---:|---:|---:|---:|")
        for method in get_args(Method):
            print(measure(method, folder / "documents", cases), flush=True)


if __name__ == "__main__":
    main()
