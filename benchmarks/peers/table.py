"""What was measured, as a page in Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from textwrap import fill

from benchmarks.peers.measuring import PROCESSOR, Figure, Measured
from benchmarks.peers.programs import OURS, PEERS
from benchmarks.peers.reasons import COLUMNS_MEAN, EQUAL, REASONS

TITLES = {program.name: program.title for program in (OURS, *PEERS)}


@dataclass(frozen=True)
class Column:
    """A column by its figure's name, its head, how many digits it has, and whether more is better."""

    figure: str
    head: str
    digits: int = 2
    more: bool = False
    ranged: bool = True


CLOCK = (
    Column("rate", "indexed, documents/s", 0, more=True),
    Column("index", "folder to index, s", 1),
    Column("cold", "first answer, s", 2),
    Column("p50", "retrieving, ms"),
    Column("p95", "95th percentile, ms"),
    Column("added", "one added, s", 3),
    Column("gone", "one gone, s", 3),
)
"""What takes time, by the clock."""
TIMES = tuple(replace(column, figure=f"{column.figure}{PROCESSOR}") for column in CLOCK)
"""The same, in time of the processor."""
COLUMNS = (
    *TIMES,
    Column("index, memory", "memory indexing, MB", 0, ranged=False),
    Column("ask, memory", "memory asking, MB", 0, ranged=False),
    Column("size", "on disk, MB", 1, ranged=False),
    Column("recall@1", "right document first", more=True),
    Column("recall@5", "among five", more=True),
)
WIDE = 118
"""Characters of a line."""
STEPS = {"build": "indexing", "ask": "asking", "change": "adding and removing"}


def shown(column: Column, figure: Figure) -> str:
    """The figure, and where it lies by chance if that is more than one number."""
    text, low, high = (f"{value:,.{column.digits}f}" for value in (figure.value, figure.low, figure.high))
    return f"{text} [{low}, {high}]" if column.ranged and low != high else text


def firsts(column: Column, rows: Sequence[Measured]) -> list[str]:
    """The programs with the best figure of a column, as far as its digits tell."""
    found = {row.program: row.figures[column.figure].value for row in rows if column.figure in row.figures}
    best = f"{(max if column.more else min)(found.values(), default=0):.{column.digits}f}"
    return [name for name, value in found.items() if f"{value:.{column.digits}f}" == best]


def table(rows: Sequence[Measured], columns: Sequence[Column] = COLUMNS) -> str:
    """A row for each program; the best of a column is bold, and what could not be done is a dash."""
    best = {column.figure: firsts(column, rows) for column in columns}
    lines = [f"| | passages | {' | '.join(column.head for column in columns)} |", "|---" * (len(columns) + 2) + "|"]
    for row in rows:
        cells = [f"{row.passages:,}" if row.passages else "–"]
        for column in columns:
            figure = row.figures.get(column.figure)
            text = "–" if figure is None else shown(column, figure)
            cells.append(f"**{text}**" if row.program in best[column.figure] else text)
        lines.append(f"| {TITLES.get(row.program, row.program)} | {' | '.join(cells)} |")
    return "\n".join(lines)


def reasons(sides: Sequence[Sequence[Measured]]) -> str:
    """Why ours is not first, for each column in which it is not, in either table."""
    behind = [column for column in COLUMNS if any(OURS.name not in firsts(column, rows) for rows in sides)]
    told = [f"- **{column.head}**: {REASONS[column.figure.removesuffix(PROCESSOR)]}" for column in behind]
    return "\n".join(fill(line, WIDE, subsequent_indent="  ") for line in told) or "It is first in every column."


def failures(rows: Sequence[Measured]) -> list[str]:
    """Why a cell is a dash."""
    return [
        f"– {TITLES.get(row.program, row.program)}{', equal passages' if row.equal else ''}, {STEPS[step]}: {why}"
        for row in rows
        for step, why in row.failed.items()
    ]


def missing(own: Sequence[Measured], equal: Sequence[Measured]) -> list[str]:
    """Which programs were not measured with equal passages, where the measuring was ended before."""
    there = {row.program for row in equal}
    names = [TITLES.get(row.program, row.program) for row in own if row.program not in there]
    return [f"Not measured with equal passages: {', '.join(names)}."] if names else []


def page(head: str, own: Sequence[Measured], equal: Sequence[Measured]) -> str:
    """The whole page: both tables, what the columns mean, and why we are not first where we are not."""
    parts = [
        head,
        "## As their own documentation says",
        table(own),
        "## With passages as long as ours",
        EQUAL,
        table(equal),
        *missing(own, equal),
        *failures([*own, *(row for row in equal if row.equal)]),
        COLUMNS_MEAN,
        "![The same as bars](peers.svg)",
        "## Where ours is not first",
        reasons([own, equal]),
        "## By the clock",
        "The same work, with what else the machine did meanwhile. As their own documentation says:",
        table(own, CLOCK),
        "With passages as long as ours:",
        table(equal, CLOCK),
    ]
    return "\n\n".join(parts) + "\n"
