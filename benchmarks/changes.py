"""What one changed document costs, as a whole process, in indexes of several sizes.

`python -m benchmarks.changes [--passages 1000 10000 100000] [--runs 5] [--folder DIR]` prints medians in seconds, each
also as a multiple of that in the smallest index: where a change costs what it is, and not what the index holds, the
multiples stay near 1. With `--folder` the documents and indexes are kept, and used again.
"""

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.corpus import articles
from qa.index import build_index
from qa.settings import Settings

PASSAGES_AN_ARTICLE = 12


def made(folder: Path, passages: int) -> Settings:
    """An index of about so many passages of articles in folders of a thousand; one that is there is used again."""
    settings = Settings(documents=folder / f"documents-{passages}", index=folder / f"index-{passages}")
    if not settings.index_folder.exists():
        for number, text in enumerate(articles(passages // PASSAGES_AN_ARTICLE)):
            path = settings.documents / f"{number // 1000:03}" / f"{number:06}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    build_index(settings)
    return settings


def changes(settings: Settings, runs: int) -> dict[str, float]:
    """Median seconds of `qa index` after each kind of change to one file."""
    texts = iter(articles(2 * runs, seed=7))
    new, moved = settings.documents / "new.txt", settings.documents / "moved.txt"

    def write(text: str) -> None:
        new.write_text(text, encoding="utf-8")

    def edit() -> None:
        new.write_text(f"{new.read_text(encoding='utf-8')}One more.\n", encoding="utf-8")

    def again() -> None:
        pass

    kinds: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        "nothing changed": (again, again),
        "one added": (lambda: write(next(texts)), new.unlink),
        "one edited": (
            lambda: new.write_text(f"{new.read_text(encoding='utf-8')}One more.\n", encoding="utf-8"),
            again,
        ),
        "one moved": (lambda: new.rename(moved), lambda: moved.rename(new)),
    }
    measured = {}
    for kind, (change, undo) in kinds.items():
        if kind == "one edited":
            write(next(texts))
            indexed(settings)
        taken = []
        for _ in range(runs):
            change()
            taken.append(indexed(settings))
            undo()
            indexed(settings)
        measured[kind] = statistics.median(taken)
    new.unlink()
    indexed(settings)
    return measured


def indexed(settings: Settings) -> float:
    """The seconds that the process takes."""
    folders = ["--documents", str(settings.documents), "--index", str(settings.index)]
    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", "qa", "index", *folders], check=True, capture_output=True)
    return time.perf_counter() - started


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with TemporaryDirectory() as temporary:
        measured = {
            size: changes(made(options.folder or Path(temporary), size), options.runs) for size in options.passages
        }
    first = measured[options.passages[0]]
    print(f"{'passages':>10}", *(f"{kind:>22}" for kind in first))
    for size, row in measured.items():
        print(f"{size:>10,}", *(f"{value:12.2f} s ×{value / first[kind]:6.2f}" for kind, value in row.items()))


if __name__ == "__main__":
    main()
