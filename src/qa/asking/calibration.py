"""What a confidence means: a probability by the corpus at hand, and from which one on a question counts as answered.

The shipped weights were fitted on other documents. `qa calibrate` fits a slope and an offset on the log odds (Platt
1999) for another corpus or model, and keeps them beside the index, in a file for each reader.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from qa.database import Location
from qa.errors import StoreError
from qa.records import Problem
from qa.settings import ReaderName
from qa.store import keep, kept, must_keep

POSSIBLE = 0.1
"""A tenth of the answerable questions of the development sets stay below it (`training/evidence/fit.py`)."""
_STEEPEST = 100.0
"""A slope or an offset beyond it makes 0 or 1 of every confidence."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """`probability(c)` is σ(slope · logit(c) + offset); from `possible` on a question is not refused.

    It holds for the embedding model that it was fitted with; without a `model` it holds for any. ValueError for a slope
    that is not above 0, which would turn confidence upside down, and for what else is no calibration.
    """

    slope: float = 1.0
    offset: float = 0.0
    possible: float = POSSIBLE
    model: str = ""

    def __post_init__(self) -> None:
        if not 0 < self.slope <= _STEEPEST:
            raise ValueError(f"its slope is {self.slope}, not between 0 and {_STEEPEST:g}")
        if not -_STEEPEST <= self.offset <= _STEEPEST:
            raise ValueError(f"its offset is {self.offset}, not between ±{_STEEPEST:g}")
        if not 0 <= self.possible <= 1:
            raise ValueError(f"it refuses below {self.possible}, which is no probability")

    def probability(self, confidence: float) -> float:
        """The calibrated probability; larger confidences never give smaller ones.

        >>> Calibration(slope=2.0).probability(0.5), round(Calibration(offset=1.0).probability(0.5), 3)
        (0.5, 0.731)
        """
        odds = self.slope * logit(confidence) + self.offset
        small = math.exp(-abs(odds))  # never the other way round, which overflows
        return 1 / (1 + small) if odds >= 0 else small / (1 + small)


def logit(probability: float) -> float:
    """The log odds, those of 0 and 1 cut at about ±16."""
    bounded = min(max(probability, 1e-7), 1 - 1e-7)
    return math.log(bounded / (1 - bounded))


def calibration_name(reader: ReaderName) -> str:
    """What the calibration of what that reader says is called, where it is kept beside the index."""
    return f"calibration.{reader}.json"


def load_calibration(index: Location, model: str, reader: ReaderName) -> tuple[Calibration, tuple[Problem, ...]]:
    """The one kept beside the index, where it was fitted with this model; otherwise that of the package.

    A file that holds none is passed over, and is the problem that comes with it.
    """
    name = calibration_name(reader)
    try:
        text = kept(index, name)
        stored = _read(json.loads(text)) if text is not None else Calibration()
    except (OSError, ValueError, RecursionError) as error:
        message = f"{index}/{name} is not a calibration, and is passed over: {error}"
        return Calibration(), (Problem(name, message, "run `qa calibrate` again, or remove it"),)
    return (stored if stored.model == model else Calibration()), ()


def _read(fields: object) -> Calibration:
    """ValueError with what is wrong for anything but numbers and a model's name."""
    if not isinstance(fields, Mapping) or not isinstance(fields.get("model"), str):
        raise ValueError("it names no model")
    kept = {name: fields[name] for name in ("slope", "offset", "possible") if name in fields}
    for name, number in kept.items():
        if not isinstance(number, int | float):
            raise ValueError(f"its {name} is no number")
    return Calibration(**kept, model=fields["model"])


def must_keep_calibration(index: Location, reader: ReaderName) -> None:
    """StoreError when no calibration can be written beside the index."""
    try:
        must_keep(index, calibration_name(reader))
    except OSError as error:
        raise _unwritable(index, reader, error) from error


def save_calibration(index: Location, reader: ReaderName, calibration: Calibration) -> None:
    """Keeps it beside the index, whole or not at all; StoreError when it cannot be written."""
    try:
        keep(index, calibration_name(reader), json.dumps(asdict(calibration), indent=1) + "\n")
    except OSError as error:
        raise _unwritable(index, reader, error) from error


def _unwritable(index: Location, reader: ReaderName, error: OSError) -> StoreError:
    return StoreError(
        f"the calibration {index}/{calibration_name(reader)} cannot be written: {error.strerror or error}",
        hint="mend its permissions, or free some space",
    )
