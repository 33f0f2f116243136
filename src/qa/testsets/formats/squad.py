"""SQuAD 1 and 2 JSON, which CMRC 2018, DRCD, XQuAD, MLQA and many others share.

`data[].paragraphs[].qas[]`; every paragraph becomes a document. `answer_start` counts code points of the paragraph;
some sets count something else, so the nearest place that holds the answer's words is taken. The other shapes in which
such sets are passed on are brought to this one: a list of articles or paragraphs, a row a question, CMRC's own names
(`context_text`, `query_text`), and answers that are one object, lists side by side, or bare words.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import AliasChoices, Field, ValidationError, field_validator, model_validator

from qa.errors import TestSetError
from qa.testsets.cases import Case, Fields, json_lines
from qa.testsets.formats.imported import Imported, file_name, file_text, loaded, located, placed, read_json
from qa.text import sentences

_CONTEXT = ("context", "context_text", "passage")
_ANSWERS = ("answers", "answer", "answer_text")


class _Answer(Fields):
    text: str
    answer_start: int = Field(0, validation_alias=AliasChoices("answer_start", "start"))

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, answer: object) -> object:
        return {"text": answer} if isinstance(answer, str) else answer


class _Question(Fields):
    question: str = Field(validation_alias=AliasChoices("question", "query_text", "question_text", "query"))
    id: str | int = Field("", validation_alias=AliasChoices("id", "query_id", "question_id", "qid"))
    answers: tuple[_Answer, ...] = Field((), validation_alias=AliasChoices(*_ANSWERS))
    is_impossible: bool = False

    @field_validator("answers", mode="before")
    @classmethod
    def _listed(cls, answers: object) -> object:
        """One answer as a list of one, and `{"text": […], "answer_start": […]}` as a list of answers."""
        if not isinstance(answers, Mapping) or not isinstance(answers.get("text"), list):
            return [answers] if isinstance(answers, str | Mapping) else answers
        texts, starts = answers["text"], answers.get("answer_start")
        if not isinstance(starts, list):
            return texts
        if len(texts) != len(starts):
            raise ValueError(f"{len(texts)} texts have {len(starts)} answer_start")
        return [{"text": text, "answer_start": start} for text, start in zip(texts, starts, strict=True)]


class _Paragraph(Fields):
    context: str = Field(validation_alias=AliasChoices(*_CONTEXT))
    qas: tuple[_Question, ...]
    title: str = ""

    @model_validator(mode="before")
    @classmethod
    def _row(cls, row: object) -> object:
        """A row that is a question with its context, as a paragraph of one question."""
        return {**row, "qas": [row]} if isinstance(row, Mapping) and "qas" not in row else row


class _Article(Fields):
    paragraphs: tuple[_Paragraph, ...]
    title: str = ""

    @model_validator(mode="before")
    @classmethod
    def _alone(cls, entry: object) -> object:
        """A paragraph that stands in no article, as an article of one paragraph."""
        if isinstance(entry, Mapping) and "paragraphs" not in entry and any(key in entry for key in _CONTEXT):
            return {"title": entry.get("title"), "paragraphs": [entry]}
        return entry


class _File(Fields):
    data: tuple[_Article, ...]


def is_squad(entry: object) -> bool:
    """Whether an entry of a list is an article, a paragraph, or a question with its context, as SQuAD has them."""
    if not isinstance(entry, Mapping):
        return False
    answers = next((entry[key] for key in _ANSWERS if key in entry), None)
    placed = answers[0] if isinstance(answers, list) and answers else answers
    return "paragraphs" in entry or (
        any(key in entry for key in _CONTEXT) and ("qas" in entry or isinstance(placed, Mapping))
    )


def read_squad(path: Path) -> Imported:
    """Its questions and paragraphs; TestSetError names the JSON path of what is missing."""
    lines = path.suffix.lower() == ".jsonl"
    value = [fields for _, fields in json_lines(path)] if lines else read_json(path)
    try:
        articles = _File.model_validate({"data": value} if isinstance(value, list) else value).data
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        raise TestSetError(
            f"{place} of {path} is not as in SQuAD: {first['msg']}", hint="see --format for what else is read"
        ) from None
    return _imported((one.title, paragraph) for one in articles for paragraph in one.paragraphs)


def _imported(paragraphs: Iterable[tuple[str, _Paragraph]]) -> Imported:
    """The questions, and a document of each paragraph; rows of the same paragraph share it."""
    asked: dict[tuple[str, str], list[_Question]] = {}
    for title, paragraph in paragraphs:
        asked.setdefault((title, paragraph.context), []).extend(paragraph.qas)
    cases: list[Case] = []
    documents: dict[str, str] = {}
    notes: list[str] = []
    for (title, context), questions in asked.items():
        if context.strip():
            source = file_name(len(documents) + 1, title)
            documents[source] = file_text(title, context)
            cases.extend(_cases(source, documents[source], context, questions, notes))
        elif questions:
            notes.append(f"{len(questions)} questions of an empty paragraph are left out: {questions[0].question}")
    return Imported(cases, documents, notes)


def _cases(source: str, written: str, context: str, questions: Sequence[_Question], notes: list[str]) -> Iterator[Case]:
    text = loaded(source, written)
    offset, spans = len(text) - len(loaded(source, context)), list(sentences(text))
    for number, asked in enumerate(questions, start=1):
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
