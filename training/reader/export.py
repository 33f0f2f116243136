"""Write the trained reader in few bits: `python -m training.reader.export RUN ENCODER --out FOLDER`.

RUN is what `training.reader.train` wrote, ENCODER what `training.reader.prune` did; FOLDER is
`src/qa/asking/weights/thorough`.
"""

import argparse
import shutil
from pathlib import Path

from safetensors.torch import load_file, save_file

from qa.asking.compact import packed, shrunk
from qa.asking.thorough import WORDS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("run", type=Path)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    weights = load_file(options.run / "model.safetensors")
    table = {f"{WORDS}.{name}": array for name, array in packed(weights.pop(f"{WORDS}.weight")).items()}
    save_file({**table, **shrunk(weights)}, options.out / "model.safetensors")
    shutil.copy(options.encoder / "tokenizer.json", options.out)


if __name__ == "__main__":
    main()
