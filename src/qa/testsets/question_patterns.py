"""Sentence → questions that it answers, by patterns alone.

Chinese asks where the answer stands, so a question is the sentence with 哪一年, 多少 or 谁 in the answer's place. In
English only sentences of a few plain shapes are turned round; in others a year or a name becomes a blank.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import regex

from qa.records import Span

QuestionKind = Literal["who", "when", "how many", "blank"]

KINDS: tuple[QuestionKind, ...] = ("who", "when", "how many", "blank")
"""The surest first."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something that can be asked for: the question, and where its answer stands in the sentence."""

    kind: QuestionKind
    question: str
    start: int
    end: int


def proposals(sentence: str, lang: str) -> list[Proposal]:
    """What can be asked, in the order of the answers; nothing for other languages than zh, zh-Hant and en.

    >>> [one.question for one in proposals("大桥于2019年动工，全长11.8公里。", "zh")]
    ['大桥于哪一年动工？', '大桥于2019年动工，全长多少公里？']
    """
    found = _english(sentence) if lang == "en" else _chinese(sentence, lang) if lang.startswith("zh") else ()
    return sorted(set(found), key=lambda one: (one.start, KINDS.index(one.kind)))


# ------------------------------------------------------------------------------------------------- Chinese

_NUMERAL = "[一二三四五六七八九十百千〇○零两兩]"
_YEAR = rf"(?<!\d)(?:1\d{{3}}|20\d{{2}})年|(?<!{_NUMERAL})[一二][〇○零一二三四五六七八九]{{3}}年"
_DAY = rf"\d{{1,2}}月(?:\d{{1,2}}日)?|{_NUMERAL}{{1,2}}月(?:{_NUMERAL}{{1,3}}日)?"
_UNITS = (
    "平方公里|公里|千米|公尺|平方米|厘米|米|公顷|公頃|亩|畝|吨|噸|公斤|千克|小时|小時|分钟|分鐘|岁|歲|层|層|座|名|位|人|"
    "个|個|家|所|辆|輛|艘|架|枚|场|場|次|户|戶|种|種|美元|日元|欧元|歐元|元"
)
_WHEN = regex.compile(
    rf"(?<![自至到即])(?:{_YEAR})(?:{_DAY})?(?![代间間前后後月起至到初末底中期份度版的之时時以—–~～\-])"
)
_HOW_MANY = regex.compile(
    rf"(?<![\d.,第年月至到—–~～\-])(?<number>\d[\d,]*(?:\.\d+)?[万亿萬億]?)(?<unit>{_UNITS})(?![口月份到至–—~、和及与與]|民共)"
)
_SURNAMES = (
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖蕭萧田董袁潘"
    "于蒋蔣蔡余杜叶葉程苏蘇魏吕呂丁任沈姚卢盧姜崔钟鐘谭譚陆陸汪范金石廖贾賈夏韦韋付方白邹鄒孟熊秦邱江尹薛闫閻段雷侯"
    "龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴覃武戴莫孔向汤湯"
)
_WORKS = (
    "设计|設計|建造|创办|創辦|创作|創作|创立|創立|撰写|撰寫|主持|执导|執導|编剧|編劇|主演|发明|發明|发现|發現|作曲|"
    "作词|作詞|绘制|繪製|翻译|翻譯|主编|主編|担任|擔任|饰演|飾演|提出|命名"
)
_WHO = regex.compile(
    rf"(?<=由)(?<title>\p{{Han}}{{0,6}}?)(?<name>[{_SURNAMES}]\p{{Han}}{{1,2}}?)(?=(?:负责|負責|主持|亲自|親自)?(?:{_WORKS}))"
)
_TITLED = regex.compile(r"(?<![、和与與及]《)(?<=《)[^《》]{2,20}(?=》(?![、和与與及等]))")
_DATELINE = regex.compile(r"^(?:【[^】]*】|\p{Han}{0,6}(?:报讯|報訊|电|電)(?=[（　 ])|[（(][^（）()]*[）)]|[　 ])+")
_ASIDE = regex.compile(r"[（(][^（）()]*[）)]")
_HOUR = (
    r"(?:凌晨|清晨|上午|中午|下午|晚间|晚間|晚上?)?"
    r"[\d一二三四五六七八九十〇零:：]*[时時点點]?[\d一二三四五六七八九十〇零]*[分整许許]?"
)
_HANGS = regex.compile(rf"(?:^{_HOUR}|[时時后後里裡中内內上下间間为為有是的起处處者]|之前|以前|以来|以來|其中)$")
_STARTS = regex.compile(
    "[他她它牠其该該这這那此但而并並又也则則]|直至|直到|就在|如|按|根据|根據|为|為|是|至于|至於|因此|所以|同时|同時|"
    "另外|此外|后来|後來|随后|隨後|当时|當時|不过|不過|然而|目前|之后|之後|例如|据|據|虽然|雖然|以及|"
    "[0-9一二三四五六七八九十]+[、.．)）]"
)
_FITS = 48  # characters of a question
_LEAST = 5  # characters that it must hold beside what is asked for


