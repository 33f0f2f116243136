"""Train the bundled embedding model: `python -m training.embedder.train DATA --out src/qa/embed/model`.

Every token has a vector; a text is the mean of its tokens' vectors, made unit length. Training pulls the two texts of
a pair together and pushes all other pairs of the batch away (symmetric InfoNCE). The gradient is written out by hand:
a batch touches few of the rows, and each step costs two embedding bags and three matrix products.
"""

import argparse
import json
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer

from training.embedder.data import read_groups
from training.embedder.export import export
from training.embedder.gloss import gloss_groups
from training.embedder.recipe import RECIPES, Recipe
from training.embedder.sampling import Batch, Sampler
from training.embedder.teacher import School, load_school, open_school, save_school
from training.embedder.tokenizer import train_tokenizer
from training.embedder.tokens import Ragged, TokenGroup, encode_groups, load_groups, save_groups

Rows = npt.NDArray[np.float32]
BETAS = (0.9, 0.99)
WARM_UP = 0.1  # share of the steps in which the learning rate rises
TINY = 1e-8


@dataclass
class Embeddings:
    """The token vectors and Adam's two moments, all of shape (tokens, dimensions)."""

    rows: torch.Tensor
    first: torch.Tensor
    second: torch.Tensor

    @classmethod
    def random(cls, tokens: int, dimensions: int, seed: int) -> "Embeddings":
        """Rows of about unit length in random directions."""
        generator = torch.Generator().manual_seed(seed)
        return cls.of(torch.randn(tokens, dimensions, generator=generator) / dimensions**0.5)

    @classmethod
    def of(cls, rows: torch.Tensor) -> "Embeddings":
        """These rows, with Adam at rest."""
        return cls(rows, torch.zeros_like(rows), torch.zeros_like(rows))

    @property
    def learning(self) -> int:
        """How many rows learn: those behind them (the teacher's) are frozen and have no moments."""
        return len(self.first)


def train(groups: list[TokenGroup], tokens: int, recipe: Recipe, school: School | None) -> Rows:
    """The trained token vectors, shape (tokens, dimensions)."""
    embeddings = Embeddings.random(tokens, recipe.dimensions, recipe.seed)
    if school:
        embeddings.rows[torch.from_numpy(school.words)] = torch.from_numpy(school.word_rows)
        embeddings.rows = torch.cat((embeddings.rows, torch.from_numpy(school.text_rows)))
    sampler = Sampler(groups + (school.groups if school else []), recipe)
    started, losses = time.monotonic(), []
    for step in range(recipe.steps):
        loss = train_step(embeddings, sampler.draw(), recipe, learning_rate(step, recipe), step)
        losses.append(loss)
        if step % 250 == 249:
            seconds = time.monotonic() - started
            print(f"step {step + 1} of {recipe.steps}, loss {np.mean(losses[-250:]):.3f}, {seconds:.0f} s", flush=True)
    return capped(embeddings.rows[:tokens].numpy(), recipe.longest)


