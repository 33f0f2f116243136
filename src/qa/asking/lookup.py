"""Questions that ask for a numbered unit by name: “犬只管理办法第二十二条规定了什么？”, "What does § 12 say?".

Such a question shares no word with what it asks for but the unit's name, which its passages have in their titles.
"""

from collections.abc import Sequence
from functools import cache
from itertools import groupby

from qa.records import ARROW, Chunk, Hit, Query
from qa.text import terms, unit_at, unit_term

CANDIDATES = 1000
"""How many passages are looked up by words for a question that names a unit: all those of the document it names."""
LOOKED_UP = 0.95
"""The probability that a unit asked for by name is quoted first, where one document has it: `benchmarks/units.py`."""
MISSING = 0.05
"""At most, where a unit is asked for by name that the document named with it does not have."""
_PHRASES = """
规定了什么 的内容是什么 说了什么 讲了什么 写了什么 是怎么规定的 如何规定 有哪些规定 规定哪些 是什么
全文 原文 条文 怎么说 根据 按照 请问
は何を定めていますか には何と書いてありますか 何が書かれていますか の内容は何ですか とは何ですか の規定
について教えてください
는 무엇을 규정하고 있습니까 규정하는가 무엇인가 내용은 무엇입니까 뭐라고 되어 있나요 에는 어떤
내용이 있나요
what does do is are says say said state states provide provides regulate regulates stipulate read in
of the to under text content
contents wording about according please show me quote
was steht in regelt besagt sagt bestimmt lautet wie der die das den des dem von im laut inhalt
wortlaut zitiere
que qué quoi dit dice diz dispone establece prevoit prévoit prévoient stipule regla regule règle est
es é le la les el los las lo de du des
del della do da dos das dans en selon según texto texte contenu contenido conteúdo conteudo quel
quelle cual cuál qual
cosa che prevede stabilisce disciplina contenuto testo il lo gli nel nella secondo
что говорится сказано гласит в о чем чём статье по тексте текст содержание какое каково
устанавливает регулирует
ne diyor der nedir neyi düzenler içeriği metni
quy định gì nội dung của là nói về điều
ว่าอย่างไร กำหนดอะไร ระบุว่าอะไร เนื้อหา คืออะไร บัญญัติว่าอะไร ของ
ماذا تنص ينص على ما هو نص محتوى تقول يقول في من المادة
क्या कहता कहती है में का की के अनुसार बारे
"""


def named_units(query: Query) -> tuple[str, ...]:
    """The terms of the numbered units that the question names."""
    return tuple(term for term in query.terms if term.startswith("#"))


def within_named(query: Query, hits: Sequence[Hit]) -> list[Hit]:
    """The passages of the units that the question names, where it names their document too or asks for nothing else.

    All passages where there are none of these: many a document has a "Part 1" that is not meant.
    """
    asked = set(named_units(query))
    bare = not set(query.terms) - asked - _words_of_asking()
    held = [hit for hit in hits if asked and asked <= set(terms(hit.chunk.title))]
    return [hit for hit in held if bare or _is_named(query, hit)] or list(hits)


def _is_named(query: Query, hit: Hit) -> bool:
    """Whether the question says at least half of the document's title."""
    title = set(terms(hit.chunk.title.partition(ARROW)[0]))
    return len(title & set(query.terms)) * 2 >= len(title) > 0


def looked_up(query: Query, hits: Sequence[Hit]) -> list[Hit]:
    """The first passage of each unit that the question asks for, when it asks for nothing else; else none.

    Of documents that have one, only those count whose title holds most of the question.
    """
    asked, named = set(query.terms), set(named_units(query))
    if not (hits and named) or not all(named <= set(terms(hit.chunk.title)) for hit in hits):
        return []
    held = {hit.chunk.id: asked & set(terms(hit.chunk.title)) for hit in hits}
    most = max(len(words) for words in held.values())
    best = [hit for hit in hits if len(held[hit.chunk.id]) == most]
    if any(asked - held[hit.chunk.id] - _words_of_asking() for hit in best):
        return []
    ordered = sorted(best, key=lambda hit: (hit.chunk.source, hit.chunk.start))
    return [next(parts) for _, parts in groupby(ordered, key=lambda hit: (hit.chunk.source, hit.chunk.title))]


def is_missing(query: Query, hits: Sequence[Hit]) -> bool:
    """Whether the question asks for nothing but a unit of the first passage's document, and no passage is of it."""
    named = set(named_units(query))
    if not (hits and named) or any(named <= set(terms(hit.chunk.title)) for hit in hits):
        return False
    return not set(query.terms) - named - _words_of_asking() - set(terms(hits[0].chunk.title))


def begin(query: Query, chunk: Chunk) -> int:
    """Where in the document the unit begins that the passage was looked up for: after the headings above it."""
    asked, place = set(named_units(query)), 0
    for line in chunk.text.splitlines(keepends=True):
        unit = unit_at(line, len(line) - len(line.lstrip(" \t　#*")))
        if unit and unit_term(unit) in asked:
            return chunk.start + place
        place += len(line)
    return chunk.start


@cache
def _words_of_asking() -> frozenset[str]:
    """The terms of what may stand around a unit's name."""
    return frozenset(term for line in _PHRASES.split("\n") for term in (*terms(line), *terms(line.replace(" ", ""))))
