"""XML of any kind: a line for each element that holds words; those inside a sentence do not break it."""

from collections.abc import Iterator

from qa.loading.extracted import Extracted
from qa.loading.formats.excel_xml import is_excel_xml, read_excel_xml
from qa.loading.formats.package import damaged
from qa.loading.formats.text_builder import TextBuilder
from qa.loading.formats.xml import Element, descendants, name_of, parse_xml


def read_xml(data: bytes, _encoding: str | None) -> Extracted:
    """The words of an XML file; DocumentError where it is none."""
    if not data.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
        raise damaged("is no XML file")
    if is_excel_xml(data):
        return read_excel_xml(data)
    root = parse_xml(data, "the file")
    text = TextBuilder()
    for line in _lines(root):
        text.line(line)
    title = next((item.text or "" for item in descendants(root, "title")), "")
    return text.extracted("XML", " ".join(title.split()))


def _lines(element: Element) -> Iterator[str]:
    waiting = [element]
    while waiting:
        node = waiting.pop()
        if not name_of(node):
            continue
        words = [node.text or "", *(child.tail or "" for child in node)]
        if any(word.strip() for word in words):
            yield " ".join("".join(str(word) for word in node.itertext()).split())
        else:
            waiting += reversed(node)