def _chinese(sentence: str, lang: str) -> Iterator[Proposal]:
    traditional = lang == "zh-Hant"
    for match in _WHEN.finditer(sentence):
        day, month = "日" in match.group(), "月" in match.group()
        asked = "哪一天" if day else "哪年哪月" if month else "哪一年"
        yield from _in_place("when", sentence, match.span(), asked)
    for match in _HOW_MANY.finditer(sentence):
        yield from _in_place("how many", sentence, match.span(), f"多少{match['unit']}")
    for match in _WHO.finditer(sentence):
        yield from _in_place("who", sentence, match.span(), "誰" if traditional else "谁", match.span("name"))
    for match in _TITLED.finditer(sentence):
        yield from _in_place("blank", sentence, match.span(), "____")


def _in_place(
    kind: QuestionKind, sentence: str, place: Span, asked: str, answer: Span | None = None
) -> Iterator[Proposal]:
    """The sentence up to the end of the clause with `asked` in its place; nothing when it is long, thin or in the air.

    The answer is what stood at that place, or in a part of it.
    """
    start, end = place
    words = sentence[start:end]
    rest = regex.match(r"[^，。；！？：,;]*", sentence, pos=end)
    last = rest.end() if rest else end
    before, after = sentence[:start], sentence[end:last]
    if not before and last < len(sentence) and not after:  # “2019年，大桥……”: the clause that follows is what is dated
        follows = regex.match(r"[，,]([^，。；！？：,;]*)", sentence, pos=last)
        after = follows.group(1) if follows else ""
    question = _ASIDE.sub("", _DATELINE.sub("", f"{before}{asked}{after}")).strip(" “”「」　")
    if words in before + after or not len(asked) + _LEAST <= len(question) <= _FITS:
        return
    if _STARTS.match(question) or (after and _HANGS.search(after)) or not _is_balanced(question):
        return
    yield Proposal(kind, f"填空：{question}。" if kind == "blank" else f"{question}？", *(answer or place))


def _is_balanced(text: str) -> bool:
    return all(
        text.count(left) == text.count(right) for left, right in ("“”", "「」", "《》", "（）", "()", "『』", "[]")
    )


# ------------------------------------------------------------------------------------------------- English

_NAME = r"(?:[A-Z][\w'’.-]*)(?: (?:of |de |von |van )?[A-Z][\w'’.-]*){0,3}"
_SUBJECT = rf"(?<subject>(?:The [^,;:]{{2,60}}?|{_NAME}))"
_DONE = r"(?:\w+ly )?\w+(?:ed|en|lt|old|ung|ade|ound|own|ught|rn)\b"
_PASSIVE = rf"{_SUBJECT} (?<be>was|were|is|are) (?<done>{_DONE}"
_MEASURE = r"[\d,.]+ (?:metres|meters|kilometres|kilometers|feet|miles|km|m|ft)"
_WIDE = "(?<done>long|high|tall|wide|deep)"
_SHAPES: tuple[tuple[QuestionKind, str, str], ...] = (
    (
        "who",
        rf"{_PASSIVE}) by (?<answer>{_NAME})(?<!\b(?:Dr|Mr|Mrs|Ms|St))(?:\.$| in \d{{4}})",
        "By whom {be} {subject} {done}?",
    ),
    (
        "when",
        rf"{_PASSIVE}[^,;:]{{0,60}}?) in (?<answer>(?:1\d|20)\d\d)(?:[.,]|$)",
        "In which year {be} {subject} {done}?",
    ),
    (
        "how many",
        rf"{_SUBJECT} (?<be>is|was|stands) (?:about |some )?(?<answer>{_MEASURE}) {_WIDE}\b",
        "How {done} {be} {subject}?",
    ),
    (
        "how many",
        rf"{_SUBJECT} (?<be>has|had) (?:about |some )?(?<answer>\d[\d,]*) (?<done>[a-z]+s)(?:[.,;]| and )",
        "How many {done} {be} {subject} have?",
    ),
)
_BE = {"stands": "is", "has": "does", "had": "did"}
_YEAR_IN = regex.compile(r"\b[iI]n ((?:1\d|20)\d\d)\b(?! ?[-–])")
_HANGING = regex.compile(
    r"(?:When|While|After|Before|Since|If|As|In|On|At|During|Although|Though|For|He|She|It|They|This|That|These|Those|"
    r"His|Her|Its|Their|However|But|And|Also|There|Here|We|I|You|"
    r"The (?:latter|former|same|next|following|other|first|second|two|result))\b"
)


def _english(sentence: str) -> Iterator[Proposal]:
    if _HANGING.match(sentence) or not sentence[:1].isupper():
        return
    for kind, shape, template in _SHAPES:
        if match := regex.match(shape, sentence):
            subject = regex.sub(r"^The\b", "the", match["subject"])
            be = _BE.get(match["be"], match["be"])
            yield Proposal(kind, template.format(be=be, subject=subject, done=match["done"]), *match.span("answer"))
    if (match := _YEAR_IN.search(sentence)) and sentence.count(match[1]) == 1:
        start, end = match.span(1)
        yield Proposal("blank", f"Fill in the year: {sentence[:start]}____{sentence[end:]}", start, end)
