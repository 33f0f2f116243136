"""Questions to start with: from the sample test set where it fits the index, otherwise from document titles."""

import json
from collections.abc import Collection
from pathlib import Path

from qa.web.messages import Json

SAMPLE = Path("testsets", "sample.jsonl")
MOST = 5
LONGEST = 80


def examples(documents: Path, sources: Collection[tuple[str, str]], language: str = "") -> list[Json]:
    """Up to MOST of `{"question"}` or `{"title"}`, the reader's `language` first; none for an empty index."""
    indexed = {source for source, _ in sources}
    own = {language, language.removesuffix("-Hans")}
    rows = sorted(_sample_rows(documents.parent / SAMPLE), key=lambda row: row.get("lang") not in own)
    asked = _one_per_language(rows, indexed)
    if asked:
        return [{"question": question} for question in asked]
    titles = dict.fromkeys(title for _, title in sources if 0 < len(title) <= LONGEST)
    return [{"title": title} for title in list(titles)[:MOST]]


def _sample_rows(path: Path) -> list[Json]:
    try:
        with path.open(encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines if line.strip()]
    except (OSError, ValueError):
        return []
    return [row for row in rows if isinstance(row, dict)]


def _one_per_language(rows: list[Json], indexed: Collection[str]) -> list[str]:
    """The first answerable question of each language whose sources are all in the index."""
    chosen: dict[object, str] = {}
    for row in rows:
        question, sources = row.get("question"), row.get("sources")
        fits = isinstance(sources, list) and bool(sources) and all(source in indexed for source in sources)
        if fits and row.get("answerable", True) and isinstance(question, str) and 10 <= len(question) <= LONGEST:
            chosen.setdefault(row.get("lang"), question)
    return list(chosen.values())[:MOST]
