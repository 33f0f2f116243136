"""A page whose articles are known by their headlines: what of its prose belongs to which, and what is said of each."""

from collections.abc import Sequence
from dataclasses import dataclass

from qa.articles.dates import author_in, date_in
from qa.articles.layout import Article, Layout
from qa.articles.lines import Kind, Line
from qa.articles.sections import Piece, sections_of
from qa.articles.signs import HEAD_SIGN
from qa.articles.starts import Start
from qa.articles.topics import Encode
from qa.articles.units import Unit
from qa.records import Document, Section

_LEAD = 80
"""Characters at the beginning of an article among which its date may stand."""


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """A document's lines, its articles in order of their headlines, and its prose, each piece with its article."""

    document: Document
    lines: Sequence[Line]
    articles: Sequence[Article]
    units: Sequence[Unit]
    owners: Sequence[int]

    @classmethod
    def of(cls, document: Document, lines: Sequence[Line], starts: Sequence[Start], encode: Encode) -> "Page":
        """The page, divided."""
        layout = Layout.of(document.text, lines, starts, encode)
        return cls(document, lines, layout.articles, layout.units, layout.owners())

    def sections(self) -> list[Section]:
        """The articles' sections, in the order of the text."""
        pieces = [Piece(unit.start, unit.end, owner, unit) for unit, owner in zip(self.units, self.owners, strict=True)]
        for number, article in enumerate(self.articles):
            lines = (self.lines[at] for at in (*article.head, *article.bylines))
            pieces += [Piece(line.start, line.end, number) for line in lines]
        return sections_of(self.document.text, pieces, [*map(self._described, range(len(self.articles)))])

    def _described(self, number: int) -> Section:
        """What all sections of that article have."""
        article = self.articles[number]
        if not article.head:
            return Section(0, 0, self.document.title, self._date(0, ""))
        title = " ".join(HEAD_SIGN.sub("", words).rstrip("】 ") for words in map(self._line, article.head))
        byline = " ".join(map(self._line, article.bylines))
        own = (unit for unit, owner in zip(self.units, self.owners, strict=True) if owner == number)
        lead = next((self.document.text[unit.start : unit.end] for unit in own), "")[:_LEAD]
        return Section(0, 0, title, self._date(article.head[0], lead), author_in(byline, lead), is_article=True)

    def _line(self, at: int) -> str:
        return self.document.text[self.lines[at].start : self.lines[at].end]

    def _date(self, first: int, lead: str) -> str:
        """That of the lead, else of the paper's head above line `first`, else of the first one on the page."""
        heads = [at for at, line in enumerate(self.lines) if line.kind is Kind.MASTHEAD]
        above = [at for at in reversed(heads) if at < first]
        dates = map(date_in, (lead, *map(self._line, above), *map(self._line, heads)))
        return next(filter(None, dates), self.document.date)
