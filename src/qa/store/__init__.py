"""Where indexed passages live and how they are found again: the protocol, and the store in a local folder."""

from qa.store.contents import Contents, contents
from qa.store.protocol import Store, has_index, open_store
from qa.store.seen import Seen

__all__ = ["Contents", "Seen", "Store", "contents", "has_index", "open_store"]
