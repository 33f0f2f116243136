"""Whether a question that names a numbered unit of a law is answered from that unit.

`python -m benchmarks.units FOLDER [--questions 8]`. FOLDER holds laws as text or Markdown files, named after the law,
whose articles begin their lines with 第…条; all of them are in one index. Of each law that many articles are drawn and
asked for by name, half of them with the number in digits. Prints for how many the first quote, and one of the three,
lies in the article, with Wilson's 95 % interval.
"""

import argparse
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import regex

from qa.bot import Bot
from qa.index import build_index
from qa.records import Quote
from qa.settings import Settings

_ARTICLE = regex.compile(r"^第([一二三四五六七八九十百]+)条", regex.MULTILINE)
_FORMS = ("{law}第{number}条规定了什么？", "{law}第{number}条的内容是什么？")


class Unit(NamedTuple):
    """An article of a law: `text[start:end]` of the document, its number from 1."""

    source: str
    number: int
    written: str
    start: int
    end: int

    def holds(self, quote: Quote) -> bool:
        """Whether the quote begins in the article."""
        return quote.source == self.source and self.start <= quote.start < self.end


def units(source: str, text: str) -> Iterator[Unit]:
    """The articles that are numbered without a gap, so that the place of a number is its value."""
    found = list(_ARTICLE.finditer(text))
    ends = [*(match.start() for match in found[1:]), len(text)]
    for number, (match, end) in enumerate(zip(found, ends, strict=True), 1):
        yield Unit(source, number, match[1], match.start(), end)


def question(law: str, unit: Unit, turn: int) -> str:
    """The article asked for by name; every second time with its number in digits."""
    return _FORMS[turn // 2 % 2].format(law=law, number=unit.number if turn % 2 else unit.written)


def measure(folder: Path, questions: int) -> tuple[list[bool], list[bool]]:
    """For each question whether the first quote, and whether any quote, lies in the article."""
    first, some = [], []
    draw = random.Random(0)
    with TemporaryDirectory() as index:
        settings = Settings(documents=folder, index=Path(index))
        build_index(settings)
        with Bot.open(settings) as bot:
            for source, _ in bot.sources():
                found = list(units(source, bot.document(source).text))
                for turn, unit in enumerate(draw.sample(found, min(questions, len(found)))):
                    quotes = bot.ask(question(Path(source).stem, unit, turn)).quotes
                    first.append(any(map(unit.holds, quotes[:1])))
                    some.append(any(map(unit.holds, quotes)))
    return first, some


def share(name: str, right: Sequence[bool]) -> str:
    """The table's row."""
    from scipy.stats import binomtest

    low, high = binomtest(sum(right), len(right)).proportion_ci(method="wilson")
    return f"| {name} | {sum(right)} of {len(right)} | {sum(right) / len(right):.2f} [{low:.2f}, {high:.2f}] |"


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--questions", type=int, default=8, help="of each law")
    options = parser.parse_args()
    first, some = measure(options.folder, options.questions)
    print("| article | questions | share |\n|---|---|---|")
    print(share("quoted first", first), share("in a quote", some), sep="\n")


if __name__ == "__main__":
    main()
