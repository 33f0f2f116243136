"""The tokenizer: BPE over folded text, trained on the data folder with a budget of characters per language.

Scripts without spaces stand apart from all others, a word of any other script begins with `▁`, a number is cut into
runs of at most four digits, and punctuation is left out. So a word has the same tokens at the start of a text, after
a space and after Chinese text, and `1981年` and `in 1981` share a token.
"""

import random
from collections.abc import Iterator
from itertools import chain, repeat

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

from training.embedder.data import Group
from training.embedder.fold import compiled_charsmap
from training.embedder.recipe import Recipe
from training.embedder.sources import KINDS

SPACELESS = r"\p{Han}\p{Hiragana}\p{Katakana}ー\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
SYMBOLS = "$€£¥₩₹%‰°+"
PIECES = "|".join(
    (
        r"\p{Han}+",
        r"[\p{Hiragana}ー]+",
        r"[\p{Katakana}ー]+",
        r"\p{Thai}+",
        r"\p{Lao}+",
        r"\p{Khmer}+",
        r"\p{Myanmar}+",
        r"[0-9]{1,4}",
        r"(?<![\p{L}\p{M}])(?:وال|بال|كال|فال|ال|لل)(?=\p{Arabic}{3})",  # the Arabic article stands apart
        rf"[{SYMBOLS}]",
        rf"[\p{{L}}\p{{M}}&&[^{SPACELESS}]]+",
    )
)

FIRST = ("en", "zh")
SECOND = ("ja", "ko", "de", "fr", "es", "ru", "ar", "vi", "hi", "th")
FIRST_BUDGET, SECOND_BUDGET, OTHER_BUDGET = 24_000_000, 8_000_000, 4_000_000  # characters
LONGEST_TOKEN = 16
READINGS = 4
NUMBER_COPIES = 500  # so that every number to 999 and every year from 1000 to 2099 becomes one token


def train_tokenizer(groups: list[Group], recipe: Recipe) -> Tokenizer:
    """The recipe's tokenizer, without unknown or special tokens: what it has never seen gives no token."""
    tokenizer = folding_tokenizer() if recipe.tokenizer == "folded" else plain_tokenizer()
    trainer = trainers.BpeTrainer(
        vocab_size=recipe.tokens,
        min_frequency=2,
        initial_alphabet=_common_chinese_characters(),
        max_token_length=LONGEST_TOKEN,
        show_progress=False,
    )
    tokenizer.train_from_iterator(corpus(groups, recipe.seed), trainer)
    return tokenizer


def folding_tokenizer() -> Tokenizer:
    """The bundled model's: folded text, marked words, no punctuation; not trained yet."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Precompiled(compiled_charsmap())])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PIECES), "removed", invert=True),
            pre_tokenizers.Metaspace("▁", prepend_scheme="always", split=False),
            pre_tokenizers.Split(Regex(rf"^▁(?=[{SPACELESS}0-9{SYMBOLS}])"), "removed"),
        ]
    )
    return tokenizer


def plain_tokenizer() -> Tokenizer:
    """The trial's, to compare with: NFKC and lower case, words not marked, punctuation kept apart."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(rf"{PIECES}|[^\s]"), "removed", invert=True)
    return tokenizer


def corpus(groups: list[Group], seed: int) -> Iterator[str]:
    """Texts up to each language's budget, the kinds with the largest share first; then the numbers.

    A language with less text than its budget is read several times, so that its words become whole tokens too.
    """
    budgets = dict.fromkeys({language for group in groups for language in group.languages}, OTHER_BUDGET)
    budgets |= dict.fromkeys(SECOND, SECOND_BUDGET) | dict.fromkeys(FIRST, FIRST_BUDGET)
    shuffled = random.Random(seed)
    for language, budget in sorted(budgets.items()):
        texts = []
        for kind in sorted(KINDS, key=lambda name: -KINDS[name].share):
            found = _texts(groups, kind, language)
            shuffled.shuffle(found)
            texts += found
        for text in chain.from_iterable(repeat(texts, READINGS)):
            if budget <= 0:
                break
            budget -= len(text)
            yield text
    numbers = " ".join([*map(str, range(1000)), *(f"{n:02}" for n in range(10)), *map(str, range(1000, 2100))])
    yield from [numbers] * NUMBER_COPIES


def _texts(groups: list[Group], kind: str, language: str) -> list[str]:
    found: dict[str, None] = {}
    for group in groups:
        if group.source.kind == kind:
            for spoken, side in zip(group.languages, (group.left, group.right), strict=True):
                if spoken == language:
                    found.update(dict.fromkeys(side))
    return list(found)


def _common_chinese_characters() -> list[str]:
    """The 6,763 characters of GB 2312."""
    codes = (bytes((high, low)) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    return [character for code in codes if (character := code.decode("gb2312", errors="ignore"))]
