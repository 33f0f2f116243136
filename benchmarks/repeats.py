"""Do copies of documents change the answers? Every document thirty times, with other furniture around each copy.

`python -m benchmarks.repeats FOLDER [--documents 20] [--copies 30]`. FOLDER holds `documents/` and `testset.jsonl`. The
first documents are indexed once as they are and once with copies, each between lines of its own as a mirror's page has
them, and every question on them is asked of both. Prints how often the first quote has the same words, how often all
quotes have, how often the first quote still holds an answer of the test set, the change of the confidence (mean, mean
of its size, largest), the share of the copies that the first quote names, and the median milliseconds.
"""

import argparse
import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import mean, median
from tempfile import TemporaryDirectory

from qa import Answer, Bot, Quote, build_index, load_settings
from qa.testsets import Case, read_any

ABOVE = "Mirror {n} · Home · News · Archive\nServed by node {n} on 2025-01-{n:02}.\n\n"
BELOW = "\n\nShare this page {n}\nMore from mirror {n}: weather, traffic, sports. All rights reserved by mirror {n}.\n"


def answers(folder: Path, cases: Sequence[Case]) -> list[tuple[Answer, float]]:
    """The answers from a folder's documents, with the milliseconds each took."""
    settings = load_settings(documents=folder / "documents", index=folder / "index")
    build_index(settings)
    asked = []
    with Bot.open(settings) as bot:
        for case in cases:
            started = time.perf_counter()
            asked.append((bot.ask(case.question), (time.perf_counter() - started) * 1000))
    return asked


def copy(source: Path, folder: Path, copies: int) -> None:
    """The document as it is, and `copies` with furniture."""
    (folder / "documents").mkdir(parents=True, exist_ok=True)
    shutil.copy(source, folder / "documents" / source.name)
    text = source.read_text(encoding="utf-8")
    for n in range(1, copies + 1):
        page = ABOVE.format(n=n) + text + BELOW.format(n=n)
        (folder / "documents" / f"mirror{n:02} {source.name}").write_text(page, encoding="utf-8")


def quotes(answer: Answer) -> tuple[Quote, ...]:
    """What is shown."""
    return answer.quotes + answer.near_misses


def main(folder: Path, documents: int, copies: int) -> None:
    """Makes both folders, asks, and prints."""
    cases = read_any(folder / "testset.jsonl").cases
    sources = list(dict.fromkeys(case.sources[0] for case in cases if case.answerable and case.sources))[:documents]
    cases = [case for case in cases if case.answerable and case.sources and case.sources[0] in sources]
    with TemporaryDirectory() as place:
        for source in sources:
            copy(folder / "documents" / source, Path(place, "once"), 0)
            copy(folder / "documents" / source, Path(place, "copied"), copies)
        both = zip(cases, answers(Path(place, "once"), cases), answers(Path(place, "copied"), cases), strict=True)
        show(list(both), copies)


def show(both: Sequence[tuple[Case, tuple[Answer, float], tuple[Answer, float]]], copies: int) -> None:
    """The figures."""
    said = [([q.text for q in quotes(one)], [q.text for q in quotes(other)]) for _, (one, _), (other, _) in both]
    changes = [other.confidence - one.confidence for _, (one, _), (other, _) in both]
    held = [
        [any(answer in quotes(reply)[0].text for answer in case.answers) if quotes(reply) else False for reply in pair]
        for case, *pair in ((case, one, other) for case, (one, _), (other, _) in both)
    ]
    named = [len(quotes(other)[0].also) / copies for _, _, (other, _) in both if quotes(other)]
    sizes, times = list(map(abs, changes)), [[spent for _, spent in pair] for _, *pair in both]
    print(f"questions {len(both)}, copies of each document {copies}")
    print(f"same first quote   {mean(one[:1] == other[:1] for one, other in said):.3f}")
    print(f"same quotes        {mean(one == other for one, other in said):.3f}")
    print(f"first quote right  {mean(one for one, _ in held):.3f} once, {mean(other for _, other in held):.3f} copied")
    print(f"confidence         {mean(changes):+.3f}, by {mean(sizes):.3f}, at most {max(sizes):.3f}")
    print(f"copies named       {mean(named):.3f}")
    print(
        f"milliseconds       {median(one for one, _ in times):.0f} once, {median(two for _, two in times):.0f} copied"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=20)
    parser.add_argument("--copies", type=int, default=30)
    arguments = parser.parse_args()
    main(arguments.folder, arguments.documents, arguments.copies)
