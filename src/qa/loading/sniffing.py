"""Which format a file has by its content, where that is plain; a wrong suffix misleads nobody."""

import io
import zipfile
from pathlib import PurePosixPath

import regex

from qa.loading.formats.compound import MAGIC, Compound
from qa.loading.formats.package import BROKEN

_PACKAGES = (("word/", ".docx"), ("ppt/", ".pptx"), ("xl/", ".xlsx"))
_OPEN_DOCUMENT = {"text": ".odt", "spreadsheet": ".ods", "presentation": ".odp", "graphics": ".odp"}
_STREAMS = (("__properties_version1.0", ".msg"), ("Workbook", ".xls"), ("Book", ".xls"))
_COMPRESSED = (b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\x00")
_BINARY = frozenset(
    ".docx .docm .pptx .pptm .xlsx .xlsm .xlsb .xls .odt .ods .odp .epub .msg .zip .tar .rtf .pdf".split()
)
_PAGE = regex.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,500}?-->\s*)*(?:<!doctype html|<html)", regex.I | regex.S)
_MIME = regex.compile(rb"(?:[A-Za-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,40}?MIME-Version: ?1", regex.I)


def suffix_of(name: str, data: bytes) -> str:
    """The suffix whose reader fits: by content where it tells, otherwise the file's own in lower case."""
    suffix = PurePosixPath(name).suffix.lower()
    if data.startswith(b"PK\x03\x04"):
        return _of_package(data, suffix)
    if data.startswith(MAGIC):
        return _of_compound(data, suffix)
    if data.startswith(b"{\\rtf"):
        return ".rtf"
    if b"%PDF-" in data[:1024] and suffix != ".eml":
        return ".pdf"
    if data.startswith(_COMPRESSED) or data[257:262] == b"ustar":
        return ".tar"
    if suffix in _BINARY and _PAGE.match(data, 0, 4096):
        return ".html"
    if suffix in _BINARY and data.lstrip().startswith(b"<?xml"):
        return ".xml"
    return ".mhtml" if suffix in {".html", ".htm", *_BINARY} and _MIME.match(data, 0, 8192) else suffix


def _of_package(data: bytes, suffix: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = [name.replace("\\", "/") for name in package.namelist()]
            kind = package.read("mimetype")[:200].decode("latin-1") if "mimetype" in names else ""
    except (*BROKEN, RuntimeError, NotImplementedError):
        return suffix
    if "epub" in kind or "META-INF/container.xml" in names:
        return ".epub"
    if ".opendocument." in kind:
        return next((known for word, known in _OPEN_DOCUMENT.items() if word in kind), suffix)
    if "xl/workbook.bin" in names:
        return ".xlsb"
    if "[Content_Types].xml" in names:
        return next((known for folder, known in _PACKAGES if any(name.startswith(folder) for name in names)), suffix)
    return ".zip" if suffix not in _BINARY else suffix


def _of_compound(data: bytes, suffix: str) -> str:
    streams = Compound(data).tops
    return next((known for stream, known in _STREAMS if stream in streams), suffix)
