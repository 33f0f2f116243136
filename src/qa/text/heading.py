"""What a heading is in plain text and Markdown; a line that begins with a hashtag is none."""

import regex

_ATX = regex.compile(r"(?m)(?<=^[ \t]*)#{1,6}(?=\s|\Z)")


def is_heading(text: str, start: int = 0) -> bool:
    """Whether an ATX heading of Markdown begins at `start`: one to six `#` that open their line, then a blank.

    >>> is_heading("## Fees"), is_heading("#MeToo began in 2017.")
    (True, False)
    """
    return _ATX.match(text, start) is not None
