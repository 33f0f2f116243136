"""Headings → sections: every part of a text under the path of the headings above it."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from qa.loading.extracted import Heading
from qa.loading.formats.markdown_headings import headings
from qa.loading.outline import numbered_units, outline
from tests.loading.made import p, read, word
from tests.loading.test_odf import opened


def sections(name: str, data: bytes | str) -> list[tuple[str, str]]:
    """(title, text) of a file's sections."""
    document = read(name, data if isinstance(data, bytes) else data.encode())
    found = [*document.headings, *numbered_units(document.text)]
    return [
        (one.title, document.text[one.start : one.end].strip()) for one in outline(document.text, document.title, found)
    ]


def test_a_section_has_the_path_of_the_headings_above_it() -> None:
    text = "# Model Ardea\n\n## Warranty\n\nTwo years.\n\n# Model Bubo\n\n## Warranty\n\nFive years.\n"
    assert [title for title, _ in sections("a.md", text)] == ["Model Ardea › Warranty", "Model Bubo › Warranty"]


def test_the_title_that_is_no_heading_stands_before_them() -> None:
    text = "---\ntitle: Prices\n---\n# Ardea\n\n12 euros.\n\n# Bubo\n\n14 euros.\n"
    assert [title for title, _ in sections("a.md", text)] == ["Prices › Ardea", "Prices › Bubo"]


def test_a_heading_that_heads_nothing_belongs_to_the_next_section() -> None:
    found = outline("A\nB\nwords\n", "T", [Heading(0, 1, 1, "A"), Heading(2, 3, 1, "B")])
    assert [(one.start, one.end, one.title) for one in found] == [(0, 10, "T › B")]


@pytest.mark.parametrize(
    ("name", "data", "title"),
    [
        (
            "a.html",
            "<title>Hire</title><h1>Boats</h1><p>Open.</p><h2>Canoes</h2><p>12 euros.</p>",
            "Hire › Boats › Canoes",
        ),
        ("a.ini", "[mirror]\nport = 1\n\n[archive.old]\nport = 2\n", "mirror › archive.old"),
        ("a.rst", "Fees\n====\n\nIntro.\n\nCanoes\n------\n\n12 euros.\n", "Fees › Canoes"),
        ("a.tex", "\\section{Fees}\nIntro.\n\\subsection{Canoes}\n12 euros.\n", "\\section{Fees} › Fees › Canoes"),
        (
            "a.docx",
            word(
                p("Fees", '<w:pStyle w:val="Heading1"/>')
                + p("Intro.")
                + p("Canoes", '<w:outlineLvl w:val="1"/>')
                + p("12.")
            ),
            "Fees › Canoes",
        ),
        (
            "a.odt",
            opened(
                "text",
                "<text:h>Fees</text:h><text:p>Intro.</text:p>"
                "<text:h text:outline-level='2'>Canoes</text:h><text:p>12.</text:p>",
            ),
            "Fees › Canoes",
        ),
    ],
)
def test_each_format_says_its_headings(name: str, data: bytes | str, title: str) -> None:
    assert sections(name, data)[-1][0] == title


LAW = """Dog rules

Chapter I General

Article 1 These rules hold in the whole town and in all of its parks, gardens, woods, meadows and beaches too.

Article 2 Dogs are kept on a leash, as the rules of
Article 1 of the older rules have it.

Chapter II Fines

Article 3 Who breaks Article 2 pays 40 euros.
"""


def test_numbered_units_are_sections_and_what_only_names_one_is_none() -> None:
    assert [title for title, _ in sections("dogs.txt", LAW)] == [
        "Dog rules › Chapter I General › Article 1",
        "Dog rules › Chapter I General › Article 2",
        "Dog rules › Chapter II Fines › Article 3",
    ]


def test_a_single_unit_is_no_structure() -> None:
    assert list(numbered_units("Letter\n\nArticle 5 protects you.\n\nYours\n")) == []


def top_headings(text: str) -> Iterator[tuple[int, int]]:
    """(line, level) of the headings that markdown-it finds outside of lists and quotations."""
    for opening, inline in pairwise(MarkdownIt("commonmark").disable("inline").parse(text)):
        if opening.type == "heading_open" and opening.level == 0 and inline.content and opening.map:
            yield opening.map[0], int(opening.tag[1])


LINES = st.sampled_from(
    [
        "# Fees",
        "## For **all**",
        "#no",
        "####### no",
        "- item",
        "1. item",
        "> quoted",
        "word",
        "```",
        "~~~",
        "",
        "",
        "|a|b|",
    ]
)


@given(st.lists(LINES, max_size=14))
def test_headings_are_those_of_commonmark(lines: list[str]) -> None:
    text = "\n".join(lines) + "\n"
    assert [(text.count("\n", 0, one.start), one.level) for one in headings(text)] == list(top_headings(text))


@pytest.mark.parametrize(("under", "level"), [("====", 1), ("---", 2)])
def test_underlined_headings_are_found(under: str, level: int) -> None:
    assert [(one.level, one.title) for one in headings(f"Intro\n\nFees for all\n{under}\n\n12\n")] == [
        (level, "Fees for all")
    ]
