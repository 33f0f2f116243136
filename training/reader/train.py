"""Train the thorough reader: `python -m training.reader.train GROUPS ENCODER --out FOLDER`.

GROUPS is what `training.reader.groups` wrote, ENCODER what `training.reader.prune` did. The embeddings and the lower
layers stay as they are, in bfloat16; the upper ones learn, over the passages of a question together, where the answer
is, or that it is in none of them. One epoch, of as many questions as `--minutes` are thought to hold; a run that was
stopped goes on where its last checkpoint was.
"""

import argparse
import copy
import json
import math
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor

from qa.asking.reading import LONGEST
from qa.asking.spans import SpanNetwork, laid_out
from qa.transformer import Shape
from training.reader.encoder import renamed

FROZEN = 6  # layers
BATCH, PASSAGES, LONGEST_INPUT, POOL = 12, 2, 224, 40
RATE, HEAD_RATE, DECAY_BY_LAYER, WARM = 1.5e-4, 1e-3, 0.92, 0.05
STEEPEST, KEPT_EVERY = 1.0, 50


@dataclass(frozen=True)
class Passage:
    """One input: token ids, where the passage begins in them, and the first and last token of the answer, if any."""

    ids: list[int]
    first: int
    answer: tuple[int, int] | None


Group = list[Passage]


def encode(tokenizer: Tokenizer, asked: dict[str, object]) -> Group:
    """The passages of one line of GROUPS."""
    found = []
    for one in asked["passages"]:
        heading = f"{one['title']}\n" if one["title"] else ""
        encoding = tokenizer.encode(str(asked["q"])[:300], heading + one["text"])
        ids, sequences = encoding.ids[:LONGEST_INPUT], encoding.sequence_ids[:LONGEST_INPUT]
        inside = [
            at
            for at, (sequence, (_, end)) in enumerate(zip(sequences, encoding.offsets, strict=False))
            if sequence == 1 and end > len(heading)
        ]
        if not inside:
            continue
        answer = None
        if one["place"]:
            start, end = (place + len(heading) for place in one["place"])
            covered = [at for at in inside if encoding.offsets[at][1] > start and encoding.offsets[at][0] < end]
            if not covered:
                continue
            answer = covered[0], min(covered[-1], covered[0] + LONGEST - 1)
        found.append(Passage(ids, inside[0], answer))
    return found


def batches(groups: Sequence[Group], seed: int) -> list[list[Group]]:
    """Shuffled, with groups of like lengths together."""
    chance = random.Random(seed)
    order = chance.sample(groups, len(groups))
    found = []
    for start in range(0, len(order), BATCH * POOL):
        pool = sorted(order[start : start + BATCH * POOL], key=lambda group: max(len(one.ids) for one in group))
        some = [pool[at : at + BATCH] for at in range(0, len(pool), BATCH)]
        chance.shuffle(some)
        found += some
    return found


def loss_of(answers: Tensor, batch: Sequence[Group]) -> Tensor:
    """Mean cross entropy over all answers in a question's passages and "nowhere", whose logit is 0."""
    losses, at = [], 0
    for group in batch:
        logits = answers[at : at + len(group)].flatten()
        right = [
            (number * answers.shape[1] + one.answer[0]) * LONGEST + one.answer[1] - one.answer[0]
            for number, one in enumerate(group)
            if one.answer
        ]
        every = torch.cat((logits, logits.new_zeros(1)))
        losses.append(every.logsumexp(0) - (every[right].logsumexp(0) if right else every[-1]))
        at += len(group)
    return torch.stack(losses).mean()


