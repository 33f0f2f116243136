"""Articles of any number, made from the sentences of the sample documents in every language they have."""

import random
import re
from collections.abc import Iterator
from pathlib import Path

from qa.loading.finding import find_sources
from qa.loading.reading import load_document, read_source
from qa.text.sentences import sentences
from qa.text.terms import terms

SAMPLES = Path(__file__).parent.parent / "documents"


def articles(count: int, *, seed: int = 0) -> Iterator[str]:
    """`count` articles of about 2,000 characters of one language each; no two are alike."""
    chance = random.Random(seed)
    pools = _pools()
    for number in range(count):
        pool = chance.choice(pools)
        body = "\n".join(chance.choice(pool) + f" {chance.randrange(10**6)}" for _ in range(40))
        yield f"{chance.choice(pool)[:40]} {number}\n\n{body}\n"


def composed(count: int, *, seed: int = 0) -> Iterator[str]:
    """`count` articles as `articles` gives them, of sentences that are put together from two to four clauses each.

    So that a sentence hardly ever comes twice, however many there are.
    """
    chance = random.Random(seed)
    pools = [list(dict.fromkeys(clause for one in pool for clause in _clauses(one))) for pool in _pools()]
    for number in range(count):
        pool = chance.choice(pools)
        body = "\n".join(_sentence(pool, chance) for _ in range(20))
        yield f"{chance.choice(pool)[:40]} {number}\n\n{body}\n"


def _sentence(pool: list[str], chance: random.Random) -> str:
    parts = chance.choices(pool, k=chance.randrange(2, 5))
    mark = "。" if any("一" <= sign <= "鿿" for sign in parts[0]) else ". "
    return f"{'，' if mark == '。' else ', '}".join(parts) + f" {chance.randrange(10**6)}{mark}".rstrip()


def _clauses(sentence: str) -> list[str]:
    parts = (piece.strip(" 。.！!？?") for piece in re.split("[，、；：,;:]", sentence) if "|" not in piece)
    return [part for part in parts if part]


def questions(count: int, *, seed: int = 1) -> list[str]:
    """Pieces of sentences, 8 to 30 characters, as people type them."""
    chance = random.Random(seed)
    pools = _pools()
    pieces = (chance.choice(chance.choice(pools))[: chance.randrange(8, 31)] for _ in range(count * 2))
    return [piece for piece in pieces if terms(piece)][:count]


def _pools() -> list[list[str]]:
    """The sentences of each sample document."""
    pools = []
    for source in find_sources(SAMPLES)[0]:
        text = load_document(source, read_source(SAMPLES, source, 10**8))[0].text
        pools.append([text[start:end] for start, end in sentences(text)])
    return pools
