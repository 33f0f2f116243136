"""How the ways to keep vectors compare: a search on one thread in time of the processor, memory, and recall@10.

`python -m benchmarks.scale [--passages 100000]` embeds so many sentences of made articles, and asks 200 questions.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from itertools import islice

import faiss
import numpy as np

from benchmarks.corpus import articles, questions
from qa.embed import open_bundled
from qa.records import Vectors
from qa.store.dense import DenseCache, codes

FOUND = 10


def searches(rows: Vectors) -> dict[str, tuple[int, Callable[[Vectors], list[int]]]]:
    """Bytes a number and the search, by kind; `as the store does` scores 25 found by single bytes exactly."""
    size, quantizer = rows.shape[1], faiss.ScalarQuantizer
    flat = faiss.IndexFlatIP(size)
    half = faiss.IndexScalarQuantizer(size, quantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    eight = faiss.IndexScalarQuantizer(size, quantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT)
    eight.train(rows[:20_000])
    for index in (flat, half, eight):
        index.add(rows)
    store = DenseCache(size)
    store.add(range(len(rows)), codes(rows))

    def scored_again(vector: Vectors) -> list[int]:
        found = store.search(vector[None], FOUND + FOUND // 2 + 10)[0]
        best: list[int] = np.asarray(found)[np.argsort(-(rows[found] @ vector), kind="stable")[:FOUND]].tolist()
        return best

    return {
        "exact": (4, lambda vector: flat.search(vector[None], FOUND)[1][0].tolist()),
        "half precision": (2, lambda vector: half.search(vector[None], FOUND)[1][0].tolist()),
        "one byte, fitted": (1, lambda vector: eight.search(vector[None], FOUND)[1][0].tolist()),
        "one byte": (1, lambda vector: store.search(vector[None], FOUND)[0]),
        "as the store does": (1, scored_again),
    }


def spent(search: Callable[[Vectors], list[int]], vector: Vectors) -> float:
    """Seconds of the processor."""
    begun = time.process_time()
    search(vector)
    return time.process_time() - begun


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=100_000)
    wanted = parser.parse_args().passages
    faiss.omp_set_num_threads(1)
    encoder = open_bundled()
    lines = (line for text in articles(wanted // 20) for line in text.splitlines() if line)
    rows = np.unique(encoder.encode_documents(list(islice(lines, wanted))), axis=0)
    asked = encoder.encode_queries(questions(200))
    kinds = searches(rows)
    exact = [set(kinds["exact"][1](vector)) for vector in asked]
    print(f"{len(rows):,} passages of {rows.shape[1]} dimensions")
    for kind, (width, search) in kinds.items():
        recall = statistics.mean(len(exact[at] & set(search(vector))) / FOUND for at, vector in enumerate(asked))
        taken, size = statistics.median(spent(search, vector) for vector in asked) * 1000, rows.size * width / 1e6
        print(f"{kind:<18}{taken:8.2f} ms {size:8.0f} MB  recall@10 {recall:.3f}")


if __name__ == "__main__":
    main()
