"""Write the model's folder as sentence-transformers reads it: StaticEmbedding, then Normalize."""

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file
from tokenizers import Tokenizer

MODULES = [
    {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.sentence_transformer.modules.StaticEmbedding"},
    {
        "idx": 1,
        "name": "1",
        "path": "1_Normalize",
        "type": "sentence_transformers.sentence_transformer.modules.Normalize",
    },
]
CONFIG = {"model_type": "SentenceTransformer", "similarity_fn_name": "cosine", "prompts": {"query": "", "document": ""}}


def export(folder: Path, tokenizer: Tokenizer, rows: npt.NDArray[np.float32], eight_bit: bool = False) -> None:
    """Write tokenizer.json, model.safetensors and the two settings files into `folder`.

    `embeddings` times `weights` (one factor per token) gives the token vectors: a layout that sentence-transformers
    6 folds into float32 when it loads, so that the rows may be float16 or 8-bit integers on disk.
    The factors of 8-bit rows are powers of two: then sums of them are exact in float32, in whatever order.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if eight_bit:
        weights = np.exp2(np.ceil(np.log2(np.maximum(np.abs(rows).max(axis=1), 1e-8) / 127)))
        embeddings: npt.NDArray[np.generic] = np.rint(rows / weights[:, None]).astype(np.int8)
    else:
        weights = np.ones(len(rows), dtype=np.float32)
        embeddings = rows.astype(np.float16)
    save_file({"embeddings": embeddings, "weights": weights.astype(np.float32)}, folder / "model.safetensors")
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    (folder / "model.safetensors").chmod(0o644)
    _write_json(folder / "modules.json", MODULES)
    _write_json(folder / "config_sentence_transformers.json", CONFIG)


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")
