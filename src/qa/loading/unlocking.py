"""Encrypted files → the same without encryption, by the password that is set for them: PDF, Office files, ZIP archives.

The bytes stay in memory; neither they nor the password are kept.
"""

import io
import zipfile
from typing import TYPE_CHECKING

from qa.errors import DocumentError
from qa.loading.formats.archive import shown_name
from qa.loading.formats.compound import MAGIC
from qa.loading.formats.package import BROKEN, Package, damaged

if TYPE_CHECKING:
    from pyzipper import AESZipFile


def unlocked(data: bytes, password: str) -> bytes:
    """The file without its encryption, as it is where it has none that the password could open.

    Raises DocumentError of the reason "encrypted" where the password is wrong.
    """
    if data.startswith(MAGIC):
        return _office(data, password)
    if data.startswith(b"PK\x03\x04"):
        return _archive(data, password)
    return _pdf(data, password) if b"%PDF-" in data[:1024] else data


def _wrong() -> DocumentError:
    return DocumentError(
        "is encrypted, and the password that is set for it does not open it",
        hint="correct the password under [loading.passwords] in qa.toml",
        reason="encrypted",
    )


def _office(data: bytes, password: str) -> bytes:
    from msoffcrypto import OfficeFile
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError

    out = io.BytesIO()
    try:
        file = OfficeFile(io.BytesIO(data))
        if not file.is_encrypted():
            return data
        file.load_key(password=password, verify_password=True)
        file.decrypt(out)
    except FileFormatError:
        return data
    except (DecryptionError, InvalidKeyError):
        raise _wrong() from None
    except Exception:  # noqa: BLE001 - it raises what it likes on damaged files, of which their reader tells
        return data
    return out.getvalue()


def _pdf(data: bytes, password: str) -> bytes:
    import pypdfium2

    try:
        pypdfium2.PdfDocument(data).close()
        return data
    except pypdfium2.PdfiumError as error:
        if error.err_code != pypdfium2.raw.FPDF_ERR_PASSWORD:
            return data
    try:
        document = pypdfium2.PdfDocument(data, password=password)
    except pypdfium2.PdfiumError:
        raise _wrong() from None
    out = io.BytesIO()
    document.save(out, flags=pypdfium2.raw.FPDF_REMOVE_SECURITY)
    document.close()
    return out.getvalue()


def _archive(data: bytes, password: str) -> bytes:
    """The archive written anew without encryption; what is too large is refused before it is unpacked."""
    package = Package(data)
    if not any(package.info(name).flag_bits & 1 for name in package.names):
        return data
    from pyzipper import AESZipFile

    out = io.BytesIO()
    try:
        with AESZipFile(io.BytesIO(data)) as locked, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as opened:
            locked.setpassword(password.encode())
            for info in locked.infolist():
                name = zipfile.ZipInfo(shown_name(package, info.filename), info.date_time)
                opened.writestr(name, _member(locked, info))
    except RuntimeError:
        raise _wrong() from None
    except BROKEN as error:
        raise damaged(f"is damaged: its reader gave up ({type(error).__name__})") from None
    return out.getvalue()


def _member(locked: "AESZipFile", info: zipfile.ZipInfo) -> bytes:
    """The member, blank where it is damaged, which is told of a blank file: the others are read all the same."""
    from pyzipper import BadZipFile

    try:
        return bytes(locked.read(info))
    except BadZipFile:
        if info.flag_bits & 1:
            raise _wrong() from None
        return b"\n"
