"""The readers by name.

The quick one, in NumPy, takes some ten milliseconds a question; the thorough one, a transformer, reads better, and
takes a good part of a second and, when it is opened, as much as importing torch does. Each has its own weights for the
order of the evidence and for the confidence, fitted to what it says.
"""

from qa.asking.reading import WEIGHTS, Reader
from qa.embed import StaticEncoder
from qa.settings import ReaderName


def open_reader(name: ReaderName, encoder: StaticEncoder) -> Reader:
    """The reader of that name, which ships with the package; `encoder` is the bundled model."""
    if name == "quick":
        from qa.asking.quick import QuickReader

        return QuickReader.open(encoder, WEIGHTS / name)
    from qa.asking.thorough import ThoroughReader

    return ThoroughReader.open(encoder, WEIGHTS / name)
