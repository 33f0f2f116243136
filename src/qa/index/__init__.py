"""Documents → index: load → divide → split → embed → store, and only what changed since the last time."""

from qa.index.building import begin_index, build_index, update_index
from qa.index.differing import differing
from qa.index.repairing import repair_index
from qa.index.watching import watch

__all__ = ["begin_index", "build_index", "differing", "repair_index", "update_index", "watch"]
