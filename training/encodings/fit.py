"""How often each class of characters is met in texts of a language, and how many bits are typical.

`python -m training.encodings.fit DATA [--out src/qa/loading/encoding/languages.json]`. DATA is the folder that the
embedding model is trained from (`training/embedder/README.md`). Prints the numbers, and writes them; they hold no text.
Shares are of the characters outside ASCII, at least 3 in 1,000, for the world writes more kinds of text. The alphabets
share one measurement, the mean of Russian, Ukrainian, Greek, Arabic and Thai, because Hebrew is in no source.
"""

import argparse
import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path

import numpy as np
import zstandard

from qa.loading.encoding.languages import Language, Measured, language_of
from qa.loading.encoding.letters import classes

IDEOGRAPHIC = {"zh": "zh-Hans", "zh-Hant": "zh-Hant", "ja": "ja", "ko": "ko"}
ALPHABETIC = {"ru": "ru", "uk": "uk", "el": "el", "ar": "ar", "th": "th"}
SOURCES = (
    "tico19", "python_docs", "open_books_docs", "mozilla_www", "law_taiwan", "bible", "tatoeba_train", "mono_zh_laws",
    "tensorflow_docs", "godot_editor", "wikipedia_app", "kubernetes_docs",
)  # fmt: skip
"""Of those that `training/embedder/sources.py` names with their licences: manuals, law, scripture, talk."""
ARTICLES = ("jaquad", "cmrc2018", "arcd", "iapp_thai")
"""Articles of Wikipedia that questions are asked of (CC-BY-SA, MIT): for a language that has them, nothing else."""
CHARACTERS, OF_ARTICLES = 150_000, 600_000  # of a source and language
ROWS, EVERY = 600_000, 7
LEAST_SHARE = 0.003
PIECE, TELLING = 50, 20  # characters of a piece; so many of them outside ASCII

Texts = dict[str, list[str]]


def read_texts(data: Path) -> Texts:
    """The texts of every language that is measured."""
    texts: Texts = {}
    _add(texts, (_passages(data / "qa" / f"{name}.jsonl.zst") for name in ARTICLES), OF_ARTICLES)
    _add(texts, (_pairs(data / "pairs" / f"{name}.tsv.zst") for name in SOURCES), CHARACTERS)
    return texts


def _add(texts: Texts, sources: Iterable[Iterator[tuple[str, str]]], most: int) -> None:
    """Takes `most` characters of each source for every language that is not there yet."""
    missing = (IDEOGRAPHIC | ALPHABETIC).keys() - texts
    for source in sources:
        left = dict.fromkeys(missing, most)
        for language, text in source:
            if left.get(language, 0) > 0:
                left[language] -= len(text)
                texts.setdefault(language, []).append(text)


def _pairs(path: Path) -> Iterator[tuple[str, str]]:
    with zstandard.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        for line in islice(lines, 0, ROWS, EVERY):
            left_language, left, right_language, right = line.rstrip("\n").split("\t")
            yield left_language, left
            yield right_language, right


def _passages(path: Path) -> Iterator[tuple[str, str]]:
    with zstandard.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        for line in islice(lines, 0, ROWS, EVERY):
            row = json.loads(line)
            yield row["lang"], row["passage"]


def shares(name: str, texts: list[str]) -> dict[str, float]:
    """The share of each class in the characters outside ASCII; capitals count as their small letters."""
    counts = Counter(character for text in texts for character in text.lower() if character > "\x7f")
    found, taken = {}, set[str]()
    for kind, characters in classes(name).items():
        new = set(characters) - taken
        taken |= new
        share = sum(counts[character] for character in new) / counts.total()
        found[kind] = round(max(share, LEAST_SHARE), 4)
    return found


def typical(languages: dict[str, Language], texts: Texts) -> float:
    """The bits of a character outside ASCII that 19 of 20 pieces of the texts do not exceed."""
    costs = []
    for code, language in languages.items():
        joined = "\n".join(texts[code])
        for start in range(0, len(joined), PIECE):
            held = [language.price(sign) for sign in joined[start : start + PIECE] if sign > "\x7f"]
            if len(held) >= TELLING:
                costs.append(sum(held) / len(held))
    return round(float(np.percentile(costs, 95)), 1)


def capital(texts: Texts) -> float:
    """How many bits dearer than a small letter a capital is, in the alphabets that have them."""
    letters = Counter(
        sign.isupper() for code in ("ru", "uk", "el") for text in texts[code] for sign in text if sign > "\x7f"
    )
    return round(math.log2(letters[False] / letters[True]), 1)


def measure(texts: Texts) -> dict[str, Measured]:
    """Of each language with ideographs or syllables, and of the alphabets together."""
    found = {}
    for code, name in IDEOGRAPHIC.items():
        first = Measured(shares(name, texts[code]), 0.0, 0.0)
        found[name] = Measured(first.shares, typical({code: language_of(name, first)}, texts), 0.0)
    each = [shares(name, texts[code]) for code, name in ALPHABETIC.items()]
    mean = {kind: round(sum(one[kind] for one in each) / len(each), 4) for kind in each[0]}
    first = Measured(mean, 0.0, capital(texts))
    spoken = {code: language_of(name, first) for code, name in ALPHABETIC.items()}
    found["alphabets"] = Measured(mean, typical(spoken, texts), first.capital)
    return found


def main() -> None:
    """Reads the command line, measures, prints and writes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    found = {name: asdict(measured) for name, measured in measure(read_texts(options.data)).items()}
    written = json.dumps(found, indent=1, ensure_ascii=False) + "\n"
    print(written, end="")
    if options.out:
        options.out.write_text(written, encoding="utf-8")


if __name__ == "__main__":
    main()
