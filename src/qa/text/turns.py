"""Dialogues: who speaks where, and which sentences ask.

"Mia: …", "[10:02] Mia: …", “记者：…”, "MIA (cont'd): …", "<mia> …" begin a turn, "Q: …" and “问：…” a question.
"""

from collections import Counter
from typing import NamedTuple

import regex

from qa.text.lines import ENDED

LEAST_TURNS, LEAST_OF_EACH = 4, 2
"""So many turns make a dialogue, and so many has a speaker who counts; two speakers are wanted."""
FINISHED = 0.5
"""Of the turns so many end as sentences do; the lines of a form or a list, "Phone: 31", do not."""
_TIME = (
    r"(?:[\[(（]?(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}[,，]?\s)?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:\s?[AaPp][Mm])?[\])）]?"
    r"\s*(?:[-–—]\s*)?)?"
)
_LETTER = r"[\p{L}\p{M}\d.'’·・_-]"
_NAME = (
    rf"(?:\p{{Lo}}[\p{{L}}\p{{M}}·・]{{0,11}}|"
    rf"(?!\d)\w{_LETTER}{{0,19}}(?: (?:\p{{Lu}}|d[aei]|v[ao]n){_LETTER}{{0,19}}){{0,3}})"
)
_LABEL = regex.compile(
    rf"^[ \t　>*_–—-]{{0,4}}{_TIME}[*_]{{0,2}}(?:<(?P<name>[^<>\n]{{1,20}})>|"
    rf"(?P<name>{_NAME})(?:[ 　]?[(（][^()（）\n]{{1,20}}[)）])?[*_]{{0,2}}[ 　]?[:：][*_]{{0,2}})[ \t　]*(?=\S)",
    regex.MULTILINE,
)
_ASKING = """
    q question frage pregunta pergunta domanda vraag вопрос питання pytanie hỏi ถาม คำถาม 问 問 질문 문 質問 سؤال प्रश्न
""".split()
_ANSWERING = """
    a answer antwort respuesta resposta risposta réponse antwoord ответ відповідь odpowiedź đáp ตอบ คำตอบ 答 답변 답
    回答 جواب उत्तर
""".split()
_PARTS = frozenset(_ASKING + _ANSWERING)
_ASKED = regex.compile(
    r"[\s>*_–—-]*(?:\L<words>)\s?\d{0,3}[*_]{0,2}\s?[:：.．][*_]{0,2}\s*\S", regex.IGNORECASE, words=_ASKING
)
_CLOSED = regex.compile(r"[\p{Pe}\p{Pf}\"'*_\s]*$")
_QUOTED = regex.compile(r"[\"”»」』’]")
_OPENS = regex.compile(r"[\"“«„「『‘]")
_ASKS = ("?", "？", "؟", "⁇", "⁈")


class Turn(NamedTuple):
    """A turn that begins at `start` with the speaker's name; its words begin at `words`."""

    start: int
    words: int
    speaker: str


def labels(text: str) -> list[Turn]:
    """Every line that begins with a name and a colon, as turns do.

    >>> [one.speaker for one in labels("[10:02] Mia: Hello!\\n记者：您好。\\nMIA (cont'd): So.\\n<tom> Yes.")]
    ['Mia', '记者', 'MIA', 'tom']
    """
    if ":" not in text and "：" not in text and "<" not in text:
        return []
    return [Turn(match.start(), match.end(), match["name"]) for match in _LABEL.finditer(text)]


def turns(text: str) -> list[Turn]:
    """The turns of a text that is a dialogue; none of any other. Those of "Q" and "A" have no speaker."""
    found = labels(text)
    counts = Counter(one.speaker.casefold() for one in found)
    kept = [one for one in found if counts[one.speaker.casefold()] >= LEAST_OF_EACH]
    if len(kept) < LEAST_TURNS or len({one.speaker.casefold() for one in kept}) < 2:
        return []
    ends = [*(one.start for one in found[1:]), len(text)]
    finished = sum(ENDED.search(text[max(end - 40, 0) : end].rstrip()) is not None for end in ends)
    if finished < FINISHED * len(found):
        return []
    return [one._replace(speaker="") if one.speaker.casefold() in _PARTS else one for one in found]


def is_question(sentence: str) -> bool:
    """Whether a sentence asks, and does not say what is asked or called so.

    >>> is_question("**Q: Who repairs the taps?**"), is_question("“谁有地图？”"), is_question("He asked: “Who?”")
    (True, True, False)
    """
    if _ASKED.match(sentence):
        return True
    end = _CLOSED.search(sentence)
    body = sentence[: end.start()] if end else sentence
    if not body.endswith(_ASKS):
        return False
    opened = _OPENS.search(body) if end and _QUOTED.search(end[0]) else None
    return opened is None or not any(map(str.isalpha, body[: opened.start()]))
