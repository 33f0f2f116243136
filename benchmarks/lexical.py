"""Which terms find the right passage by words alone: the choices of `qa.text.terms`, beside simpler ones.

`python -m benchmarks.lexical FOLDER... [--questions 1000]`, where a FOLDER holds `documents/` and `testset.jsonl`.
Prints the share of questions whose answer's place lies in one of the first 1, 5 or 10 passages by BM25.
"""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from unittest.mock import patch

from qa.evaluation.rows import right_passage
from qa.loading.finding import find_sources
from qa.loading.reading import load_document, read_source
from qa.records import Chunk, Hit
from qa.store import lexical
from qa.store.told import NEVER
from qa.testsets.cases import Case, read_testset
from qa.text.splitter import split
from qa.text.terms import terms

Terms = Callable[[str], list[str]]


def plain(text: str) -> list[str]:
    """Words and character pairs only: no single characters, stems or inner letters."""
    return [term for term in terms(text) if not term.endswith("*") and not _is_extra(term)]


def _is_extra(term: str) -> bool:
    return (len(term) == 1 and "\u4e00" <= term <= "\u9fff") or ("\u0590" <= term[0] <= "\u06ff" and len(term) == 4)


def no_stems(text: str) -> list[str]:
    """All but the first five letters of words."""
    return [term for term in terms(text) if not term.endswith("*")]


def spaces(text: str) -> list[str]:
    """What an index without knowledge of scripts does: lower case, split at spaces."""
    return text.lower().split()


VARIANTS: dict[str, Terms] = {"spaces": spaces, "plain": plain, "no stems": no_stems, "terms": terms}


def recall(chunks: Sequence[Chunk], cases: Sequence[Case], variant: Terms) -> list[float]:
    """Recall at 1, 5 and 10."""
    with patch.object(lexical, "terms", variant):
        cache = lexical.LexicalCache(None)
        cache.add(((number, chunk.title, chunk.text) for number, chunk in enumerate(chunks)), NEVER)
    ranks = []
    for case in cases:
        found = cache.search([variant(case.question)], 10)[0]
        right = (rank for rank, (id_, score) in enumerate(found, 1) if right_passage(case, Hit(chunks[id_], score)))
        ranks.append(next(right, 11))
    return [sum(rank <= k for rank in ranks) / len(ranks) for k in (1, 5, 10)]


def main() -> None:
    """Measures every folder and variant."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--questions", type=int, default=1000)
    options = parser.parse_args()
    for folder in options.folders:
        documents = folder / "documents"
        sources = find_sources(documents)[0]
        loaded = [load_document(source, read_source(documents, source, 10**8))[0] for source in sources]
        chunks = [chunk for document in loaded for chunk in split(document, 400, 80)]
        cases = [case for case in read_testset(folder / "testset.jsonl") if case.answerable][: options.questions]
        print(f"{folder.name}: {len(chunks)} passages, {len(cases)} questions")
        for name, variant in VARIANTS.items():
            at1, at5, at10 = recall(chunks, cases, variant)
            print(f"  {name:<10} @1 {at1:.3f}  @5 {at5:.3f}  @10 {at10:.3f}")


if __name__ == "__main__":
    main()
