"""Questions whose answer is in several places: "Which tower is the highest?", 哪座塔最高？

Where no sentence says so itself, the places are to be compared, and none of them is the answer alone.
"""

from collections.abc import Sequence

import regex

from qa.records import Quote

LEAST_PLACES = 2
_SUPERLATIVE = regex.compile(
    r"\b(?:most|least|fewest|best|worst|(?!(?:lat|new|near|clos|fore?|inter|hon|mod|requ|harv|prot|cont|arr|inv|sugg|"
    r"conqu|manif|dig|for|gu|w|r|t|n|p|qu|ch|br|bl|j|v|b|z)est\b)\w{2,}est)\b|"
    r"\b(?:höchst|größt|grösst|längst|kürzest|ältest|jüngst|kleinst|teuerst|billigst|meist|wenigst|tiefst|schnellst|"
    r"breitest|schwerst)e[nrs]?\b|\b(?:le|la|les) (?:plus|moins)\b|\b(?:el|la|los|las|lo) (?:\w+ )?m[áa]s\b|"
    r"\b(?:il|la|i|le) (?:\w+ )?più\b|\bсам(?:ый|ая|ое|ые)\b|наибол\w+|наимен\w+|"
    r"最(?:高|低|长|長|短|大|小|多|少|贵|貴|便宜|重|轻|輕|快|慢|老|古老|年轻|年輕|深|浅|淺|宽|寬|窄|远|遠|好|差|早|晚|古い|も)|"
    r"一番|가장|제일|الأكثر|الأعلى|الأطول|الأكبر|الأقدم",
    regex.IGNORECASE,
)
_NUMBER = regex.compile(r"\p{N}|[一二三四五六七八九十百千]")


def takes_several(question: str, quotes: Sequence[Quote]) -> bool:
    """Whether what is asked for is the most of something, the first quote does not say which one is, and several
    quotes have a number to compare."""
    if not quotes or not _SUPERLATIVE.search(question) or _SUPERLATIVE.search(quotes[0].whole):
        return False
    return sum(_NUMBER.search(quote.whole) is not None for quote in quotes) >= LEAST_PLACES
