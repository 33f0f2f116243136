"""Learn a slice with sentence-transformers' trainer and with ours: `python -m training.embedder.their_trainer DATA`.

Both begin with the same random vectors for the bundled tokenizer's tokens and learn the same pairs with the same batch
size, temperature, steps, rates and seed, without what only `train.py` has (lessons, glosses, passages, dropped tokens).
A held-out pair is found when its right text is nearest to its left one among all held-out right texts. The last line
gives `train.py` about the processor time that the trainer took. Needs the packages `datasets` and `accelerate`.
"""

import argparse
import time
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
import torch
from tokenizers import Tokenizer

from training.embedder.data import Group, read_groups
from training.embedder.recipe import Recipe
from training.embedder.tokens import Ragged, TokenGroup, encode, encode_groups
from training.embedder.train import BETAS, WARM_UP, Embeddings, Rows, train

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformerTrainingArguments

TOKENIZER = Path("src/qa/embed/model/tokenizer.json")
Learnt = tuple[Rows, float]  # the token vectors, and the seconds of processor time that they took
KINDS = ("everyday", "news")
HELD_OUT = 100  # of each group


@dataclass(frozen=True)
class Slice:
    """What is learnt from, and the held-out pairs."""

    learnt: list[Group]
    held_out: Group


def read_slice(data: Path) -> Slice:
    """The groups of a few kinds, without the last pairs of each."""
    groups = [group for group in read_groups(data, KINDS) if len(group.left) > 10 * HELD_OUT]
    learnt = [replace(group, left=group.left[:-HELD_OUT], right=group.right[:-HELD_OUT]) for group in groups]
    ends = [(group.left[-HELD_OUT:], group.right[-HELD_OUT:]) for group in groups]
    left, right = ([text for end in ends for text in end[side]] for side in (0, 1))
    return Slice(learnt, Group(groups[0].source, groups[0].languages, left, right))


def ours(groups: list[TokenGroup], recipe: Recipe) -> Learnt:
    """As `train.py` makes them."""
    started = time.process_time()
    return train(groups, recipe.tokens, recipe, None), time.process_time() - started


def library(tokenizer: Tokenizer, groups: list[Group], recipe: Recipe) -> Learnt:
    """As `SentenceTransformerTrainer` makes them, with the loss in both directions."""
    from datasets import Dataset, DatasetDict
    from sentence_transformers import SentenceTransformer, SentenceTransformerTrainer
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    rows = Embeddings.random(recipe.tokens, recipe.dimensions, recipe.seed).rows
    module = StaticEmbedding(tokenizer, embedding_weights=rows)
    model = SentenceTransformer(modules=[module], device="cpu")
    both = ("query_to_doc", "doc_to_query")
    loss = MultipleNegativesRankingLoss(
        model, scale=1 / recipe.temperature, directions=both, partition_mode="per_direction"
    )
    sides = {
        f"{group.source.name}-{'-'.join(group.languages)}": {"left": group.left, "right": group.right}
        for group in groups
    }
    pairs = DatasetDict({name: Dataset.from_dict(columns) for name, columns in sides.items()})
    with TemporaryDirectory() as folder:
        trainer = SentenceTransformerTrainer(model, settings(recipe, folder), train_dataset=pairs, loss=loss)
        started = time.process_time()
        trainer.train()
    return module.embedding.weight.detach().numpy(), time.process_time() - started


def settings(recipe: Recipe, folder: str) -> "SentenceTransformerTrainingArguments":
    """The recipe in the trainer's words."""
    from sentence_transformers import SentenceTransformerTrainingArguments

    return SentenceTransformerTrainingArguments(
        folder,
        max_steps=recipe.steps,
        per_device_train_batch_size=recipe.batch,
        learning_rate=recipe.rate,
        warmup_steps=WARM_UP,
        lr_scheduler_type="cosine",
        adam_beta1=BETAS[0],
        adam_beta2=BETAS[1],
        weight_decay=0,
        max_grad_norm=0,
        seed=recipe.seed,
        use_cpu=True,
        save_strategy="no",
        report_to="none",
        disable_tqdm=True,
    )


def units(rows: Rows, texts: Ragged) -> Rows:
    """The mean of each text's token vectors, made unit length."""
    ids, offsets = torch.from_numpy(texts.ids.astype(np.int64)), torch.from_numpy(texts.offsets[:-1])
    bags = torch.nn.functional.embedding_bag(ids, torch.from_numpy(rows), offsets, mode="mean")
    return torch.nn.functional.normalize(bags).numpy()


def measured(name: str, learnt: Learnt, left: Ragged, right: Ragged) -> str:
    """One line: seconds of processor time, and how many of the held-out pairs are found."""
    rows, seconds = learnt
    scores = units(rows, left) @ units(rows, right).T
    ranks = (scores >= scores.diagonal()[:, None]).sum(axis=1)
    first, fifth = (ranks <= 1).mean(), (ranks <= 5).mean()
    return f"{name}: {seconds:.0f} s of processor time, recall@1 {first:.3f}, recall@5 {fifth:.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder with pairs/*.tsv.zst")
    parser.add_argument("--steps", type=int, default=120)
    parser.add_argument("--batch", type=int, default=512)
    arguments = parser.parse_args()
    tokenizer, cut = Tokenizer.from_file(str(TOKENIZER)), read_slice(arguments.data)
    recipe = Recipe(
        tokens=tokenizer.get_vocab_size(), dimensions=352, steps=arguments.steps, batch=arguments.batch, dropped=0.0
    )
    left, right = encode(tokenizer, cut.held_out.left), encode(tokenizer, cut.held_out.right)
    print(f"{len(cut.learnt)} groups, {sum(len(g.left) for g in cut.learnt):,} pairs, {len(left):,} held out; {recipe}")
    groups = encode_groups(tokenizer, cut.learnt)
    own, theirs = ours(groups, recipe), library(tokenizer, cut.learnt, recipe)
    print(measured("train.py", own, left, right))
    print(measured("SentenceTransformerTrainer", theirs, left, right))
    longer = replace(recipe, steps=round(recipe.steps * theirs[1] / own[1]))
    print(measured(f"train.py, {longer.steps} steps", ours(groups, longer), left, right))


if __name__ == "__main__":
    main()
