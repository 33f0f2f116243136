"""What a confidence means: a probability by the corpus at hand, and from which one on a question counts as answered.

The shipped weights were fitted on other documents. `qa calibrate` fits a slope and an offset on the log odds (Platt
1999) for another corpus or model, and keeps them beside the index.
"""

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path

from qa.files import write_whole

NAME = "calibration.json"
POSSIBLE = 0.1
"""A tenth of the answerable questions of the development sets stay below it (`training/evidence/fit.py`)."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """`probability(c)` is σ(slope · logit(c) + offset); from `possible` on a question is not refused.

    It holds for the embedding model that it was fitted with; without a `model` it holds for any.
    """

    slope: float = 1.0
    offset: float = 0.0
    possible: float = POSSIBLE
    model: str = ""

    def probability(self, confidence: float) -> float:
        """The calibrated probability; larger confidences never give smaller ones.

        >>> Calibration(slope=2.0).probability(0.5), round(Calibration(offset=1.0).probability(0.5), 3)
        (0.5, 0.731)
        """
        return 1 / (1 + math.exp(-(self.slope * logit(confidence) + self.offset)))


def logit(probability: float) -> float:
    """The log odds, those of 0 and 1 cut at about ±16."""
    bounded = min(max(probability, 1e-7), 1 - 1e-7)
    return math.log(bounded / (1 - bounded))


def load_calibration(index: Path, model: str) -> Calibration:
    """The one kept beside the index, where it was fitted with this model; otherwise that of the package."""
    try:
        stored = Calibration(**json.loads((index / NAME).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Calibration()
    return stored if stored.model == model else Calibration()


def save_calibration(index: Path, calibration: Calibration) -> None:
    """Keeps it beside the index, whole or not at all."""
    write_whole(index / NAME, json.dumps(asdict(calibration), indent=1) + "\n")
