"""The README's first example is what happens; its links lead somewhere, and its map is the house."""

import re
from importlib import import_module
from itertools import groupby
from pathlib import Path

import pytest

from tests.docs.conftest import ROOT
from tests.docs.examples import blocks, in_shell, run_console
from tests.test_architecture import FLOORS

README = ROOT / "README.md"
ARCHITECTURE = ROOT / "docs" / "architecture.md"
PAGES = [README, ROOT / "CONTRIBUTING.md", ROOT / "testsets" / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_the_first_example_prints_what_it_shows_to_the_byte(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On an index made by the example's own `qa index`; only the seconds that took are not compared."""
    (sample / "fresh").mkdir()
    (sample / "documents").rename(sample / "fresh" / "documents")
    monkeypatch.chdir(sample / "fresh")
    compared = list(run_console(blocks(README)[0].text, in_shell))
    assert len(compared) == 3
    assert all("..." not in shown and happened == shown for shown, happened in compared)


def test_the_first_example_begins_on_the_first_screen() -> None:
    lines = README.read_text(encoding="utf-8").splitlines()
    assert lines.index("```console") < 15
    assert any(line.startswith("[1] “") for line in lines[:16])


def test_the_readme_the_page_on_architecture_and_the_imports_show_one_house() -> None:
    rows = re.findall(
        r"^\| (`\w+`(?: `\w+`)*) \|", README.read_text(encoding="utf-8").split("## Where things are")[1], re.M
    )
    shown = [re.findall(r"\w+", row) for row in rows]
    assert [set(floor) for floor in shown] == FLOORS
    explained = re.findall(r"^\| (\d+) \| `(\w+)` \|", ARCHITECTURE.read_text(encoding="utf-8"), re.M)
    assert [[part for _, part in floor] for _, floor in groupby(explained, key=lambda row: row[0])] == shown


def test_what_a_newcomer_is_told_to_begin_with_is_in_its_part() -> None:
    """A module that is in the part's folder, or a name that the part offers."""
    rows = re.findall(r"^\| \d+ \| `(\w+)` \|.*\| `([\w.]+)` \|$", ARCHITECTURE.read_text(encoding="utf-8"), re.M)
    assert len(rows) > 8
    for part, name in rows:
        if name.endswith(".py"):
            assert (ROOT / "src" / "qa" / part / name).exists()
        else:
            assert hasattr(import_module(f"qa.{part}"), name)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_quality_table_repeats_figures_of_the_page_on_quality() -> None:
    """Of both readers: quotes, marked answers, false refusals and milliseconds of a set are the same in both tables."""
    full = {
        row[0]: [row[1], *(re.sub(r" \[[^]]*\]", "", row[column]) for column in (2, 3, 6, 7))]
        for row in measured(ROOT / "docs" / "quality.md", 8)
    }
    shown = {row[0]: row[2:] for row in measured(README, 7)}
    assert len(shown) > 5
    assert {name: full.get(name) for name in shown} == shown


def measured(page: Path, columns: int) -> list[list[str]]:
    """The rows of the page's table of so many columns, with a figure and its interval in them."""
    lines = [line for line in page.read_text(encoding="utf-8").splitlines() if re.match(r"\| .*\[0\.", line)]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in rows if len(row) == columns]
