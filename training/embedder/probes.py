"""Small hand-made probes: `python -m training.embedder.probes MODEL [DOCUMENTS]`.

A probe is a query, a text that it should find and texts that it should not; it holds when the right text is strictly
nearest. With DOCUMENTS, a folder of traditional Chinese texts, also prints the cosine of each with its conversion to
simplified Chinese by OpenCC.
"""

import argparse
import json
from collections import defaultdict
from pathlib import Path

import numpy as np
from sentence_transformers import SentenceTransformer

PROBES = Path(__file__).with_name("probes.jsonl")


def probe(model: SentenceTransformer) -> dict[str, list[bool]]:
    """Which probes hold, by kind, in the file's order."""
    held: dict[str, list[bool]] = defaultdict(list)
    with PROBES.open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            query, right, *wrong = np.asarray(model.encode([row["query"], row["right"], *row["wrong"]]))
            held[row["kind"]].append(bool(query @ right > max(query @ text for text in wrong)))
    return held


def script_cosines(model: SentenceTransformer, documents: Path) -> list[float]:
    """The cosine of each document with itself in simplified characters."""
    import opencc  # type: ignore[import-untyped,unused-ignore]

    texts = [path.read_text(encoding="utf-8") for path in sorted(documents.glob("*.txt"))]
    converter = opencc.OpenCC("t2s")
    converted = [converter.convert(text) for text in texts]
    return [float(a @ b) for a, b in zip(model.encode(texts), model.encode(converted), strict=True)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("documents", type=Path, nargs="?")
    arguments = parser.parse_args()
    model = SentenceTransformer(str(arguments.model), device="cpu")
    for kind, held in probe(model).items():
        print(f"{kind}: {sum(held)} of {len(held)}")
    if arguments.documents:
        cosines = script_cosines(model, arguments.documents)
        print(f"traditional/simplified, {len(cosines)} texts: least {min(cosines):.4f}, mean {np.mean(cosines):.4f}")


if __name__ == "__main__":
    main()
