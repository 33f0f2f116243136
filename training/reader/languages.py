"""What a text's language adds to its vector: `python -m training.reader.languages DATA`.

Texts of one language lie together, whatever they say, so that a question is nearer to any passage in its own language
than to the right one in another. The means of many languages span a space of few dimensions; without them vectors
differ by what is said (Yang, Yang, Cer and Darve, EMNLP 2021). Writes `src/qa/embed/languages.safetensors`: the mean
of all languages for passages and for questions, shape (size,), and the `space`'s axes, shape (AXES, size).
"""

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from qa.embed.thorough import LANGUAGES, ThoroughEncoder
from training.embedder.data import read_lines
from training.reader.prune import texts

AXES = 16
TEXTS = 400  # of a language
LENGTHS = range(20, 300)  # characters


def drawn(found: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """TEXTS of every language that has as many of good length, drawn at random."""
    chance, kept, seen = random.Random(0), defaultdict[str, list[str]](list), defaultdict[str, int](int)
    for language, text in found:
        if len(text) not in LENGTHS:
            continue
        seen[language] += 1
        if len(kept[language]) < TEXTS:
            kept[language].append(text)
        elif (place := chance.randrange(seen[language])) < TEXTS:
            kept[language][place] = text
    return {language: some for language, some in kept.items() if len(some) == TEXTS}


def questions(data: Path) -> Iterable[tuple[str, str]]:
    """(language, question) of the question sets."""
    for path in sorted((data / "qa").glob("*.zst")):
        for line in read_lines(path):
            row = json.loads(line)
            yield row.get("question_lang", row["lang"]), row["question"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    options = parser.parse_args()
    encoder = ThoroughEncoder(whole=True)
    passages = {name: encoder.encode_documents(some).mean(axis=0) for name, some in drawn(texts(options.data)).items()}
    asked = {name: encoder.encode_queries(some).mean(axis=0) for name, some in drawn(questions(options.data)).items()}
    both = passages.keys() & asked.keys()
    middle = np.mean(list(passages.values()), axis=0)
    away = np.mean([asked[name] - passages[name] for name in sorted(both)], axis=0)
    _, strengths, axes = np.linalg.svd(np.array(list(passages.values())) - middle, full_matrices=False)
    share = (strengths[:AXES] ** 2).sum() / (strengths**2).sum()
    print(
        f"{len(passages)} languages, {len(both)} of them with questions; {AXES} axes hold {share:.3f} of their spread"
    )
    save_file({"passages": middle, "questions": middle + away, "space": np.ascontiguousarray(axes[:AXES])}, LANGUAGES)


if __name__ == "__main__":
    main()
