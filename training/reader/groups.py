"""The questions that the thorough reader learns from: `python -m training.reader.groups DATA --out GROUPS`.

The questions of DATA's sets on three quarters of their documents (the others fit the order of the evidence) are asked
of an index of all their passages. Each is written with the passage that answers it, or almost does, and one of those
found for it that do not; of some the passage is left out, of some the sentence with the answer. To these come questions
changed so that they are only almost answered, and Chinese ones glossed and rendered in other languages.
"""

import argparse
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qa.embed.static import open_bundled
from training.embedder.data import read_groups
from training.embedder.gloss import LEXICONS, read_lexicons
from training.evidence.asking import Found
from training.evidence.questions import QuestionSet, glossed, misled, read_set, rendered
from training.evidence.read import find, matters, place_in, without_answer

SETS = {
    "cmrc2018": 10_000,
    "jaquad": 12_000,
    "qamr": 3775,
    "qed": 1309,
    "fairytaleqa": 3000,
    "idk_mrc": 9300,
    "poquad": 2377,
    "piaf": 6652,
    "arcd": 684,
    "iapp_thai": 5500,
}
"""Of which sets how many questions at most: those under a licence to train on, with answers verbatim."""
MISLED = {"cmrc2018": 2500, "jaquad": 2500, "piaf": 1500, "iapp_thai": 800, "idk_mrc": 600, "qed": 400}
GLOSSED, RENDERED = 4000, 3000
WITHHELD, HOLED = 0.08, 0.08  # share of the questions without the passage, and the sentence, that answers
PASSAGES, NEAREST = 2, 6  # of a question; the other one is drawn from so many of those found


def sets(data: Path) -> Iterator[tuple[QuestionSet, int]]:
    """Each with how many of its questions are asked at most."""
    encoder, chinese = open_bundled(), None
    for name, most in SETS.items():
        questions = read_set(data, name)
        chinese = chinese or questions
        yield questions, most
        if name in MISLED:
            changed = misled(questions, encoder, 1.0)
            almost = [one for one in changed.questions if not one.answered]
            yield QuestionSet(changed.name, almost, changed.documents), MISLED[name]
    assert chinese
    lexicons = read_lexicons(list(read_groups(data, LEXICONS)))
    yield glossed(chinese, lexicons), GLOSSED
    yield rendered(chinese, lexicons), RENDERED


def group(found: Found, chance: random.Random) -> dict[str, Any] | None:
    """The question with its passages in random order; None where nothing was found."""
    question, fate = found.question, chance.random()
    right = [hit.chunk for hit in found.hits if matters(question, hit.chunk)][:1]
    wrong = [hit.chunk for hit in found.hits if not matters(question, hit.chunk)][:NEAREST]
    if fate < WITHHELD:
        right = []
    chunks = [*right, *chance.sample(wrong, min(len(wrong), PASSAGES - len(right)))]
    chance.shuffle(chunks)
    passages = []
    for chunk in chunks:
        place, text = place_in(question, chunk), chunk.text
        if place and WITHHELD <= fate < WITHHELD + HOLED:
            place, text = None, without_answer(text, *place)
        passages.append({"title": chunk.title, "text": text, "place": place})
    return {"q": question.text, "passages": passages} if passages else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for questions, most in sets(options.data):
        chance = random.Random(0)
        groups = [one for found in find(questions, most) if found.hits and (one := group(found, chance))]
        path = options.out / f"{questions.name.replace(', ', '_')}.jsonl"
        path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in groups), encoding="utf-8")
        print(f"{questions.name}: {len(groups)} questions", flush=True)


if __name__ == "__main__":
    main()
