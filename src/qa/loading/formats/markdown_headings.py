"""Where the headings of a Markdown text stand.

markdown-it knows them as well, by lines; on long lists it takes ten times as long as all the rest of indexing.
"""

from collections.abc import Iterator

import regex

from qa.loading.extracted import Heading

LONGEST = 300  # characters
_BLOCK = regex.compile(
    r"""^[ ]{0,3}(?:
        (?P<fence>`{3,}|~{3,})(?P<info>[^\n]*)\n(?s:.*?)(?:^[ ]{0,3}(?P=fence)[`~]*[ \t]*$|\Z)
      | <!--(?s:.*?)(?:-->|\Z)
      | (?P<atx>\#{1,6})(?:[ \t]+(?P<title>[^\n]*))?$
      | (?<=\A[ ]{0,3}|\n\n[ ]{0,3})(?P<over>(?![-+*>|<#\s]|\d+[.)][ \t])[^\n]+)\n[ ]{0,3}(?P<under>=+|-+)[ \t]*$
    )""",
    regex.MULTILINE | regex.VERBOSE,
)
_MARKS = regex.compile(
    r"[ \t]+\#+[ \t]*$|[ \t]*\{[ \t]*[#.][^{}]*\}$|[*`]+|(?<!\w)_+|_+(?!\w)|!?\[(?=[^\]]*\]\()|(?<=\w)\]\([^()]*\)"
)


def headings(text: str, start: int = 0) -> Iterator[Heading]:
    """The headings from `start` on, with a level from 1 to 6, that are no code's, no quotation's and no list's.

    >>> [(one.level, one.title) for one in headings("Fees\\n====\\n\\n```\\n# no\\n```\\n## For **all** ##\\n")]
    [(1, 'Fees'), (2, 'For all')]
    """
    for block in _BLOCK.finditer(text, start):
        title = _MARKS.sub("", (block["title"] or block["over"] or "")[:LONGEST]).strip()
        if title:
            level = len(block["atx"]) if block["atx"] else 1 if block["under"].startswith("=") else 2
            yield Heading(block.start(), block.end(), level, title)
