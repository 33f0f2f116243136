"""BEIR folders: corpus.jsonl (_id, title, text), queries.jsonl (_id, text), qrels/*.tsv (query, document, score)."""

from collections.abc import Container, Iterator, Mapping
from pathlib import Path

from qa.errors import TestSetError
from qa.testsets.cases import Case, json_lines, unreadable
from qa.testsets.formats.imported import Imported, file_name, file_text

_TREC = 4
_SPLITS = ("test", "dev", "train")
_LAYOUT = "a folder is read as BEIR, which has corpus.jsonl, queries.jsonl and qrels/*.tsv"


def read_beir(path: Path) -> Imported:
    """The queries that qrels are given for, with their relevant documents as sources, most relevant first."""
    for name in ("corpus.jsonl", "queries.jsonl"):
        if not (path / name).is_file():
            raise TestSetError(f"{path} has no {name}", hint=_LAYOUT)
    sources: dict[str, str] = {}
    documents: dict[str, str] = {}
    for name, fields in _entries(path / "corpus.jsonl"):
        title, text = fields.get("title", ""), fields.get("text", "")
        written = file_text(title if isinstance(title, str) else "", text if isinstance(text, str) else "")
        if written.strip():
            sources[name] = file_name(len(documents) + 1, name)
            documents[sources[name]] = written
    notes: list[str] = []
    queries = {name: text for name, fields in _entries(path / "queries.jsonl") if _said(text := fields.get("text"))}
    relevant = _relevant(path, sources, queries, notes)
    cases = [
        Case.model_validate({"id": name, "question": text, "sources": relevant[name]})
        for name, text in queries.items()
        if name in relevant
    ]
    return Imported(cases, documents, notes)


def _said(text: object) -> bool:
    return isinstance(text, str) and bool(text.strip())


def _entries(path: Path) -> Iterator[tuple[str, Mapping[str, object]]]:
    for number, fields in json_lines(path):
        if not isinstance(fields, dict) or not isinstance(fields.get("_id"), str | int):
            raise TestSetError(f"line {number} of {path} has no _id", hint="every line is an object with _id and text")
        yield str(fields["_id"]), fields


def _relevant(
    path: Path, sources: Mapping[str, str], queries: Container[str], notes: list[str]
) -> dict[str, list[str]]:
    """Query → sources with a score above 0; what is not in the corpus or among the queries is noted."""
    relevant: dict[str, dict[str, float]] = {}
    for query, document, score in _scores(_qrels(path), queries):
        found = relevant.setdefault(query, {})
        if document not in sources:
            notes.append(f"query {query}: the corpus does not hold {document!r}")
        elif score > 0:
            found[sources[document]] = score
    notes += [f"query {query}: queries.jsonl does not hold its text" for query in relevant if query not in queries]
    notes += [f"query {query} is left out: no document is relevant" for query, found in relevant.items() if not found]
    return {query: sorted(scores, key=lambda one: (-scores[one], one)) for query, scores in relevant.items() if scores}


def _scores(file: Path, queries: Container[str]) -> Iterator[tuple[str, str, float]]:
    """Query, document and score of every line, in three columns or in TREC's four; the first may be a heading."""
    for number, line in enumerate(_text(file).split("\n"), start=1):
        fields = line.strip("\r\n").split("\t")
        fields = fields if len(fields) > 1 or len(line.split()) != _TREC else line.split()
        if not line.strip():
            continue
        try:
            if len(fields) not in (3, _TREC):
                raise ValueError
            yield fields[0], fields[-2], float(fields[-1])
        except ValueError:
            if number == 1 and len(fields) > 1 and fields[0] not in queries:
                continue
            raise TestSetError(
                f"line {number} of {file} is not query-id, corpus-id and score: {line!r}",
                hint="separate three columns by tabs",
            ) from None


def _qrels(path: Path) -> Path:
    """Those of the test split, or else of the next one there is."""
    files = {file.stem: file for file in sorted((path / "qrels").glob("*.tsv"))}
    chosen = next((name for name in (*_SPLITS, *files) if name in files), None)
    if chosen is None:
        raise TestSetError(f"{path} has no qrels/*.tsv", hint=_LAYOUT)
    return files[chosen]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise unreadable(path, error, "save it as UTF-8") from None
