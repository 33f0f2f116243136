"""The settings of a training run, by name."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Recipe:
    """What a run is made of; the same recipe and data give the same model on the same machine."""

    tokenizer: str = "folded"  # see tokenizer.py
    tokens: int = 65_536
    dimensions: int = 256
    steps: int = 5_000
    batch: int = 2_048
    rate: float = 0.02
    temperature: float = 0.05
    dropped: float = 0.1  # share of the tokens left out of a text
    passages: float = 0.0  # share of the batches that set one sentence against a run of its neighbours
    heaps: bool = False  # runs also of rows that are no neighbours in a document: dictionary entries, names
    boosted: bool = False  # languages drawn by LANGUAGE_SHARE
    taught: float = 0.0  # share of the batches that are lessons, see teacher.py
    glossed: float = 0.0  # share of the batches that are glosses, see gloss.py
    longest: float = 1.0  # rows longer than those of this share are made so long: rare tokens shout each other down
    eight_bit: bool = False  # rows as 8-bit integers on disk, else float16
    seed: int = 0


LANGUAGE_SHARE = {
    "zh": 1.6, "en": 1.6, "ar": 2.0, "hi": 2.0, "vi": 2.0, "th": 1.5, "ja": 1.2, "ko": 1.2, "de": 1.2, "es": 1.2,
    "fr": 1.0, "ru": 1.0,
}  # fmt: skip
OTHER_SHARE = 0.5

RECIPES = {
    "trial": Recipe(tokenizer="plain"),
    "bundled": Recipe(
        tokens=98_304,
        dimensions=352,
        steps=20_000,
        batch=4_096,
        temperature=0.09,
        passages=0.4,
        heaps=True,
        boosted=True,
        taught=0.2,
        glossed=0.12,
        longest=0.95,
        eight_bit=True,
    ),
}
