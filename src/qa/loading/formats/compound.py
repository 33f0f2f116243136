"""OLE compound files: the older container, of Outlook messages, XLS, and Office files with a password."""

import io
from collections.abc import Sequence

from qa.errors import DocumentError
from qa.loading.formats.package import damaged, encrypted

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD = {"WordDocument": "an old Word document (DOC)", "PowerPoint Document": "an old PowerPoint file (PPT)"}


class Compound:
    """The streams of an OLE file by their paths; DocumentError where it is none, or its directory leads in circles.

    `is_circular` when a chain of its sectors does, which may be one that nothing stands in.
    """

    def __init__(self, data: bytes) -> None:
        from olefile import OleFileIO

        try:
            self._file = OleFileIO(io.BytesIO(data))
            entries: list[list[str]] = self._file.listdir()
        except Exception as error:  # noqa: BLE001 - olefile raises what comes on damaged files
            raise damaged(f"is not a whole OLE file ({error})") from None
        if any("more than once" in str(issue) for _, issue in self._file.parsing_issues):
            raise damaged("is an OLE file whose directory leads in circles")
        self._file.loadminifat()
        self.is_circular = any(map(_has_circle, (self._file.fat, self._file.minifat)))
        self.tops = {entry[0] for entry in entries}
        self.paths = {"/".join(entry).upper(): "/".join(entry) for entry in entries}

    def read(self, path: str) -> bytes:
        """A stream's bytes, whatever the case of its path; empty where it is missing."""
        found = self.paths.get(path.upper())
        data: bytes = self._file.openstream(found).read() if found else b""
        return data


def _has_circle(following: Sequence[int]) -> bool:
    """Whether one comes back to a sector from it, by the number of the sector that follows each.

    >>> _has_circle([1, 2, 0xFFFFFFFE]), _has_circle([1, 2, 1])
    (False, True)
    """
    seen_from = [-1] * len(following)
    for start in range(len(following)):
        at = start
        while at < len(following) and seen_from[at] < 0:
            seen_from[at] = start
            at = following[at]
        if at < len(following) and seen_from[at] == start:
            return True
    return False


def refuse_compound(data: bytes) -> None:
    """DocumentError for an OLE file in the place of another: with a password, or of an old format."""
    if not data.startswith(MAGIC):
        return
    streams = Compound(data).tops
    if "EncryptedPackage" in streams:
        raise encrypted()
    for stream, name in _OLD.items():
        if stream in streams:
            raise DocumentError(f"is {name}", hint="save it in today's format", reason="unsupported")
    raise damaged("is an OLE file that holds no document")
