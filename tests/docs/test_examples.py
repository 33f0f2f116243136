"""What the pages show is what happens to a reader who tries it."""

from pathlib import Path

import pytest

from tests.docs.conftest import ROOT
from tests.docs.examples import blocks, tried

PAGES = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "testsets" / "README.md"]


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_examples_of_a_page_do_what_it_shows(page: Path) -> None:
    for shown, happened in tried(page):
        assert happened == shown


def test_a_block_is_found_with_its_language_and_file(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("Text\n\n```toml qa.toml\nport = 1\n```\n\n```sh\nmake\n```\n", encoding="utf-8")
    assert [(block.language, block.file, block.text) for block in blocks(page)] == [
        ("toml", "qa.toml", "port = 1\n"),
        ("sh", "", "make\n"),
    ]


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    "wrong",
    ["```console\n$ qa --help\nUsage: aq\n```\n", "```python\nprint(1)\n```\n\n```text\n2\n```\n"],
    ids=["console", "python"],
)
def test_an_example_that_does_something_else_is_seen(tmp_path: Path, wrong: str) -> None:
    page = tmp_path / "page.md"
    page.write_text(wrong, encoding="utf-8")
    assert any(shown != happened for shown, happened in tried(page))
