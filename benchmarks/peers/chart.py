"""What was measured, as bars: a panel for each column, a pair of bars for each program."""

from collections.abc import Sequence
from dataclasses import replace
from html import escape

from benchmarks.peers.measuring import PROCESSOR, Measured
from benchmarks.peers.programs import OURS
from benchmarks.peers.table import COLUMNS, TITLES, Column, shown

SHOWN = ("rate", "cold", "p50", "ask, memory", "added", "gone", "size", "recall@1")
PANELS = tuple(column for column in COLUMNS if column.figure.removesuffix(PROCESSOR) in SHOWN)
ACROSS, WIDE, HIGH, LEFT, RIGHT, BAR, STEP, TOP = 2, 480, 210, 130, 70, 10, 28, 36
COLOURS = {True: ("#0b5fa5", "#8fb9dd"), False: ("#6b6b6b", "#bdbdbd")}
"""Of ours and of peers: with their own passages, with equal ones."""
STYLE = "text{font:12px sans-serif;fill:#222}.head{font-weight:bold}.value{font-size:11px}"
NOTE = "Dark: passages as each documentation says. Light: passages as long as ours. Blue: ours. Times: the processor's."


def chart(own: Sequence[Measured], equal: Sequence[Measured]) -> str:
    """An SVG."""
    width, height = ACROSS * WIDE, -(-len(PANELS) // ACROSS) * HIGH + 30
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        f"<title>Ours beside its peers</title><style>{STYLE}</style>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    for number, column in enumerate(PANELS):
        x, y = number % ACROSS * WIDE, number // ACROSS * HIGH
        lines += [f'<g transform="translate({x},{y})">', *_panel(column, own, equal), "</g>"]
    return "\n".join([*lines, f'<text x="10" y="{height - 12}">{NOTE}</text>', "</svg>\n"])


def _panel(column: Column, own: Sequence[Measured], equal: Sequence[Measured]) -> list[str]:
    """A column's head, and under it for each program its name and its bars."""
    better = "more is better" if column.more else "less is better"
    lines = [f'<text class="head" x="10" y="22">{escape(column.head)} ({better})</text>']
    most = max((row.figures[column.figure].value for row in (*own, *equal) if column.figure in row.figures), default=0)
    for number, first in enumerate(own):
        top, ours = TOP + number * STEP, first.program == OURS.name
        name = escape(TITLES.get(first.program, first.program))
        lines.append(f'<text x="{LEFT - 6}" y="{top + BAR + 3}" text-anchor="end">{name}</text>')
        bars = [first, *(row for row in equal if row.program == first.program and row is not first)]
        for under, row in enumerate(bars):
            lines += _bar(column, row, most, top + under * BAR, COLOURS[ours][under])
    return lines


def _bar(column: Column, row: Measured, most: float, top: int, colour: str) -> list[str]:
    """A bar with its figure behind it; a dash where there is none."""
    figure = row.figures.get(column.figure)
    text = shown(replace(column, ranged=False), figure) if figure else "–"
    long = (WIDE - LEFT - RIGHT) * figure.value / most if figure and most else 0
    return [
        f'<rect x="{LEFT}" y="{top}" width="{long:.1f}" height="{BAR - 1}" fill="{colour}"/>',
        f'<text class="value" x="{LEFT + long + 4:.1f}" y="{top + BAR - 1}">{text}</text>',
    ]
