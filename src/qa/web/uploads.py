"""New files into the documents folder: under a safe name, never outside it, over others only where that is said."""

import re
import shutil
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from qa.errors import DocumentError
from qa.files import write_whole
from qa.loading import SUFFIXES, is_leftover

LONGEST_NAME = 200
"""Bytes of a file name; common file systems take 255."""

_UNSAFE = re.compile(r'[<>:"|?*\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]')
"""What some file systems refuse, and the invisible characters that make a name look like another one."""
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)$")


@dataclass(frozen=True, slots=True)
class Saved:
    """Where an upload went: `wanted` is its own name; `fresh` is False when that very file was there already.

    `replaced` is True when another one was there, and is no more.
    """

    wanted: str
    name: str
    fresh: bool
    replaced: bool = False


def safe_name(name: str) -> str:
    """A file name for one folder, as close to `name` as is safe and read; letters of every script stay as they are.

    >>> safe_name("../../etc/报纸：一.txt")
    '报纸：一.txt'
    """
    last = name.replace("\\", "/").rsplit("/", maxsplit=1)[-1]
    path = Path(_UNSAFE.sub("_", last).strip(" ."))
    suffix = path.suffix
    stem = path.stem.strip(" .") or "document"
    if _RESERVED.match(stem) or is_leftover(stem + suffix):
        stem = f"_{stem}"
    return _shortened(stem, max(8, LONGEST_NAME - len(suffix.encode()))) + suffix


def save(upload: Path, folder: Path, *, wanted: str = "", replace: bool = False) -> Saved:
    """Copies an uploaded file into `folder`; another file of that name is kept, unless the new one is to `replace` it,
    and the new one gets a number.

    DocumentError for a kind of file that is not read, and for a folder that cannot be written.
    """
    wanted = wanted or upload.name
    name = safe_name(wanted)
    if Path(name).suffix.lower() not in SUFFIXES:
        raise DocumentError(
            f"{wanted} was not saved: no such file is read", hint="save it as PDF, HTML or text, and upload that"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if replace and _is_other(upload, folder / name):
            write_whole(folder / name, upload.read_bytes())
            return Saved(wanted, name, fresh=True, replaced=True)
        return place(upload, folder, wanted, name)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        message = f"{wanted} could not be saved in {folder}: {reason}"
        raise DocumentError(message, hint="make room or allow writing in that folder, then upload it again") from error


def put_in_place(folder: Path, wanted: str, name: str) -> Saved:
    """Moves `name`, the numbered copy that `save` made because `wanted` was taken, over the file that took it.

    DocumentError for anything else.
    """
    target = folder / safe_name(wanted)
    copies = rf"{re.escape(target.stem)}-\d+{re.escape(target.suffix)}"
    copy = folder / name
    if not re.fullmatch(copies, name) or not all(one.is_file() and not one.is_symlink() for one in (copy, target)):
        raise DocumentError(f"{name!r} is no upload that waits for the place of {wanted!r}", hint="upload it again")
    try:
        copy.replace(target)
    except OSError as error:
        message = f"{target.name} could not be replaced: {error.strerror or error}"
        raise DocumentError(message, hint="allow writing in the documents folder, then upload it again") from error
    return Saved(wanted, target.name, fresh=True, replaced=True)


def remove_file(folder: Path, source: str) -> None:
    """Takes a file out of the folder; DocumentError where it is none of its own, as the member of an archive is not."""
    file = folder / source
    inside = not Path(source).is_absolute() and ".." not in Path(source).parts
    if not inside or not file.is_file() or not file.parent.resolve().is_relative_to(folder.resolve()):
        raise DocumentError(f"{source!r} is no file of the documents folder", hint="reload the page")
    try:
        file.unlink()
    except OSError as error:
        message = f"{source} could not be removed: {error.strerror or error}"
        raise DocumentError(message, hint="allow writing in the documents folder, then remove it again") from error


def place(upload: Path, folder: Path, wanted: str, name: str) -> Saved:
    """Copies an upload into the folder under `name`, or one with a number where another file has it; OSError."""
    for number in count(1):
        target = folder / (name if number == 1 else f"{Path(name).stem}-{number}{Path(name).suffix}")
        if _copied(upload, target):
            return Saved(wanted, target.name, fresh=True)
        if _same_content(upload, target):
            return Saved(wanted, target.name, fresh=False)
    raise AssertionError("unreachable: count() has no end")


def _copied(upload: Path, target: Path) -> bool:
    """Whether `target` could be made; False when something of that name is there. A half copy is taken away."""
    with upload.open("rb") as original:
        try:
            copy = target.open("xb")
        except FileExistsError:
            return False
        try:
            with copy:
                shutil.copyfileobj(original, copy)
        except OSError:
            target.unlink()
            raise
    return True


def _is_other(upload: Path, target: Path) -> bool:
    """Whether a file of that name is there, no link, and holds something else."""
    return target.is_file() and not target.is_symlink() and not _same_content(upload, target)


def _same_content(one: Path, other: Path) -> bool:
    return other.is_file() and one.stat().st_size == other.stat().st_size and one.read_bytes() == other.read_bytes()


def _shortened(text: str, most: int) -> str:
    return text.encode()[:most].decode(errors="ignore")
