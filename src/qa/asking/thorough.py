"""The thorough reader: a small transformer that reads a question together with each passage.

It takes some eight times as long as the quick one; `README.md` beside its weights says what it was made from.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from qa.asking.quick_input import passage_inputs
from qa.asking.reading import FAINT, LONGEST, Floats, Reading
from qa.asking.spans import SpanNetwork, laid_out
from qa.embed import StaticEncoder
from qa.records import Query
from qa.transformer import BEGIN, END, Shape, make_8_bits, open_tokenizer, read_weights

MOST_ASKED = 128  # tokens of a question
WINDOW, STEP = 256, 192  # tokens of a passage that are read at once; the next ones begin STEP further on


@dataclass(frozen=True, slots=True, eq=False)
class _Input:
    """A window of passage number `passage`: its token ids with the question's, and which of the passage's tokens."""

    passage: int
    ids: list[int]
    first: int
    tokens: range


class ThoroughReader:
    """Reads with the network; safe to share between threads."""

    def __init__(self, encoder: StaticEncoder, network: SpanNetwork, tokenizer: Tokenizer) -> None:
        self._encoder, self._network, self._tokenizer = encoder, network, tokenizer

    @classmethod
    def open(cls, encoder: StaticEncoder, folder: Path) -> "ThoroughReader":
        """The reader whose own weights are in the folder; its lower layers are those of the thorough model."""
        table, weights = read_weights(folder)
        network = SpanNetwork(Shape(len(table.codes)), table)
        network.load_state_dict(weights)
        make_8_bits(network.eval().layers)
        return cls(encoder, network, open_tokenizer())

    def read(self, query: Query, titles: Sequence[str], texts: Sequence[str]) -> list[Reading]:
        """As of `Reader`."""
        told = passage_inputs(self._encoder, query.tokens, titles, texts)
        asked = self._tokenizer.encode(query.text, add_special_tokens=False).ids[:MOST_ASKED]
        headed = [f"{title}\n" if title else "" for title in titles]
        encodings = self._tokenizer.encode_batch(
            [head + text for head, text in zip(headed, texts, strict=True)], add_special_tokens=False
        )
        offsets = [_offsets(one, head, text) for one, head, text in zip(encodings, headed, texts, strict=True)]
        answers = [np.full((len(places), LONGEST), FAINT, np.float32) for places in offsets]
        inputs = [
            one for at, (encoding, places) in enumerate(zip(encodings, offsets, strict=True))
            for one in self._windows(at, asked, encoding.ids, len(places)) if asked
        ]  # fmt: skip
        for one in inputs:
            own = answers[one.passage][one.tokens.start : one.tokens.stop]
            np.maximum(own, self._answers(one)[one.first : one.first + len(own)], out=own)
        return [
            Reading(found, places, one.met, one.weakest)
            for found, places, one in zip(answers, offsets, told, strict=True)
        ]

    def _windows(self, passage: int, asked: list[int], ids: list[int], tokens: int) -> Iterator[_Input]:
        """The inputs for a passage whose last `tokens` ids are its own, those before them its title's."""
        head, own = ids[: len(ids) - tokens], ids[len(ids) - tokens :]
        before = [BEGIN, *asked, END, END, *head[: WINDOW - STEP]]
        for start in range(0, max(tokens - (WINDOW - STEP), 1), STEP):
            some = own[start : start + WINDOW]
            if some:
                yield _Input(passage, [*before, *some, END], len(before), range(start, start + len(some)))

    def _answers(self, one: _Input) -> Floats:
        """Of every token of the input, which is read alone: that is as quick as together."""
        with torch.inference_mode():
            answers: Floats = self._network.answers(*laid_out([(one.ids, one.first)]))[0].numpy()
        return answers


def _offsets(encoding: Encoding, head: str, text: str) -> NDArray[np.int64]:
    """The places of the tokens behind the title, in the text, shape (tokens, 2); without the blank before a word."""
    places = np.array(encoding.offsets, np.int64).reshape(-1, 2) - len(head)
    own = np.maximum(places[places[:, 1] > 0], 0)
    own[:, 0] += np.array([end - start > 1 and text[start].isspace() for start, end in own.tolist()], np.int64)
    return own
