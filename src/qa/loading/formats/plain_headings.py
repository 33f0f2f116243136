"""Where the headings of plain formats stand: sections of INI and TOML, of TeX, of reStructuredText."""

from collections.abc import Iterator

import regex

from qa.loading.extracted import Heading

_KEYED = regex.compile(r"^[ \t]*\[{1,2}([^\[\]\n]+)\]{1,2}[ \t]*(?:[#;].*)?$", regex.MULTILINE)
_TEX = regex.compile(r"^[ \t]*\\(part|chapter|(?:sub){0,2}section)\*?\{([^{}\n]+)\}", regex.MULTILINE)
_TEX_LEVELS = {"part": 1, "chapter": 2, "section": 3, "subsection": 4, "subsubsection": 5}
_RULED = regex.compile(r"(?<=\A|\n)(?:([^\s\w])\1{2,}\n)?[ ]?(?![\s.])([^\n]+)\n(([^\s\w])\4{2,})[ \t]*(?=\n|\Z)")


def keyed_headings(text: str) -> Iterator[Heading]:
    """The `[section]` lines of INI and TOML; a dot goes one level down.

    >>> [(one.level, one.title) for one in keyed_headings("[mirror]\\nport = 1\\n[mirror.eu]\\n")]
    [(1, 'mirror'), (2, 'mirror.eu')]
    """
    for line in _KEYED.finditer(text):
        yield Heading(line.start(), line.end(), line[1].count(".") + 1, line[1].strip())


def tex_headings(text: str) -> Iterator[Heading]:
    """The sectioning commands of LaTeX."""
    for line in _TEX.finditer(text):
        yield Heading(line.start(), line.end(), _TEX_LEVELS[line[1]], line[2].strip())


def ruled_headings(text: str) -> Iterator[Heading]:
    """The underlined titles of reStructuredText, whose levels follow from the order in which their signs come.

    >>> [(one.level, one.title) for one in ruled_headings("Fees\\n====\\n\\nBoats\\n-----\\n")]
    [(1, 'Fees'), (2, 'Boats')]
    """
    levels: list[tuple[bool, str]] = []
    for lines in _RULED.finditer(text):
        sign = (bool(lines[1]), lines[4])
        if len(lines[3]) >= len(lines[2].rstrip()) / 2:  # wide signs take two columns
            levels += [] if sign in levels else [sign]
            yield Heading(lines.start(), lines.end(), levels.index(sign) + 1, lines[2].strip())
