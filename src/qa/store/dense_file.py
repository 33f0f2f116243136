"""The rows of the dense cache on disk: a file that only grows, and a stamp that says how far it is whole.

`dense.json` names the file, its length, and the moment of the catalogue that it is of; a block is a line of JSON with
its checksum, the ids added and removed, and the rows added, one byte a number. A writer appends what changed and then
replaces the stamp: what stands behind the stamp's length, as a crash leaves it, is nobody's and is written over.
"""

import json
import os
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import BinaryIO

import numpy as np

from qa.files import write_whole
from qa.records import Vectors
from qa.store.dense import Codes, DenseCache, Ids, codes
from qa.store.told import Moment

Parts = Iterable[tuple[list[int], Vectors]]
"""Ids, and their rows, by the thousand."""

STAMP, _SUFFIX = "dense.json", ".bytes"
_MOST_BLOCKS, _FEW_DEAD, _TOGETHER = 2000, 1000, 4096


@dataclass(frozen=True, slots=True)
class Stamp:
    """How far a file is whole: `length` bytes in `blocks`, `rows` alive and `dead`, the greatest id `last`."""

    moment: Moment
    file: str
    length: int = 0
    blocks: int = 0
    rows: int = 0
    dead: int = 0
    last: int = 0

    @classmethod
    def read(cls, folder: Path) -> "Stamp | None":
        """The stamp in an index folder; None where there is none that holds."""
        try:
            told = json.loads((folder / STAMP).read_text(encoding="utf-8"))
            stamp = cls(**{**told, "moment": Moment(*told["moment"])})
            numbers = stamp.length, stamp.blocks, stamp.rows, stamp.dead, stamp.last, stamp.moment.generation
            whole = all(type(number) is int and number >= 0 for number in numbers)
            named = stamp.file == Path(stamp.file).name and stamp.file.startswith("dense-")
            named = named and stamp.file.endswith(_SUFFIX)  # and is not of a version that kept more of a number
            return stamp if whole and named and (folder / stamp.file).stat().st_size >= stamp.length else None
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return None

    @property
    def is_worn(self) -> bool:
        """Whether it is time to write the file anew."""
        return self.blocks > _MOST_BLOCKS or self.dead > _FEW_DEAD + self.rows // 4


def load(folder: Path, stamp: Stamp, dimensions: int) -> DenseCache | None:
    """The rows that the stamp stands for; None where the file is not whole."""
    cache, gone = DenseCache(dimensions), [np.zeros(0, np.int64)]
    ids, rows = list[Ids](), list[Codes]()
    try:
        with (folder / stamp.file).open("rb") as file:
            while file.tell() < stamp.length:
                added, removed, vectors = _block(file, dimensions)
                gone.append(removed)
                ids.append(added)
                rows.append(vectors)
                if sum(map(len, ids)) >= _TOGETHER or file.tell() >= stamp.length:
                    cache.add(np.concatenate(ids), np.concatenate(rows))
                    ids, rows = [], []
        cache.remove(np.concatenate(gone))
    except (OSError, ValueError, LookupError, TypeError, RecursionError, MemoryError):
        return None
    return cache if len(cache) == stamp.rows else None


def append(folder: Path, stamp: Stamp, moment: Moment, parts: Parts, dead: list[int]) -> Stamp:
    """Writes down what changed up to the moment: rows added in `parts`, and ids removed."""
    with (folder / stamp.file).open("r+b") as file:
        file.truncate(stamp.length)
        file.seek(stamp.length)
        grown = _written(file, replace(stamp, moment=moment), parts, [id_ for id_ in dead if id_ <= stamp.last])
    write_whole(folder / STAMP, json.dumps(asdict(grown)))
    return grown


def write(folder: Path, moment: Moment, parts: Parts) -> Stamp:
    """Writes a new file of all rows, and discards the ones before."""
    name = f"dense-{moment.identity[:8]}-{moment.generation}-{os.urandom(2).hex()}{_SUFFIX}"
    try:
        with (folder / name).open("xb") as file:
            made = _written(file, Stamp(moment, name), parts, [])
        write_whole(folder / STAMP, json.dumps(asdict(made)))
    except BaseException:
        (folder / name).unlink(missing_ok=True)
        raise
    discard(folder, keep=name)
    return made


def discard(folder: Path, keep: str = "") -> None:
    """Deletes the dense caches in an index folder, but for the file named `keep`."""
    for path in folder.glob("dense-*"):
        if path.name != keep:
            with suppress(OSError):  # a reader on Windows may hold it open
                path.unlink()


def _written(file: BinaryIO, stamp: Stamp, parts: Parts, dead: list[int]) -> Stamp:
    rows = last = blocks = 0
    for added, removed, rows_added in _blocks(parts, dead):
        body = np.array([*added, *removed], "<i8").tobytes() + rows_added.tobytes()
        head = {"added": len(added), "removed": len(removed), "crc32": zlib.crc32(body)}
        file.write(json.dumps(head).encode() + b"\n" + body)
        rows, last, blocks = rows + len(added), max([last, *added[-1:]]), blocks + 1
    file.flush()
    os.fsync(file.fileno())
    return replace(
        stamp,
        length=file.tell(),
        blocks=stamp.blocks + blocks,
        rows=stamp.rows + rows - len(dead),
        dead=stamp.dead + len(dead),
        last=max(stamp.last, last),
    )


def _blocks(parts: Parts, dead: list[int]) -> Iterator[tuple[list[int], list[int], Codes]]:
    if dead:
        yield [], dead, np.zeros(0, np.uint8)
    for added, vectors in parts:
        yield added, [], codes(vectors)


def _block(file: BinaryIO, dimensions: int) -> tuple[Ids, Ids, Codes]:
    """(ids added, ids removed, rows added); ValueError where the block is not whole."""
    head = json.loads(file.readline(200))
    added, removed = int(head["added"]), int(head["removed"])
    body = file.read(8 * (added + removed) + dimensions * added)
    if zlib.crc32(body) != head["crc32"]:
        raise ValueError("a block is damaged")
    ids = np.frombuffer(body, "<i8", added + removed)
    rows = np.frombuffer(body, np.uint8, offset=8 * (added + removed)).reshape(added, dimensions)
    return ids[:added], ids[added:], rows
