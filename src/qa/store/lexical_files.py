"""The files of a tantivy index: whether each is as it was written, and how many entries in them are dead.

Behind its content a file has a footer: JSON with the content's CRC-32, the footer's length, and a number that is always
the same (tantivy's `directory/footer.rs`). tantivy itself compares them only where it is asked, in Rust.
"""

import json
import mmap
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_MAGIC = 1337
_PARTS = "term", "idx", "pos", "fast", "fieldnorm", "store"


def is_whole(folder: Path) -> bool:
    """Whether every file of the index's segments proves itself; OSError, ValueError and so on where one is not there.

    Files of segments that are no longer used are not looked at.
    """
    return all(_proves_itself(path) for path in _files(folder))


def dead(folder: Path) -> int:
    """How many entries were deleted, but are still counted until their segments are merged."""
    return sum(segment["deletes"]["num_deleted_docs"] for segment in _segments(folder) if segment["deletes"])


def _segments(folder: Path) -> list[dict[str, Any]]:
    segments: list[dict[str, Any]] = json.loads((folder / "meta.json").read_text(encoding="utf-8"))["segments"]
    return segments


def _files(folder: Path) -> Iterator[Path]:
    for segment in _segments(folder):
        name = str(segment["segment_id"]).replace("-", "")
        yield from (folder / f"{name}.{part}" for part in _PARTS)
        if deletes := segment["deletes"]:
            yield folder / f"{name}.{deletes['opstamp']}.del"


def _proves_itself(path: Path) -> bool:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        size, magic = (int.from_bytes(content[at : at + 4 or None], "little") for at in (-8, -4))
        if magic != _MAGIC or size > len(content) - 8:
            return False
        end = len(content) - 8 - size
        footer = json.loads(content[end:-8])
        with memoryview(content) as view, view[:end] as body:
            return bool(footer["crc"] == zlib.crc32(body))
