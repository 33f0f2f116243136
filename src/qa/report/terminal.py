"""The report in the terminal."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from qa.evaluation import MEASURES, Change, ChangedQuestion, Comparison, Figure, SweepResult
from qa.text import width

_SHOWN = 10  # questions of each transition that a terminal shows
_HEADLINES = ("recall@5", "mrr@10", "first_quote", "any_quote", "rejection", "false_refusal")
_QUESTION, _REPLY, _VALUE, _CHANGE = 60, 90, 10, 17  # columns


def figure_lines(measured: Mapping[str, Figure]) -> Iterator[str]:
    """The figures by group, a line each: value, interval, number of questions."""
    for group, names in groupby(measured, lambda name: MEASURES[name].group):
        yield group
        for name in names:
            figure = measured[name]
            interval = f"[{_number(figure.low)}, {_number(figure.high)}]"
            yield f"  {name:<22}{_number(figure.value):>8}   {interval:<20} n = {figure.n}"


def breakdown_lines(groups: Mapping[str, Mapping[str, Figure]], dimension: str) -> Iterator[str]:
    """The headline figures of each group, a line each; nothing for a single group."""
    if len(groups) > 1:
        names = [name for name in _HEADLINES if any(name in found for found in groups.values())]
        yield f"{dimension:<22}" + "".join(f"{name:>15}" for name in names)
        for group, found in groups.items():
            cells = (f"{found[name].value:.3f}" if name in found else "" for name in names)
            yield f"  {_fitted(group, 20):<20}" + "".join(f"{cell:>15}" for cell in cells) + f"   n = {_size(found)}"


def _size(found: Mapping[str, Figure]) -> int:
    return max((figure.n for figure in found.values()), default=0)


def comparison_lines(comparison: Comparison) -> Iterator[str]:
    """The figures that changed, most certain first; then the questions lost and won."""
    yield f"{comparison.paired} questions compared, {comparison.unpaired} in one run only"
    moved = {name: change for name, change in comparison.figures.items() if change.before != change.now}
    yield f"  {'':<22}{'before':>8}{'now':>9}{'change':>10}   {'95 % interval':<20}{'p':>7}   wins/losses"
    for name, change in moved.items():
        found, sign = change.difference, "better" if change.improves else "worse"
        interval = f"[{found.low:+.3f}, {found.high:+.3f}]"
        yield (
            f"  {name:<22}{_number(change.before):>8}{_number(change.now):>9}{found.value:>+10.3f}   {interval:<20}"
            f"{found.p:>7.3f}   {change.wins}/{change.losses}  {sign if found.p < 0.05 else 'may be chance'}"
        )
    if not moved:
        yield "  no figure changed"
    for transition in ("lost", "won"):
        changed = [one for one in comparison.changed if one.transition == transition]
        yield f"{transition}: {len(changed)}"
        yield from _changed_lines(changed)


def _changed_lines(changed: Sequence[ChangedQuestion]) -> Iterator[str]:
    for one in changed[:_SHOWN]:
        yield f"  {one.now.case.id}  {_fitted(one.now.case.question, _QUESTION)}"
        for when, row in (("before", one.before), ("now", one.now)):
            said = row.reply.all_quotes[0].text if row.reply and row.reply.all_quotes else "nothing"
            yield f"      {when:<7}{row.reply.verdict if row.reply else 'not asked'}: {_fitted(said, _REPLY)}"
    if len(changed) > _SHOWN:
        yield f"  and {len(changed) - _SHOWN} more: see the report"


def sweep_lines(results: Sequence[SweepResult]) -> Iterator[str]:
    """Figures × settings, the best with a star; then how far each is from the first setting, with a p-value."""
    heads = [f"[{number}]" for number in range(1, len(results) + 1)]
    yield from (f"{head} {result.variant.name}" for head, result in zip(heads, results, strict=True))
    yield _line("", heads, _VALUE)
    for name, measure in MEASURES.items():
        found = [result.figures[name].value for result in results if name in result.figures]
        best = (max if measure.more_is_better else min)(found) if len(set(found)) > 1 else None
        if found:
            yield _line(name, [_valued(result.figures.get(name), best) for result in results], _VALUE)
    yield _line("change from [1] (p)", heads[1:], _CHANGE)
    for name in MEASURES:
        if any(name in result.changes for result in results):
            yield _line(name, [_changed(result.changes.get(name)) for result in results[1:]], _CHANGE)


def _line(name: str, cells: Iterable[str], width: int) -> str:
    return f"{name:<22}" + "".join(f"{cell:>{width}}" for cell in cells)


def _valued(figure: Figure | None, best: float | None) -> str:
    return f"{_number(figure.value)}{'*' if figure.value == best else ' '}" if figure else ""


def _changed(change: Change | None) -> str:
    return f"{change.difference.value:+.3f} ({change.difference.p:.3f})" if change else ""


def _number(value: float) -> str:
    return f"{value:.3f}" if abs(value) < 100 else f"{value:.0f}"


def _fitted(text: str, columns: int) -> str:
    """One line of at most so many columns; a full-width character takes two."""
    line = " ".join(text.split())
    used = 0
    for at, character in enumerate(line):
        used += width(character)
        if used > columns:
            return line[:at] + "…"
    return line