def capped(rows: Rows, share: float) -> Rows:
    """The rows, those longer than the `share` quantile of lengths made that long."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows * np.minimum(1, np.quantile(lengths, share) / np.maximum(lengths, TINY)), np.float32)


def train_step(embeddings: Embeddings, batch: Batch, recipe: Recipe, rate: float, step: int) -> float:
    """One step over one batch; gives the loss."""
    texts = batch.texts
    bags = _bags(embeddings.rows, texts)
    lengths = bags.norm(dim=1, keepdim=True).clamp_min(TINY)
    units = bags / lengths
    loss, gradient = contrast(units, batch.same, recipe.temperature)
    gradient = (gradient - units * (gradient * units).sum(dim=1, keepdim=True)) / lengths
    tokens, gradients = _token_gradients(texts, gradient)
    _adam(embeddings, tokens, gradients, rate, step)
    return loss


def contrast(units: torch.Tensor, same: npt.NDArray[np.int64], temperature: float) -> tuple[float, torch.Tensor]:
    """Symmetric InfoNCE over unit rows (all left texts, then all right texts), and its gradient.

    With S = L R' / t, the loss is the mean cross entropy of row i of S, and of column i, with i as the answer
    (van den Oord et al. 2018; both directions as in CLIP, Radford et al. 2021). `same` lists the (i, j) where text j
    is no wrong answer to i although it is another pair's.
    """
    left, right = units.to(torch.bfloat16).chunk(2)
    count = len(left)
    scores = (left @ right.T).float().sub_(1).div_(temperature)
    scores[same[0], same[1]] = -torch.inf
    agreement = scores.diagonal().clone()
    weights = scores.exp_()
    by_row, by_column = weights.sum(dim=1), weights.sum(dim=0)
    loss = (by_row.log() + by_column.log() - 2 * agreement).mean().item() / 2
    weights *= (1 / by_row)[:, None] + (1 / by_column)[None, :]
    weights.diagonal().sub_(2)
    pull = weights.to(torch.bfloat16)
    gradient = torch.cat((pull @ right, pull.T @ left)).float()
    return loss, gradient / (2 * count * temperature)


def learning_rate(step: int, recipe: Recipe) -> float:
    """One cycle: up in a straight line, down along a cosine to a hundredth."""
    rising = WARM_UP * recipe.steps
    if step < rising:
        return recipe.rate * (step + 1) / rising
    done = (step - rising) / (recipe.steps - rising)
    return float(recipe.rate * (0.01 + 0.99 * 0.5 * (1 + np.cos(np.pi * done))))


def _bags(rows: torch.Tensor, texts: Ragged) -> torch.Tensor:
    ids, offsets = torch.from_numpy(texts.ids.astype(np.int64)), torch.from_numpy(texts.offsets[:-1])
    return torch.nn.functional.embedding_bag(ids, rows, offsets, mode="mean")


def _token_gradients(texts: Ragged, gradient: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """The tokens of the batch and their gradients: an embedding bag of texts per token, the transpose of `_bags`."""
    order = np.argsort(texts.ids, kind="stable")
    tokens, firsts = np.unique(texts.ids[order], return_index=True)
    owners = np.repeat(np.arange(len(texts)), texts.lengths)[order]
    shares = (1 / np.maximum(texts.lengths, 1)).astype(np.float32)[owners]
    gradients = torch.nn.functional.embedding_bag(
        torch.from_numpy(owners),
        gradient,
        torch.from_numpy(firsts),
        mode="sum",
        per_sample_weights=torch.from_numpy(shares),
    )
    return torch.from_numpy(tokens.astype(np.int64)), gradients


def _adam(embeddings: Embeddings, tokens: torch.Tensor, gradients: torch.Tensor, rate: float, step: int) -> None:
    """Adam (Kingma and Ba 2015) on the rows that the batch touched; the others rest."""
    learning = int(torch.searchsorted(tokens, embeddings.learning))  # tokens are in order
    tokens, gradients = tokens[:learning], gradients[:learning]
    first = embeddings.first[tokens].mul_(BETAS[0]).add_(gradients, alpha=1 - BETAS[0])
    second = embeddings.second[tokens].mul_(BETAS[1]).addcmul_(gradients, gradients, value=1 - BETAS[1])
    embeddings.first[tokens] = first
    embeddings.second[tokens] = second
    spread = second.div_(1 - BETAS[1] ** (step + 1)).sqrt_().add_(TINY)
    embeddings.rows[tokens] -= first.div_(spread).mul_(rate / (1 - BETAS[0] ** (step + 1)))


def prepare(data: Path, cache: Path, recipe: Recipe) -> tuple[Tokenizer, list[TokenGroup], School | None]:
    """The recipe's tokenizer, the data as its tokens and the teacher's rows; made once, then read from `cache`."""
    name = f"{recipe.tokenizer}-{recipe.tokens}"
    tokenizer_path, tokens_path, glosses_path, school_path = (
        cache / f"{name}{ending}" for ending in (".json", ".npz", "-glosses.npz", "-school.npz")
    )
    wanted = [tokenizer_path, tokens_path]
    wanted += [path for path, share in ((glosses_path, recipe.glossed), (school_path, recipe.taught)) if share]
    if not all(path.exists() for path in wanted):
        cache.mkdir(parents=True, exist_ok=True)
        groups = list(read_groups(data))
        if not tokenizer_path.exists():
            train_tokenizer(groups, recipe).save(str(tokenizer_path), pretty=False)
        tokenizer = Tokenizer.from_file(str(tokenizer_path))
        if not tokens_path.exists():
            save_groups(tokens_path, encode_groups(tokenizer, groups))
        if recipe.glossed and not glosses_path.exists():
            save_groups(glosses_path, encode_groups(tokenizer, gloss_groups(groups, recipe.seed)))
        if recipe.taught and not school_path.exists():
            save_school(school_path, open_school(tokenizer, groups, recipe))
    groups_read = load_groups(tokens_path) + (load_groups(glosses_path) if recipe.glossed else [])
    school = load_school(school_path, recipe.dimensions) if recipe.taught else None
    return Tokenizer.from_file(str(tokenizer_path)), groups_read, school


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder with pairs/*.tsv.zst and qa/*.jsonl.zst")
    parser.add_argument("--out", type=Path, required=True, help="folder to write the model to")
    parser.add_argument("--recipe", choices=RECIPES, default="bundled")
    parser.add_argument("--cache", type=Path, default=Path("build/embedder"), help="folder for tokenizer and tokens")
    parser.add_argument("--change", action="append", default=[], metavar="SETTING=VALUE", help="of the recipe")
    arguments = parser.parse_args()
    changes = dict(change.split("=", 1) for change in arguments.change)
    recipe = replace(RECIPES[arguments.recipe], **{name: json.loads(value) for name, value in changes.items()})
    torch.manual_seed(recipe.seed)
    tokenizer, groups, school = prepare(arguments.data, arguments.cache, recipe)
    print(f"{len(groups)} groups, {sum(map(len, groups)):,} pairs; {recipe}", flush=True)
    rows = train(groups, tokenizer.get_vocab_size(), recipe, school)
    export(arguments.out, tokenizer, rows, recipe.eight_bit)


if __name__ == "__main__":
    main()
