"""The page's own words: one file a language in `words/`, named by its BCP 47 tag.

Of "one|many" forms `words.js` takes the one that fits `{n}`.
"""

import json
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
