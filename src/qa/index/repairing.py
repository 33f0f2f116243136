"""A damaged index is mended from the documents: only what is damaged is made anew."""

from collections.abc import Sequence

from qa.errors import IndexDamaged
from qa.index.building import build_index
from qa.records import IndexReport, Progress
from qa.settings import Settings
from qa.store import Fault, discard_caches, set_aside, verify


def repair_index(
    settings: Settings, progress: Progress | None = None
) -> tuple[Sequence[Fault], Sequence[Fault], IndexReport]:
    """What was wrong, what still is, and what indexing did about it.

    Damaged documents are read and embedded again, caches are made anew; of a catalogue that cannot be trusted the file
    is set aside, and all documents are indexed. Where a file is gone, its document goes. Errors are those of
    `build_index`, IndexMissing too.
    """
    try:
        found = verify(settings.index)
    except IndexDamaged as error:
        found = [Fault("catalogue", error.message)]
    if any(fault.part == "catalogue" for fault in found):
        set_aside(settings.index)
    elif found:
        discard_caches(settings.index)
    report = build_index(settings, doubted={fault.source for fault in found if fault.source}, progress=progress)
    return found, verify(settings.index), report
