"""Fits the costs of `qa.articles.columns` on made pages of the tuning split.

`python -m training.articles.fit FOLDER... [--rounds 200]`.

FOLDER holds `documents/` and `testset.jsonl`. A random search around what is there, seeded; it prints each better one.
What it maximises is the F1 of boundaries between pieces of prose, over all pages with torn columns.
"""

import argparse
import random
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.pages.compose import Page as MadePage
from benchmarks.pages.compose import compose
from benchmarks.pages.sources import read_articles
from qa.articles import dividing
from qa.articles.columns import Costs, assigned
from qa.articles.layout import Layout
from qa.articles.lines import lines_of
from qa.embed import open_bundled


@dataclass(frozen=True, slots=True)
class Example:
    """A page's pieces as `assigned` takes them, and the number of the made article that each one is of."""

    layout: Layout
    owners: Sequence[int]


def examples(pages: Sequence[MadePage]) -> Iterator[Example]:
    """The pages that are divided at all."""
    encode = open_bundled().encode_documents
    for page in pages:
        if page.layout not in {"inserted", "columns"}:
            continue
        lines = lines_of(page.text)
        starts = dividing.begun(page.text, lines, encode)
        if starts:
            layout = Layout.of(page.text, lines, starts, encode)
            begins = [start for start, _, _ in page.owners]
            owners = [page.owners[bisect_right(begins, unit.start) - 1][2] for unit in layout.units]
            yield Example(layout, owners)


def f1(found: Sequence[Example], costs: Costs) -> float:
    """Of the boundaries, over all pages together."""
    right = said = true = 0
    for example in found:
        layout = example.layout
        owners = assigned(layout.units, layout.rows, layout.heads, layout.begins, costs)
        given, wanted = _boundaries(owners), _boundaries(example.owners)
        right, said, true = right + len(given & wanted), said + len(given), true + len(wanted)
    return 2 * right / (said + true)


def _boundaries(owners: Sequence[int]) -> set[int]:
    return {at for at in range(1, len(owners)) if owners[at] != owners[at - 1]}


def main() -> None:
    """Reads the command line and searches."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--rounds", type=int, default=200)
    options = parser.parse_args()
    articles = [article for article in read_articles(options.folders) if article.is_for_tuning]
    found = list(examples(compose(articles)))
    best, chance = Costs(), random.Random(0)
    reached = f1(found, best)
    print(f"{len(found)} pages; F1 {reached:.4f} {best}", flush=True)
    for _ in range(options.rounds):
        tried = Costs(**{name: max(0.0, value * chance.lognormvariate(0, 0.3)) for name, value in asdict(best).items()})
        gained = f1(found, tried)
        if gained > reached:
            best, reached = tried, gained
            print(f"F1 {reached:.4f} {best}", flush=True)


if __name__ == "__main__":
    main()
