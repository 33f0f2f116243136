"""E-books (EPUB): the chapters in the order of the spine, each read as a page."""

from dataclasses import replace
from urllib.parse import unquote

import regex

from qa.loading.extracted import Extracted
from qa.loading.formats.declared_encoding import decode_labelled
from qa.loading.formats.html import read_page
from qa.loading.formats.package import Package, beside, damaged, encrypted
from qa.loading.formats.stated import first_date, names
from qa.loading.formats.text_builder import TextBuilder, clean
from qa.loading.formats.xml import Element, attribute, children, descendants, parse_xml


def read_epub(data: bytes, _encoding: str | None) -> Extracted:
    """The text of a book; DocumentError where it is none, or locked."""
    package = Package(data)
    name = _book(package)
    book = parse_xml(package.read(name), name)
    text = TextBuilder()
    for line, element in (("Title", "title"), ("Author", "creator"), ("Date", "date"), ("Publisher", "publisher")):
        text.line(_named(line, book, element), "title page")
    text.add("\n" if len(text) else "")
    for number, part in enumerate(_spine(package, book, name), 1):
        _chapter(package, part, number, text)
    found = text.extracted("EPUB", _said(book, "title"))
    dates = [item for item in descendants(book, "date") if attribute(item, "event") in {"", "publication"}]
    writers = [item for item in descendants(book, "creator") if attribute(item, "role") in {"", "aut"}]
    return replace(found, date=first_date(item.text for item in dates), author=names(item.text for item in writers))


def _book(package: Package) -> str:
    """The part that describes the book."""
    data = package.get("META-INF/container.xml")
    files = descendants(parse_xml(data, "container.xml"), "rootfile") if data else ()
    named = [unquote(attribute(file, "full-path")) for file in files]
    found = [name for name in named if name in package] or [name for name in package.names if name.endswith(".opf")]
    if not found:
        raise damaged("is no e-book: nothing in it describes a book")
    return found[0]


def _named(line: str, book: Element, element: str) -> str:
    said = [" ".join((item.text or "").split()) for item in descendants(book, element)]
    return f"{line}: {', '.join(filter(None, said))}" if any(said) else ""


def _said(book: Element, element: str) -> str:
    return next((" ".join(item.text.split()) for item in descendants(book, element) if item.text), "")


def _spine(package: Package, book: Element, name: str) -> list[str]:
    """The parts to read, in order; those that say that they stand outside the order come last."""
    manifest = {attribute(item, "id"): item for item in descendants(book, "item")}
    refs = [item for spine in descendants(book, "spine") for item in children(spine, "itemref")]
    refs.sort(key=lambda item: attribute(item, "linear") == "no")
    items = [manifest[key] for item in refs if (key := attribute(item, "idref")) in manifest]
    pages = [item for item in items if "svg" not in attribute(item, "media-type")]
    return [part for item in pages if (part := beside(name, unquote(attribute(item, "href")))) in package]


def _chapter(package: Package, part: str, number: int, text: TextBuilder) -> None:
    """One part of the spine; its heading names its place."""
    data = package.read(part)
    if _is_locked(package, part):
        raise encrypted(can_be_opened=False)
    title, words = read_page(_as_html(decode_labelled(data, "").text))
    heading = next((line.strip() for line in words.split("\n") if line.strip()), "")[:60]
    text.mark(len(text), 1, heading or title)
    text.paragraph(clean(words), f"chapter {number}" + (f", {heading}" if heading else f", {title}" if title else ""))


def _is_locked(package: Package, part: str) -> bool:
    return part.encode() in package.get("META-INF/encryption.xml")


def _as_html(page: str) -> str:
    """XHTML closes any element in one tag; in HTML `<title/>` or `<script/>` would swallow the rest."""

    page = regex.sub(r"\A\s*<\?xml[^>]*\?>", "", page)
    return regex.sub(r"<(title|script|style|a|div|span|p|i|b|em|td|th)(\s[^<>]*)?/>", r"<\1\2></\1>", page)
