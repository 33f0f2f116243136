"""ZIP packages (Office, OpenDocument, EPUB, archives): opened within limits, with a reason for each refusal."""

import io
import lzma
import posixpath
import zipfile
import zlib

from qa.errors import DocumentError

LARGEST = 400_000_000
MOST_PARTS = 100_000
GREATEST_RATIO = 300
UNSUSPICIOUS = 20_000_000
_SAVE_AGAIN = "open it in the program that made it and save it again"
BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, IndexError, OverflowError)
"""What zipfile raises for a torn package."""


class Package:
    """The parts of a ZIP package by name; a part is unpacked when it is read.

    Raises DocumentError for what is no whole ZIP file, and for one that unpacks to more than anybody writes.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._parts = {info.filename.replace("\\", "/"): info for info in self._zip.infolist()}
        except (*BROKEN, NotImplementedError) as error:
            raise damaged(f"is not a whole ZIP package ({error})") from None
        self._refuse_bomb(len(data))
        self._lower = {name.lower(): name for name in reversed(self._parts)}

    def _refuse_bomb(self, packed: int) -> None:
        infos = self._parts.values()
        size = sum(info.file_size for info in infos)
        if len(infos) > MOST_PARTS or size > LARGEST or size > max(UNSUSPICIOUS, GREATEST_RATIO * packed):
            raise bomb(f"unpacks from {packed:,} bytes to {size:,} in {len(infos):,} parts")

    @property
    def names(self) -> list[str]:
        """The names of all parts but folders, in the order of the package."""
        return [name for name, info in self._parts.items() if not info.is_dir()]

    def info(self, name: str) -> zipfile.ZipInfo:
        """The entry of a part; KeyError where there is none."""
        return self._parts[name]

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._lower

    def read(self, name: str) -> bytes:
        """A part's bytes, whatever the case of its name; DocumentError where it is missing, locked or torn."""
        found = self._lower.get(name.lower())
        if found is None:
            raise damaged(f"lacks its part {name}")
        info = self._parts[found]
        if info.flag_bits & 1:
            raise encrypted()
        try:
            with self._zip.open(info) as part:
                return part.read(info.file_size)  # and no further, where that is a lie
        except NotImplementedError:
            raise DocumentError(
                f"is packed in a way that is not read ({name})", hint=_SAVE_AGAIN, reason="unsupported"
            ) from None
        except RuntimeError:
            raise encrypted() from None
        except BROKEN as error:
            raise damaged(f"is torn at its part {name} ({error})") from None

    def get(self, name: str) -> bytes:
        """A part's bytes; empty where it is missing."""
        return self.read(name) if name in self else b""


def beside(name: str, target: str) -> str:
    """The part that `target` means, written in part `name`."""
    joined = target if target.startswith("/") else posixpath.join(posixpath.dirname(name), target)
    return posixpath.normpath(joined).lstrip("/")


def damaged(what: str) -> DocumentError:
    """The file is not what its format demands."""
    return DocumentError(what, hint=_SAVE_AGAIN, reason="damaged")


def encrypted(*, can_be_opened: bool = True) -> DocumentError:
    """The file wants a password; `can_be_opened` where one that is set is used."""
    name_it = 'name its password in qa.toml: [loading.passwords] "pattern" = "…"; or ' if can_be_opened else ""
    hint = f"{name_it}save it without a password, or remove it"
    return DocumentError("is encrypted", hint=hint, reason="encrypted")


def bomb(what: str) -> DocumentError:
    """The file would grow beyond all measure."""
    return DocumentError(what, hint="remove it, or unpack it yourself if you trust it", reason="bomb")
