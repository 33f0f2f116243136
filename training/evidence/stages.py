"""What limits an answer, stage by stage: `python -m training.evidence.stages [FOLDER | A:B ...] [--questions 500]`.

A FOLDER holds `documents/` and `testset.jsonl`; A:B asks the questions of folder A of the documents of folder B. Of all
questions: *found*, an evidence sentence is among those looked at; *first*, it comes first; *quoted*, the first quote
holds the answer. Then, with the right paragraph given: *overlap*, the sentence that holds most of the question's weight
in rare terms holds the answer; *scorer*, the one that the weights put first does. Last, with the right sentence given:
*exact* and *F1* of the answer marked in it, *inside*, one of the two lies in the other.
"""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from qa.evidence import FEATURES, Evidence
from qa.measures import answer_f1, exact_match
from qa.quote import Scorer
from training.evidence.fit import Asked, ask, holds, picks_of
from training.evidence.questions import read_folder

ANSWER, COVERAGE = FEATURES.index("answer"), FEATURES.index("coverage")


def in_paragraph(one: Asked) -> list[int]:
    """The sentences of the paragraph that holds the answer."""
    question = one.question
    text = one.texts.get(question.source, "")
    first = text.rfind("\n\n", 0, question.start) + 1
    last = text.find("\n\n", question.end)
    bounds = first, last if last >= 0 else len(text)
    return [
        at
        for at, evidence in enumerate(one.evidence)
        if evidence.chunk.source == question.source and bounds[0] <= evidence.start < bounds[1]
    ]


def best(one: Asked, among: Sequence[int], value: Callable[[Evidence], float]) -> bool:
    """Whether the sentence of the largest value, of some, is evidence."""
    return bool(one.right[max(among, key=lambda at: value(one.evidence[at]))])


def stages(name: str, asked: Sequence[Asked], scorer: Scorer) -> str:
    """One line of figures."""
    found = [one for one in asked if one.right.any()]
    first = [bool(one.right[int(np.argmax(scorer.chances(one.evidence)))]) for one in asked]
    quoted = [holds(one, picks_of(one, scorer)[0]) for one in asked]
    paragraphs = [(one, in_paragraph(one)) for one in found]
    overlap = [best(one, among, lambda evidence: evidence.features[COVERAGE]) for one, among in paragraphs]
    scored = [best(one, among, lambda e: float(np.dot(e.features, scorer.ranking))) for one, among in paragraphs]
    gold, said = zip(*map(answers, found), strict=True)
    exact = [exact_match(answer, [right]) for answer, right in zip(said, gold, strict=True)]
    f1 = [answer_f1(answer, [right]) for answer, right in zip(said, gold, strict=True)]
    inside = [bool(a) and (a in b or b in a) for a, b in zip(said, gold, strict=True)]
    return (
        f"{name:<16} n = {len(asked):4}  found {len(found) / len(asked):.3f}  first {np.mean(first):.3f}  "
        f"quoted {np.mean(quoted):.3f}  |  overlap {np.mean(overlap):.3f}  scorer {np.mean(scored):.3f}  |  "
        f"exact {np.mean(exact):.3f}  F1 {np.mean(f1):.3f}  inside {np.mean(inside):.3f}"
    )


def answers(one: Asked) -> tuple[str, str]:
    """The right answer, and the one that is marked in the sentence that holds it."""
    evidence = one.evidence[int(np.flatnonzero(one.right)[0])]
    text = one.texts[one.question.source]
    return text[one.question.start : one.question.end], text[slice(*evidence.answer)] if evidence.answer else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+", metavar="FOLDER|A:B")
    parser.add_argument("--questions", type=int, default=500)
    options = parser.parse_args()
    for folder in options.folders:
        questions = read_folder(folder)
        asked = ask(questions, questions.questions, options.questions, withhold=False)
        name = " → ".join(Path(part).name for part in folder.split(":"))
        print(stages(name, asked, Scorer.open()), flush=True)


if __name__ == "__main__":
    main()
