"""OLE compound files: the older container, of Outlook messages, XLS, and Office files with a password."""

import io
from typing import TYPE_CHECKING

from qa.errors import DocumentError
from qa.loading.package import damaged, encrypted

if TYPE_CHECKING:
    from olefile import OleFileIO

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD = {"WordDocument": "an old Word document (DOC)", "PowerPoint Document": "an old PowerPoint file (PPT)"}


def open_compound(data: bytes) -> "OleFileIO":
    """The file's streams; DocumentError where it is none."""
    from olefile import OleFileIO

    try:
        return OleFileIO(io.BytesIO(data))
    except Exception as error:  # noqa: BLE001 - olefile raises what comes on damaged files
        raise damaged(f"is not a whole OLE file ({error})") from None


def refuse_compound(data: bytes) -> None:
    """DocumentError for an OLE file in the place of another: with a password, or of an old format."""
    if not data.startswith(MAGIC):
        return
    streams = {entry[0] for entry in open_compound(data).listdir()}
    if "EncryptedPackage" in streams:
        raise encrypted()
    for stream, name in _OLD.items():
        if stream in streams:
            raise DocumentError(f"is {name}", hint="save it in today's format", reason="unsupported")
    raise damaged("is an OLE file that holds no document")
