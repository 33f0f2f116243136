"""Train the reader: `python -m training.evidence.read DATA --out src/qa/reader.safetensors`.

DATA holds `qa/*.jsonl.zst` and `pairs/*.tsv.zst`. The questions of SETS are asked of an index of their passages, in
their own and in other languages; the reader learns to tell, over some of the passages found, where the answer is, or
that it is in none of them.
"""

import argparse
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save_file

from qa.embed import StaticEncoder, open_bundled
from qa.reader import DILATIONS, FAINT, FEATURES, LONGEST, sheets_of
from qa.records import Document, Hit
from qa.split import split
from training.evidence.asking import Found, bot_without, halves
from training.evidence.questions import QuestionSet, read_sets

PASSAGES = 4  # of a question in a batch
UNANSWERED = 0.15  # share of the questions that are shown without their answer
PROJECTED, CHANNELS = 48, 64
EPOCHS, BATCH, RATE, DROPPED = 4, 48, 2e-3, 0.15
MOST_TOKENS = 160  # of a passage
PASSAGE_SIZE = 400, 80  # as passages are split

Weights = dict[str, torch.Tensor]


@dataclass(frozen=True)
class Example:
    """One question: token ids of question and passages, the passages' features, and where answers are."""

    asked: NDArray[np.int64]
    passages: list[NDArray[np.int64]]
    features: list[NDArray[np.float16]]
    answers: list[tuple[int, int, int]]  # passage, first token, tokens behind it


def find(questions: QuestionSet, most: int) -> list[Found]:
    """At most `most` of the questions that train the reader, with what an index of all documents finds for them."""
    asked = halves(questions)[0]
    asked = random.Random(0).sample(asked, min(most, len(asked)))
    with bot_without(questions, set()) as bot:
        found = [Found(question, bot.retrieve(question.text)) for question in asked]
    return [Found(one.question, [*one.hits, *_answering(questions, one)]) for one in found]


def _answering(questions: QuestionSet, found: Found) -> list[Hit]:
    """The passages with the answer, where the index did not find one."""
    source = found.question.source
    if any(found.question.answered_by(hit.chunk.source, hit.chunk.start, hit.chunk.end) for hit in found.hits):
        return []
    text = questions.documents[source]
    chunks = split(Document(source, text.partition("\n")[0], text, source, "utf-8"), *PASSAGE_SIZE)
    return [Hit(chunk, 0.0) for chunk in chunks if found.question.answered_by(source, chunk.start, chunk.end)]


def example(encoder: StaticEncoder, found: Found, chance: random.Random) -> Example:
    """Some of the passages found, the ones with the answer first among them, in random order."""
    right = [hit for hit in found.hits if found.question.answered_by(hit.chunk.source, hit.chunk.start, hit.chunk.end)]
    wrong = [hit for hit in found.hits if hit not in right]
    if chance.random() < UNANSWERED:
        right = []
    hits = [*right[:2], *chance.sample(wrong, min(len(wrong), PASSAGES - len(right[:2])))]
    chance.shuffle(hits)
    titles, texts = [hit.chunk.title for hit in hits], [hit.chunk.text for hit in hits]
    question = found.question
    _, sheets = sheets_of(encoder, question.text, titles, texts)
    tokens = encoder.tokens([question.text, *texts])
    answers = []
    for at, (hit, sheet) in enumerate(zip(hits, sheets, strict=True)):
        if question.answered_by(hit.chunk.source, hit.chunk.start, hit.chunk.end):
            places = sheet.offsets[:MOST_TOKENS] + hit.chunk.start
            covered = np.flatnonzero((places[:, 1] > question.start) & (places[:, 0] < question.end))
            if len(covered):
                answers.append((at, int(covered[0]), min(int(covered[-1] - covered[0]), LONGEST - 1)))
    ids = [np.array(one.ids[:MOST_TOKENS], np.int64) for one in tokens]
    return Example(ids[0], ids[1:], [sheet.features[:MOST_TOKENS].astype(np.float16) for sheet in sheets], answers)


