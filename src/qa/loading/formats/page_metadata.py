"""What a page says to programs and not to people; read only where its body shows nothing."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import regex

from qa.loading.formats.stated import first_date, names, stated_date

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_DATED = (
    'meta[property="article:published_time"]', 'meta[itemprop="datePublished"]', 'meta[name="citation_date"]',
    'meta[name="citation_publication_date"]', 'meta[name="pubdate" i]', 'meta[name="publishdate" i]',
    'meta[name="date" i]',
    'meta[name="dc.date.issued" i]', 'meta[name="dc.date" i]', 'meta[name="dcterms.date" i]',
    'meta[name="dcterms.created" i]', 'meta[property="og:article:published_time"]', 'time[itemprop="datePublished"]',
    "time[pubdate]",
)  # fmt: skip
_WRITTEN = (
    'meta[name="author" i]', 'meta[property="article:author"]', 'meta[name="citation_author"]',
    'meta[name="dc.creator" i]', '[itemprop="author"] [itemprop="name"]', '[itemprop="author"]', '[rel="author"]',
)  # fmt: skip
_SAID = ("headline", "name", "description", "articleBody", "text")
_DEEPEST = 50
_TELLS = regex.compile("<meta|<time|ld\\+json|itemprop|rel=.?author", regex.IGNORECASE)


def unshown_text(page: "LexborHTMLParser") -> str:
    """The words for readers without scripts, those of JSON-LD, or the description; empty without any."""
    plain = [node.text(separator="\n").strip() for node in page.css("noscript") if node.text().strip()]
    described = [text for script in page.css('script[type="application/ld+json"]') for text in _said(script.text())]
    found = described or [text for text in map(_without_tags, plain) if text]
    return "\n\n".join(dict.fromkeys(found))


def _without_tags(text: str) -> str:
    from selectolax.lexbor import LexborHTMLParser

    body = LexborHTMLParser(text).body
    return body.text(separator="\n").strip() if body else ""


def published(html: str) -> tuple[str, str]:
    """(date, author) of a page as it tells programs: when it appeared, and who wrote it; empty where it does not."""
    from selectolax.lexbor import LexborHTMLParser

    if not _TELLS.search(html):
        return "", ""
    page = LexborHTMLParser(html)
    linked = [item for script in page.css('script[type="application/ld+json"]') for item in _objects(script.text())]
    dates = [*(item.get("datePublished") for item in linked), *(text for way in _DATED for text in _stated(page, way))]
    writers = [name for item in linked for name in _writers(item.get("author"))]
    found = writers or next(filter(None, ([*_stated(page, way)] for way in _WRITTEN)), [])
    return first_date(dates) or _only_time(page), names(found)


def _stated(page: "LexborHTMLParser", selector: str) -> Iterator[str]:
    """What elements say: by their attribute for programs, else by their words."""
    for node in page.css(selector)[:20]:
        yield node.attributes.get("content") or node.attributes.get("datetime") or node.text()


def _only_time(page: "LexborHTMLParser") -> str:
    """The day of the page's only `<time>`; more of them are a list of things that happen."""
    days = {stated_date(node.attributes.get("datetime")) for node in page.css("time[datetime]")[:20]}
    return days.pop() if len(days) == 1 else ""


def _writers(author: object) -> Iterator[object]:
    """The names in an `author` of JSON-LD: a name, a person, or several of them."""
    for one in author if isinstance(author, list) else [author]:
        yield one.get("name") if isinstance(one, dict) else one


def _said(script: str) -> Iterator[str]:
    """The articles, questions and answers of a JSON-LD script."""
    for item in _objects(script):
        yield from (item[key] for key in _SAID if isinstance(item.get(key), str) and item[key].strip())


def _objects(script: str) -> Iterator[dict[str, Any]]:
    """The objects in a JSON-LD script, outer before inner."""
    try:
        waiting = [(json.loads(script), 0)]
    except (ValueError, RecursionError):
        return
    while waiting:
        value, depth = waiting.pop()
        if isinstance(value, dict):
            yield value
        inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
        waiting += [(item, depth + 1) for item in reversed(inner) if depth < _DEEPEST]
