"""Questions in any language, answered with word-for-word quotes from your own documents.

>>> from qa import Bot, build_index, load_settings
>>> settings = load_settings()  # documents/ and index/ in the folder you are in, or what qa.toml says
>>> build_index(settings).state.documents
26
>>> with Bot.open(settings) as bot:
...     answer = bot.ask("Who completed the first tower on the Eddystone reef?")
>>> answer.text, answer.quotes[0].source
('Henry Winstanley', 'encyclopedia/lighthouses.txt')

What is named here is what programs may rely on; a part is imported when a name of it is first asked for.
"""

from typing import TYPE_CHECKING

__version__ = "0.1.0"
__all__ = ["Answer", "Bot", "Filter", "QAError", "Quote", "Settings", "build_index", "load_settings"]

if TYPE_CHECKING:
    from qa.bot import Bot
    from qa.errors import QAError
    from qa.index import build_index
    from qa.records import Answer, Filter, Quote
    from qa.settings import Settings, load_settings
else:  # hidden from type checkers, which would take any name for an attribute

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module 'qa' has no attribute {name!r}")
        from importlib import import_module

        homes = {
            "Bot": "bot",
            "QAError": "errors",
            "build_index": "index",
            "Settings": "settings",
            "load_settings": "settings",
        }
        return getattr(import_module(f"qa.{homes.get(name, 'records')}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
