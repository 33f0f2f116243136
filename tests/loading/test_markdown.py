"""Markdown is read as it is, but for what nobody reads; its front matter names title, date and author."""

import base64
import random

import pytest

from qa.loading.formats.markdown import read_markdown

PICTURE = f"data:image/png;base64,{base64.b64encode(random.Random(1).randbytes(2_000)).decode()}"


def test_a_picture_that_is_written_out_is_no_text() -> None:
    """Two notes made 211 passages, quoted as answers."""
    page = f"# Notes\n\nThe ferry leaves at nine.\n\n![plan]({PICTURE})\n\n[plan]: <{PICTURE}>\n[other]: page.html\n"
    assert read_markdown(page.encode(), None).text == (
        "# Notes\n\nThe ferry leaves at nine.\n\n![plan]()\n\n\n[other]: page.html\n"
    )


def test_a_table_in_html_is_rows_and_a_comment_is_no_text() -> None:
    page = "# A\n<!-- to do -->\n<table><tr><th>Room<th>Seats<tr><td>Hall<td>340</table>\n\nB <b>bold</b>\n"
    assert read_markdown(page.encode(), None).text == "# A\n\nRoom\tSeats\nRoom: Hall\tSeats: 340\n\nB <b>bold</b>\n"


@pytest.mark.parametrize(
    "page",
    [
        "```html\n<table><tr><td>a</table>\n```\n",
        "~~~~\n<!-- a -->\n~~~~\n",
        "a <!-- open\n",
        "<table> open\n",
        "```\n<!--",
    ],
)
def test_code_and_what_is_never_closed_stay_as_they_are(page: str) -> None:
    assert read_markdown(page.encode(), None).text == page


@pytest.mark.parametrize(
    ("front", "date", "author"),
    [
        ("---\ndate: 2024-03-01T10:00:00\nauthor: Ada Lovelace\n---\n", "2024-03-01", "Ada Lovelace"),
        ("---\ndate: [\nauthors:\n  - name: Ada\n  - Ben\n---\n", "", "Ada, Ben"),
        ("---\npublished: 1 March 2024\n---\n", "2024-03-01", ""),
        ('+++\ndate = 2024-03-01\nauthors = ["Ada"]\n+++\n', "2024-03-01", "Ada"),
        ("---\ndate: 1970-01-01\nauthor: admin\n---\n", "", ""),
        ("Text\n---\ndate: 2024\n---\n", "", ""),
    ],
)
def test_front_matter_of_both_kinds_names_date_and_author(front: str, date: str, author: str) -> None:
    found = read_markdown(f"{front}\nText.\n".encode(), None)
    assert (found.date, found.author) == (date, author)
