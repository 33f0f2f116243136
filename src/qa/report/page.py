"""The report as one page that opens from disk: style, script and data inside, nothing from elsewhere.

Figures and plots are drawn here, by the template `page.html`, which escapes whatever is not markup itself. The table of
questions is built in the browser, from data in which nothing can be read as HTML, and a part at a time, so that
thousands of questions do not slow it down.
"""

import itertools
from collections.abc import Iterator, Mapping
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from qa.evaluation import MEASURES, Change, Comparison, Difference, Figure, Measure
from qa.report import plots
from qa.report.data import questions
from qa.report.report import Report

_GROUPS = {
    "passages": "Retrieval of passages",
    "documents": "Retrieval of documents",
    "quotes": "Quotes",
    "answers": "Answers",
    "refusal": "Refusal and confidence",
    "speed": "Speed",
}
_DIMENSIONS = {
    "lang": "By language of the question",
    "document_lang": "By language or script of the document",
    "tag": "By tag",
}
_RANKS = "Questions by rank of the first right passage."
_RISK = "How many first quotes are wrong when only the most confident questions are answered."
_CALIBRATION = "On the diagonal, confidence means what it says. Large dots stand for many questions."
_BY_GROUP = ("recall@5", "first_quote")


def page(report: Report) -> str:
    """The whole page."""
    first, others = _moved(report.comparison) if report.comparison else ({}, {})
    return _template().render(
        testset=report.run.testset,
        made=list(filter(None, _made(report))),
        command=report.run.command,
        style=Markup(_asset("page.css")),
        script=Markup(_asset("page.js")),
        measures=MEASURES,
        figures=report.figures,
        groups=list(_grouped(report.figures)),
        worst=worst(report.figures),
        comparison=report.comparison,
        first=first,
        others=others,
        plots=list(_plots(report)),
        questions=questions(report),
    )


def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"number": number, "signed": _signed, "direction": _direction}
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    return environment.from_string(_asset("page.html"))


def _made(report: Report) -> Iterator[str]:
    """What was asked of what."""
    rows, recipe, settings = report.run.rows, report.run.recipe, report.run.settings
    unanswerable = sum(not row.case.answerable for row in rows)
    retrieval = settings.get("retrieval")
    yield f"{len(rows):,} questions" + (f", {unanswerable:,} of them without an answer" if unanswerable else "")
    yield f"model {recipe.get('model', 'unknown')}"
    yield f"passages of {recipe.get('chunk_size', '?')} columns"
    yield f"{retrieval['fusion']} retrieval" if isinstance(retrieval, dict) and "fusion" in retrieval else ""


def _moved(found: Comparison) -> tuple[Mapping[str, Change], Mapping[str, Change]]:
    """The changes of the figures that stand large, and of the others that moved; times are left out."""
    changes = {name: one for name, one in found.figures.items() if MEASURES[name].unit != "milliseconds"}
    first = {name: one for name, one in changes.items() if MEASURES[name].headline}
    return first, {name: one for name, one in changes.items() if name not in first and one.before != one.now}


def _grouped(figures: Mapping[str, Figure]) -> Iterator[tuple[str, list[str]]]:
    for group, names in itertools.groupby(figures, lambda name: MEASURES[name].group):
        yield _GROUPS[group], list(names)


def worst(figures: Mapping[str, Figure]) -> str:
    """The name of the share that is farthest from its best, by which one sees first what to mend; empty for none."""
    lacking = {
        name: 1 - figure.value if MEASURES[name].more_is_better else figure.value
        for name, figure in figures.items()
        if MEASURES[name].unit == "share"
    }
    return max(lacking, key=lambda name: lacking[name], default="")


def _plots(report: Report) -> Iterator[tuple[str, str, Markup | None]]:
    """(title, caption, plot)."""
    rows = report.run.rows
    yield "Where the right passage stands", _RANKS, plots.ranks(rows)
    yield "Risk and coverage", _RISK, plots.risk_coverage(rows)
    yield "Calibration", _CALIBRATION, plots.calibration(rows)
    key = Markup('<span class="key s{}">{}</span>')
    legend = Markup("").join(key.format(at, MEASURES[name].title) for at, name in enumerate(_BY_GROUP))
    for dimension, label in _DIMENSIONS.items():
        yield label, legend, plots.groups(report.breakdown.get(dimension, {}), _BY_GROUP)


def number(value: float, measure: Measure) -> str:
    """Shares as percentages; what is a share of nothing as it is.

    >>> number(0.5, MEASURES["recall@5"]), number(0.5, MEASURES["ece"]), number(87, MEASURES["quote_length"])
    ('50.0%', '0.500', '87.0')
    """
    if measure.unit == "share":
        return f"{value * 100:.1f}%"
    if measure.unit == "score":
        return f"{value:.3f}"
    return f"{value:.1f}" if value < 100 else f"{value:.0f}"


def _signed(value: float, measure: Measure) -> str:
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    return f"{sign}{number(abs(value), measure).replace('%', ' pts')}"


def _direction(change: Difference, measure: Measure) -> str:
    """Whether a change is for the better or worse, or may be chance."""
    if change.p >= 0.05:
        return "unsure"
    return "good" if (change.value > 0) == measure.more_is_better else "bad"


def _asset(name: str) -> str:
    return files("qa.report").joinpath(name).read_text(encoding="utf-8")
