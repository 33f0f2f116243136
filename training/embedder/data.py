"""The data folder as groups: one source and one language pair each, rows in their documents' order."""

import io
import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import zstandard

from training.embedder.sources import KINDS, PAIRS, QUESTIONS, Source

BLOCK = 64  # rows that stay together when a large group is thinned
WINDOW = 500  # characters kept on each side of an answer in a long passage
SENTENCE = re.compile(r"(?<=[。！？!?؟।])|(?<=[.])\s|\n")


@dataclass
class Group:
    """Pairs of texts that mean the same, or a question and what answers it, of one source and language pair."""

    source: Source
    languages: tuple[str, str]
    left: list[str] = field(default_factory=list)
    right: list[str] = field(default_factory=list)


def read_groups(data: Path, kinds: Collection[str] = KINDS) -> Iterator[Group]:
    """The groups of some kinds in the data folder (`pairs/*.tsv.zst`, `qa/*.jsonl.zst`), thinned to the kind's cap."""
    for source in PAIRS:
        if source.kind in kinds:
            for group in _pair_groups(data / "pairs" / f"{source.name}.tsv.zst", source):
                yield _thin(group)
    for source in QUESTIONS:
        if source.kind in kinds:
            yield from _question_groups(data / "qa" / f"{source.name}.jsonl.zst", source)


def _pair_groups(path: Path, source: Source) -> list[Group]:
    groups: dict[tuple[str, str], Group] = {}
    for line in read_lines(path):
        left_language, left, right_language, right = line.rstrip("\n").split("\t")
        languages = _language(left_language), _language(right_language)
        if languages[0] == languages[1] and left_language != right_language:
            continue  # the same Chinese text in both scripts: folding makes the two equal
        group = groups.setdefault(languages, Group(source, languages))
        group.left.append(left)
        group.right.append(right)
    return list(groups.values())


def _question_groups(path: Path, source: Source) -> Iterator[Group]:
    """Question with passage, and question with the sentence that holds the answer."""
    passages: dict[str, Group] = {}
    sentences: dict[str, Group] = {}
    for line in read_lines(path):
        row = json.loads(line)
        language, start = row["lang"], row["answer_start"]
        if start == -1:
            continue
        for groups, text in ((passages, _window(row["passage"], start)), (sentences, _evidence(row["passage"], start))):
            if text:
                group = groups.setdefault(language, Group(source, (language, language)))
                group.left.append(row["question"])
                group.right.append(text)
    yield from passages.values()
    yield from sentences.values()


def _window(passage: str, start: int | None) -> str:
    middle = start or 0
    return passage[max(0, middle - WINDOW) : middle + WINDOW]


def _evidence(passage: str, start: int | None) -> str:
    if start is None:
        return ""
    position = 0
    for cut in SENTENCE.finditer(passage):
        if cut.end() > start:
            return passage[position : cut.start()]
        position = cut.end()
    return passage[position:]


def _thin(group: Group) -> Group:
    """At most the kind's cap of rows, in evenly spaced blocks so that neighbours stay neighbours."""
    rows, cap = len(group.left), KINDS[group.source.kind].cap
    if rows <= cap:
        return group
    blocks = [range(i, min(i + BLOCK, rows)) for i in range(0, rows, BLOCK)]
    step = rows / cap
    kept = [row for n in range(int(len(blocks) / step)) for row in blocks[int(n * step)]]
    return Group(group.source, group.languages, [group.left[i] for i in kept], [group.right[i] for i in kept])


def _language(code: str) -> str:
    return "zh" if code == "zh-Hant" else code


def read_lines(path: Path) -> Iterator[str]:
    with path.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as stream:
        yield from io.TextIOWrapper(stream, encoding="utf-8", newline="\n")
