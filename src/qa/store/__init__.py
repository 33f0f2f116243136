"""Where indexed passages live and how they are found again: the protocol, and the store in a local folder."""

from qa.store.protocol import Store, open_store

__all__ = ["Store", "open_store"]
