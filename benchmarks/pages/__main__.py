"""How well articles are found in mixed pages: `python -m benchmarks.pages FOLDER... [--split tuning] [--pages 60]`.

FOLDER holds `documents/` and `testset.jsonl`, or `documents/` and `testsets/sample.jsonl`. Prints, with 95 % intervals
over pages: the F1 of boundaries between lines, Pk and WindowDiff, lines under their own headline, torn paragraphs
rejoined; over questions: how often the first quote holds the answer, on the pages and on the same articles in files of
their own, and quotes that run over a boundary; and how many boundaries are found in 100 files with one article.
"""

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.pages.compose import LAYOUTS, compose
from benchmarks.pages.measure import Asked, Divided, asked, boundaries_in, divided, with_subheads
from benchmarks.pages.sources import read_articles
from qa.articles.topics import Encode
from qa.embed import open_bundled
from qa.evaluation.bootstrap import difference, draws, interval, value
from qa.evaluation.statistics import Floats, Statistic, mean


def f1(columns: Floats, weights: Floats) -> Floats:
    """Of (right, found, there), added up."""
    total = weights @ columns
    ratio: Floats = 2 * total[:, 0] / (total[:, 1] + total[:, 2])
    return ratio


def share(columns: Floats, weights: Floats) -> Floats:
    """Of (part, whole), added up."""
    total = weights @ columns
    ratio: Floats = total[:, 0] / np.maximum(total[:, 1], 1e-9)
    return ratio


def figure(statistic: Statistic, rows: Sequence[Sequence[float]]) -> str:
    """The statistic of the rows with its interval."""
    columns = np.array(rows, np.float64)
    low, high = interval(statistic, columns, draws(len(columns)))
    return f"{value(statistic, columns):.3f} [{low:.3f}, {high:.3f}]"


def show_pages(name: str, found: Sequence[Divided]) -> None:
    """A row of the table of pages."""
    tears = [[one.rejoined, len(one.page.tears)] for one in found]
    cells = [
        figure(f1, [one.counts for one in found]),
        figure(mean, [[one.pk] for one in found]),
        figure(mean, [[one.windowdiff] for one in found]),
        figure(share, [[one.under_headline, len(one.page.owners)] for one in found]),
        f"{figure(share, tears)} of {sum(n for _, n in tears)}",
    ]
    print(f"| {name} | {len(found)} | {' | '.join(cells)} |", flush=True)


def show_questions(found: Sequence[Asked]) -> None:
    """What asking gives."""
    on_page = np.array([[one.on_page] for one in found], np.float64)
    alone = np.array([[one.alone] for one in found], np.float64)
    change = difference(mean, alone, on_page, draws(len(found)))
    print(f"\n{len(found)} questions")
    print(f"first quote of the right article holds the answer, on pages: {figure(mean, on_page.tolist())}")
    print(f"the same in files of their own: {figure(mean, alone.tolist())}")
    print(f"pages less files: {change.value:+.3f} [{change.low:+.3f}, {change.high:+.3f}]")
    print(f"quotes across a boundary: {sum(one.across for one in found)}")


def show_clean(folders: Sequence[Path], encode: Encode) -> None:
    """How many boundaries are found where there are none."""
    print("\n| files with one article | boundaries per 100 | the same with subheads |\n|---|---|---|")
    for folder in folders:
        paths = sorted(path for path in (folder / "documents").rglob("*.txt") if "page" not in path.name)
        texts = [(path.name, path.read_text(encoding="utf-8", errors="replace")) for path in paths]
        plain = [[100 * boundaries_in(name, text, encode)] for name, text in texts]
        headed = [[100 * boundaries_in(name, with_subheads(text), encode)] for name, text in texts]
        name = "/".join(folder.parts[-2:]) or "the samples"
        print(f"| {name}: {len(texts)} | {figure(mean, plain)} | {figure(mean, headed)} |", flush=True)


def main() -> None:
    """Reads the command line and prints all figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--split", choices=("tuning", "test"), default="tuning")
    parser.add_argument("--pages", type=int, default=80, help="so many are asked about")
    parser.add_argument("--write", type=Path, help="a folder to write the pages to")
    options = parser.parse_args()
    articles = [one for one in read_articles(options.folders) if one.is_for_tuning == (options.split == "tuning")]
    pages = compose(articles)
    for page in pages if options.write else ():
        (options.write / page.name).write_text(page.text, encoding="utf-8")
    encode = open_bundled().encode_documents
    show_all([divided(page, encode) for page in pages])
    show_questions(asked(random.Random(0).sample(pages, min(options.pages, len(pages)))))
    show_clean(options.folders, encode)


def show_all(found: Sequence[Divided]) -> None:
    """All pages, and by layout and language."""
    print("| pages | number | F1 | Pk | WindowDiff | lines under their headline | torn paragraphs rejoined |")
    print("|---|---|---|---|---|---|---|")
    show_pages("all", found)
    for name in LAYOUTS:
        show_pages(name, [one for one in found if one.page.layout == name])
    for language in dict.fromkeys(one.page.articles[0].language for one in found):
        show_pages(language, [one for one in found if one.page.articles[0].language == language])


if __name__ == "__main__":
    main()
