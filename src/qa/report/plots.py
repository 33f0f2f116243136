"""The plots of the page as SVG, coloured by the page's style sheet; every mark has a title with its numbers."""

from collections.abc import Mapping, Sequence

import numpy as np

from qa.evaluation import Figure, Floats, Row, bins
from qa.report.markup import Markup, element, joined

WIDTH, HEIGHT = 360, 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 38, 348, 14, 196
_RANKS = (("1", 1, 1), ("2", 2, 2), ("3", 3, 3), ("4–5", 4, 5), ("6–10", 6, 10), ("11–20", 11, 20), ("21+", 21, 10**9))
_MOST_GROUPS = 14
_ROW = 24


def ranks(rows: Sequence[Row]) -> Markup | None:
    """How many questions have their first right passage at which rank."""
    found = [row.outcome.passage_rank for row in rows if row.knows_passage]
    if not found:
        return None
    counts = {label: sum(low <= rank <= high for rank in found) for label, low, high in _RANKS}
    counts["none"] = found.count(0)
    most, step = max(counts.values()), (_RIGHT - _LEFT) / len(counts)
    bars = [
        _bar(label, count, len(found), _LEFT + number * step, step, count / most)
        for number, (label, count) in enumerate(counts.items())
    ]
    base = element("line", class_="axis", x1=_LEFT, x2=_RIGHT, y1=_BOTTOM, y2=_BOTTOM)
    return _plot([*bars, base, _across("rank of the first right passage")], "Rank of the first right passage")


def _bar(label: str, count: int, total: int, x: float, step: float, share: float) -> Markup:
    height = share * (_BOTTOM - _TOP - 18)
    middle, kind = x + step / 2, "bar missed" if label == "none" else "bar"
    return joined(
        [
            element(
                "rect",
                _title(f"rank {label}: {count} of {total} questions"),
                class_=kind, x=x + 3, width=step - 6, y=_BOTTOM - height, height=height, rx=2,
            ),
            _text(f"{count / total:.0%}" if count else "", middle, _BOTTOM - height - 5, "value middle"),
            _text(label, middle, _BOTTOM + 16, "tick middle"),
        ]
    )  # fmt: skip


def risk_coverage(rows: Sequence[Row]) -> Markup | None:
    """The share of wrong first quotes among the most confident questions, by how many of them are answered."""
    judged = _judged(rows)
    if not judged:
        return None
    ordered = sorted(judged, reverse=True)
    wrong = np.cumsum([1 - right for _, right in ordered]) / np.arange(1, len(ordered) + 1)
    at = np.unique(np.linspace(0, len(ordered) - 1, 200).astype(int))
    points = [(float(_x((place + 1) / len(ordered))), float(_y(wrong[place]))) for place in at]
    path = "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    area = f"{path} L{points[-1][0]:.1f} {_BOTTOM} L{points[0][0]:.1f} {_BOTTOM} Z"
    marks = [_mark(ordered, wrong, share) for share in (0.25, 0.5, 0.75, 1.0)]
    shapes = [element("path", class_="area", d=area), element("path", class_="line", d=path), *marks]
    axes = _axes("share of questions answered, most confident first", "wrong first quotes")
    return _plot([axes, *shapes], "Risk and coverage")


def _mark(ordered: Sequence[tuple[float, float]], wrong: Floats, share: float) -> Markup:
    place = max(round(share * len(ordered)), 1) - 1
    told = f"answering the {share:.0%} above confidence {ordered[place][0]:.2f}: {wrong[place]:.0%} wrong"
    x, y, kind = _x((place + 1) / len(ordered)), _y(float(wrong[place])), "value middle" if share < 1 else "value end"
    dot = element("circle", _title(told), class_="dot", cx=x, cy=y, r=4)
    return joined([dot, _text(f"{wrong[place]:.0%}", x, y - 9, kind)])


def calibration(rows: Sequence[Row]) -> Markup | None:
    """How often the first quote holds the answer, by the confidence that it does; dots as large as their share."""
    judged = _judged(rows)
    if not judged:
        return None
    confidence, right = (np.array(side) for side in zip(*judged, strict=True))
    binned = bins(confidence)
    dots = [
        _dot(confidence[binned == number], right[binned == number], len(judged))
        for number in range(10)
        if (binned == number).any()
    ]
    diagonal = element("line", class_="ideal", x1=_x(0), y1=_y(0), x2=_x(1), y2=_y(1))
    return _plot([_axes("confidence", "first quote is right"), diagonal, *dots], "Calibration")


