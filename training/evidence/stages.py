"""What limits an answer, stage by stage: `python -m training.evidence.stages [FOLDER | A:B ...] [--questions 500]`.

A FOLDER holds `documents/` and `testset.jsonl`; A:B asks the questions of folder A of the documents of folder B. Of all
questions: *found*, an evidence sentence is among those looked at; *first*, it comes first; *quoted*, the first quote
holds the answer. Then, with the right paragraph given: *overlap*, the sentence that holds most of the question's weight
in rare terms holds the answer, or it and the neighbour quoted with it do; *ranking*, the one that the weights put first
does, or it and the neighbour quoted with it do. Last, with the right sentence given:
*exact* and *F1* of the answer marked in it, *inside*, one of the two lies in the other.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from qa.asking.evidence import Evidence
from qa.asking.ranking import Ranking, chosen
from qa.evaluation.scores import answer_f1, exact_match
from training.evidence.asking import Asked, ask, reader_in_force
from training.evidence.fit import holds, picks_of
from training.evidence.questions import read_folder


def in_paragraph(one: Asked) -> list[Evidence]:
    """The sentences of the paragraph that holds the answer."""
    question = one.question
    text = one.texts.get(question.source, "")
    first = text.rfind("\n\n", 0, question.start) + 1
    last = text.find("\n\n", question.end)
    bounds = first, last if last >= 0 else len(text)
    return [
        evidence
        for evidence in one.evidence
        if evidence.chunk.source == question.source and bounds[0] <= evidence.start < bounds[1]
    ]


def best(one: Asked, among: Sequence[Evidence], values: Sequence[float]) -> tuple[bool, bool]:
    """Whether the sentence of the largest value covers the answer, and whether what is quoted for it holds it."""
    evidence = among[int(np.argmax(values))]
    alone = one.question.answered_by(evidence.chunk.source, evidence.start, evidence.end)
    return alone, holds(one, chosen(among, values, 1)[0])


def shares(right: Sequence[tuple[bool, bool]]) -> str:
    """Of sentences, and of quotes."""
    alone, quoted = np.mean(right, axis=0)
    return f"{alone:.3f} or {quoted:.3f}"


def stages(name: str, asked: Sequence[Asked], ranking: Ranking) -> str:
    """One line of figures."""
    found = [one for one in asked if one.right.any()]
    first = [bool(one.right[int(np.argmax(ranking.chances(one.evidence)))]) for one in asked]
    quoted = [holds(one, picks_of(one, ranking)[0]) for one in asked]
    paragraphs = [(one, in_paragraph(one)) for one in found]
    overlaps = [[evidence.features.coverage for evidence in among] for _, among in paragraphs]
    chances = [ranking.chances(among) for _, among in paragraphs]
    overlap = [best(one, among, values) for (one, among), values in zip(paragraphs, overlaps, strict=True)]
    scored = [best(one, among, values) for (one, among), values in zip(paragraphs, chances, strict=True)]
    gold, said = zip(*map(answers, found), strict=True)
    exact = [exact_match(answer, [right]) for answer, right in zip(said, gold, strict=True)]
    f1 = [answer_f1(answer, [right]) for answer, right in zip(said, gold, strict=True)]
    inside = [bool(a) and (a in b or b in a) for a, b in zip(said, gold, strict=True)]
    return (
        f"{name:<16} n = {len(asked):4}  found {len(found) / len(asked):.3f}  first {np.mean(first):.3f}  "
        f"quoted {np.mean(quoted):.3f}  |  overlap {shares(overlap)}  ranking {shares(scored)}  |  "
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
        print(stages(name, asked, Ranking.open(reader_in_force())), flush=True)


if __name__ == "__main__":
    main()