def fresh(dimensions: int, seed: int) -> Weights:
    """Random weights; the names are those of `qa.reader.forward`."""
    generator = torch.Generator().manual_seed(seed)

    def matrix(*shape: int, fan: int) -> torch.Tensor:
        rows: torch.Tensor = torch.randn(*shape, generator=generator) * (2 / fan) ** 0.5
        return rows.requires_grad_()

    weights = {
        "project": matrix(dimensions, PROJECTED, fan=2),
        "project_asked": matrix(dimensions, PROJECTED, fan=2),
        "asked": matrix(3, PROJECTED, CHANNELS, fan=3 * PROJECTED),
        "attend": matrix(CHANNELS, fan=100 * CHANNELS),
        "enter": matrix(PROJECTED + FEATURES, CHANNELS, fan=PROJECTED + FEATURES),
        "enter_asked": matrix(CHANNELS, CHANNELS, fan=CHANNELS),
        "gate": matrix(CHANNELS, CHANNELS, fan=CHANNELS),
        "leave": matrix(CHANNELS, 3, fan=10 * CHANNELS),
        "leave_asked": matrix(CHANNELS, 3 * CHANNELS, fan=100 * CHANNELS),
    }
    weights |= {f"layer{number}": matrix(3, CHANNELS, CHANNELS, fan=12 * CHANNELS) for number in range(len(DILATIONS))}
    biases = ["asked", "enter", *(f"layer{number}" for number in range(len(DILATIONS)))]
    weights |= {f"{name}_bias": torch.zeros(CHANNELS, requires_grad=True) for name in biases}
    leaving = torch.tensor((-3.0, -3.0, 0.0), requires_grad=True)
    return weights | {"leave_bias": leaving, "lengths": torch.zeros(LONGEST, requires_grad=True)}


def forward(
    weights: Weights,
    asked: torch.Tensor,
    asked_real: torch.Tensor,
    vectors: torch.Tensor,
    features: torch.Tensor,
    real: torch.Tensor,
    *,
    dropped: float = 0.0,
) -> torch.Tensor:
    """As `qa.reader.forward`, for many questions: logits of shape (questions, passages, tokens, LONGEST).

    `asked`: (questions, tokens, dimensions); `vectors`: (questions, passages, tokens, dimensions).
    """
    drop = torch.nn.functional.dropout
    hidden = torch.relu(_convolved(asked @ weights["project_asked"], weights, "asked", 1))
    attention = torch.where(asked_real, (hidden @ weights["attend"]).exp(), 0)
    question = (attention[..., None] * hidden).sum(dim=1) / attention.sum(dim=1, keepdim=True).clamp_min(1e-9)
    question = drop(question, dropped)[:, None, None]
    hidden = torch.cat((drop(vectors, dropped / 2) @ weights["project"], features), dim=3) @ weights["enter"]
    hidden = torch.relu(hidden + question @ weights["enter_asked"] + weights["enter_bias"])
    hidden = drop(hidden * torch.sigmoid(question @ weights["gate"]), dropped) * real
    for number, step in enumerate(DILATIONS):
        more = torch.relu(_convolved(hidden.flatten(0, 1), weights, f"layer{number}", step)).view_as(hidden)
        hidden = (hidden + drop(more, dropped)) * real
    leave = weights["leave"] + (question @ weights["leave_asked"]).view(len(asked), 1, *weights["leave"].shape)
    return _stretches(hidden @ leave + weights["leave_bias"], real[..., 0], weights["lengths"])


