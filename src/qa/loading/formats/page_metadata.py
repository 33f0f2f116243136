"""What a page says to programs and not to people; read only where its body shows nothing."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_SAID = ("headline", "name", "description", "articleBody", "text")
_DEEPEST = 50


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


def _said(script: str) -> Iterator[str]:
    """The articles, questions and answers of a JSON-LD script."""
    try:
        waiting = [(json.loads(script), 0)]
    except (ValueError, RecursionError):
        return
    while waiting:
        value, depth = waiting.pop()
        if isinstance(value, dict):
            yield from (value[key] for key in _SAID if isinstance(value.get(key), str) and value[key].strip())
        inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
        waiting += [(item, depth + 1) for item in reversed(inner) if depth < _DEEPEST]
