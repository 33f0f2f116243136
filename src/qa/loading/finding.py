"""A folder → the files to read, and what was left out, with the reason."""

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from qa.errors import DocumentError
from qa.loading.formats import SUFFIXES
from qa.records import Problem
from qa.settings import SETTINGS_FILE


def find_sources(folder: Path, index: Path | None = None) -> tuple[list[str], list[Problem]]:
    """The files to read, as sorted POSIX paths relative to `folder`, and what was left out, with the reason.

    Hidden files and folders, editors' leftovers and the folder of the `index` are passed over in silence, nothing else
    is. A file comes once, under its own name: a link counts only when it leads to a file in the folder that was not
    found otherwise.
    """
    if not folder.is_dir():
        raise DocumentError(f"{folder} is not a folder", hint="create it and put articles into it, or name another")
    walk = _Walk(folder, index)
    walk.into(folder)
    walk.follow_links()
    sources = [source for source in walk.files if os.path.splitext(source)[1].lower() in SUFFIXES]  # noqa: PTH122
    read = set(sources)
    problems = walk.problems + [unsupported(source) for source in walk.files if source not in read]
    return sorted(sources), sorted(problems, key=lambda problem: problem.source)


class _Walk:
    """One pass over a folder: `files` found so far, `problems` met, and the links still to be followed."""

    def __init__(self, folder: Path, index: Path | None) -> None:
        self.folder = folder
        self.root = folder.resolve()
        self._index = str(index.resolve()) if index else None
        self.files: list[str] = []
        self.problems: list[Problem] = []
        self._links: list[str] = []
        self._seen: set[str] = set()

    def into(self, start: Path, name: str = "") -> None:
        """Collects the files below `start`, called `name` here; real folders only, so there is no circle to fall into.

        Only `start` may be a link: below it a file's real path is that of its folder and its name.
        """
        waiting = [(str(start.resolve()), name)]
        while waiting:
            real, name = waiting.pop()
            self._seen.add(real)
            waiting.extend(self._listed(real, name))

    def follow_links(self) -> None:
        """Follows the links met, in order of name, those found on the way too."""
        while self._links:
            self._links.sort(reverse=True)
            self._follow(self._links.pop())

    def _listed(self, folder: str, name: str) -> Iterator[tuple[str, str]]:
        """Takes in one folder's files and gives its subfolders, by real path and name."""
        try:
            with os.scandir(folder) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            self._report(name or ".", f"cannot be opened ({error.strerror})", "give yourself permission to read it")
            return
        for entry in entries:
            inside = f"{name}/{entry.name}" if name else entry.name
            is_folder = entry.is_dir(follow_symlinks=False)
            if entry.name.startswith(".") or (is_leftover(entry.name) and not is_folder):
                continue
            if is_folder and entry.path == self._index:
                continue
            if entry.is_symlink():
                self._links.append(inside)
            elif is_folder:
                yield entry.path, inside
            else:
                self._take(inside, entry.path)

    def _follow(self, link: str) -> None:
        path = self.folder / link
        try:
            target = path.resolve(strict=True)
        except (OSError, RuntimeError):
            self._report(link, "is a link that leads nowhere", "mend or remove the link")
            return
        if not target.is_relative_to(self.root):
            self._report(link, "is a link that leads out of the folder", "copy what it points to into the folder")
        elif str(target) not in self._seen and not (self._index and target.is_relative_to(self._index)):
            self._seen.add(str(target))
            self.into(path, link) if target.is_dir() else self._take(link, str(target))

    def _take(self, name: str, real: str) -> None:
        self._seen.add(real)
        try:
            name.encode()
        except UnicodeEncodeError:
            self._report(name, "has a name that is not Unicode text", "rename the file")
            return
        self.files.append(name)

    def _report(self, name: str, message: str, hint: str) -> None:
        name = name.encode(errors="backslashreplace").decode()
        self.problems.append(Problem(name, f"{name} {message}", hint))


def is_leftover(name: str) -> bool:
    """Whether a file of that name is hidden, what an editor leaves beside the file that is meant, or the settings.

    >>> [name for name in (".a.txt.swp", "~$a.docx", "a.txt~", "#a.txt#", "qa.toml", "#a.txt") if not is_leftover(name)]
    ['#a.txt']
    """
    auto_saved = len(name) > 2 and name.startswith("#") and name.endswith("#")
    return auto_saved or name.startswith((".", "~$")) or name.endswith("~") or name == SETTINGS_FILE


def unsupported(source: str) -> Problem:
    """What is said of a file whose format is not read."""
    suffix = PurePosixPath(source).suffix
    message = f"{source}: {suffix or 'a name without a suffix'} is not a format that is read"
    return Problem(source, message, "save it as PDF, HTML or text, or move it out of the folder")
