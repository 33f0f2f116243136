"""Train the reader: `python -m training.evidence.read DATA --out src/qa/asking/weights/quick/reader.safetensors`.

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

from qa.asking.quick_input import FEATURE_COUNT, passage_inputs
from qa.asking.reading import LONGEST
from qa.embed.static import StaticEncoder, open_bundled
from qa.records import Chunk, Document, Hit, Span
from qa.text.sentences import sentences
from qa.text.splitter import split
from training.evidence.asking import Found, bot_without, halves
from training.evidence.network import forward, fresh
from training.evidence.questions import Question, QuestionSet, read_sets

VERSIONS = 2  # of every question: with other passages, in other languages
PASSAGES = 4  # of a question in a batch
UNANSWERED, HOLED = 0.1, 0.1  # share of the questions shown without the passage, and the sentence, that answers
EPOCHS, BATCH, RATE, DROPPED, STEEPEST = 5, 48, 2e-3, 0.2, 5.0
MOST_TOKENS = 160  # of a passage
PASSAGE_SIZE = 400, 80  # as passages are split


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
    """The passages that matter, where the index did not find one."""
    question, source = found.question, found.question.source
    if any(matters(question, hit.chunk) for hit in found.hits):
        return []
    text = questions.documents[source]
    chunks = split(Document(source, text.partition("\n")[0], text, source, "utf-8"), *PASSAGE_SIZE)
    return [Hit(chunk, 0.0) for chunk in chunks if matters(question, chunk)]


def matters(question: Question, chunk: Chunk) -> bool:
    """The passage has the answer, or is of the document that almost answers the question."""
    if question.answered:
        return question.answered_by(chunk.source, chunk.start, chunk.end)
    return chunk.source == question.source


def example(encoder: StaticEncoder, found: Found, chance: random.Random) -> Example:
    """Some of the passages found, the ones that matter first among them, in random order.

    Of some questions the passages with the answer are left out, of some the sentence with the answer is.
    """
    question = found.question
    right = [hit.chunk for hit in found.hits if matters(question, hit.chunk)][:2]
    wrong = [hit.chunk for hit in found.hits if not matters(question, hit.chunk)]
    fate = chance.random()
    if fate < UNANSWERED:
        right = []
    chunks = [*right, *chance.sample(wrong, min(len(wrong), PASSAGES - len(right)))]
    chance.shuffle(chunks)
    places = [place_in(question, chunk) for chunk in chunks]
    texts = [chunk.text for chunk in chunks]
    if UNANSWERED <= fate < UNANSWERED + HOLED:
        texts = [
            text if place is None else without_answer(text, *place) for text, place in zip(texts, places, strict=True)
        ]
        places = [None] * len(texts)
    tokens = encoder.tokens([question.text, *texts])
    asked = encoder.token_vectors(tokens[0].ids)
    inputs = passage_inputs(encoder, asked, [chunk.title for chunk in chunks], texts)
    answers = []
    for at, (place, one) in enumerate(zip(places, inputs, strict=True)):
        offsets = one.offsets[:MOST_TOKENS]
        first, last = place or (0, 0)
        covered = np.flatnonzero((offsets[:, 1] > first) & (offsets[:, 0] < last))
        if len(covered):
            answers.append((at, int(covered[0]), min(int(covered[-1] - covered[0]), LONGEST - 1)))
    ids = [np.array(one.ids[:MOST_TOKENS], np.int64) for one in tokens]
    return Example(ids[0], ids[1:], [one.features[:MOST_TOKENS].astype(np.float16) for one in inputs], answers)


def place_in(question: Question, chunk: Chunk) -> Span | None:
    """Where the answer stands in the passage."""
    if not question.answered_by(chunk.source, chunk.start, chunk.end):
        return None
    return question.start - chunk.start, question.end - chunk.start


def without_answer(text: str, start: int, end: int) -> str:
    """The text without the sentences that hold any of the answer."""
    kept = [span for span in sentences(text) if span[1] <= start or end <= span[0]]
    return " ".join(text[first:last] for first, last in kept)


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


def collate(batch: Sequence[Example]) -> Batch:
    """The arguments of `forward` after the table."""
    longest = max(len(ids) for one in batch for ids in one.passages)
    words = max(1, *(len(one.asked) for one in batch))
    size = len(batch), PASSAGES, longest
    asked, passages = torch.zeros(len(batch), words, dtype=torch.long), torch.zeros(size, dtype=torch.long)
    asked_real, features = torch.zeros(len(batch), words, dtype=torch.bool), torch.zeros(*size, FEATURE_COUNT)
    real = torch.zeros(*size, 1)
    for at, one in enumerate(batch):
        asked[at, : len(one.asked)], asked_real[at, : len(one.asked)] = torch.from_numpy(one.asked), True
        for passage, (ids, values) in enumerate(zip(one.passages, one.features, strict=True)):
            passages[at, passage, : len(ids)] = torch.from_numpy(ids)
            features[at, passage, : len(ids)] = torch.from_numpy(values.astype(np.float32))
            real[at, passage, : len(ids)] = 1
    return asked, asked_real, passages, features, real


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
            with torch.autocast("cpu", dtype=torch.bfloat16):
                answers = forward(weights, table, *collate(batch), dropped=DROPPED)
            loss = loss_of(answers, batch)
            adam.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call,unused-ignore]
            torch.nn.utils.clip_grad_norm_(weights.values(), STEEPEST)
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
    examples: list[Example] = []
    for seed in range(VERSIONS):
        chance = random.Random(seed)
        for one in read_sets(options.data, seed):
            found = find(one, options.questions)
            examples += [example(encoder, asked, chance) for asked in found if len(asked.hits)]
            print(f"{one.name}: {len(examples)} examples so far", flush=True)
    examples = [one for one in examples if len(one.asked)]
    table = torch.from_numpy(encoder.token_vectors(range(encoder.size)).rows)
    weights = train(examples, table)
    save_file({name: np.ascontiguousarray(array, np.float32) for name, array in weights.items()}, options.out)


if __name__ == "__main__":
    main()
