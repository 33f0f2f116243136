"""A question → passages → evidence → quotes → the answer.

A question's path: `query.py` makes what the others use of it, `retrieve.py` finds passages, `meeting.py` weighs them
word by word, `evidence.py` says what speaks for each of their sentences (`features.py`), with a reader (`reader.py`)
seeing where the answer stands, `ranking.py` orders them, `confidence.py` says how likely the first one holds the
answer, `quote.py` cuts them, `answer.py` gives the verdict. `story.py` finds the question in a story, `spelling.py`
writes its words and numbers as the documents do; `filters.py` narrows down what is looked through; `repeats.py` says
copies and versions once, `naming.py` what a question wishes for; `followup.py` tells whether a question goes on from
the one before it.
"""

from qa.asking.answer import Answerer
from qa.asking.calibration import (
    Calibration,
    calibration_name,
    load_calibration,
    logit,
    must_keep_calibration,
    save_calibration,
)
from qa.asking.evidence import EvidenceFinder
from qa.asking.filters import make_filter
from qa.asking.followup import FollowUps, Turn, completed, may_go_on, points_back
from qa.asking.naming import filters_named
from qa.asking.query import as_text, make_query
from qa.asking.quote import Quoter, Stale
from qa.asking.reader import PASSAGES, open_reader
from qa.asking.repeats import without_repeats
from qa.asking.retrieve import Retriever
from qa.asking.spelling import spelled
from qa.asking.story import retold

__all__ = [
    "PASSAGES",
    "Answerer",
    "Calibration",
    "EvidenceFinder",
    "FollowUps",
    "Quoter",
    "Retriever",
    "Stale",
    "Turn",
    "as_text",
    "calibration_name",
    "completed",
    "filters_named",
    "load_calibration",
    "logit",
    "make_filter",
    "make_query",
    "may_go_on",
    "must_keep_calibration",
    "open_reader",
    "points_back",
    "retold",
    "save_calibration",
    "spelled",
    "without_repeats",
]
