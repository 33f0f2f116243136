"""How likely a quote that comes first holds the answer: boosted trees over its features and what is usual here."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from qa.asking.evidence import Evidence
from qa.asking.features import FEATURES
from qa.asking.ranking import Pick
from qa.asking.reading import WEIGHTS
from qa.asking.trees import Trees
from qa.settings import ReaderName

OF_SENTENCES = "similarity", "answer"
COMPARED = "passage", "passage_similarity", "context", "met", *OF_SENTENCES
JUDGED = (*FEATURES, "lead", "few", "passage_margin", *(f"{name}_over" for name in COMPARED))
"""What the confidence is made of: the features of the first sentence; its quote's share of all that was found; how few
passages there were (1 / their number), since the best of few is not yet good; by how much the best passage's score is
above the next one's; and by how much some features are above their mean, of the passages or of all sentences: what is
usual in a folder differs from folder to folder (query performance prediction, Shtok et al., TOIS 2012)."""
STRANGE_WORDS, STRANGE_MEANING, STRANGERS = 0.1, 0.15, 0.05


@dataclass(frozen=True, slots=True)
class Usual:
    """Of all that was found: 1 / the number of passages, the lead of the best one, and the means of COMPARED."""

    few: float
    margin: float
    means: Mapping[str, float]

    @classmethod
    def of(cls, evidence: Sequence[Evidence]) -> "Usual":
        """Those of at least one sentence; what belongs to a passage is its mean over the passages."""
        passages = list({one.chunk.id: one for one in evidence}.values())
        scores = sorted(one.features.passage for one in passages)
        margin = scores[-1] - scores[-2] if len(scores) > 1 else 0.0
        means = {name: _mean(evidence if name in OF_SENTENCES else passages, name) for name in COMPARED}
        return cls(1 / len(passages), margin, means)


def _mean(evidence: Sequence[Evidence], name: str) -> float:
    return float(np.mean([getattr(one.features, name) for one in evidence]))


def judged(pick: Pick, usual: Usual) -> dict[str, float]:
    """The values of JUDGED for a pick, in their order."""
    own = asdict(pick.best.features)
    over = {f"{name}_over": own[name] - mean for name, mean in usual.means.items()}
    return {**own, "lead": pick.chance, "few": usual.few, "passage_margin": usual.margin, **over}


@dataclass(frozen=True, slots=True)
class Confidence:
    """What `training/evidence/fit.py` fitted to how often first quotes hold the answer."""

    trees: Trees

    @classmethod
    def open(cls, reader: ReaderName) -> "Confidence":
        """The trees that ship with the package, for what that reader says."""
        return cls(Trees.of(json.loads((WEIGHTS / reader / "confidence.json").read_text(encoding="utf-8"))))

    def probability(self, pick: Pick, usual: Usual) -> float:
        """The probability that the pick, coming first, holds the answer.

        At most STRANGERS where the question and the passage share neither words nor meaning: hardly one such first
        quote holds the answer, which the trees alone do not always see; `training/evidence/fit.py` prints both.
        """
        values = judged(pick, usual)
        chance = 1 / (1 + math.exp(-self.trees.logit(values)))
        strange = values["context"] <= STRANGE_WORDS and values["passage_similarity"] < STRANGE_MEANING
        return min(chance, STRANGERS) if strange else chance
