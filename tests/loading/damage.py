"""Whole files → damaged ones: the same damage for the same number, in the packed bytes or in what is packed."""

import gzip
import io
import random
import re
import zipfile
from collections.abc import Sequence

from tests.loading.made import zipped

MOST_FAULTS = 6
EXTREMES = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
"""What lengths, counts and offsets are when they are wrong."""


def damaged(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """The file with a few faults; pieces of the `others` may have got into it."""
    if zipfile.is_zipfile(io.BytesIO(data)) and chance.random() < 0.7:
        return _repacked(data, others, chance)
    if data.startswith(b"\x1f\x8b") and chance.random() < 0.7:
        return gzip.compress(_faulty(gzip.decompress(data), others, chance), mtime=0)
    return _faulty(data, others, chance)


def _repacked(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """With one part of the package faulty, gone, or in the place of another."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts: dict[str, str | bytes] = {name: package.read(name) for name in package.namelist()}
    name, other = chance.choice(sorted(parts)), chance.choice(sorted(parts))
    kept = parts.pop(name) if chance.random() < 0.1 else parts[name]
    if chance.random() < 0.1:
        parts[other] = kept
    elif name in parts:
        parts[name] = _faulty(bytes(kept) if isinstance(kept, bytes) else kept.encode(), others, chance)
    return zipped(parts)


def _faulty(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    torn = bytearray(data)
    for _ in range(chance.randint(1, MOST_FAULTS)):
        at = chance.randrange(len(torn) + 1)
        size = min(int(chance.expovariate(1 / 20)) + 1, 2_000)
        chance.choice([_flip, _cut, _double, _splice, _number, _digits, _tear])(torn, at, size, others, chance)
    return bytes(torn) or b"\0"


def _flip(torn: bytearray, at: int, size: int, others: Sequence[bytes], chance: random.Random) -> None:
    if at < len(torn):
        torn[at] ^= 1 << chance.randrange(8)


def _cut(torn: bytearray, at: int, size: int, others: Sequence[bytes], chance: random.Random) -> None:
    del torn[at : at + size]


def _double(torn: bytearray, at: int, size: int, others: Sequence[bytes], chance: random.Random) -> None:
    torn[at:at] = torn[at : at + size] * chance.choice((1, 2, 50))


def _splice(torn: bytearray, at: int, size: int, others: Sequence[bytes], chance: random.Random) -> None:
    other = chance.choice(others)
    begin = chance.randrange(len(other))
    torn[at : at + chance.choice((0, size))] = other[begin : begin + size]


def _number(torn: bytearray, at: int, size: int, others: Sequence[bytes], chance: random.Random) -> None:
    width = chance.choice((1, 2, 4, 8))
    value = chance.choice(EXTREMES) % 256**width
    torn[at : at + width] = value.to_bytes(width, chance.choice(("little", "big")))


def _digits(torn: bytearray, at: int, size: int, others: Sequence[bytes], chance: random.Random) -> None:
    found = re.search(rb"\d+", torn[at:])
    if found:
        torn[at + found.start() : at + found.end()] = str(chance.choice((*EXTREMES, -1, 10**20))).encode()


def _tear(torn: bytearray, at: int, size: int, others: Sequence[bytes], chance: random.Random) -> None:
    if chance.random() < 0.2:
        del torn[at:]
