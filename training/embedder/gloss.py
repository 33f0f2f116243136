"""Questions and passages glossed into other languages, word by word, with the dictionaries among the sources.

No question set at hand crosses languages. To a mean of token vectors the order of words means nothing, so a gloss is
nearly as good as a translation: it sets a question in one language against its passage in another, and shows which
words of a question matter there. A word that no dictionary has is left out; numbers stay.
"""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from training.embedder.data import Group
from training.embedder.recipe import LANGUAGE_SHARE
from training.embedder.sources import GLOSSED

LEXICONS = ("wordnet", "dictionary", "names")
LONGEST_ENTRY = {"zh": 8, "en": 3}  # characters of Chinese, words of English
LONGEST_GLOSS = 24  # characters: what is longer explains rather than translates
LEAST_GLOSSED = 0.3  # of a text's characters, or it is not used
GLOSSES = 3  # translations of an entry to choose from
EXPLAINED = re.compile(r"[(（\[<…]|^surname|^to\b.*\bto\b")
STOPS = {"。": ". ", "，": ", ", "、": ", ", "：": ": ", "；": "; ", "？": "? ", "！": "! ", "（": " (", "）": ") "}
PIECE = re.compile(r"[\u4e00-\u9fff]+|[A-Za-z']+|\d+")

Lexicon = dict[str, list[str]]


def gloss_groups(groups: list[Group], seed: int = 0) -> Iterator[Group]:
    """Chinese and English question groups in every other language that matters: one side glossed, the other not."""
    lexicons = read_lexicons(groups)
    for group in groups:
        if group.source.kind == "questions":
            for (language, other), lexicon in sorted(lexicons.items()):
                if language == group.languages[0]:
                    yield _glossed(group.left, group.right, (other, language), lexicon, seed)
                    yield _glossed(group.right, group.left, (other, language), lexicon, seed)


def read_lexicons(groups: list[Group]) -> dict[tuple[str, str], Lexicon]:
    """(language, other language) → entry → its most frequent translations; from Chinese and from English."""
    counts: dict[tuple[str, str], dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for group in groups:
        if group.source.kind in LEXICONS and group.languages[0] != group.languages[1]:
            for texts, others, pair in (
                (group.left, group.right, group.languages),
                (group.right, group.left, group.languages[::-1]),
            ):
                if pair[0] in LONGEST_ENTRY and pair[1] in LANGUAGE_SHARE:
                    for entry, gloss in zip(texts, others, strict=True):
                        if len(gloss) <= LONGEST_GLOSS and not EXPLAINED.search(gloss):
                            counts[pair[0], pair[1]][entry.lower()][gloss] += 1
    return {
        pair: {entry: [gloss for gloss, _ in glosses.most_common(GLOSSES)] for entry, glosses in lexicon.items()}
        for pair, lexicon in counts.items()
    }


def gloss(text: str, language: str, lexicon: Lexicon, chance: random.Random) -> tuple[str, float]:
    """`text` with its words replaced by one of their glosses, and the share of its letters that were."""
    words: list[str] = []
    letters = found = 0
    for piece in _pieces(text, language):
        if piece[0].isdigit():
            words.append(piece)
            continue
        parts = list(piece) if language == "zh" else piece.split()
        joint = "" if language == "zh" else " "
        at = 0
        while at < len(parts):
            for stop in range(min(len(parts), at + LONGEST_ENTRY[language]), at, -1):
                if glosses := _looked_up(joint.join(parts[at:stop]), language, lexicon):
                    words.append(chance.choice(glosses))
                    found += len(joint.join(parts[at:stop]))
                    break
            else:
                stop = at + 1
            letters += len(joint.join(parts[at:stop]))
            at = stop
    return " ".join(words), found / max(letters, 1)


def render(text: str, lexicon: Lexicon) -> tuple[str, list[tuple[int, int, int]]]:
    """Chinese `text` with every word of two characters or more as its first gloss; what has none, a name say, stays.

    The places (start in `text`, start and end in the rendering) of its pieces come along, in order.
    """
    rendered, places = "", list[tuple[int, int, int]]()
    at, was_glossed = 0, False
    while at < len(text):
        stop, words = _next(text, at, lexicon)
        glossed = stop - at > 1
        if rendered and not rendered[-1].isspace() and (glossed or was_glossed) and words[0].isalnum():
            rendered += " "
        places.append((at, len(rendered), len(rendered) + len(words)))
        rendered += words
        at, was_glossed = stop, glossed
    return rendered, places


def _next(text: str, at: int, lexicon: Lexicon) -> tuple[int, str]:
    """Where the next piece ends, and what it becomes."""
    if text[at] in STOPS:
        return at + 1, STOPS[text[at]]
    for stop in range(min(len(text), at + LONGEST_ENTRY["zh"]), at + 1, -1):
        if glosses := lexicon.get(text[at:stop]):
            return stop, glosses[0]
    return at + 1, text[at]


def _pieces(text: str, language: str) -> Iterator[str]:
    """Runs of Chinese characters, or of English words up to a mark, and numbers."""
    if language == "zh":
        yield from PIECE.findall(text)
        return
    for run in re.findall(r"[A-Za-z' ]+|\d+", text.lower()):
        if run.strip():
            yield run.strip()


def _looked_up(entry: str, language: str, lexicon: Lexicon) -> list[str] | None:
    if found := lexicon.get(entry):
        return found
    return lexicon.get(entry.removesuffix("s")) if language == "en" and len(entry) > 3 else None


def _glossed(texts: list[str], others: list[str], languages: tuple[str, str], lexicon: Lexicon, seed: int) -> Group:
    group = Group(GLOSSED, languages)
    chance = random.Random(f"{seed}{languages}")
    for text, other in zip(texts, others, strict=True):
        words, share = gloss(text, languages[1], lexicon, chance)
        if share >= LEAST_GLOSSED:
            group.left.append(words)
            group.right.append(other)
    return group
