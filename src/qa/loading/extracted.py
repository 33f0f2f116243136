"""What a reader makes of a file's bytes."""

from dataclasses import dataclass

from qa.errors import DocumentError
from qa.loading.encoding.detection import Decoded
from qa.records import Place


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside a file: in an archive, or attached to a mail."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that stands at `text[start:end]`; `level` counts from 1, the outermost."""

    start: int
    end: int
    level: int
    title: str


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of a file and what the file says of itself; `places`, `date` and `author` as of `Document`, `headings`
    in any order, `members` not read yet.

    `made` is when the file was made: it counts where nothing says when its text appeared.

    `encoding` names the encoding that was decoded, or a format that has its own ("PDF"); `certain` is False when the
    text was read with doubt and the user should be told why, in `doubt` where it is not the encoding.
    """

    text: str
    encoding: str
    certain: bool = True
    title: str = ""
    places: tuple[Place, ...] = ()
    doubt: str = ""
    members: tuple[Member, ...] = ()
    headings: tuple[Heading, ...] = ()
    date: str = ""
    author: str = ""
    made: str = ""

    @classmethod
    def of(cls, decoded: Decoded, title: str) -> "Extracted":
        """A text file as it was decoded."""
        return cls(decoded.text, decoded.encoding, decoded.certain, title)

    @property
    def replaced(self) -> int:
        """The replacement characters in it: what was lost before the file was saved, or cannot be decoded."""
        return self.text.count("\ufffd")


@dataclass(frozen=True, slots=True)
class Content:
    """A document found in a file: `archive.zip/inner/a.txt`, and its text or why it has none."""

    source: str
    found: Extracted | DocumentError

    @property
    def is_blank(self) -> bool:
        """Whether it was read and holds no text."""
        return isinstance(self.found, Extracted) and not self.found.text.strip()