def _stretches(logits: torch.Tensor, real: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    """As `qa.reader.stretches`."""
    pad = torch.nn.functional.pad
    begins, ends, inside = logits.unbind(dim=3)
    ahead = pad(ends, (0, LONGEST - 1)).unfold(2, LONGEST, 1)
    there = pad(real, (0, LONGEST - 1)).unfold(2, LONGEST, 1)
    held = pad(inside, (0, LONGEST - 1)).unfold(2, LONGEST, 1).cumsum(dim=3)
    found: torch.Tensor = begins[..., None] + ahead + held + lengths
    return torch.where(there > 0, found, FAINT)


def _convolved(rows: torch.Tensor, weights: Weights, name: str, step: int) -> torch.Tensor:
    kernel, pad = weights[name], torch.nn.functional.pad
    before, behind = pad(rows, (0, 0, step, 0))[:, :-step], pad(rows, (0, 0, 0, step))[:, step:]
    folded: torch.Tensor = torch.cat((before, rows, behind), dim=2) @ kernel.flatten(0, 1)
    return folded + weights[f"{name}_bias"]


def loss_of(answers: torch.Tensor, batch: Sequence[Example]) -> torch.Tensor:
    """Mean cross entropy over all answers in a question's passages and "nowhere", whose logit is 0."""
    flat = torch.cat((answers.flatten(1), torch.zeros(len(batch), 1)), dim=1)
    right = torch.full(flat.shape, -torch.inf)
    for at, one in enumerate(batch):
        for passage, first, more in one.answers:
            right[at, (passage * answers.shape[2] + first) * LONGEST + more] = 0
        if not one.answers:
            right[at, -1] = 0
    return (flat.logsumexp(dim=1) - (flat + right).logsumexp(dim=1)).mean()


Batch = tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]


def collate(table: torch.Tensor, batch: Sequence[Example]) -> Batch:
    """The arguments of `forward` after the weights; `table` holds a unit vector for every token."""
    longest = max(len(ids) for one in batch for ids in one.passages)
    words = max(1, *(len(one.asked) for one in batch))
    asked, asked_real = torch.zeros(len(batch), words, table.shape[1]), torch.zeros(len(batch), words, dtype=torch.bool)
    size = len(batch), PASSAGES, longest
    vectors, features, real = torch.zeros(*size, table.shape[1]), torch.zeros(*size, FEATURES), torch.zeros(*size, 1)
    for at, one in enumerate(batch):
        asked[at, : len(one.asked)], asked_real[at, : len(one.asked)] = table[torch.from_numpy(one.asked)], True
        for passage, (ids, values) in enumerate(zip(one.passages, one.features, strict=True)):
            vectors[at, passage, : len(ids)] = table[torch.from_numpy(ids)]
            features[at, passage, : len(ids)] = torch.from_numpy(values.astype(np.float32))
            real[at, passage, : len(ids)] = 1
    return asked, asked_real, vectors, features, real


def train(examples: list[Example], table: torch.Tensor, seed: int = 0) -> Mapping[str, NDArray[np.float32]]:
    """The trained weights, by name."""
    torch.manual_seed(seed)
    weights = fresh(table.shape[1], seed)
    steps = EPOCHS * (len(examples) // BATCH)
    adam = torch.optim.AdamW(weights.values(), lr=RATE, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(adam, RATE, total_steps=steps, pct_start=0.1)
    started, losses, order = time.monotonic(), [], np.random.default_rng(seed)
    for epoch in range(EPOCHS):
        shuffled = order.permutation(len(examples))
        for start in range(0, len(examples) - BATCH + 1, BATCH):
            batch = [examples[at] for at in shuffled[start : start + BATCH]]
            loss = loss_of(forward(weights, *collate(table, batch), dropped=DROPPED), batch)
            adam.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call,unused-ignore]
            adam.step()
            schedule.step()
            losses.append(loss.item())
        mean = np.mean(losses[-len(examples) // BATCH :])
        print(f"epoch {epoch + 1}, loss {mean:.3f}, {time.monotonic() - started:.0f} s", flush=True)
    return {name: array.detach().numpy() for name, array in weights.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=10_000, help="of each set, at most")
    options = parser.parse_args()
    encoder = open_bundled()
    chance, examples = random.Random(0), list[Example]()
    for one in read_sets(options.data):
        found = find(one, options.questions)
        examples += [example(encoder, asked, chance) for asked in found if len(asked.hits)]
        print(f"{one.name}: {len(examples)} questions so far", flush=True)
    examples = [one for one in examples if len(one.asked)]
    table = torch.from_numpy(encoder.token_vectors(range(encoder.size))[0])
    weights = train(examples, table)
    save_file({name: np.ascontiguousarray(array, np.float32) for name, array in weights.items()}, options.out)


if __name__ == "__main__":
    main()
