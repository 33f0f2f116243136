"""Hits → quotes: the sentences that answer the question, whole and verbatim, the right one first.

A list item or a table row is quoted whole; half a pair of quotation marks or brackets is not.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import accumulate

from qa.asking.cells import answer_in_row
from qa.asking.confidence import Confidence, Usual
from qa.asking.evidence import Evidence, EvidenceFinder
from qa.asking.headline import Headline, answer_values
from qa.asking.lookup import LOOKED_UP, MISSING, begin, is_missing, looked_up
from qa.asking.naming import Said, favoured, on_subject
from qa.asking.ranking import Pick, Ranking, chosen, demoted
from qa.asking.reading import FAINT
from qa.asking.repeats import edition, is_long, letters, place_of
from qa.errors import DocumentError
from qa.records import BESIDE, Chunk, Document, Elsewhere, Hit, Query, Quote, Relation, Span
from qa.settings import ReaderName
from qa.store import Store
from qa.text import labels, row_around, whole_pairs, whole_words

_REACH, _ANSWER_REACH = 200, 20  # characters that a quote, and an answer, may grow to close a pair of marks
LEAST_MARKED = 0.25  # of the first quote's chance, or no answer is marked in a further one


class Stale(Exception):
    """The document was replaced or removed between finding the passage and quoting it: retrieve again."""


class Quoter:
    """Quotes from retrieved passages; safe to share between threads when the store is."""

    def __init__(self, store: Store, finder: EvidenceFinder, *, reader: ReaderName, most: int) -> None:
        self._store, self._finder, self._most = store, finder, most
        self._ranking, self._confidence = Ranking.open(reader), Confidence.open(reader)
        self._headline = Headline.open(reader)

    def quote(
        self, query: Query, hits: Sequence[Hit], found: Sequence[Hit] = (), *, about: Collection[str] = ()
    ) -> list[Quote]:
        """At most `most` quotes, best first, each an exact slice of its document; no hits give no quotes.

        `score` is the probability that the quote holds the answer, never more than that of a quote before it. Stale
        where a document is not what it was when its passage was found. Further places of the same words are those in
        the passages `found`. What a question goes on from is `about` these terms.
        """
        named = looked_up(query, hits)
        if named:
            return [self._whole(hit.chunk, begin(query, hit.chunk), len(named)) for hit in named[: self._most]]
        evidence = self._finder.find(query, hits)
        if not evidence:
            return []
        picks, usual = self.pick(evidence, query.text, about), Usual.of(evidence)
        if not picks:
            return []
        most = MISSING if is_missing(query, hits) else 1.0
        scores = accumulate((min(self._confidence.probability(pick, usual), most) for pick in picks), min)
        likely = [pick.chance >= LEAST_MARKED * picks[0].chance for pick in picks]
        first, *others = distinct(map(partial(self._cut, query), picks, scores, likely))
        quotes = [self._judged(first, picks[0], usual), *others]
        leaders = {(one.chunk.source, one.start): one for pick in picks for one in pick.sentences}
        return [self._with_places(quote, leaders, found) for quote in quotes]

    def _judged(self, quote: Quote, pick: Pick, usual: Usual) -> Quote:
        """The first quote, with how likely the answer marked in it is right."""
        if not quote.answer:
            return quote
        values = answer_values(pick, answering(pick), quote.answer, usual, quote.score)
        return replace(quote, answer_score=self._headline.probability(values))

    def _with_places(self, quote: Quote, leaders: Mapping[tuple[str, int], Evidence], found: Sequence[Hit]) -> Quote:
        """The quote with where else its words stand, each proven by the document as it is stored."""
        inside = [
            one for (source, at), one in leaders.items() if source == quote.source and quote.start <= at < quote.end
        ]
        also = {one.source: one for one in elsewhere(quote, inside, found)}
        return replace(quote, also=tuple(one for one in also.values() if self._stands(one))) if also else quote

    def _stands(self, place: Elsewhere) -> bool:
        try:
            return self._store.document(place.source).text[place.start : place.end] == place.text
        except DocumentError:
            return False

    def pick(self, evidence: Sequence[Evidence], question: str = "", about: Collection[str] = ()) -> list[Pick]:
        """What is quoted of at least one sentence, best first; `question` may name a date, a file or the newest."""
        chances = demoted(evidence, self._ranking.chances(evidence), self._beside(evidence))
        said = [Said(one.chunk, one.text, one.speaker) for one in evidence]
        chances = on_subject(about, said, chances) if about else chances
        return chosen(evidence, favoured(question, said, chances), self._most)

    def _beside(self, evidence: Sequence[Evidence]) -> list[bool]:
        """Whether each sentence stands beside a page's main text."""
        chunks = {one.chunk.id: one.chunk for one in evidence}.values()
        places = {chunk.id: self._store.places(chunk.source, chunk.start, chunk.end) for chunk in chunks}
        beside = {key: [place for place in found if place.name.endswith(BESIDE)] for key, found in places.items()}
        return [any(place.start <= one.start < place.end for place in beside[one.chunk.id]) for one in evidence]

    def _whole(self, chunk: Chunk, start: int, of: int) -> Quote:
        """A passage from `start` on that was asked for by name, one `of` so many that may be meant."""
        document = self._document(chunk)
        places = self._store.places(chunk.source, start, chunk.end)
        return Quote.cut(
            document, start, chunk.end, title=chunk.title, date=chunk.date, score=LOOKED_UP / of, places=places
        )

    def _cut(self, query: Query, pick: Pick, score: float, marked: bool) -> Quote:
        chunk, rest = pick.best.chunk, pick.best.rest
        document = self._document(chunk)
        start, end = pick.place if rest else reading_well(document.text, *pick.place)
        quoted = [(start, end), *([(rest.start, rest.end)] if rest else [])]
        answers = (_answer(document, pick, part, query) for part in (quoted if marked else []))
        return Quote.cut(
            document,
            start,
            end,
            title=chunk.title,
            date=chunk.date,
            score=score,
            answer=next(filter(None, answers), None),
            places=[place for part in quoted for place in self._store.places(document.source, *part)],
            rest=quoted[1] if rest else None,
        )

    def _document(self, chunk: Chunk) -> Document:
        try:
            document = self._store.document(chunk.source)
        except DocumentError:
            raise Stale(chunk.source) from None
        if document.id != chunk.document_id:
            raise Stale(chunk.source)
        return document


