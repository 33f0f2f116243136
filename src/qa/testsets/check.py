"""A test set against its documents: what is stale since they changed, and where it stands now."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from qa.errors import DocumentError
from qa.loading import Sandbox, find_sources, load_document, read_source
from qa.settings import Loading
from qa.testsets.cases import Case
from qa.testsets.formats.imported import occurrences, placed

Staleness = Literal["moved", "no source", "source missing", "gone", "answer outside"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A stale question: what is wrong, in a sentence, and the question as it should read, if that is clear."""

    case: Case
    kind: Staleness
    message: str
    mended: Case | None = None


def check(cases: Sequence[Case], texts: Mapping[str, str]) -> list[Finding]:
    """What is stale, in order; `texts` are the documents by source, as `texts_in` gives them."""
    return [finding for case in cases if case.answerable for finding in _findings(case, texts)]


def mended(cases: Sequence[Case], findings: Sequence[Finding]) -> list[Case]:
    """The test set with everything put right that can be."""
    better = {id(finding.case): finding.mended for finding in findings if finding.mended}
    return [better.get(id(case), case) for case in cases]


def texts_in(folder: Path, loading: Loading) -> dict[str, str]:
    """The text of every document that can be read, by source."""
    texts: dict[str, str] = {}
    with Sandbox() as sandbox:
        for source in find_sources(folder)[0]:
            with suppress(DocumentError):  # for a test set, as good as missing
                data = read_source(folder, source, loading.max_bytes)
                texts[source] = load_document(source, data, loading.encoding(source), sandbox)[0].text
    return texts


def _findings(case: Case, texts: Mapping[str, str]) -> Iterator[Finding]:
    words = case.evidence or next(iter(case.answers), "")
    missing = [source for source in case.sources if source not in texts]
    if missing or not case.sources:
        kind: Staleness = "source missing" if missing else "no source"
        said = f"{missing[0]} is not among the documents" if missing else "it names no source"
        yield _elsewhere(case, kind, said, words, texts)
    elif case.evidence and case.answers and not any(answer in case.evidence for answer in case.answers):
        yield Finding(case, "answer outside", f"the evidence does not hold {case.answers[0]!r}")
    elif words and not any(words in texts[source] for source in _searched(case)):
        yield _elsewhere(case, "gone", f"{case.sources[0]} no longer holds {_short(words)}", words, texts)
    else:
        yield from _moved(case, texts[case.sources[0]])


def _searched(case: Case) -> Sequence[str]:
    """Offsets count in the first source; without them the words may stand in any."""
    return case.sources[:1] if case.answer_place() or case.gold_place() else case.sources


def _moved(case: Case, text: str) -> Iterator[Finding]:
    """Offsets that no longer point at their words."""
    right = _placed_in(case, case.sources[0], text)
    pairs = ((case.evidence_place(), right.evidence_place()), (case.answer_place(), right.answer_place()))
    for old, new in pairs:
        if old and old != new:
            there = f"{new[0]}–{new[1]}" if new else "nowhere"
            yield Finding(case, "moved", f"{case.sources[0]}: from {old[0]}–{old[1]} to {there}", right)
            return


def _placed_in(case: Case, source: str, text: str) -> Case:
    """The case in that source: offsets where its words stand, nearest to where they were, or in one place only."""
    fields: dict[str, object] = {"sources": (source, *(one for one in case.sources[1:] if one != source))}
    old, found, shift = case.evidence_place(), None, 0
    if case.evidence:
        found = placed(text, case.evidence, old[0]) if old else _only(text, case.evidence)
        fields["evidence_start"] = found
        shift = found - old[0] if old and found is not None else 0
    if case.start_of == "evidence":
        fields["start"] = found
    elif case.answers and case.start is not None:
        fields["start"] = placed(text, case.answers[0], case.start + shift)
    elif case.answers and case.evidence and found is not None and case.answers[0] in case.evidence:
        fields["start"] = found + case.evidence.index(case.answers[0])
    return case.model_copy(update=fields)


def _only(text: str, words: str) -> int | None:
    places = list(occurrences(text, words))
    return places[0] if len(places) == 1 else None


def _elsewhere(case: Case, kind: Staleness, said: str, words: str, texts: Mapping[str, str]) -> Finding:
    """Looks for the words in every document; they must stand in one only."""
    holding = [source for source, text in texts.items() if words and words in text]
    if len(holding) != 1:
        return Finding(case, kind, f"{said}, and {len(holding) or 'no'} other documents hold its words")
    right = _placed_in(case, holding[0], texts[holding[0]])
    return Finding(case, kind, f"{said}, but its words stand in {holding[0]}", right)


def _short(words: str) -> str:
    return f"“{words[:40]}…”" if len(words) > 40 else f"“{words}”"
