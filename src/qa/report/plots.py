"""The plots of the page as SVG, coloured by the page's style sheet; every mark has a title with its numbers."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from markupsafe import Markup

from qa.evaluation import Figure, Floats, Row, bins

Point = tuple[float, float]

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
    base = _line("axis", (_LEFT, _BOTTOM), (_RIGHT, _BOTTOM))
    return _plot([*bars, base, _across("rank of the first right passage")], "Rank of the first right passage")


def _bar(label: str, count: int, total: int, x: float, step: float, share: float) -> Markup:
    height = share * (_BOTTOM - _TOP - 18)
    middle, kind = x + step / 2, "bar missed" if label == "none" else "bar"
    rect = Markup('<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="2">{}</rect>')
    told = _title(f"rank {label}: {count} of {total} questions")
    return _joined(
        [
            rect.format(kind, x + 3, _BOTTOM - height, step - 6, height, told),
            _text(f"{count / total:.0%}" if count else "", middle, _BOTTOM - height - 5, "value middle"),
            _text(label, middle, _BOTTOM + 16, "tick middle"),
        ]
    )


def risk_coverage(rows: Sequence[Row]) -> Markup | None:
    """The share of wrong first quotes among the most confident questions, by how many of them are answered."""
    rated = _rated(rows)
    if not rated:
        return None
    ordered = sorted(rated, reverse=True)
    wrong = np.cumsum([1 - right for _, right in ordered]) / np.arange(1, len(ordered) + 1)
    at = np.unique(np.linspace(0, len(ordered) - 1, 200).astype(int))
    points = [(float(_x((place + 1) / len(ordered))), float(_y(wrong[place]))) for place in at]
    path = "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    area = f"{path} L{points[-1][0]:.1f} {_BOTTOM} L{points[0][0]:.1f} {_BOTTOM} Z"
    marks = [_mark(ordered, wrong, share) for share in (0.25, 0.5, 0.75, 1.0)]
    shapes = [_path("area", area), _path("line", path), *marks]
    axes = _axes("share of questions answered, most confident first", "wrong first quotes")
    return _plot([axes, *shapes], "Risk and coverage")


def _mark(ordered: Sequence[tuple[float, float]], wrong: Floats, share: float) -> Markup:
    place = max(round(share * len(ordered)), 1) - 1
    told = f"answering the {share:.0%} above confidence {ordered[place][0]:.2f}: {wrong[place]:.0%} wrong"
    x, y, kind = _x((place + 1) / len(ordered)), _y(float(wrong[place])), "value middle" if share < 1 else "value end"
    return _joined([_circle("dot", (x, y), 4, told), _text(f"{wrong[place]:.0%}", x, y - 9, kind)])


def calibration(rows: Sequence[Row]) -> Markup | None:
    """How often the first quote holds the answer, by the confidence that it does; dots as large as their share."""
    rated = _rated(rows)
    if not rated:
        return None
    confidence, right = (np.array(side) for side in zip(*rated, strict=True))
    binned = bins(confidence)
    dots = [
        _dot(confidence[binned == number], right[binned == number], len(rated))
        for number in range(10)
        if (binned == number).any()
    ]
    diagonal = _line("ideal", (_x(0), _y(0)), (_x(1), _y(1)))
    return _plot([_axes("confidence", "first quote is right"), diagonal, *dots], "Calibration")


def _dot(confidence: Floats, right: Floats, total: int) -> Markup:
    mean, share, n = float(confidence.mean()), float(right.mean()), len(right)
    told = f"{n} questions of confidence {mean:.2f}: {share:.0%} right"
    gap = _line("gap", (_x(mean), _y(mean)), (_x(mean), _y(share)))
    return _joined([gap, _circle("dot", (_x(mean), _y(share)), 3 + 14 * (n / total) ** 0.5, told)])


def _rated(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """(confidence, 1 for a first quote that holds the answer) of every question of which that is known."""
    known = (row for row in rows if row.knows_passage or not row.case.answerable)
    return [(row.confidence, float(row.case.answerable and row.outcome.first_quote)) for row in known]


def groups(parts: Mapping[str, Mapping[str, Figure]], names: Sequence[str]) -> Markup | None:
    """Two figures by group, each a mark on its interval; `names` are the figures'."""
    shown = [(group, found) for group, found in parts.items() if any(name in found for name in names)][:_MOST_GROUPS]
    if len(shown) < 2:
        return None
    height = 40 + _ROW * len(shown)
    lines = [_group(group, found, names, 20 + _ROW * number) for number, (group, found) in enumerate(shown)]
    ticks = [
        _joined(
            [
                _line("grid", (_gx(share), 4), (_gx(share), height - 26)),
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
    return _joined([_text(label, 92, y + 5, "label end", group), _text(str(n), 99, y + 5, "tick"), *marks])


def _on_interval(figure: Figure, told: str, series: str, y: float) -> Markup:
    interval = _line(f"interval {series}", (_gx(figure.low), y), (_gx(figure.high), y))
    return _joined([interval, _circle(f"dot {series}", (_gx(figure.value), y), 4, told)])


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
        parts.append(_line("grid", (_LEFT, _y(share)), (_RIGHT, _y(share))))
        parts.append(_text(f"{share:.0%}", _LEFT - 6, _y(share) + 4, "tick end"))
        parts.append(_text(f"{share:.0%}", _x(share), _BOTTOM + 16, "tick middle"))
    parts.append(_text(up, _LEFT + 6, _TOP - 3, "tick"))
    return _joined([*parts, _across(across)])


def _across(label: str) -> Markup:
    return _text(label, (_LEFT + _RIGHT) / 2, HEIGHT - 8, "tick middle")


def _text(words: str, x: float, y: float, kind: str, title: str = "") -> Markup:
    return Markup('<text class="{}" x="{:.1f}" y="{:.1f}">{}{}</text>').format(
        kind, x, y, _title(title) if title else "", words
    )


def _line(kind: str, start: Point, end: Point) -> Markup:
    line = Markup('<line class="{}" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"></line>')
    return line.format(kind, *start, *end)


def _circle(kind: str, middle: Point, radius: float, told: str) -> Markup:
    circle = Markup('<circle class="{}" cx="{:.1f}" cy="{:.1f}" r="{:.1f}">{}</circle>')
    return circle.format(kind, *middle, radius, _title(told))


def _path(kind: str, steps: str) -> Markup:
    return Markup('<path class="{}" d="{}"></path>').format(kind, steps)


def _title(words: str) -> Markup:
    return Markup("<title>{}</title>").format(words)


def _joined(parts: Iterable[Markup]) -> Markup:
    return Markup("").join(parts)


def _plot(parts: Iterable[Markup], label: str, height: int = HEIGHT) -> Markup:
    plot = Markup('<svg class="plot" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>')
    return plot.format(WIDTH, height, label, _joined(parts))
