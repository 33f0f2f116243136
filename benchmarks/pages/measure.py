"""What comes of dividing made pages, and of asking about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import regex

from benchmarks.pages.compose import Page, Tear, clean
from benchmarks.pages.segmentation import Boundaries, half_a_part, pk, windowdiff
from benchmarks.pages.sources import Article
from qa.articles import divide
from qa.articles.topics import Encode
from qa.bot import Bot
from qa.index import build_index
from qa.records import Document, Quote, Section
from qa.settings import Settings
from qa.testsets.cases import Case


@dataclass(frozen=True, slots=True)
class Divided:
    """One page: its boundaries between lines as made and as found, lines under their own headline, tears rejoined."""

    page: Page
    right: Boundaries
    given: Boundaries
    under_headline: int
    rejoined: int

    @property
    def counts(self) -> tuple[int, int, int]:
        """Boundaries that are right, that were found, that there are."""
        both = sum(one and other for one, other in zip(self.right, self.given, strict=True))
        return both, sum(self.given), sum(self.right)

    @property
    def pk(self) -> float:
        """See `segmentation`."""
        return pk(self.right, self.given, half_a_part(self.right))

    @property
    def windowdiff(self) -> float:
        """See `segmentation`."""
        return windowdiff(self.right, self.given, half_a_part(self.right))


def divided(page: Page, encode: Encode) -> Divided:
    """Divides the page and compares: lines that are of no article count neither way."""
    sections = divide(Document(page.name, page.name, page.text, "", ""), encode).sections
    titles = [_title(sections, start) for start, _, _ in page.owners]
    owners = [owner for _, _, owner in page.owners]
    under = sum(
        title is not None and _same(title, page.articles[owner].title)
        for title, owner in zip(titles, owners, strict=True)
    )
    changes = [one != other for one, other in pairwise(owners)]
    found = [one != other for one, other in pairwise(titles)]
    return Divided(page, changes, found, under, sum(_is_rejoined(tear, sections) for tear in page.tears))


def _title(sections: Sequence[Section], place: int) -> str | None:
    return next((one.title for one in sections if one.start <= place < one.end), None)


def _same(title: str, other: str) -> bool:
    return "".join(title.split()) == "".join(other.split())


def _is_rejoined(tear: Tear, sections: Sequence[Section]) -> bool:
    """The sentence is read on, and where none is torn, both parts are of one article."""
    if tear.inside_sentence:
        return any(one.end == tear.end and one.goes_on and one.goes_on[0] == tear.start for one in sections)
    return _title(sections, tear.end - 1) == _title(sections, tear.start) is not None


def boundaries_in(name: str, text: str, encode: Encode) -> int:
    """So many boundaries are found in a text of one article."""
    return max(0, len({one.title for one in divide(Document(name, name, text, "", ""), encode).sections}) - 1)


def with_subheads(text: str) -> str:
    """The text with a subhead above every third of its paragraphs: the first words of that paragraph."""
    title, *paragraphs = [line for line in text.split("\n") if line.strip()]
    parts = [title]
    for number, paragraph in enumerate(paragraphs, start=1):
        if number % 3 == 0 and (words := regex.match(r"[\p{L}\p{N}]+(?: [\p{L}\p{N}]+){0,3}", paragraph)):
            parts.append(words[0][:16])
        parts.append(paragraph)
    return "\n\n".join(parts) + "\n"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question on a page and on the article in a file of its own: whether the first quote holds the answer and is
    of that article; and how many quotes of the page ran over an article's boundary."""

    on_page: bool
    alone: bool
    across: int


def asked(pages: Sequence[Page]) -> list[Asked]:
    """All questions on all pages, from two indexes made for it."""
    with TemporaryDirectory() as folder:
        mixed, clean_files = _settings(Path(folder, "mixed")), _settings(Path(folder, "clean"))
        for page in pages:
            (mixed.documents / page.name).write_text(page.text, encoding="utf-8")
            for article in page.articles:
                (clean_files.documents / _file(article)).write_text(clean(article), encoding="utf-8")
        build_index(mixed)
        build_index(clean_files)
        with Bot.open(mixed) as on_pages, Bot.open(clean_files) as alone:
            by_name = {page.name: page for page in pages}
            return [
                _asked(on_pages, alone, by_name, page, number, article, case)
                for page in pages
                for number, article in enumerate(page.articles)
                for case in article.cases
            ]


def _settings(folder: Path) -> Settings:
    (folder / "documents").mkdir(parents=True)
    return Settings(documents=folder / "documents", index=folder / "index")


def _file(article: Article) -> str:
    return article.name.replace("/", "-")


def _asked(
    on_pages: Bot, alone: Bot, pages: Mapping[str, Page], page: Page, number: int, article: Article, case: Case
) -> Asked:
    quotes = _quotes(on_pages, case.question)
    touched = [_touched(pages[quote.source], quote) for quote in quotes]
    of_article = bool(quotes) and quotes[0].source == page.name and touched[0] == {number}
    right = of_article and _holds(quotes[0], case)
    others = _quotes(alone, case.question)
    other = bool(others) and others[0].source == _file(article) and _holds(others[0], case)
    return Asked(right, other, sum(len(owners) > 1 for owners in touched))


def _quotes(bot: Bot, question: str) -> Sequence[Quote]:
    answer = bot.ask(question)
    return answer.quotes or answer.near_misses


def _holds(quote: Quote, case: Case) -> bool:
    """Whether it holds an answer's words, wherever lines end."""
    return any("".join(answer.split()) in "".join(quote.whole.split()) for answer in case.answers)


def _touched(page: Page, quote: Quote) -> set[int]:
    """The articles of the lines that the quote's slices touch."""
    slices = [(quote.start, quote.end), *([(quote.rest.start, quote.rest.end)] if quote.rest else [])]
    return {owner for first, last, owner in page.owners for start, end in slices if first < end and start < last}