def elsewhere(quote: Quote, inside: Sequence[Evidence], found: Sequence[Hit]) -> Iterator[Elsewhere]:
    """Where the words of a quote stand in other documents, and what its sentences' other versions say."""
    words = letters(quote.text)
    same = [*(one.chunk for best in inside for one in best.same), *(hit.chunk for hit in found)]
    for chunk in same if words and is_long(words) else ():
        place = place_of(words, chunk.text) if chunk.source != quote.source else None
        if place:
            text, start = chunk.text[slice(*place)], chunk.start + place[0]
            yield Elsewhere(chunk.source, chunk.title, start, start + len(text), text, chunk.date)
    for best in inside:
        for one in best.versions:
            chunk = one.chunk
            relation: Relation = "older" if edition(chunk) < edition(best.chunk) else "newer"
            yield Elsewhere(chunk.source, chunk.title, one.start, one.end, one.text, chunk.date, relation)


def reading_well(text: str, start: int, end: int) -> Span:
    """`start:end`, as the whole list item or table row that holds it, or without half a pair of marks."""
    if row := row_around(text, start, end):
        return row
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    return whole_pairs(text, start, end, first, len(text) if last < 0 else last, _REACH, cut=False)


def answering(pick: Pick) -> Evidence:
    """The sentence of the pick that holds the likeliest answer."""
    return max(pick.sentences, key=lambda one: one.features.answer if one.answer else FAINT)


def _answer(document: Document, pick: Pick, quoted: Span, query: Query) -> Span | None:
    """The likeliest answer in the pick's sentences, with both halves of its marks; in a row, a cell; of a turn, what is
    said."""
    best = answering(pick).answer
    if best and answering(pick).speaker:
        best = _without_label(document.text, best, quoted)
    if best is None or not quoted[0] <= best[0] < best[1] <= quoted[1]:
        return None
    found = whole_pairs(document.text, *whole_words(document.text, *best, *quoted), *quoted, _ANSWER_REACH)
    return answer_in_row(document.text, quoted, found, query.rarity)


def _without_label(text: str, answer: Span, quoted: Span) -> Span:
    """The answer without the speaker's name before it, unless it is no more than that."""
    for label in labels(text[slice(*quoted)]):
        start, words = quoted[0] + label.start, quoted[0] + label.words
        if start <= answer[0] < words < answer[1]:
            return words, answer[1]
    return answer


def distinct(quotes: Iterable[Quote]) -> list[Quote]:
    """The quotes without those that lie inside one before them."""
    kept: list[Quote] = []
    for quote in quotes:
        if not any(one.source == quote.source and one.start <= quote.start and quote.end <= one.end for one in kept):
            kept.append(quote)
    return kept
