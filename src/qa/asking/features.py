"""What speaks for a sentence as the answer: one record, and how it compares with the other sentences found."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from operator import attrgetter

import numpy as np

_LEAST = -2.0  # of a tenth of the reader's logits: below, all are equally unlikely


@dataclass(frozen=True, slots=True)
class Features:
    """Of one sentence; what is a share or a cosine lies in 0 to 1, the reader's logits are taken by a tenth."""

    coverage: float
    """The share of the question's weight in rare terms that it holds."""
    beyond_title: float
    """The same of the weight that the title does not hold already."""
    nearby: float
    """The share that it and its neighbours hold."""
    context: float
    """The share that its passage with the title holds."""
    beyond_context: float
    """The share that it holds and no other sentence of the passage does."""
    similarity: float
    """The cosine of question and sentence."""
    passage_similarity: float
    """The cosine of question and passage."""
    similarity_gap: float
    """The distance to the most similar sentence, 0 or less."""
    met: float
    """What the passage with its title holds of the question in meaning (`PassageInput.met`)."""
    weakest: float
    """The same of the question's token of which most is missing."""
    passage: float
    """The passage's fused score."""
    passage_gap: float
    """Its distance to the best, 0 or less."""
    passage_rank: float
    """1 / its rank."""
    answer: float
    """The logit of the best answer in it."""
    answer_gap: float
    """The distance to the best of all, 0 or less."""
    answer_mass: float
    """The log of its share of all answers' mass."""
    answers: float
    """The log of that mass."""
    length: float
    """Its length, 1 from 200 characters on."""
    opening: float
    """1 where it opens the document or the best passage."""
    novelty: float
    """The share of its terms that are not the question's."""


FEATURES = tuple(field.name for field in fields(Features))
values_of = attrgetter(*FEATURES)
"""The values of a record in the order of FEATURES."""


def compared(found: Sequence[Features]) -> list[Features]:
    """The features of all sentences with the gaps to the best of them, and each one's share of the answers' mass.

    Given are the gaps as anything, `answer_mass` as the log of the sentence's own mass, `answers` as anything.
    """
    if not found:
        return []
    mass = float(np.logaddexp.reduce([10 * one.answer_mass for one in found])) / 10
    similarity, passage, answer = (
        max(getattr(one, name) for one in found) for name in ("similarity", "passage", "answer")
    )
    return [
        replace(
            one,
            similarity_gap=one.similarity - similarity,
            passage_gap=one.passage - passage,
            answer=max(one.answer, _LEAST),
            answer_gap=max(one.answer - answer, _LEAST),
            answer_mass=max(one.answer_mass - mass, _LEAST),
            answers=max(mass, _LEAST),
        )
        for one in found
    ]
