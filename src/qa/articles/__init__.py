"""A page of several articles → its articles, as sections of the document with title, date and author.

`lines.py` says what each line is, by the patterns of `signs.py`; `starts.py` finds the headlines; `units.py` cuts the
prose into pieces, and `columns.py` and `rows.py` say which article each one belongs to, by their topics and by what
stopped inside a sentence (`layout.py`, `page.py`); `dividing.py` decides whether it is such a page at all. A file with
one article stays whole.
"""

from qa.articles.dividing import divide

__all__ = ["divide"]
