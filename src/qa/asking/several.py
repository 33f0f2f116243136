"""Questions whose answer is in several places: "Which tower is the highest?", 有哪些桥？, "Which is longer, A or B?"

Where no sentence says so itself, the places are to be compared or put together, and none of them is the answer alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from qa.records import Quote

LEAST_PLACES = 2


def _pattern(*parts: str) -> regex.Pattern[str]:
    return regex.compile("|".join(parts), regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Kind:
    """Questions that are `asked` so; where the first quote has what is `said`, it answers by itself, and otherwise the
    quotes that have what is `held` do together, of `documents` at least."""

    asked: regex.Pattern[str]
    said: regex.Pattern[str]
    held: regex.Pattern[str]
    documents: int = 1

    def takes_several(self, question: str, quotes: Sequence[Quote]) -> bool:
        if not self.asked.search(question) or self.said.search(quotes[0].whole):
            return False
        holding = [quote.source for quote in quotes if self.held.search(quote.whole)]
        return len(holding) >= LEAST_PLACES and len(set(holding)) >= self.documents


_SUPERLATIVE = _pattern(
    r"\b(?:most|least|fewest|best|worst|(?!(?:lat|new|near|clos|fore?|inter|hon|mod|requ|harv|prot|cont|arr|inv|sugg|"
    r"conqu|manif|dig|for|gu|w|r|t|n|p|qu|ch|br|bl|j|v|b|z)est\b)\w{2,}est)\b",
    r"\b(?:höchst|größt|grösst|längst|kürzest|ältest|jüngst|kleinst|teuerst|billigst|meist|wenigst|tiefst|schnellst|"
    r"breitest|schwerst)e[nrs]?\b",
    r"\b(?:le|la|les) (?:plus|moins)\b|\b(?:el|la|los|las|lo) (?:\w+ )?m[áa]s\b|\b(?:il|la|i|le) (?:\w+ )?più\b",
    r"\bсам(?:ый|ая|ое|ые)\b|наибол\w+|наимен\w+",
    r"最(?:高|低|长|長|短|大|小|多|少|贵|貴|便宜|重|轻|輕|快|慢|老|古老|年轻|年輕|深|浅|淺|宽|寬|窄|远|遠|好|差|早|晚|古い|も)",
    r"一番|가장|제일|الأكثر|الأعلى|الأطول|الأكبر|الأقدم",
)
_COMPARISON = _pattern(
    r"\b(?:more|less|fewer|better|worse|older|younger|newer|longer|shorter|higher|taller|lower|larger|bigger|smaller|"
    r"wider|deeper|faster|slower|cheaper|heavier|lighter|earlier|later|nearer|farther)\b.*\bor\b",
    r"\b(?:mehr|weniger|besser|älter|jünger|neuer|länger|kürzer|höher|niedriger|größer|grösser|kleiner|breiter|tiefer|"
    r"schneller|langsamer|teurer|billiger|schwerer|leichter|früher|später)\b.*\boder\b",
    r"\b(?:plus|moins)\b.*\bou\b|\bm[áa]s\b.*\bo\b|\bили\b.*(?:ее|ей|больше|меньше)\b|(?:ее|ей|больше|меньше)\b.*\bили\b",
    r"哪.{0,3}更|(?:谁|誰)更|更.{1,3}(?:的)?是(?:哪|谁|誰)|どちら|どっち|중.*더\b",
    r"\bdifference between\b|\bUnterschied zwischen\b|\bdifférence entre\b|\bdiferencia entre\b",
    r"(?:和|与|與|跟).*(?:什么|什麼|何|哪些)(?:区别|區別|不同)|との?違い",
)
_THAN = _pattern(
    r"\b(?:than|als)\b|\b(?:plus|moins) \w+ que\b|\bm[áa]s \w+ que\b|\bчем\b|比(?!例|如|较|較|赛|賽)|より|보다"
)
_LIST = _pattern(
    r"(?:有|是)哪些|何が(?:あり|ある)|\b(?:list|name) (?:all|every)\b",
    r"\bwh(?:ich|at) (?:\w+ )?\w+s (?:are|were) there\b",
    r"\bwelche \w+ gibt es\b|\bquel(?:le)?s \w+ (?:y a|existent)|\bqu[ée] \w+s hay\b|\bкакие\b.*\bесть\b",
)
_ENUMERATION = _pattern(r"、|[,，;；].*(?:[,，;；]|\b(?:and|und|et|y|e|и)\b)|\n\s*(?:[-*•]|\d+[.)])\s")
_COUNT = _pattern(
    r"\bhow many\b.*\b(?:are|were) there\b|(?:一共|共|总共|總共)有?(?:多少|几|幾)|\bwie viele \w+ gibt es\b",
    r"\bcombien de \w+ y a-t-il\b|\bcu[áa]nt[oa]s \w+ hay\b|\bсколько всего\b|全部でいくつ",
)
_NUMBER = _pattern(r"\p{N}|[一二三四五六七八九十百千]")
_AMOUNT = _pattern(
    r"(?<!\p{N})(?!1[5-9]\d\d(?!\p{N})|20\d\d(?!\p{N}))\p{N}+|[一二三四五六七八九十百千两兩]",
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|zwei|drei|vier|fünf|deux|trois|quatre|cinq|dos|tres|cuatro|cinco)\b",
)
_ANY = _pattern(r"\w")

_KINDS = (
    _Kind(_SUPERLATIVE, _SUPERLATIVE, _NUMBER),
    _Kind(_COMPARISON, _THAN, _NUMBER),
    _Kind(_LIST, _ENUMERATION, _ANY, documents=LEAST_PLACES),
    _Kind(_COUNT, _AMOUNT, _ANY, documents=LEAST_PLACES),
)


def takes_several(question: str, quotes: Sequence[Quote]) -> bool:
    """Whether the likely quotes answer together what none of them does alone: which is the most of something, or more
    than another, what there is of a kind, and how much of it."""
    return bool(quotes) and any(kind.takes_several(question, quotes) for kind in _KINDS)
