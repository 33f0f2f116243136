"""When a document appeared, by what stands at its head or in its name, where its format does not say.

A date counts where it is set apart: by a label ("Published:", 发布时间), as a dateline before a dash, or on a short
line between separators, as in a masthead. A date inside a sentence is what the text is about. The head goes before the
name: it was written with the article, names are given and copied later. No date is better than a wrong one.
"""

from collections.abc import Iterator
from itertools import islice
from pathlib import PurePosixPath

import regex

from qa.text import Written, find_dates, iso_date

_HEAD, _LINES = 1500, 14  # characters and lines
_WIDEST, _OPENING = 120, 80  # characters of a line that is no paragraph, and what is looked at of one that is
_MOST_DATES = 2  # more in a head are a table, a log or a list of events

_WEEKDAY = (
    r"(?:(?:星期|週|周|礼拜|禮拜)[一二三四五六日天]|[日月火水木金土](?:曜日?|요일)|"
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?|"
    r"\b(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)\b|"
    r"\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|"
    r"lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica)\b|"
    r"الأحد|الاثنين|الإثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|วัน\S{2,9}(?:ที่)?)"
)
_LABEL = regex.compile(
    r"(?:^|[\s(（|｜·•])(?:发布(?:时间|日期|于)|發佈(?:時間|日期)|发表(?:时间|日期|于)|日期|时间|時間|更新(?:时间|日期)?|配信|公開日?|"
    r"掲載日?|更新日|작성일|입력|등록일?|날짜|date|dated|published(?: on| at)?|posted(?: on)?|"
    r"last (?:updated|modified)(?: on)?|updated(?: on)?|issued(?: on)?|datum|stand(?: vom)?|veröffentlicht(?: am)?|"
    r"erschienen(?: am)?|publiée?(?: le)?|mis à jour(?: le)?|fecha|publicado(?: el| em)?|actualizado(?: el)?|"
    r"data|pubblicato(?: il)?|дата|опубликовано|"
    r"обновлено|تاريخ(?: النشر)?|نُ?شر في|วันที่|เผยแพร่(?:เมื่อ)?)\s*[:：]?\s*$",
    regex.IGNORECASE,
)
_LEADS = regex.compile(r"(?:^|(?<=\s))(?:den|am|le|el|il|em|on|a|ngày|ที่)\s*$", regex.IGNORECASE)
_MASTHEAD = regex.compile(r"(?:\s{2,}|\u3000|[|｜·•]|\s[-–—])\s*$")
_APART_LEFT = regex.compile(r"(?:^|[,，、|｜·•/／:：;；(（\[【》」』]|\s[-–—]|\s{2,}|\u3000)\s*$")
_APART_RIGHT = regex.compile(
    r"[)）\]】]?\s*(?:г(?:ода|\.)?\s*)?(?:,?\s*T?\d{1,2}[:：]\d{2}\S*(?:$|\s)|$|[,，、|｜·•/／;；]|\s?[-–—]\s|\s{2,}|\u3000|第\s?\d)",
    regex.IGNORECASE,
)
_DATELINE = regex.compile(r"\s*(?:[(（][^()（）\n]{1,30}[)）]\s*)?[-–—]{1,2}\s")
_PLACE = regex.compile(r"[\p{L}\p{M} .'’-]{2,40}(?:[(（][^()（）]{1,20}[)）]\s?)?[,，/]?\s*")
_SENTENCE = regex.compile(r"[。！？!?।؟]|\p{L}{2}[.]\s+\p{Lu}|^.{40,}\p{L}[.]$")
_YEAR = regex.compile(
    r"(?<!\p{Nd})\p{Nd}{4}(?!\p{Nd})|[〇零一二三四五六七八九]{4}\s?年|明治|大正|昭和|平成|令和|民國|民国"
)
_WEEKDAYS = regex.compile(rf"[(（]?(?:{_WEEKDAY})[)）]?[,，]?[ ]?", regex.IGNORECASE)
_JOINT = regex.compile(r"(?<!\d)[-_.](?=\d)|(?<=\d)[-_](?!\d)")  # between a date and what else a name says
_IN_NAME = regex.compile(
    r"(?<!\d)((?:19|20)\d\d)(?:([-_./ ])(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])|"
    r"(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]))(?!\d)"
)
_MONTH_IN_NAME = regex.compile(r"(?<![\d.-])((?:19|20)\d\d)[-_](0[1-9]|1[0-2])(?![\d.]*\d|[-_]\d)")


