"""Measure how fast a model's folder is read and used without torch: `python -m training.embedder.speed MODEL TEXTS`.

TEXTS is a folder of text files, cut into pieces of 300 characters. Run it on one core (`taskset -c 0`).
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file
from tokenizers import Tokenizer

PIECE, PIECES, BATCH, QUERIES = 300, 4096, 256, 1000


class Reader:
    """The model's folder with tokenizers and NumPy alone."""

    def __init__(self, folder: Path) -> None:
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        arrays = load_file(folder / "model.safetensors")
        self.rows, self.weights = arrays["embeddings"], arrays["weights"]

    def encode(self, texts: list[str]) -> npt.NDArray[np.float32]:
        """Unit rows, shape (texts, dimensions)."""
        found = np.zeros((len(texts), self.rows.shape[1]), dtype=np.float32)
        for row, encoding in zip(found, self.tokenizer.encode_batch_fast(texts, add_special_tokens=False), strict=True):
            row[:] = self.weights[encoding.ids] @ self.rows[encoding.ids].astype(np.float32)
        found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-12)
        return found


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Wall clock and processor time of one run."""
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - processor


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("texts", type=Path)
    arguments = parser.parse_args()
    wall, processor = seconds(lambda: Reader(arguments.model))
    print(f"load: {wall:.3f} s (processor {processor:.3f} s)")
    reader = Reader(arguments.model)
    whole = "".join(path.read_text(encoding="utf-8") for path in sorted(arguments.texts.glob("*.txt")))
    pieces = [whole[start : start + PIECE] for start in range(0, len(whole) - PIECE, PIECE)][:PIECES]
    batches = [pieces[start : start + BATCH] for start in range(0, len(pieces), BATCH)]
    wall, processor = seconds(lambda: [reader.encode(batch) for batch in batches])
    print(f"passages: {len(pieces) / wall:.0f} a second (processor {len(pieces) / processor:.0f})")
    wall, processor = seconds(lambda: [reader.encode([pieces[0][:20]]) for _ in range(QUERIES)])
    print(f"query: {1000 * wall / QUERIES:.3f} ms (processor {1000 * processor / QUERIES:.3f} ms)")


if __name__ == "__main__":
    main()
