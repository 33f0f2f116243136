"""Rows of a run that is not finished: a file that a later run of the same questions goes on from."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TextIO

from qa.errors import TestSetError
from qa.evaluation.rows import Row


class Checkpoint:
    """The rows so far, also kept in a file beside the report; without a path, not kept.

    The file is JSON Lines: a stamp of all that the rows depend on, then the rows. Rows under another stamp are dropped.
    """

    def __init__(self, path: Path | None, stamp: str) -> None:
        self._path, self._head = path, json.dumps({"stamp": stamp}) + "\n"
        self._rows: list[Row] = []
        self._file: TextIO | None = None

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    def add(self, row: Row) -> None:
        """Takes in one more row, and keeps it."""
        self._rows.append(row)
        if self._file:
            self._file.write(row.model_dump_json() + "\n")
            self._file.flush()

    def __enter__(self) -> "Checkpoint":
        if self._path:
            try:
                self._rows = self._resumed(self._path)
                self._file = self._path.open("a", encoding="utf-8")
            except OSError as error:
                raise TestSetError(
                    f"{self._path} cannot be written: {error.strerror or error}", hint="name another file with --out"
                ) from error
        return self

    def _resumed(self, path: Path) -> list[Row]:
        """The whole rows of an interrupted run with the same stamp, a torn last line cut off; else starts afresh."""
        data = path.read_bytes() if path.exists() else b""
        head, *rows = data[: data.rfind(b"\n") + 1].splitlines(keepends=True) or [b""]
        if head != self._head.encode():
            path.write_text(self._head, encoding="utf-8")
            return []
        os.truncate(path, len(head) + sum(map(len, rows)))
        return [Row.model_validate_json(line) for line in rows]

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file:
            self._file.close()
