"""A notebook as a sheet with its sources: Markdown, Word, CSV, BibTeX; the quotes word for word in each."""

import csv
import io
import re
from collections.abc import Mapping, Sequence

from qa.errors import DocumentError
from qa.records import Span
from qa.web.docx import Line, docx
from qa.web.notebook import Collected

FORMATS = {
    "md": "text/markdown",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv",
    "bib": "application/x-bibtex",
}
COLUMNS = (
    *("quote", "source", "title", "author", "date", "place", "start", "end", "rest_start", "rest_end"),
    *("standing", "question", "note"),
)
_OBEYED = tuple("=+-@＝＋－＠\t\r\n")
"""What a spreadsheet takes for the beginning of a formula, or passes over before it looks for one."""
_MARKDOWN = re.compile(r"[\\`*_{}[\]<>#+\-.!|~&$]")
_TEX = {
    **{sign: f"\\{sign}" for sign in "&%$#_"},
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
"""BibTeX counts braces, also those behind a backslash."""

Words = Mapping[str, str]


def sheet(form: str, quotes: Sequence[Collected], words: Words) -> bytes:
    """The file in one of the FORMATS, in the page's `words`; DocumentError for another format."""
    if form == "docx":
        return docx(_lines(quotes, words))
    writers = {"md": _markdown, "csv": _csv, "bib": _bibtex}
    if form not in writers:
        raise DocumentError(f"No sheet is written as {form!r}", hint="reload the page")
    return writers[form](quotes, words).encode()


def citation(one: Collected, words: Words) -> str:
    """Title, file, author, date, place and offsets, as far as they are known."""
    title = one.title if one.title != one.source else ""
    known = [title, one.source, one.author, one.date, one.place, *(_offsets(span, words) for span in one.spans)]
    return " · ".join(filter(None, known))


def _offsets(span: Span, words: Words) -> str:
    return words["characters"].format(start=span[0], end=span[1])


def _lines(quotes: Sequence[Collected], words: Words) -> list[Line]:
    """What a reader sees of the notebook, line by line."""
    found = [Line(words["notebook"], "heading")]
    for one in quotes:
        found += [Line(one.question, "question")] if one.question else []
        found += [Line(one.text, "quote"), Line(citation(one, words), "source")]
        found += [Line(words[f"stands_{one.standing}"], "source")]
        found += [Line(one.note, "note")] if one.note else []
    return found


def _markdown(quotes: Sequence[Collected], words: Words) -> str:
    """Each line a block; what Markdown would obey is made plain."""
    marks = {"heading": "# ", "question": "## ", "quote": "> ", "source": "", "note": ""}
    blocks = []
    for line in _lines(quotes, words):
        mark, text = marks[line.kind], _MARKDOWN.sub(r"\\\g<0>", line.text)
        wraps = f"\n{mark}" if line.kind == "quote" else "  \n" if line.kind == "note" else " "
        blocks.append(mark + wraps.join(text.splitlines()))
    return "\n\n".join(blocks) + "\n"


def _csv(quotes: Sequence[Collected], words: Words) -> str:
    """A row a quote, with a mark before it by which Excel knows UTF-8; no cell is taken for a formula."""
    out = io.StringIO()
    out.write("\ufeff")
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    for one in quotes:
        spans = [place for span in one.spans for place in span]
        told = [one.text, one.source, one.title, one.author, one.date, one.place]
        numbers: list[object] = [*spans, *[""] * (4 - len(spans))]
        rows.writerow([*map(harmless, told), *numbers, *map(harmless, (one.standing, one.question, one.note))])
    return out.getvalue()


def harmless(cell: str) -> str:
    """The text of a cell, which begins with an apostrophe where a spreadsheet would calculate it.

    >>> harmless("=1+1"), harmless("1+1")
    ("'=1+1", '1+1')
    """
    return f"'{cell}" if cell.lstrip(" ").startswith(_OBEYED) else cell


def _bibtex(quotes: Sequence[Collected], words: Words) -> str:
    return "\n".join(_entry(number, one, words) for number, one in enumerate(quotes, start=1))


def _entry(number: int, one: Collected, words: Words) -> str:
    offsets = ", ".join(f"{start}--{end}" for start, end in one.spans)
    fields = {
        "title": one.title or one.source,
        "author": one.author,
        "date": one.date,
        "howpublished": one.source,
        "pages": one.place,
        "quote": one.text,
        "offsets": offsets,
        "note": words[f"stands_{one.standing}"],
        "question": one.question,
        "annote": one.note,
    }
    lines = [f"  {name} = {{{_tex(text)}}},\n" for name, text in fields.items() if text]
    return f"@misc{{quote{number},\n{''.join(lines)}}}\n"


def _tex(text: str) -> str:
    return "".join(_TEX.get(sign, sign) for sign in text)