class Trained:
    """The network with its lower layers frozen; `step` learns from one batch."""

    def __init__(self, encoder: Path, steps: int) -> None:
        weights = renamed(load_file(encoder / "model.safetensors"))
        self.network = SpanNetwork(Shape(len(weights["entry.words.weight"])))
        self.network.load_state_dict(weights, strict=False)
        self.entry = copy.deepcopy(self.network.entry).bfloat16()
        self.lower = copy.deepcopy(self.network.layers[:FROZEN]).bfloat16()
        self.upper = self.network.layers[FROZEN:]
        rates = [RATE * DECAY_BY_LAYER**depth for depth in reversed(range(len(self.upper)))]
        head = [*self.network.ends.parameters(), *self.network.here.parameters(), self.network.lengths]
        sets = [{"params": list(layer.parameters()), "lr": rate} for layer, rate in zip(self.upper, rates, strict=True)]
        self.adam = torch.optim.AdamW([*sets, {"params": head, "lr": HEAD_RATE}], weight_decay=0.01)
        warm = max(1, int(WARM * steps))
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.adam, lambda at: min((at + 1) / warm, max(0.0, (steps - at) / (steps - warm)))
        )
        self.done = 0

    def answers(self, batch: Sequence[Group]) -> Tensor:
        """The logits of all passages of the batch, one below the other."""
        ids, real, inside = laid_out([(one.ids, one.first) for group in batch for one in group])
        real = real[:, None, None]
        with torch.no_grad():
            hidden = self.entry(ids)
            for layer in self.lower:
                hidden = layer(hidden, real)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            for layer in self.upper:
                hidden = layer(hidden, real)
            return self.network.point(hidden, inside)

    def step(self, batch: Sequence[Group]) -> float:
        """The loss of the batch, which is learned."""
        loss = loss_of(self.answers(batch), batch)
        self.adam.zero_grad()
        loss.backward()
        parameters = [one for some in self.adam.param_groups for one in some["params"]]
        torch.nn.utils.clip_grad_norm_(parameters, STEEPEST)
        self.adam.step()
        self.schedule.step()
        self.done += 1
        return loss.item()

    def save(self, path: Path) -> None:
        """Everything that going on needs; the old file stays until the new one is whole."""
        state = {"network": self.network.state_dict(), "adam": self.adam.state_dict(), "done": self.done}
        torch.save({**state, "schedule": self.schedule.state_dict()}, path.with_suffix(".new"))
        path.with_suffix(".new").replace(path)

    def load(self, path: Path) -> None:
        """What `save` wrote."""
        state = torch.load(path)
        self.network.load_state_dict(state["network"])
        self.adam.load_state_dict(state["adam"])
        self.schedule.load_state_dict(state["schedule"])
        self.done = state["done"]


def read_groups(folder: Path, tokenizer: Tokenizer) -> Iterator[Group]:
    """The questions of GROUPS whose passages hold something."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if group := encode(tokenizer, json.loads(line)):
                yield group


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("groups", type=Path)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, required=True, help=f"of {BATCH} questions each")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    tokenizer = Tokenizer.from_file(str(options.encoder / "tokenizer.json"))
    groups = list(read_groups(options.groups, tokenizer))
    print(f"{len(groups)} questions, {sum(len(one.ids) for some in groups for one in some)} tokens", flush=True)
    trained, checkpoint = Trained(options.encoder, options.steps), options.out / "checkpoint.pt"
    options.out.mkdir(parents=True, exist_ok=True)
    if checkpoint.exists():
        trained.load(checkpoint)
    order = batches(groups, 0)
    epochs = math.ceil(options.steps / len(order))
    order += [batch for epoch in range(1, epochs) for batch in batches(groups, epoch)]
    started, losses = time.monotonic(), []
    for batch in order[trained.done : options.steps]:
        losses.append(trained.step(batch))
        if trained.done % KEPT_EVERY == 0:
            trained.save(checkpoint)
            spent = time.monotonic() - started
            print(f"{trained.done} steps, loss {np.mean(losses[-KEPT_EVERY:]):.3f}, {spent:.0f} s", flush=True)
    trained.save(checkpoint)
    save_file(trained.network.state_dict(), options.out / "model.safetensors")


if __name__ == "__main__":
    main()
