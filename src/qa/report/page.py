"""The report as one page that opens from disk: style, script and data inside, nothing from elsewhere.

Figures and plots are drawn here. The table of questions is built in the browser, from data in which nothing can be
read as HTML, and a part at a time, so that thousands of questions do not slow it down.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files

from qa.evaluation import MEASURES, Change, Comparison, Difference, Figure
from qa.report import plots
from qa.report.data import data
from qa.report.markup import Markup, element, joined
from qa.report.report import Report
from qa.report.titles import DIMENSIONS, GROUPS, HEADLINES, TITLES

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
_QUESTIONS = "<noscript>The table of questions needs JavaScript.</noscript>"
_CHANGE_HEADS = ("figure", "before", "now", "change", "95% interval", "p", "wins / losses")
_RISK = "How many first quotes are wrong when only the most confident questions are answered."
_CALIBRATION = "On the diagonal, confidence means what it says. Large dots stand for many questions."
_BY_GROUP = {"recall@5": "right passage among the first 5", "first_quote": "first quote holds the answer"}


def page(report: Report) -> str:
    """The whole page."""
    head = element(
        "head",
        Markup('<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'),
        element("title", f"{report.run.testset} · evaluation"),
        Markup(f"<style>{_asset('page.css')}</style>"),
    )
    script = Markup(f"<script>{_asset('page.js')}</script>")
    body = element("body", element("main", *_sections(report)), data(report), script)
    return f'<!doctype html>\n<html lang="en">{head}{body}</html>\n'


def _sections(report: Report) -> Iterator[Markup]:
    yield _header(report)
    yield _headlines(report)
    if report.comparison:
        yield _comparison(report.comparison)
    yield _plots(report)
    yield _all_figures(report.figures)
    yield element("section", Markup(_QUESTIONS), id="questions", aria_label="Questions")


def _header(report: Report) -> Markup:
    rows, recipe, settings = report.run.rows, report.run.recipe, report.run.settings
    unanswerable = sum(not row.case.answerable for row in rows)
    retrieval = settings.get("retrieval")
    made = [
        f"{len(rows):,} questions" + (f", {unanswerable:,} of them without an answer" if unanswerable else ""),
        f"model {recipe.get('model', 'unknown')}",
        f"passages of {recipe.get('chunk_size', '?')} columns",
        f"{retrieval['fusion']} retrieval" if isinstance(retrieval, dict) and "fusion" in retrieval else "",
    ]
    return element(
        "header",
        element("p", "Evaluation", class_="kicker"),
        element("h1", report.run.testset),
        element("p", " · ".join(filter(None, made)), class_="soft"),
    )


def _headlines(report: Report) -> Markup:
    changes = report.comparison.figures if report.comparison else {}
    cards = [
        _card(name, label, report.figures[name], changes[name].difference if name in changes else None)
        for name, label in HEADLINES.items()
        if name in report.figures
    ]
    return element("section", *cards, class_="cards", aria_label="Headline figures")


def _card(name: str, label: str, figure: Figure, change: Difference | None) -> Markup:
    chip = [_chip(name, change)] if change is not None and change.value else []
    return element(
        "article",
        element("h2", label),
        element("p", element("strong", _shown(name, figure.value)), *chip),
        _gauge(name, figure),
        element("p", f"{_shown(name, figure.low)} to {_shown(name, figure.high)}", class_="soft"),
        element("p", element("code", name), f" n = {figure.n:,}", class_="soft"),
        class_="card",
    )


def _chip(name: str, change: Difference) -> Markup:
    told = "may be chance" if change.p >= 0.05 else "unlikely to be chance"
    words = f"{_signed(name, change.value)} · p {change.p:.3f}"
    return element("span", words, class_=f"chip {_direction(name, change)}", title=told)


def _gauge(name: str, figure: Figure) -> Markup:
    """The interval and the value on a line from 0 to 1; nothing for what is no share."""
    if not _is_share(name):
        return Markup("")
    low, high, value = (round(100 * one, 2) for one in (figure.low, figure.high, figure.value))
    interval = element("i", style=f"left:{low}%;width:{high - low:.2f}%")
    return element("div", interval, element("b", style=f"left:{value}%"), class_="gauge", aria_hidden="true")


def _comparison(found: Comparison) -> Markup:
    counts = found.counts()
    changes = {name: one for name, one in found.figures.items() if MEASURES[name].group != "speed"}
    first = {name: changes.pop(name) for name in HEADLINES if name in changes}
    moved = {name: one for name, one in changes.items() if one.before != one.now}
    told = f"{found.paired:,} questions asked in both runs: {counts['lost']} lost, {counts['won']} won"
    return element(
        "section",
        element("h2", "Compared with before"),
        element("p", f"{told}. A small p says that the change is no chance.", class_="soft"),
        _table(_CHANGE_HEADS, itertools.starmap(_change_line, first.items())),
        element(
            "details",
            element("summary", f"{len(moved)} other figures that changed"),
            _table(_CHANGE_HEADS, itertools.starmap(_change_line, moved.items())),
        ),
        class_="panel",
    )


def _change_line(name: str, change: Change) -> Markup:
    found = change.difference
    return element(
        "tr",
        element("th", TITLES[name], element("code", name), scope="row"),
        element("td", _shown(name, change.before)),
        element("td", _shown(name, change.now)),
        element("td", element("span", _signed(name, found.value), class_=f"chip {_direction(name, found)}")),
        element("td", f"{_signed(name, found.low)} to {_signed(name, found.high)}", class_="soft"),
        element("td", f"{found.p:.3f}"),
        element("td", f"{change.wins} / {change.losses}" if change.wins or change.losses else "–"),
    )


def _plots(report: Report) -> Markup:
    rows = report.run.rows
    drawn = [
        _figure("Where the right passage stands", "Questions by rank of the first right passage.", plots.ranks(rows)),
        _figure("Risk and coverage", _RISK, plots.risk_coverage(rows)),
        _figure("Calibration", _CALIBRATION, plots.calibration(rows)),
    ]
    legend = joined(element("span", label, class_=f"key s{at}") for at, label in enumerate(_BY_GROUP.values()))
    for dimension, label in DIMENSIONS.items():
        drawn.append(_figure(label, legend, plots.groups(report.breakdown.get(dimension, {}), _BY_GROUP)))
    return element("section", *filter(None, drawn), class_="plots", aria_label="Plots")


def _figure(title: str, caption: str, drawn: Markup | None) -> Markup | None:
    if drawn is None:
        return None
    head = element("figcaption", element("h2", title), element("p", caption, class_="soft"))
    return element("figure", head, drawn, class_="panel")


def _all_figures(figures: Mapping[str, Figure]) -> Markup:
    bodies = []
    for group, names in itertools.groupby(figures, lambda name: MEASURES[name].group):
        head = element("tr", element("th", GROUPS[group], colspan=5, scope="rowgroup"), class_="group")
        bodies.append(element("tbody", head, *(_figure_line(name, figures[name]) for name in names)))
    heads = ("figure", "value", "95% interval", "", "questions")
    return element("details", element("summary", "All figures"), _table(heads, bodies, wrap=False), class_="panel")


def _figure_line(name: str, figure: Figure) -> Markup:
    return element(
        "tr",
        element("th", TITLES[name], element("code", name), scope="row"),
        element("td", element("strong", _shown(name, figure.value))),
        element("td", f"{_shown(name, figure.low)} to {_shown(name, figure.high)}", class_="soft"),
        element("td", _gauge(name, figure)),
        element("td", f"{figure.n:,}"),
    )


def _table(heads: Iterable[str], lines: Iterable[Markup], *, wrap: bool = True) -> Markup:
    body = element("tbody", *lines) if wrap else joined(lines)
    head = element("thead", element("tr", *(element("th", one, scope="col") for one in heads)))
    return element("div", element("table", head, body), class_="scroll", tabindex=0)


def _is_share(name: str) -> bool:
    return MEASURES[name].group != "speed" and name != "quote_length"


def _shown(name: str, value: float) -> str:
    """Shares of questions as percentages; what is no share of anything as it is."""
    if not _is_share(name):
        return f"{value:.1f}" if value < 100 else f"{value:.0f}"
    return f"{value:.3f}" if _is_abstract(name) else f"{value * 100:.1f}%"


def _signed(name: str, value: float) -> str:
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    return f"{sign}{_shown(name, abs(value)).replace('%', ' pts')}"


def _is_abstract(name: str) -> bool:
    """A number that counts nothing: areas under curves, errors, mean ranks."""
    return name in {"auroc", "auroc_quote", "aurc", "ece"} or "mrr" in name or "ndcg" in name


def _direction(name: str, change: Difference) -> str:
    """Whether a change is for the better or worse, or may be chance."""
    if change.p >= 0.05:
        return "unsure"
    return "good" if (change.value > 0) == MEASURES[name].more_is_better else "bad"


def _asset(name: str) -> str:
    return files("qa.report").joinpath(name).read_text(encoding="utf-8")
