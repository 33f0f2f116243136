"""What of a page is not its text: menus, lists of links, footers and boxes beside it, and what it does not show.

A node's fate is decided from its element, role, class and id, and from the share of its characters that are links
(Kohlschütter et al. 2010, "Boilerplate detection using shallow text features"). The part that holds most of the words
of the page never is furniture.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import regex

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

Fate = Literal["aside", "out"]
"""What is done with a node: its text comes after the page's, or not at all."""

_ROLES = frozenset("navigation banner contentinfo search complementary dialog alertdialog menu menubar toolbar".split())
_ELEMENTS = frozenset({"nav", "aside", "footer", "header"})
_HOLDERS = frozenset(
    "div section ul ol dl table tr td li aside header footer nav form p span figure center menu h2 h3 h4".split()
)
_NAMED = regex.compile(
    r"(?<![a-z])(?:nav(?:bar|igation)?|(?:sub|main|top)?-?menu|breadcrumbs?|side-?bar|footer|colophon|cookies?|gdpr|consent"
    r"|shar(?:e|ing)|social|related|recommend(?:ed|ations?)?|adverts?|ads?|advertisement|sponsor(?:ed)?|promo|newsletter"
    r"|subscri(?:be|ption)|log-?in|sign-?(?:up|in)|popup|modal|overlay|comments?|comment-?list|respond|disqus|pagination"
    r"|pager|tag-?(?:s|list|cloud)|categories|widgets?|toolbar|skip(?:-link)?|masthead|teasers?|most-(?:read|popular)"
    r"|trending|similar|read-?more|more-(?:news|from)|prev-?next|post-(?:nav|tags|footer)|entry-footer"
    r"|author-?(?:bio|box)|print|search(?:-?form)?|rss|feedback|rating|outbrain|taboola)(?![a-z])"
)
_HIDING = regex.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", regex.IGNORECASE)
_BLANK = regex.compile(r"\s+")
LINKED = 0.55
MOSTLY = 0.4
_UNREAD = frozenset({"script", "style", "template", "noscript", "head", "svg", "iframe", "object", "select"})


@dataclass(slots=True)
class _Weight:
    """Characters below a node that are not blank: all of them, those in links, and how many links there are."""

    all: int = 0
    linked: int = 0
    links: int = 0
    titles: int = 0

    def add(self, other: "_Weight") -> None:
        self.all += other.all
        self.linked += other.linked
        self.links += other.links
        self.titles += other.titles

    @property
    def own(self) -> int:
        return self.all - self.linked


def fates(body: "LexborNode") -> dict[int, Fate]:
    """The fate of each node that is not the page's text, by `mem_id`; what lies below shares it."""
    weights = _weights(body)
    whole = weights[body.mem_id].own
    found: dict[int, Fate] = {}
    kept = whole
    for node in _tree(body, found):
        fate = _fate(node, weights[node.mem_id], whole)
        if fate:
            found[node.mem_id] = fate
            kept -= weights[node.mem_id].own
    main = _main(body, weights, found)
    if kept <= 0:
        return dict.fromkeys(found, "aside")
    return found | main


def _weights(body: "LexborNode") -> dict[int, _Weight]:
    """The weight of every element, in one pass without recursion."""
    weights = {body.mem_id: _Weight()}
    open_ = [body]
    node = body.first_child
    while open_:
        if node is None:
            done = open_.pop()
            if open_:
                _close(done, weights[done.mem_id], weights[open_[-1].mem_id])
                node = done.next
            continue
        tag = node.tag or ""
        if tag == "-text":
            weights[open_[-1].mem_id].all += len(_BLANK.sub("", node.text_content or ""))
        if tag.startswith(("-", "!")) or tag in _UNREAD:
            node = node.next
            continue
        weights[node.mem_id] = _Weight()
        open_.append(node)
        node = node.first_child
    return weights


def _close(node: "LexborNode", weight: _Weight, parent: _Weight) -> None:
    if node.tag == "a":
        weight.linked, weight.links = weight.all, 1
    weight.titles += node.tag == "h1"
    parent.add(weight)


def _tree(body: "LexborNode", found: dict[int, Fate]) -> Iterator["LexborNode"]:
    """All elements from the top down, but for those below a node whose fate is found meanwhile."""
    waiting = [body]
    while waiting:
        parent = waiting.pop()
        if parent is not body:
            yield parent
        if parent.mem_id not in found:
            tags = ((child.tag or "", child) for child in parent.iter())
            waiting += reversed([child for tag, child in tags if tag not in _UNREAD and not tag.startswith(("-", "!"))])


def _fate(node: "LexborNode", weight: _Weight, whole: int) -> Fate | None:
    attributes = node.attributes
    if is_hidden(node):
        return "aside"
    if not weight.all or weight.own > MOSTLY * whole or node.tag not in _HOLDERS:
        return None
    is_list = weight.links > 1 and weight.linked > LINKED * weight.all
    named = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower()
    if node.tag in _ELEMENTS or attributes.get("role") in _ROLES or _NAMED.search(named):
        if weight.titles and not is_list:
            return None
        return "out" if node.tag == "nav" else "aside"
    return "aside" if is_list and weight.links > 2 and node.tag not in {"p", "span"} else None


def is_hidden(node: "LexborNode") -> bool:
    """Whether the page does not show a node: by its attributes, or as the field that a reader writes in."""
    attributes = node.attributes
    return (
        "hidden" in attributes
        or node.tag == "textarea"
        or bool(_HIDING.search(attributes.get("style") or ""))
        or attributes.get("aria-hidden") == "true"
    )


def _main(body: "LexborNode", weights: dict[int, _Weight], found: dict[int, Fate]) -> dict[int, Fate]:
    """What lies outside of the one article or main part of a page, where that holds most of the words."""
    left = weights[body.mem_id].own - sum(weights[key].own for key in found)
    for selector in ("article", "main, [role=main]", "[itemprop=articleBody]"):
        parts = body.css(selector)
        if len(parts) == 1 and weights[parts[0].mem_id].own > MOSTLY * max(left, 1):
            return _outside(parts[0], body, found)
    return {}


def _outside(part: "LexborNode", body: "LexborNode", found: dict[int, Fate]) -> dict[int, Fate]:
    outside: dict[int, Fate] = {}
    node = part
    while node.mem_id != body.mem_id and node.parent is not None:
        siblings = (child for child in node.parent.iter() if child.mem_id != node.mem_id)
        outside |= {child.mem_id: "aside" for child in siblings if child.mem_id not in found and child.tag != "h1"}
        node = node.parent
    return outside
