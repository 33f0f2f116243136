"""Cut the encoder to our vocabulary: `python -m training.reader.prune DATA ENCODER --out FOLDER`.

ENCODER is a folder of multilingual-e5-small as Hugging Face keeps it (`model.safetensors`, `config.json`,
`tokenizer.json`). Of its 250,002 tokens those stay that are one sign, and those that carry the largest share of a
language's training text, whatever the language's size; then the most frequent ones, for languages that it has none of.
What is cut off is said with smaller tokens.
"""

import argparse
import json
import random
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer

from training.embedder.data import read_lines

WEIGHTY, TOKENS = 100_000, 140_000
SHARE, MOST = 0.25, 600_000  # of the pairs' lines; characters of one language in one file
SPECIAL = 5  # ids that stay where they are: <s> <pad> </s> <unk> and the first of the others


def texts(data: Path) -> Iterator[tuple[str, str]]:
    """(language, text) of the pairs, drawn, and of all questions and passages."""
    chance = random.Random(0)
    read: Counter[tuple[str, str]] = Counter()
    for path in sorted((data / "pairs").glob("*.zst")):
        for line in read_lines(path):
            cells = line.split("\t")
            if chance.random() > SHARE or len(cells) != 4:
                continue
            for language, text in (cells[:2], cells[2:]):
                if read[language, path.name] < MOST:
                    read[language, path.name] += len(text)
                    yield language, text
    for path in sorted((data / "qa").glob("*.zst")):
        seen: set[str] = set()
        for line in read_lines(path):
            row = json.loads(line)
            yield row["lang"], row["question"]
            if row["passage"] not in seen:
                seen.add(row["passage"])
                yield row["lang"], row["passage"]


def weights(data: Path, tokenizer: Tokenizer) -> Counter[int]:
    """For every token the sum of its shares of the languages' texts; one that was met once has none."""
    counts: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for language, text in texts(data):
        counts[language].update(tokenizer.encode(text, add_special_tokens=False).ids)
    found: Counter[int] = Counter()
    for own in counts.values():
        total = sum(own.values())
        for token, count in own.items():
            if count > 1:
                found[token] += count / total  # type: ignore[assignment]
    return found


def kept(vocabulary: list[tuple[str, float]], weights: Counter[int]) -> list[int]:
    """The ids that stay, in order: the special ones, single signs, the weightiest, and the most frequent of all others,
    which the encoder's makers have put first."""
    held = {at for at, (piece, _) in enumerate(vocabulary) if at < SPECIAL or len(piece.lstrip("▁")) <= 1}
    for tokens, most in (([token for token, _ in weights.most_common()], WEIGHTY), (range(len(vocabulary)), TOKENS)):
        held.update(islice((token for token in tokens if token not in held), most - len(held)))
    return sorted(held)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(options.encoder / "tokenizer.json"))
    spec = json.loads((options.encoder / "tokenizer.json").read_text(encoding="utf-8"))
    vocabulary = spec["model"]["vocab"]
    ids = kept(vocabulary, weights(options.data, tokenizer))
    spec["model"]["vocab"] = [vocabulary[at] for at in ids]
    spec["added_tokens"] = [one for one in spec["added_tokens"] if one["id"] < SPECIAL]
    (options.out / "tokenizer.json").write_text(json.dumps(spec, ensure_ascii=False), encoding="utf-8")
    state = load_file(options.encoder / "model.safetensors")
    table = "embeddings.word_embeddings.weight"
    state[table] = state[table][torch.tensor(ids)].clone()
    save_file(state, options.out / "model.safetensors")
    config = json.loads((options.encoder / "config.json").read_text(encoding="utf-8"))
    (options.out / "config.json").write_text(json.dumps({**config, "vocab_size": len(ids)}, indent=2), "utf-8")
    print(f"{len(ids):,} of {len(vocabulary):,} tokens")
    if (card := options.encoder / "README.md").exists():
        shutil.copy(card, options.out)


if __name__ == "__main__":
    main()