def _dot(confidence: Floats, right: Floats, total: int) -> Markup:
    mean, share, n = float(confidence.mean()), float(right.mean()), len(right)
    told = f"{n} questions of confidence {mean:.2f}: {share:.0%} right"
    gap = element("line", class_="gap", x1=_x(mean), x2=_x(mean), y1=_y(mean), y2=_y(share))
    dot = element("circle", _title(told), class_="dot", cx=_x(mean), cy=_y(share), r=3 + 14 * (n / total) ** 0.5)
    return joined([gap, dot])


def _judged(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """(confidence, 1 for a first quote that holds the answer) of every question of which that is known."""
    known = (row for row in rows if row.knows_passage or not row.case.answerable)
    return [(row.confidence, float(row.case.answerable and row.outcome.first_quote)) for row in known]


def groups(parts: Mapping[str, Mapping[str, Figure]], names: Mapping[str, str]) -> Markup | None:
    """Two figures by group, each a mark on its interval; `names` are the figures and what they are called."""
    shown = [(group, found) for group, found in parts.items() if any(name in found for name in names)][:_MOST_GROUPS]
    if len(shown) < 2:
        return None
    height = 40 + _ROW * len(shown)
    lines = [_group(group, found, list(names), 20 + _ROW * number) for number, (group, found) in enumerate(shown)]
    ticks = [
        joined(
            [
                element("line", class_="grid", x1=_gx(share), x2=_gx(share), y1=4, y2=height - 26),
                _text(f"{share:.0%}", _gx(share), height - 8, "tick middle"),
            ]
        )
        for share in (0, 0.25, 0.5, 0.75, 1)
    ]
    return _plot([*ticks, *lines], "Figures by group", height)


def _group(group: str, found: Mapping[str, Figure], names: Sequence[str], y: float) -> Markup:
    n = max(figure.n for figure in found.values())
    label = group if len(group) <= 15 else f"{group[:14]}…"
    marks = [
        _on_interval(found[name], _told(group, name, found[name]), f"s{at}", y + 7 * at - 3)
        for at, name in enumerate(names)
        if name in found
    ]
    return joined([_text(label, 92, y + 5, "label end", group), _text(str(n), 99, y + 5, "tick"), *marks])


def _on_interval(figure: Figure, told: str, series: str, y: float) -> Markup:
    interval = element("line", class_=f"interval {series}", x1=_gx(figure.low), x2=_gx(figure.high), y1=y, y2=y)
    dot = element("circle", _title(told), class_=f"dot {series}", cx=_gx(figure.value), cy=y, r=4)
    return joined([interval, dot])


def _told(group: str, name: str, figure: Figure) -> str:
    return f"{group}: {name} {figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}], n = {figure.n}"


def _gx(share: float) -> float:
    return 130 + share * (_RIGHT - 130)


def _x(share: float) -> float:
    return _LEFT + share * (_RIGHT - _LEFT)


def _y(share: float) -> float:
    return _BOTTOM - share * (_BOTTOM - _TOP)


def _axes(across: str, up: str) -> Markup:
    """A square grid of percentages with what they are."""
    parts = []
    for share in (0, 0.25, 0.5, 0.75, 1):
        parts.append(element("line", class_="grid", x1=_LEFT, x2=_RIGHT, y1=_y(share), y2=_y(share)))
        parts.append(_text(f"{share:.0%}", _LEFT - 6, _y(share) + 4, "tick end"))
        parts.append(_text(f"{share:.0%}", _x(share), _BOTTOM + 16, "tick middle"))
    parts.append(_text(up, _LEFT + 6, _TOP - 3, "tick"))
    return joined([*parts, _across(across)])


def _across(label: str) -> Markup:
    return _text(label, (_LEFT + _RIGHT) / 2, HEIGHT - 8, "tick middle")


def _text(words: str, x: float, y: float, kind: str, title: str | None = None) -> Markup:
    return element("text", *([_title(title)] if title else []), words, class_=kind, x=x, y=y)


def _title(words: str) -> Markup:
    return element("title", words)


def _plot(parts: Sequence[Markup], label: str, height: int = HEIGHT) -> Markup:
    return element("svg", *parts, viewBox=f"0 0 {WIDTH} {height}", role="img", aria_label=label, class_="plot")
