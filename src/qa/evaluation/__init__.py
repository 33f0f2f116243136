"""Test sets asked, and what comes of it: rows, figures with intervals, comparisons, required limits."""

from qa.evaluation.bootstrap import Difference
from qa.evaluation.calibrate import calibrate
from qa.evaluation.compare import Change, ChangedQuestion, Comparison, compare
from qa.evaluation.figures import Figure, breakdown, figures, tags_of
from qa.evaluation.limits import Limit, limits, missed
from qa.evaluation.measures import MEASURES, Measure
from qa.evaluation.rows import Outcome, Row
from qa.evaluation.run import Run, evaluate, indexed_aside, sampled, withheld
from qa.evaluation.statistics import Floats, bins
from qa.evaluation.sweep import SweepResult, sweep, variants
from qa.evaluation.workers import one_thread_each

__all__ = [
    "MEASURES",
    "Change",
    "ChangedQuestion",
    "Comparison",
    "Difference",
    "Figure",
    "Floats",
    "Limit",
    "Measure",
    "Outcome",
    "Row",
    "Run",
    "SweepResult",
    "bins",
    "breakdown",
    "calibrate",
    "compare",
    "evaluate",
    "figures",
    "indexed_aside",
    "limits",
    "missed",
    "one_thread_each",
    "sampled",
    "sweep",
    "tags_of",
    "variants",
    "withheld",
]
