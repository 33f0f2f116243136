"""How likely the answer that is marked in the first quote is the right one: only a sure one stands above the quotes."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass

from qa.asking.confidence import Usual, judged
from qa.asking.evidence import Evidence
from qa.asking.ranking import Pick
from qa.asking.reading import WEIGHTS
from qa.settings import ReaderName
from qa.text import width

SHOWN: dict[ReaderName, float] = {"quick": 0.85, "thorough": 0.9}
"""By reader, the probability from which on a marked answer is shown by itself: at least nine in ten of those shown are
right (`training/evidence/headline.py` prints how many)."""


def answer_values(pick: Pick, holding: Evidence, answer: str, usual: Usual, confidence: float) -> dict[str, float]:
    """What the probability is made of: what the confidence is, the same of the sentence `holding` the answer, how much
    of the pick the answer is, and the next likely answer in the pick."""
    own = holding.features
    others = [one.features.answer for one in pick.sentences if one.answer and one is not holding]
    return {
        **judged(pick, usual),
        "confidence": confidence,
        "answer_own": own.answer,
        "answer_own_gap": own.answer_gap,
        "answer_own_mass": own.answer_mass,
        "answer_next": max(others, default=own.answer - 1),
        "answer_width": math.log1p(width(answer)),
        "answer_share": width(answer) / max(sum(width(one.text) for one in pick.sentences), 1),
    }


@dataclass(frozen=True, slots=True)
class Headline:
    """What `training/evidence/headline.py` fitted: logistic regression, one weight a value."""

    weights: Mapping[str, float]
    bias: float

    @classmethod
    def open(cls, reader: ReaderName) -> "Headline":
        """The weights that ship with the package, for what that reader says."""
        stored = json.loads((WEIGHTS / reader / "headline.json").read_text(encoding="utf-8"))
        return cls(stored["weights"], stored["bias"])

    def probability(self, values: Mapping[str, float]) -> float:
        """The probability that the marked answer is right and whole, of `answer_values`."""
        logit = self.bias + sum(weight * values[name] for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-logit))
