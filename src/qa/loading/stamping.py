"""What tells without reading whether a file is as it was: its size, times and place on the disk."""

import os
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

from qa.loading.reading import digest
from qa.settings import Loading

FRESH = 2_000_000_000
"""Nanoseconds that two changes of one file may lie apart and bear the same time, as on FAT."""


def stamps(folder: Path, loading: Loading) -> Callable[[str], str]:
    """For a source what is another one whenever its file may have changed, or is to be read in another way.

    Empty where nothing can be said without reading: of a file that was changed just now and may change again within
    the same tick of its clock, of one that needs a password, and of one that is not there.
    """
    way = cache(lambda encoding: f"{digest(b'', encoding)[:16]} {loading.max_bytes}")

    def stamp(source: str) -> str:
        now = time.time_ns()
        if loading.password(source) is not None:
            return ""
        try:
            status = os.stat(os.path.join(folder, source))  # noqa: PTH116, PTH118  there may be very many
        except OSError:
            return ""
        if max(status.st_mtime_ns, status.st_ctime_ns) > now - FRESH:
            return ""
        times = f"{status.st_mtime_ns} {status.st_ctime_ns}"
        return f"{status.st_size} {times} {status.st_ino} {way(loading.encoding(source))}"

    return stamp
