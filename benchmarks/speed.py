"""How long the program takes, beside the bare cost of its parts, measured in one run.

`python -m benchmarks.speed [--chunks 10000] [--out FILE]` prints a table and writes it as JSON. Times are medians of
several runs; on a shared machine look at the ratios. Budgets are the promises of the project, not of this machine.
"""

import argparse
import json
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import faiss
import numpy as np

from benchmarks.corpus import articles, questions
from qa.bot import Bot
from qa.embed.encoder import open_encoder
from qa.index import build_index
from qa.loading.reading import load_document
from qa.settings import Settings
from qa.store.lexical import LexicalCache
from qa.store.told import NEVER
from qa.text.splitter import split
from qa.text.terms import terms

T = TypeVar("T")
ROOT = Path(__file__).parent.parent


def seconds(work: Callable[[], object], runs: int) -> float:
    """Median wall time."""
    return statistics.median(_timed(work) for _ in range(runs))


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def commands(settings: Settings, runs: int = 7) -> dict[str, float]:
    """Whole processes: bare Python, `qa --help`, and `qa ask` on the sample documents."""
    build_index(settings)
    ask = ["ask", "跨海大桥有多长？", "--index", str(settings.index)]
    return {
        "process: python -c pass": seconds(lambda: _run(["-c", "pass"]), runs),
        "process: import numpy, faiss, tantivy, tokenizers": seconds(
            lambda: _run(["-c", "import numpy, faiss, tantivy, tokenizers"]), runs
        ),
        "process: qa --help": seconds(lambda: _run(["-m", "qa", "--help"]), runs),
        "process: qa ask, sample index": seconds(lambda: _run(["-m", "qa", *ask]), runs),
    }


def _run(arguments: Sequence[str]) -> None:
    subprocess.run([sys.executable, *arguments], capture_output=True, check=True)


def indexing(settings: Settings) -> dict[str, float]:
    """Indexing a folder from nothing, once; then again with nothing changed; then its parts, bare."""
    measured = {
        "index: all": _timed(lambda: build_index(settings)),
        "index: nothing changed": _timed(lambda: build_index(settings)),
    }
    sources = sorted(settings.documents.iterdir())
    documents = [load_document(path.name, path.read_bytes())[0] for path in sources]
    measured["index: load alone"] = _timed(lambda: [load_document(path.name, path.read_bytes()) for path in sources])
    size, overlap = settings.splitting.chunk_size, settings.splitting.chunk_overlap
    measured["index: split alone"] = _timed(lambda: [split(document, size, overlap) for document in documents])
    chunks = [chunk for document in documents for chunk in split(document, size, overlap)]
    encoder = open_encoder(settings.model)
    measured["index: encode alone"] = _timed(lambda: encoder.encode_documents([chunk.text for chunk in chunks]))
    passages = [(number, chunk.title, chunk.text) for number, chunk in enumerate(chunks)]
    measured["index: tantivy alone"] = _timed(lambda: LexicalCache(None).add(passages, NEVER))
    return measured


def small_files(folder: Path, count: int = 2_000) -> dict[str, float]:
    """Indexing files of 500 characters, and the same text in one file."""
    texts = [text[:500] for text in articles(count)]
    parts = {f"{count:,} small files": texts, "one file as large": ["\n".join(texts)]}
    measured = {}
    for name, files in parts.items():
        settings = Settings(documents=folder / name, index=folder / f"index of {name}")
        settings.documents.mkdir()
        for number, text in enumerate(files):
            (settings.documents / f"{number:06}.txt").write_text(text, encoding="utf-8")
        measured[f"index: {name}"] = _timed(partial(build_index, settings))
    return measured


