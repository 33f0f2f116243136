"""Articles → mixed pages, as an archive's text gives them: read column by column, torn, with furniture between.

Layouts: "sequence" (one after the other), "inserted" (an article in the middle of another), "columns" (two articles in
two columns each, read across), "rows" (two articles side by side whose sentences alternate).
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.pages.sources import Article
from benchmarks.pages.vocabulary import VOCABULARIES
from qa.text import sentences, width

LAYOUTS = ("sequence", "inserted", "columns", "rows")
_WEIGHTS = (5, 4, 3, 2)
_HEADLINES = ("{}", "{}", "{}", "{}", "■ {}", "◆{}", "【{}】", "# {}")


@dataclass(frozen=True, slots=True)
class Tear:
    """A paragraph that goes on elsewhere: where its first part ends and its second begins; both inside one sentence or
    not."""

    end: int
    start: int
    inside_sentence: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A made page: `owners` are the spans of lines that belong to an article, with its place in `articles`."""

    name: str
    layout: str
    text: str
    articles: tuple[Article, ...]
    owners: tuple[tuple[int, int, int], ...]
    tears: tuple[Tear, ...]


@dataclass
class _Style:
    """How one page is set: chosen once for it."""

    language: str
    chance: random.Random
    gap: str = ""
    wrap: int = 0
    headline: str = "{}"
    bylines: bool = True

    def __post_init__(self) -> None:
        self.gap = self.chance.choice(("\n", "\n\n", "\n\n"))
        wide = (60, 72) if self.language == "en" else (44, 56)
        self.wrap = self.chance.choice((0, 0, 0, *wide))
        self.headline = self.chance.choice(_HEADLINES)
        self.bylines = self.chance.random() < 0.8

    def filled(self, pattern: str) -> str:
        """A line of the vocabulary with its names and numbers."""
        words = VOCABULARIES[self.language]
        name = self.chance.choice(words.people)
        return pattern.format(
            name=name, NAME=name.upper(), place=self.chance.choice(words.places), day=self.chance.randint(10, 28),
            n=self.chance.randint(2, 8),
        )  # fmt: skip

    def one_of(self, what: str) -> str:
        """Any line of that kind."""
        return self.filled(self.chance.choice(getattr(VOCABULARIES[self.language], what)))


@dataclass
class _Sheet:
    """The page being written."""

    style: _Style
    text: str = ""
    owners: list[tuple[int, int, int]] = field(default_factory=list)
    tears: list[Tear] = field(default_factory=list)
    open: dict[int, tuple[int, bool]] = field(default_factory=dict)

    def put(self, words: str, owner: int | None, gap: str) -> None:
        """Appends a block, wrapped as the page is, after `gap`."""
        words = _wrapped(words, self.style.wrap) if owner is not None else words
        self.text += gap if self.text else ""
        start = len(self.text)
        self.text += words
        for line in words.split("\n"):
            if owner is not None and line.strip():
                self.owners.append((start, start + len(line), owner))
            start += len(line) + 1

    def noise(self, what: str = "furniture") -> None:
        """A line that belongs to no article."""
        self.put(self.style.one_of(what), None, self.style.chance.choice(("\n", "\n\n")))

    def article(self, number: int, article: Article, paragraphs: Sequence[str]) -> None:
        """Headline, byline and paragraphs."""
        chance, style = self.style.chance, self.style
        self.put(style.headline.format(article.title), number, "\n\n" if self.text else "")
        signed, paragraphs = style.bylines and chance.random() < 0.85, list(paragraphs)
        if signed and chance.random() < 0.5:
            paragraphs[0] = style.one_of("leads") + paragraphs[0]
        elif signed:
            self.put(style.one_of("bylines"), number, "\n")
        self.paragraphs(number, paragraphs, first="\n" if chance.random() < 0.3 else "\n\n")

    def paragraphs(self, number: int, paragraphs: Sequence[str], first: str) -> None:
        """Paragraphs of an article; one is sometimes torn by the end of a page."""
        for at, paragraph in enumerate(paragraphs):
            gap = self.style.gap if at else first
            if self.style.chance.random() < 0.04 and len(paragraph) > 80:
                head, tail, inside = torn(paragraph, self.style.chance)
                self.put(head, number, gap)
                self.leave(number, inside)
                self.noise()
                self.text += "\n\f" if self.style.chance.random() < 0.5 else ""
                self.go_on(number, tail)
            else:
                self.put(paragraph, number, gap)

    def leave(self, number: int, inside: bool) -> None:
        """The last paragraph of the article goes on elsewhere."""
        self.open[number] = len(self.text), inside

    def go_on(self, number: int, rest: str) -> None:
        """The rest of the paragraph that was left."""
        end, inside = self.open.pop(number)
        gap = self.style.chance.choice(("\n", "\n\n"))
        self.tears.append(Tear(end, len(self.text + gap), inside))
        self.put(rest, number, gap)


def compose(articles: Sequence[Article], *, seed: int = 0) -> list[Page]:
    """Every article once, 2 to 6 of one language on a page."""
    chance = random.Random(seed)
    pages: list[Page] = []
    for language in VOCABULARIES:
        left = [article for article in articles if article.language == language]
        chance.shuffle(left)
        while len(left) >= 2:
            taken, left = left[: (count := chance.choice((2, 2, 3, 3, 4, 5, 6)))], left[count:]
            if len(taken) >= 2:
                pages.append(_page(f"{language}-{len(pages):03}.txt", taken, chance))
    return pages


