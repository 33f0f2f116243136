"""A question → passages → evidence → quotes → the answer.

A question's path: `retrieve.py` finds passages, `evidence.py` says what speaks for each of their sentences, with
`reader.py` seeing where the answer stands, `quote.py` cuts the best ones, `answer.py` gives the verdict.
"""

from qa.asking.answer import Answerer
from qa.asking.calibration import Calibration, load_calibration, logit, save_calibration
from qa.asking.evidence import Weigher
from qa.asking.followup import FollowUps, Turn, completed
from qa.asking.quote import Quoter, Scorer, Stale
from qa.asking.reader import Reader
from qa.asking.retrieve import Retriever

__all__ = [
    "Answerer",
    "Calibration",
    "FollowUps",
    "Quoter",
    "Reader",
    "Retriever",
    "Scorer",
    "Stale",
    "Turn",
    "Weigher",
    "completed",
    "load_calibration",
    "logit",
    "save_calibration",
]
