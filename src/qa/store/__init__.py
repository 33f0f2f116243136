"""Where indexed passages live and how they are found again: the protocol, a store in a folder, one in a database."""

from qa.store.beside import keep, kept, must_keep
from qa.store.contents import Contents, contents
from qa.store.copying import copy
from qa.store.draft import Draft, is_rebuilding
from qa.store.protocol import Store, has_index, open_store
from qa.store.seen import Seen
from qa.store.verifying import Fault, discard_caches, set_aside, verify

__all__ = [
    "Contents",
    "Draft",
    "Fault",
    "Seen",
    "Store",
    "contents",
    "copy",
    "discard_caches",
    "has_index",
    "is_rebuilding",
    "keep",
    "kept",
    "must_keep",
    "open_store",
    "set_aside",
    "verify",
]
