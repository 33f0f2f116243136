"""Questions proposed from the documents, without a language model; a person looks them over before they are used."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import PurePosixPath

import regex

from qa.loading import headline
from qa.testsets.cases import Case
from qa.testsets.question_patterns import KINDS, Proposal, proposals
from qa.text import script, sentences, terms

_OPENING = 24  # characters in which a sentence says what it is about
_LENGTHS = {"en": (30, 170)}
_HAN_LENGTHS = (12, 100)
_ENGLISH = regex.compile(r"\b(?:the|of|and|in|to|was|is|a|for|by)\b", regex.IGNORECASE)
_TRADITIONAL = regex.compile("[們個國這來時會對說學為與長於後發經東車門馬書電點業產區術開關]")


def drafts(texts: Mapping[str, str], *, each: int = 2) -> list[Case]:
    """At most `each` questions on every document (source → text) in Chinese or English, the surest first.

    The first question of every document comes before the second of any, so that a beginning covers all of them.
    """
    by_document = [_of_document(source, text)[:each] for source, text in sorted(texts.items())]
    return [case for rank in zip_longest(*by_document) for case in rank if case is not None]


def language(text: str) -> str:
    """zh, zh-Hant or en; empty for everything else.

    >>> language("大橋於二〇一九年動工，後來開通。"), language("The bridge was opened in May."), language("Straße")
    ('zh-Hant', 'en', '')
    """
    written = script(text)
    if written == "Han":
        return "zh-Hant" if len(_TRADITIONAL.findall(text)) * 100 > len(text) else "zh"
    words = len(text.split())
    return "en" if written == "Latin" and len(_ENGLISH.findall(text)) * 8 > words else ""


def _of_document(source: str, text: str) -> list[Case]:
    """Those that speak of the headline first; one of each kind before a second of any; the surest kind first."""
    lang = language(text)
    about = set(terms(headline(text)))
    found = [(start, end, one) for start, end in _askable(text, lang) for one in proposals(text[start:end], lang)]
    found.sort(key=lambda one: (not about & set(terms(text[one[0] : one[0] + _OPENING])), one[0], one[2].start))
    seen: Counter[str] = Counter()
    ranked = []
    for start, end, proposal in found:
        seen[proposal.kind] += 1
        ranked.append((seen[proposal.kind], KINDS.index(proposal.kind), start, proposal.start, end, proposal))
    ranked.sort(key=lambda one: one[:4])
    distinct = {start: (start, end, proposal) for *_, start, _, end, proposal in reversed(ranked)}
    return [_case(source, text, lang, *distinct[start]) for start in dict.fromkeys(one[2] for one in ranked)]


def _askable(text: str, lang: str) -> Iterator[tuple[int, int]]:
    """Whole sentences of middling length that stand once in the text; no headings, lists, tables or the headline."""
    least, most = _LENGTHS.get(lang, _HAN_LENGTHS)
    title = headline(text)
    for start, end in sentences(text) if lang else ():
        sentence = text[start:end]
        whole = sentence.endswith(("。", ".")) and not regex.match(r"[#|*\-•>\d]", sentence)
        if whole and least <= len(sentence) <= most and sentence not in title and text.count(sentence) == 1:
            yield start, end


def _case(source: str, text: str, lang: str, start: int, end: int, proposal: Proposal) -> Case:
    first = start + proposal.start
    return Case.model_validate(
        {
            "id": f"draft-{PurePosixPath(source).with_suffix('')}-{first}",
            "question": proposal.question,
            "lang": lang,
            "answers": [text[first : start + proposal.end]],
            "sources": [source],
            "evidence": text[start:end],
            "evidence_start": start,
            "start": first,
            "start_of": "answer",
            "draft": True,
            "kind": proposal.kind,
        }
    )