def asking(settings: Settings, count: int = 300) -> dict[str, float]:
    """Asking inside one process, per question, beside encoding, FAISS and tantivy alone."""
    asked = questions(count)
    with Bot.open(settings.reading_with("thorough")) as bot:
        thorough = _spread(bot, asked[: count // 5])
    with Bot.open(settings.reading_with("quick")) as bot:
        median_, slow = _spread(bot, asked)
        return {
            "ask: bot.ask, quick": median_,
            "ask: bot.ask, quick, 95th percentile": slow,
            "ask: bot.ask, thorough": thorough[0],
            "ask: bot.ask, thorough, 95th percentile": thorough[1],
            "ask: bot.retrieve": median(bot.retrieve, asked),
            **_bare(bot, settings, asked),
        }


def _spread(bot: Bot, asked: Sequence[str]) -> tuple[float, float]:
    """The median and the 95th percentile of the time that an answer takes."""
    bot.ask(asked[0])
    each = sorted(_timed(partial(bot.ask, question)) for question in asked)
    return statistics.median(each), each[int(len(each) * 0.95)]


def _bare(bot: Bot, settings: Settings, asked: Sequence[str]) -> dict[str, float]:
    encoder = open_encoder(settings.model)
    rows = np.random.default_rng(0).normal(size=(bot.state().chunks, encoder.dimensions)).astype(np.float32)
    flat = faiss.IndexFlatIP(encoder.dimensions)
    flat.add(rows)
    lexical = LexicalCache.load(next(settings.index_folder.glob("lexical-*")))
    assert lexical is not None
    return {
        "ask: encode alone": median(encoder.encode_queries, [[question] for question in asked]),
        "ask: FAISS alone": median(lambda row: flat.search(row[None], 50), encoder.encode_queries(asked)),
        "ask: tantivy alone": median(lambda words: lexical.search([words], 50), [terms(one) for one in asked]),
    }


def median(work: Callable[[T], object], things: Iterable[T]) -> float:
    """Median wall time over the things."""
    return statistics.median(_timed(partial(work, thing)) for thing in things)


BUDGETS = {"process: qa --help": 0.5, "process: qa ask, sample index": 1.5, "index: all": 15.0} | {
    "ask: bot.ask, quick": 0.04,
    "ask: bot.ask, thorough": 1.0,
}


def main() -> None:
    """Measures, prints, writes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chunks", type=int, default=10_000)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        sample = Settings(documents=ROOT / "documents", index=Path(folder, "sample"))
        large = Settings(documents=Path(folder, "documents"), index=Path(folder, "large"))
        state = _fill(large, options.chunks)
        measured = commands(sample) | indexing(large) | small_files(Path(folder)) | asking(large)
        with Bot.open(large) as bot:
            state |= {"passages": bot.state().chunks}
    _show(state, measured)
    if options.out:
        rows = {name: {"seconds": round(value, 5), "budget": BUDGETS.get(name)} for name, value in measured.items()}
        options.out.write_text(json.dumps({"setting": state, "measured": rows}, indent=1) + "\n", encoding="utf-8")


def _fill(settings: Settings, chunks: int) -> dict[str, Any]:
    """Writes articles until they make about that many passages."""
    settings.documents.mkdir()
    size, overlap = settings.splitting.chunk_size, settings.splitting.chunk_overlap
    made = number = 0
    for number, text in enumerate(articles(chunks)):
        (settings.documents / f"{number:06}.txt").write_text(text, encoding="utf-8")
        made += len(split(load_document("a.txt", text.encode())[0], size, overlap))
        if made >= chunks:
            break
    return {"date": date.today().isoformat(), "python": platform.python_version(), "documents": number + 1}


def _show(state: dict[str, Any], measured: dict[str, float]) -> None:
    print(", ".join(f"{name}: {value}" for name, value in state.items()))
    for name, value in measured.items():
        budget = f"   budget {BUDGETS[name] * 1000:8.0f} ms" if name in BUDGETS else ""
        print(f"{name:<52}{value * 1000:10.2f} ms{budget}")


if __name__ == "__main__":
    main()
