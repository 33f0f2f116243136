"""A page gives its own text first, then what stands beside it, and each part once."""

import pytest

from qa.loading.formats.html import read_page, read_parts
from qa.records import BESIDE
from tests.loading.made import named, read

ARTICLE = (
    "<article><h1>Varn</h1><p>The Varn bridge was designed by Elin Marsh and is 212 m long, they say.</p></article>"
)


@pytest.mark.parametrize(
    "beside",
    [
        "<div class='related-posts'>Who designed the Tove bridge?</div>",
        "<aside>Who designed the Tove bridge?</aside>",
        "<footer>Who designed the Tove bridge?</footer>",
        "<div role=complementary>Who designed the Tove bridge?</div>",
        "<ul><li><a href=a>Who designed</a><li><a href=b>the Tove</a><li><a href=c>bridge?</a></ul>",
        "<div style='Display : none'>Who designed the Tove bridge?</div>",
        "<textarea>Who designed the Tove bridge?</textarea>",
    ],
)
def test_what_stands_beside_the_text_comes_after_it(beside: str) -> None:
    found = read("a.html", f"<body>{beside}{ARTICLE}</body>".encode())
    assert found.text.startswith("Varn\n\nThe Varn bridge")
    assert " ".join(named(found, BESIDE).split()) == "Who designed the Tove bridge?"


def test_hidden_words_that_are_shown_too_come_once() -> None:
    page = "<p>The fee is 120 kroner.</p><p hidden>The fee is 120 kroner.</p><p hidden>Ask us.</p>"
    assert read_parts(page)[1:3] == ("The fee is 120 kroner.\n", "\nAsk us.\n")


def test_a_page_of_links_only_keeps_them() -> None:
    page = "<nav>Home</nav><ul><li><a href=a>One</a><li><a href=b>Two</a><li><a href=c>Three</a></ul>"
    assert read_page(page)[1].split() == ["Home", "One", "Two", "Three"]


def test_the_reading_of_a_character_is_not_text() -> None:
    assert read_page("<p><ruby>花<rp>(</rp><rt>はな</rt><rp>)</rp></ruby>見</p>")[1] == "花見\n"


def test_a_button_that_opens_an_answer_is_its_question() -> None:
    page = "<h3><button>What is the fee?</button></h3><div hidden>120 kroner.</div><button>Send</button>"
    assert read_page(page)[1] == "What is the fee?\n\n120 kroner.\n"


def test_a_data_cell_is_read_under_its_head() -> None:
    table = (
        "<table><tr><th rowspan=2>Course<th colspan=2>Price<tr><th>Child<th>Adult"
        "<tr><td>Sailing<td>80<td>120<tr><td>Diving<td><td>95</table>"
    )
    lines = read_page(table)[1].strip().split("\n")
    assert lines[-2:] == ["Course: Sailing\tPrice Child: 80\tPrice Adult: 120", "Course: Diving\t\tPrice Adult: 95"]


def test_a_table_without_heads_is_read_as_it_is() -> None:
    assert read_page("<table><tr><th>Name<td>Ada<tr><th>Born<td>1815</table>")[1] == "Name\tAda\nBorn\t1815\n"


def test_a_body_that_shows_nothing_says_what_it_says_to_programs() -> None:
    said = '{"@type": "FAQPage", "mainEntity": [{"name": "Fee?", "acceptedAnswer": {"text": "120 kroner."}}]}'
    assert (
        read_page(f"<script type='application/ld+json'>{said}</script><div id=app></div>")[1] == "Fee?\n\n120 kroner.\n"
    )
    assert read_page("<noscript><p>Switch <b>it</b> on.</p></noscript>")[1] != "\n"
    assert "120" not in read_page(f"<p>Shown.</p><script type='application/ld+json'>{said}</script>")[1]


@pytest.mark.parametrize(
    "page", ["<table><tr><td>" * 2_000, "<div class=nav>" * 7_000, "<article><p>a</article>" * 30_000]
)
def test_no_page_takes_longer_than_its_length_asks(page: str) -> None:
    """Work that grew with the square of the page would not end here."""
    assert len(read_page(f"{page}x")[1]) <= len(page)
