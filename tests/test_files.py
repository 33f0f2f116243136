"""Writing a file whole: the old one or the new one, and nothing else is touched."""

import os
import stat
import threading
from pathlib import Path

import pytest

from qa.files import write_whole


def test_a_file_is_replaced_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    for content in ("one\r\n北京\n", b"\xff\x00", ""):
        write_whole(path, content)
        assert path.read_bytes() == (content.encode() if isinstance(content, str) else content)
    assert [one.name for one in tmp_path.iterdir()] == ["a.txt"]


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    write_whole(path, "old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(path, "new")
    assert (path.read_text(encoding="utf-8"), [one.name for one in tmp_path.iterdir()]) == ("old", ["a.txt"])


def test_half_a_character_is_written_as_an_escape(tmp_path: Path) -> None:
    """A report holds the name of its test set, which may be no text: it was a UnicodeEncodeError."""
    write_whole(tmp_path / "a.json", '{"name": "s\udce9t"}')
    assert (tmp_path / "a.json").read_bytes() == b'{"name": "s\\udce9t"}'


def test_what_is_no_file_is_written_to_and_stays_what_it_is(tmp_path: Path) -> None:
    """A device given as --out was replaced by a file, where its folder allowed that."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text(encoding="utf-8")))
    reader.start()
    write_whole(pipe, "answers\n")
    reader.join()
    assert read == ["answers\n"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_file_named_part_and_what_it_leads_to_stay_as_they_are(tmp_path: Path) -> None:
    """The half-written copy was called `a.txt.part`: a link of that name led the words out of the folder."""
    outside, link = tmp_path / "outside.txt", tmp_path / "a.txt.part"
    outside.write_text("mine", encoding="utf-8")
    link.symlink_to(outside)
    (tmp_path / "a.txt").write_text("old", encoding="utf-8")
    (tmp_path / "a.txt").chmod(0o640)
    write_whole(tmp_path / "a.txt", "new")
    assert (outside.read_text(encoding="utf-8"), link.is_symlink()) == ("mine", True)
    assert ((tmp_path / "a.txt").read_text(encoding="utf-8"), (tmp_path / "a.txt").is_symlink()) == ("new", False)
    assert (tmp_path / "a.txt").stat().st_mode & 0o777 == 0o640