def clean(article: Article, seed: int = 0) -> str:
    """The article alone in a file."""
    sheet = _Sheet(_Style(article.language, random.Random(f"{seed} {article.name}")))
    sheet.style.wrap = 0
    sheet.put(article.title, 0, "")
    sheet.put("\n\n".join(article.paragraphs), 0, "\n\n")
    return sheet.text + "\n"


def _page(name: str, articles: Sequence[Article], chance: random.Random) -> Page:
    style = _Style(articles[0].language, chance)
    sheet = _Sheet(style)
    layout = chance.choices(LAYOUTS, _WEIGHTS)[0]
    if chance.random() < 0.6:
        sheet.noise("mastheads")
    before = chance.randint(0, len(articles) - 2)
    for number, article in enumerate(articles):
        if not before <= number < before + 2:
            sheet.article(number, article, article.paragraphs)
        elif number == before:
            _pair(sheet, layout, before, articles)
        if chance.random() < 0.25:
            sheet.noise()
    return Page(name, layout, sheet.text + "\n", tuple(articles), tuple(sheet.owners), tuple(sheet.tears))


def _pair(sheet: _Sheet, layout: str, at: int, articles: Sequence[Article]) -> None:
    """The two articles that stand in each other's way."""
    one, two = articles[at : at + 2]
    if layout == "sequence":
        sheet.article(at, one, one.paragraphs)
        sheet.article(at + 1, two, two.paragraphs)
    elif layout == "rows":
        _rows(sheet, at, one, two)
    else:
        _columns(sheet, at, one, two, both=layout == "columns")


def _columns(sheet: _Sheet, at: int, one: Article, two: Article, *, both: bool) -> None:
    """The first is torn and goes on behind the second, or behind the second's first column."""
    marked = sheet.style.chance.random() < 0.35
    head, rest = _first_column(sheet, one)
    sheet.article(at, one, head)
    sheet.leave(at, rest[1])
    if marked:
        sheet.noise("onwards")
    second, later = _first_column(sheet, two) if both else (list(two.paragraphs), ([], False))
    sheet.article(at + 1, two, second)
    if both:
        sheet.leave(at + 1, later[1])
    if marked:
        sheet.noise("resumed")
    _resume(sheet, at, rest[0])
    if both:
        _resume(sheet, at + 1, later[0])


def _resume(sheet: _Sheet, number: int, paragraphs: Sequence[str]) -> None:
    sheet.go_on(number, paragraphs[0])
    sheet.paragraphs(number, paragraphs[1:], sheet.style.gap)


def _first_column(sheet: _Sheet, article: Article) -> tuple[list[str], tuple[list[str], bool]]:
    """The paragraphs up to a tear, those behind it, and whether it is inside a sentence."""
    number = sheet.style.chance.randrange(max(1, len(article.paragraphs) - 1))
    head, tail, inside = torn(article.paragraphs[number], sheet.style.chance)
    before, behind = article.paragraphs[:number], article.paragraphs[number + 1 :]
    return [*before, head], ([tail, *behind], inside)


def torn(paragraph: str, chance: random.Random) -> tuple[str, str, bool]:
    """A paragraph in two, mostly inside a sentence, at a word where there are spaces; as columns break."""
    spans = sentences(paragraph)
    start, end = chance.choice(spans[: max(1, len(spans) - 1)])
    if chance.random() < 0.2 and len(spans) > 1:
        return paragraph[:end].rstrip(), paragraph[end:].lstrip(), False
    middle = chance.randint(start + (end - start) // 4, start + 3 * (end - start) // 4)
    space = paragraph.find(" ", middle, end)
    if space > 0 and paragraph[:space].isascii():
        middle = space
    middle = max(middle, 1)
    return paragraph[:middle].rstrip(), paragraph[middle:].lstrip(), True


def _rows(sheet: _Sheet, at: int, one: Article, two: Article) -> None:
    """Both headlines, then a sentence of the one, a sentence of the other, each on lines of its own."""
    for number, article in ((at, one), (at + 1, two)):
        sheet.put(sheet.style.headline.format(article.title), number, "\n\n" if number == at else "\n")
    signed = sheet.style.bylines and sheet.style.chance.random() < 0.7
    for number in (at, at + 1) if signed else ():
        sheet.put(sheet.style.one_of("bylines"), number, "\n")
    columns = [[p[a:b] for p in article.paragraphs for a, b in sentences(p)] for article in (one, two)]
    gap = "\n\n"
    for row in range(max(map(len, columns))):
        for number, column in enumerate(columns):
            if row < len(column):
                sheet.put(column[row], at + number, gap)
                gap = "\n"


def _wrapped(words: str, columns: int) -> str:
    """Hard line ends after at most so many columns; none where that is 0."""
    if not columns:
        return words
    return "\n".join(part for line in words.split("\n") for part in _lines(line, columns))


def _lines(line: str, columns: int) -> list[str]:
    parts, part = [], ""
    pieces = line.split(" ") if line.isascii() else list(line)
    glue = " " if line.isascii() else ""
    for piece in pieces:
        if part and width(part + glue + piece) > columns:
            parts.append(part)
            part = piece
        else:
            part = part + glue + piece if part else piece
    return [*parts, part]
