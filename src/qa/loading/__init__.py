"""Files → documents: finding them, decoding their bytes, reading each format.

`find_sources` lists what is there, `read_source` and `load_document` turn one file into a `Document`. A format is a
module with a function from bytes to text and title, named in `formats.py`; bytes become text in `decoding.py`, which
asks `detection.py` where nothing tells the encoding.
"""

from qa.loading.ahead import Loaded, cores, reading_ahead
from qa.loading.contents import attached_file
from qa.loading.encoding.decoding import decode
from qa.loading.finding import find_sources, is_leftover, unsupported
from qa.loading.formats import SUFFIXES
from qa.loading.formats.delimited import delimiter_of
from qa.loading.formats.pages.page_image import PageImage
from qa.loading.formats.pages.words import QuotedLine
from qa.loading.formats.plain import headline
from qa.loading.formats.table import Row
from qa.loading.formats.xlsx import read_rows
from qa.loading.reading import digest, load_document, load_documents, read_source
from qa.loading.sandbox import Sandbox
from qa.loading.stamping import stamps

__all__ = [
    "SUFFIXES",
    "Loaded",
    "PageImage",
    "QuotedLine",
    "Row",
    "Sandbox",
    "attached_file",
    "cores",
    "decode",
    "delimiter_of",
    "digest",
    "find_sources",
    "headline",
    "is_leftover",
    "load_document",
    "load_documents",
    "read_rows",
    "read_source",
    "reading_ahead",
    "stamps",
    "unsupported",
]
