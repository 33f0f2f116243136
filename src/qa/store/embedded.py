"""The vectors in the catalogue: each is kept with a checksum, and is read only where that is right.

So what was damaged on the disk is embedded again, by a rebuild as well, and never searched.
"""

import json
import sqlite3
import zlib
from collections.abc import Collection, Iterable, Iterator

import numpy as np

from qa.records import Vectors


def keep(sql: sqlite3.Connection, model: str, rows: Iterable[tuple[str, Vectors]]) -> None:
    """Puts (digest, row) in; what is there and right stays."""
    values = ((model, digest, row.tobytes()) for digest, row in rows)
    sql.executemany(
        "INSERT INTO vectors VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET vector = excluded.vector, crc = excluded.crc"
        " WHERE vectors.vector != excluded.vector OR vectors.crc != excluded.crc",
        ((model, digest, blob, checksum(digest, blob)) for model, digest, blob in values),
    )


def kept(sql: sqlite3.Connection, model: str, digests: Collection[str]) -> dict[str, Vectors]:
    """The rows, shape (dimensions,), of those digests that have a whole one."""
    found = {}
    for digest in digests:
        row = sql.execute("SELECT vector, crc FROM vectors WHERE model = ? AND digest = ?", (model, digest)).fetchone()
        if row is not None and checksum(digest, row[0]) == row[1]:
            found[digest] = np.frombuffer(row[0], np.float32)
    return found


def of(sql: sqlite3.Connection, model: str, ids: Collection[int]) -> dict[int, Vectors]:
    """The rows, shape (dimensions,), of the passages of those ids that are there; DatabaseError for a damaged one."""
    rows = sql.execute(
        "SELECT c.id, c.digest, v.vector, v.crc FROM json_each(?) wanted JOIN chunks c ON c.id = wanted.value"
        " LEFT JOIN vectors v ON v.digest = c.digest AND v.model = ?",
        (json.dumps(list(ids)), model),
    )
    return {id_: _whole(*row) for id_, *row in rows}


def since(
    sql: sqlite3.Connection, model: str, generation: int, batch: int = 4096
) -> Iterator[tuple[list[int], Vectors]]:
    """(ids, rows) of the passages added after `generation`, in order of id; DatabaseError where one is damaged."""
    few = "INDEXED BY chunks_by_generation" if generation > 0 else "NOT INDEXED"  # else all are walked, by the vectors
    rows = sql.execute(
        f"SELECT c.id, c.digest, v.vector, v.crc FROM chunks c {few}"
        " LEFT JOIN vectors v ON v.digest = c.digest AND v.model = ? WHERE c.generation > ? ORDER BY c.id",
        (model, generation),
    )
    while part := rows.fetchmany(batch):
        yield [row[0] for row in part], np.stack([_whole(*row) for _, *row in part])


def _whole(digest: str, vector: bytes | None, crc: int) -> Vectors:
    if vector is None or checksum(digest, vector) != crc:
        raise sqlite3.DatabaseError("the vector of a passage is missing or damaged")
    return np.frombuffer(vector, np.float32)


def checksum(digest: str, vector: bytes) -> int:
    """CRC-32 of both, so that a vector under another's name shows as well."""
    return zlib.crc32(vector, zlib.crc32(digest.encode()))