def publication_date(text: str, source: str) -> str:
    """`YYYY`, `YYYY-MM` or `YYYY-MM-DD` by the text's head, else by the file's name; empty where neither says it."""
    return date_of_head(text) or date_of_name(source)


def date_of_head(text: str) -> str:
    """The date that stands apart in the first lines; empty for none, and for a list of dated things.

    >>> date_of_head("Lan Bay Courier | Friday, 17 May 2024 | Page 3")
    '2024-05-17'
    >>> date_of_head("The bridge, opened on 17 May 2024, is closed.")
    ''
    """
    found: list[str] = []
    for number, line in enumerate(islice(_lines(text), _LINES)):
        said = _dates(line)
        labelled = next((one for one in said if _LABEL.search(_bare(line[: one.start]).rstrip(" ,，"))), None)
        if labelled:
            return labelled.date
        if len({one.date for one in said}) == 1 and _stands_apart(line, said[0], is_title=number == 0):
            found.append(said[0].date)
    return found[0] if 0 < len(set(found)) <= _MOST_DATES else ""


def _lines(text: str) -> Iterator[str]:
    """The lines of the head that have a text, whole."""
    last = text.find("\n", _HEAD)
    return (line.strip() for line in (text if last < 0 else text[:last]).splitlines() if line.strip())


def _dates(line: str) -> list[Written]:
    """Those of a line that say a year, of a long one those at its beginning: the rest is prose, and takes its time."""
    head = line if len(line) <= _WIDEST else line[:_OPENING]
    return _in_a_year(head)


def _in_a_year(text: str) -> list[Written]:
    """The dates that say a year; where none stands, nothing is looked for, which takes its time."""
    return [one for one in find_dates(text) if one.has_year] if _YEAR.search(text) else []


def _bare(text: str) -> str:
    """Without weekdays, which may stand on either side of a date."""
    return _WEEKDAYS.sub("", text)


def _stands_apart(line: str, one: Written, *, is_title: bool) -> bool:
    left, right = _LEADS.sub("", _bare(line[: one.start])), line[one.end :]
    if line.startswith("|") or "\t" in line or (len(one.date) == len("YYYY-MM") and one.date != line):
        return False  # a row of a table; a month that is not alone is more often told of than printed
    if not is_title and _PLACE.fullmatch(left) and _DATELINE.match(right):
        return True
    if len(line) > _WIDEST or _SENTENCE.search(line) or (is_title and _is_headline(left)):
        return False
    return bool(_APART_LEFT.search(left) and _APART_RIGHT.match(_WEEKDAYS.sub("", right)))


def _is_headline(left: str) -> bool:
    """Of a first line that says more than a date only a masthead's separators count: "Titanic, 15 April 1912"."""
    return bool(left.strip()) and not _MASTHEAD.search(left)


def date_of_name(source: str) -> str:
    """The one date in a path, nearest to the file; a year or a number alone is none.

    >>> date_of_name("2023/page-2024-05-17.txt"), date_of_name("report 20240517.pdf"), date_of_name("fees-2024.txt")
    ('2024-05-17', '2024-05-17', '')
    """
    path = PurePosixPath(source)
    for name in (path.stem, path.parent.name, path.with_suffix("").as_posix()):
        apart = _JOINT.sub(" ", name)
        said = {one.date for one in _in_a_year(apart)} | set(_numbers(apart))
        if said:
            return said.pop() if len(said) == 1 else ""
    return ""


def _numbers(name: str) -> Iterator[str]:
    """Dates without separators, and year and month, but for 2011-12, which may be a season."""
    for match in _IN_NAME.finditer(name):
        year, _, *separate = match.groups()
        yield iso_date(int(year), *(int(part) for part in separate if part))
    for match in _MONTH_IN_NAME.finditer(name):
        if int(match[1]) % 100 + 1 != int(match[2]):
            yield f"{match[1]}-{match[2]}"
