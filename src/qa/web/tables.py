"""A quoted row of a table as the page shows it: its cells under their columns' heads, the answer's cell known."""

from collections.abc import Iterator

from qa.records import Span
from qa.text import cells, heads, is_row
from qa.web.messages import Json


def table_rows(text: str, start: int, end: int, answer: Span | None) -> list[list[Json]]:
    """The rows of the passage `start:end` of a document's `text`; none where one of its lines is no row.

    Of each row its cells: `over` is the head where it stands above the table; all else is the passage, piece by piece:
    head, colon, what stands before, in and after the answer, and the gap to the next cell.
    """
    lines = list(_lines(text, start, end))
    if not all(is_row(text, *line) for line in lines):
        return []
    return [_row(text, first, last, min(last + 1, end), answer) for first, last in lines]


def _lines(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end:
        stop = text.find("\n", start, end)
        last = stop if stop >= 0 else end
        yield start, last
        start = last + 1


def _row(text: str, start: int, end: int, stop: int, answer: Span | None) -> list[Json]:
    """The cells of the line `start:end`; the last one's gap reaches to `stop`, with the line's end."""
    found = cells(text, start, end)
    begins = [*(cell.head[0] for cell in found), stop]
    opening = [_piece(text, (start, start), (start, start), begins[0], None)] if begins[0] > start else []
    return opening + [
        {**_piece(text, cell.head, cell.value, after, answer), "over": head if _is_empty(cell.head) else ""}
        for cell, after, head in zip(found, begins[1:], heads(text, found), strict=True)
    ]


def _is_empty(span: Span) -> bool:
    return span[0] == span[1]


def _piece(text: str, head: Span, value: Span, stop: int, answer: Span | None) -> Json:
    """A cell and what stands between it and the next one, which begins at `stop`."""
    first, last = value
    from_, to = (max(first, answer[0]), min(last, answer[1])) if answer else (last, last)
    if from_ >= to:
        from_ = to = last
    places = [*head, first, from_, to, last, stop]
    names = ("head", "colon", "before", "answer", "after", "gap")
    return {"over": "", **{name: text[places[at] : places[at + 1]] for at, name in enumerate(names)}}
