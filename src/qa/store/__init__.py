"""Where indexed passages live and how they are found again: the protocol, and the store in a local folder."""

from qa.store.contents import Contents, contents
from qa.store.protocol import Store, has_index, open_store

__all__ = ["Contents", "Store", "contents", "has_index", "open_store"]
