"""What a question names besides what it is about: a date, a file, a speaker, a number, the newest.

Such a wish decides between answers of about equal evidence: a sentence that has what is wished for goes before
one that is at most FAVOUR times as likely, and at most NAMED times for a whole day or a file. A year alone is
more often what a question is about, and decides between versions only. A number counts where a sentence does
not write it in digits (一九八四, 5 thousand), since the reader hardly tells such numbers apart.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet
from math import log
from pathlib import PurePosixPath
from typing import NamedTuple

import regex

from qa.records import Chunk, Filter
from qa.text import find_dates, fold, terms

NAMED, FAVOUR = 16.0, 4.0
CARRIED = 0.8  # of what a sentence is on, the next one in its paragraph is on as well
_FILE = regex.compile(r"[\p{L}\p{N}]\.\p{L}[\p{L}\p{N}]{1,4}(?!\p{L})")

_YEAR = regex.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_SAYING = regex.compile(
    r"\b(?:sa(?:y|ys|id)|tells?|told|thinks?|thought|mention\w*|answer\w*|repl(?:y|ied)|explain\w*|claim\w*|opinion|"
    r"sag(?:t|te|en)|mein(?:t|te|en)|find(?:et|en)|dit|disent|pense|dic(?:e|en|ono)|dij(?:o|eron)|disse|opina|"
    r"говор\w*|сказал\w*|считает|думает|zegt|zei|säger|sade|sier|sa)\b|"
    r"[说說讲講谈談]|认为|認為|表示|提到|回答|看法|言っ|述べ|話し|思っ|말했|말하|생각|قال|يقول|ذكر|พูด|บอก|nói|कहा",
    regex.IGNORECASE,
)
_NEWEST = regex.compile(
    r"最新|目前|现行|現行|现在|現在|如今|当前|當前|今の|直近|현재|최신|"
    r"\b(?:latest|newest|current(?:ly)?|now(?:adays)?|at present|most recent|up to date|"
    r"aktuell\w*|derzeit\w*|neueste\w*|jetzt|gegenwärtig\w*|actuel\w*|actuellement|maintenant|en vigueur|"
    r"actual(?:es|mente)?|vigente\w*|ahora|attuale|attualmente|сейчас|текущ\w*|последн\w*|действующ\w*)\b|"
    r"حاليا|الحالي\w*|الآن|ปัจจุบัน|ล่าสุด|hiện (?:tại|nay)|mới nhất",
    regex.IGNORECASE,
)


class Said(NamedTuple):
    """A sentence, its passage, and in a dialogue who said it."""

    chunk: Chunk
    text: str
    speaker: str = ""


def on_subject(subject: Collection[str], said: Sequence[Said], chances: Sequence[float]) -> list[float]:
    """The chances, larger for sentences on the terms of what was asked before, those above all that few of them hold.

    A sentence that follows another one in its paragraph is on much of what that one is on. Their sum is as before.
    """
    held = [set(subject) & set(terms(f"{one.chunk.title}\n{one.text}")) for one in said]
    counts = Counter(word for words in held for word in words)
    shares: list[float] = []
    for at, one in enumerate(said):
        before = CARRIED * shares[-1] if at and _follows(one, said[at - 1]) else 0.0
        shares.append(max(sum(log(len(said) / counts[word]) for word in held[at]), before))
    most = max(shares, default=0.0) or 1.0
    weighed = [chance * NAMED ** (share / most) for chance, share in zip(chances, shares, strict=True)]
    return [chance / sum(weighed) * sum(chances) for chance in weighed]


def _follows(one: Said, before: Said) -> bool:
    """Whether a sentence stands right behind another one in the same paragraph."""
    text = one.chunk.text
    at = text.find(one.text) if before.chunk.id == one.chunk.id else -1
    return at > 0 and text[:at].rstrip(" ").endswith(before.text)


def dates_named(question: str) -> list[str]:
    """The dates in a question: `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, or `MM-DD`.

    >>> dates_named("What did the council say on 4 July, and what in 2021?")
    ['07-04', '2021']
    """
    written = find_dates(question)
    inside = {at for one in written for at in range(one.start, one.end)}
    years = [match[0] for match in _YEAR.finditer(question) if match.start() not in inside]
    return [*(one.date for one in written), *years]


def days_named(question: str) -> list[str]:
    """Those that name a day or a month, which more often say when something was published than a year does."""
    return [date for date in dates_named(question) if len(date) != len("YYYY")]


def wants_newest(question: str) -> bool:
    """Whether it says "latest", "currently", 最新, 目前 or the like."""
    return _NEWEST.search(question) is not None


def filters_named(question: str, sources: Callable[[], Iterable[str]]) -> list[Filter]:
    """What to look through besides everything: the whole days, and the files of `sources()`, that a question names.

    >>> filters_named("According to fees.txt, what was decided on 4 July 2023?", lambda: ["old/fees.txt"])
    [Filter(within=(), since='2023-07-04', until='2023-07-04'), Filter(within=('old/fees.txt',), since='', until='')]
    """
    days = [Filter(since=day, until=day) for day in days_named(question) if len(day) == len("YYYY-MM-DD")]
    asked = question.casefold()
    named = [source for source in sources() if _is_named(source, asked)] if _FILE.search(question) else []
    return [*days, *([Filter(tuple(named))] if named else [])]


def _is_named(source: str, asked: str) -> bool:
    """Whether the file's whole name stands in the question, which is in lower case.

    >>> _is_named("1.txt", "what does 11.txt say?"), _is_named("a.txt", "根据a.txt")
    (False, True)
    """
    name = regex.escape(PurePosixPath(source).name.casefold())
    return regex.search(rf"(?<![a-z0-9_-]){name}(?![a-z0-9_-])", asked) is not None


def numbers_named(text: str) -> set[str]:
    """The numbers of two digits and more in a text, and versions, as they are looked up.

    >>> sorted(numbers_named("一九八四年, 5 thousand, 2.3.1"))
    ['1984', '2.3.1', '5000']
    """
    return {term for term in terms(text) if len(term) > 1 and term[0].isdecimal() and term[-1].isdecimal()}


def favoured(question: str, said: Sequence[Said], chances: Sequence[float]) -> Sequence[float]:
    """The chances of sentences, larger for what is wished for; their sum is as before."""
    numbers, speaker = numbers_named(question), _speaker_named(question, said)
    chunks = [one.chunk for one in said]
    days, asked = days_named(question), question.casefold()
    dates = sorted({chunk.date for chunk in chunks if chunk.date}) if wants_newest(question) else []
    age = {date: rank / (len(dates) - 1) for rank, date in enumerate(dates)} if len(dates) > 1 else {}
    named = bool(_FILE.search(question))
    if not (days or age or named or numbers or speaker):
        return chances
    spoken = _spoken(question, said, speaker)
    weights = [
        NAMED
        if one.chunk.date in days or (named and _is_named(one.chunk.source, asked)) or _spells(one.text, numbers)
        else spoken[number]
        if number in spoken
        else FAVOUR ** max(float(_is_of(one.chunk.date, days)), age.get(one.chunk.date, 0.0))
        for number, one in enumerate(said)
    ]
    weighed = [chance * weight for chance, weight in zip(chances, weights, strict=True)]
    total, before = sum(weighed), sum(chances)
    return [chance / total * before for chance in weighed]


def _speaker_named(question: str, said: Iterable[Said]) -> set[str]:
    """The terms of the speaker whose words a question asks for; none where it asks for nobody's.

    >>> from qa.asking.naming import Said
    >>> _speaker_named("What did Mia say?", [Said(Chunk("", "", "", 0, 3, "No."), "No.", "MIA")])
    {'mia'}
    """
    if not _SAYING.search(question):
        return set()
    asked, names = set(terms(question)), {one.speaker for one in said if one.speaker}
    return next((own for name in sorted(names) if (own := set(terms(name))) and own <= asked), set())


def _spoken(question: str, said: Sequence[Said], speaker: AbstractSet[str]) -> dict[int, float]:
    """What sentences of dialogues weigh, by number, where a speaker's words are asked for.

    That speaker's the more, the more of the question's words they hold, the rare ones above all; others' little.
    """
    asked = set(terms(question)) - speaker
    held = [asked & set(terms(one.text)) for one in said] if speaker else []
    counts = Counter(word for words in held for word in words)
    shares = [sum(1 / counts[word] for word in words) for words in held]
    most = max(shares, default=0.0) or 1.0
    return {
        number: NAMED * share / most if set(terms(one.speaker)) == speaker else 1 / NAMED
        for number, (one, share) in enumerate(zip(said, shares, strict=False))
        if one.speaker
    }


def _spells(sentence: str, numbers: AbstractSet[str]) -> bool:
    """Whether the sentence holds one of the numbers, written otherwise than in digits alone."""
    return any(number not in fold(sentence) for number in numbers & numbers_named(sentence)) if numbers else False


def _is_of(date: str, days: Collection[str]) -> bool:
    """Whether a date is in one of the months, or one of the days without a year."""
    return bool(date) and any(date.startswith(day) or (day[2] == "-" and date[5:] == day) for day in days)
