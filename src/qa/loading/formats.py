"""Which format a suffix means. A format is a suffix and a function from its bytes to what it holds."""

from collections.abc import Callable

from qa.loading.extracted import Extracted
from qa.loading.html import read_html
from qa.loading.markdown import read_markdown
from qa.loading.plain import read_plain

FormatReader = Callable[[bytes, str | None], Extracted]
"""Takes a file's bytes and the encoding that is set for it, if any."""

FORMATS: dict[str, FormatReader] = {
    ".txt": read_plain,
    ".text": read_plain,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
}
SUFFIXES = frozenset(FORMATS)
APART = SUFFIXES - frozenset(".txt .text .md .markdown .html .htm".split())
"""What is read in a process of its own (`sandbox.py`): formats whose libraries a hostile file may stall or kill."""
