"""The page's own words: one file a language in `words/`, named by its BCP 47 tag.

Of "one|many" forms `words.js` takes the one that fits `{n}`.
"""

import json
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

GRADIO = {"zh-Hans": "zh-CN", "zh-Hant": "zh-TW"}
"""What Gradio calls a language otherwise."""


@cache
def strings() -> dict[str, dict[str, str]]:
    """The words of every language, by its tag; English first."""
    found = {
        file.name.removesuffix(".json"): json.loads(file.read_text(encoding="utf-8"))
        for file in files("qa.web").joinpath("words").iterdir()
        if file.name.endswith(".json")
    }
    return {tag: found[tag] for tag in sorted(found, key=lambda tag: (tag != "en", tag))}


def spoken(*wanted: str) -> str:
    """The first language of the page that one of the tags asks for, each a list as browsers send it; else English.

    >>> spoken("", "fr-CH, de;q=0.9"), spoken("zh-TW,zh;q=0.8"), spoken("zh"), spoken("tlh")
    ('fr', 'zh-Hant', 'zh-Hans', 'en')
    """
    return next((tag for tag in map(_fitting, _ordered(wanted)) if tag), "en")


def _ordered(wanted: Iterable[str]) -> Iterable[str]:
    """The tags, those of one list by their weight."""
    for several in wanted:
        weighed = [(*one.strip().split(";q="), "1")[:2] for one in several.split(",")[:20]]
        yield from (tag for tag, _ in sorted(weighed, key=lambda one: one[1], reverse=True))


def _fitting(wanted: str) -> str:
    if re.match(r"zh\b", wanted, re.IGNORECASE):
        return "zh-Hant" if re.search("hant|tw|hk|mo", wanted, re.IGNORECASE) else "zh-Hans"
    first = wanted.partition("-")[0].lower()
    return first if first in strings() else ""
