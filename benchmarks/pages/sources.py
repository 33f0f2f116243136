"""Articles with their questions, from folders of test sets: what mixed pages are made of."""

import hashlib
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.testsets.cases import Case, read_testset
from qa.text import sentences

LANGUAGES = ("zh", "zh-Hant", "ja", "en")
LONGEST = {"zh": 900, "zh-Hant": 900, "ja": 900, "en": 2200}
"""So many characters of an article's paragraphs are taken."""
SHORTEST = 220
MOST_ASKED = 8


@dataclass(frozen=True, slots=True)
class Article:
    """A headline, its paragraphs, and the questions that they answer; `name` is unique among all articles."""

    name: str
    language: str
    title: str
    paragraphs: tuple[str, ...]
    cases: tuple[Case, ...]

    @property
    def is_for_tuning(self) -> bool:
        """Which of the two splits it belongs to, by its name alone."""
        return hashlib.sha256(self.name.encode()).digest()[0] % 2 == 0


def read_articles(folders: Sequence[Path]) -> list[Article]:
    """The articles of the folders' text files that are long enough, in the four languages; sorted by name."""
    found = [article for folder in folders for article in _of_folder(folder)]
    return sorted(found, key=lambda article: article.name)


def _of_folder(folder: Path) -> Iterator[Article]:
    by_source: defaultdict[str, list[Case]] = defaultdict(list)
    for case in read_testset(next(path for path in _testsets(folder) if path.exists())):
        if case.answerable and case.answers and len(case.sources) == 1:
            by_source[case.sources[0]].append(case)
    for source, cases in sorted(by_source.items()):
        language = _language(cases)
        if source.endswith(".txt") and language in LANGUAGES and "page" not in source:
            text = (folder / "documents" / source).read_bytes().decode("utf-8-sig", "replace")
            article = _article(f"{folder.name}/{source}", language, text.replace("\r\n", "\n"), cases)
            if article:
                yield article


def _testsets(folder: Path) -> list[Path]:
    return [folder / "testset.jsonl", folder / "testsets" / "sample.jsonl"]


def _language(cases: Sequence[Case]) -> str:
    """That of the questions; of the sample's, the one which asks in the document's own language."""
    own = [case.lang for case in cases if "cross-language" not in str(case.tags_by_name().get("tags"))]
    return (own or [""])[0] or ""


def _article(name: str, language: str, text: str, cases: Sequence[Case]) -> Article | None:
    """The article, cut to size; None where it is too short, damaged, or has no headline."""
    title, *rest = [line.strip() for line in text.split("\n") if line.strip()]
    paragraphs = [piece for line in rest for piece in _paragraphs(line.removeprefix(f"{title} [SEP]").strip(), name)]
    kept: list[str] = []
    for paragraph in paragraphs:
        if sum(map(len, kept)) + len(paragraph) > LONGEST[language]:
            break
        kept.append(paragraph)
    words = "\n".join(kept)
    if len(words) < SHORTEST or len(kept) < 2 or "\ufffd" in text or len(title) > 60:
        return None
    asked = [case for case in cases if any(answer in words for answer in case.answers)]
    return Article(name, language, title, tuple(kept), tuple(asked[:MOST_ASKED]))


def _paragraphs(line: str, name: str) -> Iterator[str]:
    """A line as paragraphs of two to four sentences, as newspapers print them."""
    chance = random.Random(name)
    spans = sentences(line)
    while spans:
        taken, spans = spans[: (count := chance.randint(2, 4))], spans[count:]
        yield line[taken[0][0] : taken[-1][1]]
