"""Folders and files, good and bad: what is read, what is reported, and that the rest goes on."""

import os
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.errors import DocumentError
from qa.loading.finding import find_sources
from qa.loading.formats import SUFFIXES
from qa.loading.reading import digest, load_document, read_source


def test_sources_are_found_in_subfolders_and_sorted(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "sub/deep/c.HTML", "sub/a.txt", "中文 名.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert find_sources(tmp_path) == (["a.md", "b.txt", "sub/a.txt", "sub/deep/c.HTML", "中文 名.txt"], [])


def test_hidden_files_and_leftovers_are_passed_over(tmp_path: Path) -> None:
    for name in (".hidden.txt", ".git/a.txt", "a.txt~", ".a.txt.swp", "~$a.docx", "#a.txt#"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert find_sources(tmp_path) == ([], [])


def test_whatever_else_is_left_out_is_named(tmp_path: Path) -> None:
    """`#1 bread.md` and `#archive/old.txt` went unread without a word."""
    read = ["#1 bread.md", "#archive/old.txt", "#windmill.txt", "old~/b.txt", "~c.txt"]
    named = ["a.swp", "a.tmp"]
    for name in (*read, *named):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    sources, problems = find_sources(tmp_path)
    assert sources == read
    assert [problem.source for problem in problems] == named


def test_each_unsupported_file_is_a_problem_with_a_next_step(tmp_path: Path) -> None:
    for name in ("a.xyz", "README", "b.txt"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    sources, problems = find_sources(tmp_path)
    assert sources == ["b.txt"]
    assert [problem.source for problem in problems] == ["README", "a.xyz"]
    assert all(problem.source in problem.message and "save it as PDF" in problem.hint for problem in problems)


def test_an_unreadable_folder_is_a_problem_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "locked").mkdir()
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    listed = os.scandir

    def refuse(path: str) -> object:
        if path.endswith("locked"):
            raise PermissionError(13, "Permission denied")
        return listed(path)

    monkeypatch.setattr("os.scandir", refuse)  # permissions do not bind root, who may run the tests
    sources, problems = find_sources(tmp_path)
    assert sources == ["a.txt"]
    assert [(problem.source, "Permission denied" in problem.message) for problem in problems] == [("locked", True)]


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for name in ("nowhere", "file"):
        with pytest.raises(DocumentError, match=name):
            find_sources(tmp_path / name)


def test_links_out_of_the_folder_in_circles_or_to_nowhere_are_not_followed(tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    for folder in (outside, inside / "sub", inside / ".kept"):
        folder.mkdir(parents=True)
        (folder / "a.txt").write_text("x", encoding="utf-8")
    (inside / "circle").symlink_to(inside)
    (inside / "sub/up").symlink_to(inside / "sub")
    (inside / "away").symlink_to(outside)
    (inside / "away.txt").symlink_to(outside / "a.txt")
    (inside / "dead.txt").symlink_to(inside / "gone.txt")
    (inside / "loop.txt").symlink_to(inside / "loop.txt")
    (inside / "again.txt").symlink_to(inside / "sub/a.txt")
    (inside / "kept").symlink_to(inside / ".kept")
    sources, problems = find_sources(inside)
    assert sources == ["kept/a.txt", "sub/a.txt"]
    assert [problem.source for problem in problems] == ["away", "away.txt", "dead.txt", "loop.txt"]


def test_a_file_name_that_is_not_unicode_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\xff.txt")).write_text("x", encoding="utf-8")
    sources, problems = find_sources(tmp_path)
    assert sources == []
    problems[0].source.encode()
    assert "rename" in problems[0].hint


def test_a_source_is_read_up_to_the_limit(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * 1000)
    assert read_source(tmp_path, "a.txt", 1000) == b"x" * 1000
    with pytest.raises(DocumentError, match=r"a\.txt has 0\.0 MB, the limit is 0\.000999 MB") as caught:
        read_source(tmp_path, "a.txt", 999)
    assert "loading.max_megabytes" in caught.value.hint


def test_sources_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/empty.txt").touch()
    (tmp_path / "docs/folder.txt").mkdir()
    (tmp_path / "secret.txt").write_text("x", encoding="utf-8")
    os.mkfifo(tmp_path / "docs/pipe.txt")
    for source in ("gone.txt", "empty.txt", "folder.txt", "pipe.txt", "../secret.txt"):
        with pytest.raises(DocumentError, match=source) as caught:
            read_source(tmp_path / "docs", source, 100)
        assert caught.value.hint


def test_a_digest_names_the_bytes_and_the_encoding_that_was_forced() -> None:
    names = [digest(b"a", None), digest(b"b", None), digest(b"a", "gbk"), digest(b"gbk\0a", None)]
    assert len(set(names)) == len(names)
    assert digest(b"a", None) == digest(b"a", None)


def test_a_document_holds_the_untouched_text() -> None:
    text = "标题\n\n\u3000正文，（１２）。\n"
    document, problem = load_document("dir/a.txt", text.replace("\n", "\r\n").encode("gb18030"))
    assert (document.source, document.title, document.text) == ("dir/a.txt", "标题", text)
    assert document.encoding == "gb18030"
    assert document.digest == digest(text.replace("\n", "\r\n").encode("gb18030"), None)
    assert problem is None or "gb18030" in problem.message


def test_doubt_is_reported_with_the_way_to_override() -> None:
    document, problem = load_document("a.txt", "un café".encode("latin-1"))
    assert document.text == "un café"
    assert problem is not None
    assert document.encoding in problem.message
    assert '[loading.encodings] "a.txt" =' in problem.hint


def test_what_a_doubt_proposes_is_another_encoding_than_the_one_that_was_chosen() -> None:
    document, problem = load_document("a.txt", "百年茶行".encode("big5"))
    assert (document.encoding, document.text) == ("big5hkscs", "百年茶行")
    assert problem is not None
    assert '"a.txt" = "cp950"' in problem.hint


def test_big5_is_certain_where_its_tables_differ_in_a_sign_only() -> None:
    """The slash: the Hong Kong table and Windows' differ in it, and Python's `big5` is like the former."""
    text = "百年茶行歇業\n\n【記者林韻如／新港報導】第四代負責人陳碧雲表示，子女都在國外，無人接手。\n"
    document, problem = load_document("a.txt", text.encode("big5"))
    assert (document.encoding, document.text, problem) == ("big5hkscs", text, None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("source", ["a.txt", "a.md", "a.html"])
def test_characters_lost_before_are_counted_and_the_encoding_is_not_doubted(source: str, encoding: str) -> None:
    document, problem = load_document(source, "损\ufffd坏\ufffd的 text".encode(encoding))
    assert document.text.strip() == "损\ufffd坏\ufffd的 text"
    assert problem is not None
    assert f"{source} holds 2 replacement characters (U+FFFD), the first in line 1: it was damaged" in problem.message
    assert "not certain" not in problem.message
    assert problem.hint


def test_what_a_page_lost_where_it_shows_nothing_is_no_problem() -> None:
    assert load_document("a.html", "<script>'\ufffd'</script><p>sound".encode())[1] is None


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".csv", ".json", ".srt", ".log"])
@pytest.mark.parametrize("data", [b"", b" \n\r\n\t", "\u3000\n".encode()])
def test_a_file_without_text_is_refused(suffix: str, data: bytes) -> None:
    with pytest.raises(DocumentError, match=rf"a{suffix}:? holds no text") as caught:
        load_document(f"a{suffix}", data)
    assert caught.value.reason == "empty"


def test_errors_name_the_source() -> None:
    for source, data, encoding in (("a.txt", b"%PDF-1.4", None), ("a.md", b"\xff", "ascii"), ("a.xyz", b"x", None)):
        with pytest.raises(DocumentError, match=source):
            load_document(source, data, encoding)


@pytest.mark.parametrize(
    ("charset", "encoding"), [("gb2312", "gbk"), ("big5", "big5"), ("utf-8", "utf-8"), ("iso-8859-1", "cp1252")]
)
def test_html_is_read_as_its_meta_says(charset: str, encoding: str) -> None:
    words = "“naïf”" if encoding == "cp1252" else "春天"
    page = f'<meta http-equiv=Content-Type content="text/html; charset={charset}"><p>{words}</p>'
    assert load_document("a.htm", page.encode(encoding))[0].text == f"{words}\n"


def test_html_that_contradicts_its_meta_is_judged_by_its_bytes() -> None:
    words = "春天到了，河边的柳树长出了新叶。孩子们放学以后喜欢在公园里放风筝。"
    for charset, encoding in (("iso-8859-1", "utf-8"), ("utf-8", "gbk"), ("nonsense", "gbk"), ("gbk", "utf-16")):
        page = f'<meta charset="{charset}"><p>{words}</p>'.encode(encoding)
        assert load_document("a.html", page)[0].text == f"{words}\n"


@settings(deadline=None)
@given(st.binary(min_size=1, max_size=200), st.sampled_from(sorted(SUFFIXES)))
def test_whatever_is_read_can_be_stored(data: bytes, suffix: str) -> None:
    try:
        document, _ = load_document(f"a{suffix}", b"<p>&#0;&#xD800;x" + data)
    except DocumentError:
        return
    with sqlite3.connect(":memory:") as base:
        stored = base.execute("select ?, ?", (document.text, document.title)).fetchone()
    base.close()
    assert stored == (document.text, document.title)
    assert "\0" not in document.text
