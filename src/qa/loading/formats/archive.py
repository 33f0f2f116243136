"""ZIP and TAR archives, also compressed: their files as members, to be read as documents of their own."""

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

import regex

from qa.errors import DocumentError
from qa.loading.extracted import Extracted, Member
from qa.loading.formats.declared_encoding import decode_labelled
from qa.loading.formats.package import LARGEST, Package, bomb, damaged

_LEFTOVER = regex.compile(r"(?:^|/)(?:__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\.git/|\._)", regex.IGNORECASE)
_UTF8_NAME = 0x800
_BROKEN = (tarfile.TarError, EOFError, OSError, zlib.error, lzma.LZMAError, ValueError)


def read_zip(data: bytes, _encoding: str | None) -> Extracted:
    """The files of a ZIP archive; links are left out, and those with a password, unless all have one."""
    package = Package(data)
    members, failures = [], []
    for name in package.names:
        if stat.S_ISLNK(package.info(name).external_attr >> 16):
            continue
        try:
            members.append((shown_name(package, name), package.read(name)))
        except DocumentError as error:
            failures.append(error)
    if failures and not members:
        raise failures[0]
    return Extracted("", "ZIP", members=_kept(members))


def shown_name(package: Package, name: str) -> str:
    """A member's name; old programs write it in their own encoding without saying so."""
    if package.info(name).flag_bits & _UTF8_NAME or name.isascii():
        return name
    try:
        return decode_labelled(name.encode("cp437"), "").text
    except UnicodeEncodeError:
        return name


def read_tar(data: bytes, _encoding: str | None) -> Extracted:
    """The files of a TAR archive, or the one file that was compressed; links and devices are left out."""
    plain = _unpacked(data)
    if plain is not data and plain[257:262] != b"ustar":
        return Extracted("", "compressed", members=_kept([("content", plain)]))
    try:
        with tarfile.open(fileobj=io.BytesIO(plain), mode="r:") as archive:
            return Extracted("", "TAR", members=_kept(_files(archive)))
    except _BROKEN as error:
        raise damaged(f"is not a whole TAR archive ({error})") from None


def _files(archive: tarfile.TarFile) -> Iterator[tuple[str, bytes]]:
    for info in archive:
        file = archive.extractfile(info) if info.isreg() else None
        if file is not None:
            yield info.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"), file.read()


def _unpacked(data: bytes) -> bytes:
    """What was compressed; the data themselves where nothing was."""
    packed = io.BytesIO(data)
    try:
        if data.startswith(b"\x1f\x8b"):
            plain = gzip.GzipFile(fileobj=packed).read(LARGEST + 1)
        elif data.startswith((b"BZ", b"\xfd7")):
            with bz2.open(packed) if data.startswith(b"BZ") else lzma.open(packed) as file:
                plain = file.read(LARGEST + 1)
        else:
            return data
    except _BROKEN as error:
        raise damaged(f"is torn ({error})") from None
    if len(plain) > LARGEST or len(plain) > max(20_000_000, 300 * len(data)):
        raise bomb(f"unpacks from {len(data):,} bytes to {len(plain):,} and more")
    return plain


def _kept(files: list[tuple[str, bytes]] | Iterator[tuple[str, bytes]]) -> tuple[Member, ...]:
    """Files by names inside the archive's own folder; what an operating system left behind is not among them."""
    return tuple(Member(_inside(name), data) for name, data in files if data and not _LEFTOVER.search(name))


def _inside(name: str) -> str:
    """A name that leads nowhere else: `/etc/passwd` and `../../etc/passwd` are `etc/passwd`."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    kept = [part for part in parts if part not in {"/", "..", "."} and not regex.fullmatch(r"[A-Za-z]:", part)]
    return "/".join(kept) or "content"
