"""SQuAD 1 and 2 JSON, which CMRC 2018, DRCD, XQuAD, MLQA and many others share.

`data[].paragraphs[].qas[]`; every paragraph becomes a document. `answer_start` counts code points of the paragraph;
some sets count something else, so the nearest place that holds the answer's words is taken.
"""

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from qa.errors import TestSetError
from qa.testsets.cases import Case, Fields
from qa.testsets.formats.imported import Imported, file_name, file_text, loaded, located, placed, read_json
from qa.text import sentences


class _Answer(Fields):
    text: str
    answer_start: int = 0


class _Question(Fields):
    question: str
    id: str | int = ""
    answers: tuple[_Answer, ...] = ()
    is_impossible: bool = False


class _Paragraph(Fields):
    context: str
    qas: tuple[_Question, ...]


class _Article(Fields):
    paragraphs: tuple[_Paragraph, ...]
    title: str = ""


class _File(Fields):
    data: tuple[_Article, ...]


def read_squad(path: Path) -> Imported:
    """Its questions and paragraphs; TestSetError names the JSON path of what is missing."""
    try:
        articles = _File.model_validate(read_json(path)).data
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        raise TestSetError(
            f"{place} of {path} is not as in SQuAD: {first['msg']}", hint="see --format for what else is read"
        ) from None
    cases: list[Case] = []
    documents: dict[str, str] = {}
    notes: list[str] = []
    for title, paragraph in ((one.title, paragraph) for one in articles for paragraph in one.paragraphs):
        if paragraph.context.strip():
            source = file_name(len(documents) + 1, title)
            documents[source] = file_text(title, paragraph.context)
            cases.extend(_cases(source, documents[source], paragraph, notes))
    return Imported(cases, documents, notes)


def _cases(source: str, written: str, paragraph: _Paragraph, notes: list[str]) -> Iterator[Case]:
    text = loaded(source, written)
    offset, spans = len(text) - len(loaded(source, paragraph.context)), list(sentences(text))
    for number, asked in enumerate(paragraph.qas, start=1):
        answers = [one for one in asked.answers if one.text.strip()]
        answerable = not asked.is_impossible and bool(answers)
        name = str(asked.id) or f"{Path(source).stem}-{number}"
        fields: dict[str, object] = {"id": name, "question": asked.question, "answerable": answerable}
        start = None
        if answerable:
            fields |= {"answers": list(dict.fromkeys(one.text for one in answers)), "sources": [source]}
            start = placed(text, answers[0].text, answers[0].answer_start + offset)
            if start is None:
                notes.append(f"question {name}: its paragraph does not hold the answer {answers[0].text!r}")
        yield located(fields, text, spans, start)
