"""The readers by name.

The quick one, in NumPy, takes some ten milliseconds a question; the thorough one, a transformer, some two hundred and,
when it is opened, as long as importing torch does (`docs/quality.md` has both). Each has its own weights for the order
of the evidence and for the confidence, fitted to what it says.
"""

from qa.asking.reading import WEIGHTS, Reader
from qa.embed import StaticEncoder
from qa.settings import ReaderName

PASSAGES: dict[ReaderName, int] = {"quick": 10, "thorough": 16}
"""How many each reads for a question, unless the settings say so."""


def open_reader(name: ReaderName, encoder: StaticEncoder) -> Reader:
    """The reader of that name, which ships with the package; `encoder` is the bundled model."""
    if name == "quick":
        from qa.asking.quick import QuickReader

        return QuickReader.open(encoder, WEIGHTS / name)
    from qa.asking.thorough import ThoroughReader

    return ThoroughReader.open(encoder, WEIGHTS / name)
