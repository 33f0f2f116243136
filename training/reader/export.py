"""Write encoder and reader in few bits: `python -m training.reader.export ENCODER RUN --model MODEL --reader READER`.

ENCODER is what `training.reader.prune` wrote, RUN what `training.reader.train` did; MODEL is
`src/qa/transformer/weights`, READER `src/qa/asking/weights/thorough`, which gets only what was trained.
"""

import argparse
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from qa.transformer.compact import packed, shrunk
from qa.transformer.network import WORDS
from training.reader.encoder import renamed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("encoder", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--reader", type=Path, required=True)
    options = parser.parse_args()
    encoder = renamed(load_file(options.encoder / "model.safetensors"))
    trained = {
        name: weight
        for name, weight in load_file(options.run / "model.safetensors").items()
        if name not in encoder or not torch.equal(weight, encoder[name])
    }
    for folder, weights in ((options.model, encoder), (options.reader, trained)):
        folder.mkdir(parents=True, exist_ok=True)
        words = weights.pop(f"{WORDS}.weight", None)
        table = {f"{WORDS}.{name}": array for name, array in packed(words).items()} if words is not None else {}
        save_file({**table, **shrunk(weights)}, folder / "model.safetensors")
    shutil.copy(options.encoder / "tokenizer.json", options.model)


if __name__ == "__main__":
    main()
