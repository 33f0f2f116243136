"""Pages of several articles are divided, exactly; files with one article are left as they are."""

import time
from pathlib import Path

import pytest

from qa.articles import divide
from qa.embed import StaticEncoder, open_bundled
from qa.records import Document, Section
from tests.articles.pages import PAGES, Expected

SAMPLES = Path(__file__).parent.parent.parent / "documents"


@pytest.fixture(scope="module")
def model() -> StaticEncoder:
    return open_bundled()


def document_of(text: str, source: str = "page.txt") -> Document:
    return Document(source, text.partition("\n")[0], text, "digest", "utf-8")


def sections_of(text: str, model: StaticEncoder, source: str = "page.txt") -> tuple[Section, ...]:
    return divide(document_of(text, source), model.encode_documents).sections


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_divided_into_its_articles(name: str, model: StaticEncoder) -> None:
    """Each has its title, author and date, and its words wherever columns have put them, and no others."""
    text, expected = PAGES[name]
    sections = sections_of(text, model)
    found = dict.fromkeys((one.title, one.author, one.date) for one in sections)
    assert list(found) == [(one.title, one.author, one.date) for one in expected]
    for article in expected:
        held = "\n".join(text[one.start : one.end] for one in sections if one.title == article.title)
        assert [words for words in _words(expected) if words in held] == list(article.words)


def _words(expected: tuple[Expected, ...]) -> list[str]:
    return [words for one in expected for words in one.words]


@pytest.mark.parametrize("name", PAGES)
def test_sections_are_in_order_and_begin_and_end_at_words(name: str, model: StaticEncoder) -> None:
    text, _ = PAGES[name]
    place = 0
    for section in sections_of(text, model):
        assert place <= section.start < section.end <= len(text)
        assert text[section.start : section.end].strip() == text[section.start : section.end]
        place = section.end


def test_a_sentence_that_a_column_tears_is_known_to_go_on(model: StaticEncoder) -> None:
    text, _ = PAGES["column-break.txt"]
    torn = [one for one in sections_of(text, model) if one.goes_on]
    assert [text[slice(*one.goes_on)] for one in torn if one.goes_on] == ["说，买菜的和卖菜的都少费口舌。"]
    assert text[: torn[0].end].endswith("如今秤自己会")


def test_a_sentence_that_a_page_s_end_tears_goes_on_behind_the_furniture(model: StaticEncoder) -> None:
    text, _ = PAGES["page-break.txt"]
    torn = [one for one in sections_of(text, model) if one.goes_on]
    assert [text[slice(*one.goes_on)] for one in torn if one.goes_on] == ["淡淡的金色。"]


def test_the_sample_page_has_two_articles(model: StaticEncoder) -> None:
    text = (SAMPLES / "news" / "page-2024-05-17.txt").read_text(encoding="utf-8")
    found = [(one.title, one.author, one.date) for one in sections_of(text, model)]
    assert found == [
        ("市图书馆“夜书房”今晚亮灯", "梁起帆", "2024-05-17"),
        ("28路公交延伸到灯笼嘴　三百多户居民不再走远路", "冯小岚", "2024-05-17"),
    ]


def test_the_other_samples_are_left_as_they_are(model: StaticEncoder) -> None:
    paths = [path for path in SAMPLES.rglob("*.txt") if "page" not in path.name]
    assert len(paths) > 15
    for path in paths:
        text = path.read_bytes().decode("utf-8", errors="replace")
        assert sections_of(text, model, path.name) == ()


SUBHEADS = """Harbour museum opens a new wing
By Nora Quill

The museum of the harbour opens its new wing on Saturday with a show of ship models. The wing cost two million crowns.

Room for models

Forty ship models that were kept in the cellar of the museum are shown in the new wing, the largest four metres long.

Free on Mondays

On Mondays the museum and its new wing are free; on other days a ticket to the harbour museum costs six crowns.
"""


def test_an_article_with_subheads_is_one(model: StaticEncoder) -> None:
    assert sections_of(SUBHEADS, model) == ()


def test_a_photograph_s_credit_begins_no_article(model: StaticEncoder) -> None:
    text = (
        "大桥今晨通车\n本报记者 宋晓棠\n\n大桥全长十一公里，今晨通车，车流顺畅。\n\n"
        "大桥夜景\n本报记者 周海 摄\n\n大桥的灯藏在护栏里，大桥上看不见灯杆。\n"
    )
    assert sections_of(text, model) == ()


def test_what_has_a_structure_of_its_own_is_not_divided(model: StaticEncoder) -> None:
    text, _ = PAGES["briefs.txt"]
    encode = model.encode_documents
    assert divide(document_of(text, "page.md"), encode).sections == ()
    own = Section(0, 5, "own")
    document = Document("page.txt", "", text, "", "", sections=(own,))
    assert divide(document, encode).sections == (own,)


def test_a_text_without_headlines_inside_is_given_no_meaning() -> None:
    def encode(texts: object) -> object:
        raise AssertionError("nothing is to be encoded")

    text = "The ferry\n\n" + "The ferry Morgenrot sails at noon.\n\n" * 50
    assert divide(document_of(text), encode).sections == ()  # type: ignore[arg-type]


FORM = """TECHMART ELECTRONICS
Receipt 98765

Item\tPrice
Headphones\t249.99
Keyboard\t129.50

TOTAL 379.49

Thank you for shopping with us.
Returns within thirty days, with this receipt and in the original box only.
"""


@pytest.mark.parametrize("source", ["receipt.txt", "receipt.pdf", "receipt.html"])
def test_a_form_is_no_page_of_articles(source: str, model: StaticEncoder) -> None:
    assert sections_of(FORM, model, source) == ()


def test_where_files_are_not_plain_text_only_bylines_tell_of_a_page(model: StaticEncoder) -> None:
    """Two headlines without bylines under a paper's head."""
    bare = (
        "The Gull Point Courier    Friday, May 10, 2024    Page 3\n\nCouncil buys the old rope works\n\nThe council "
        "will buy the old rope works and turn it into workshops for weavers and a boat builder.\n\nSeal pups"
        "\n\nVolunteers counted 63 seal pups on Sunday, from a drone that flies too high to disturb the animals.\n"
    )
    assert len(sections_of(bare, model, "page.txt")) == 2
    assert sections_of(bare, model, "page.pdf") == ()
    assert len({one.title for one in sections_of(PAGES["english.txt"][0], model, "page.pdf")}) == 2


@pytest.mark.parametrize(
    "text",
    [
        "Head of it\nBy Ann Lee\n\nBody sentence here now and then.\n\n" * 1700,
        "Ab\n\nCd.\n\n" * 9000,
        "A b\nC d\n" + "Some words.\nOther words.\n" * 3500,
        "2024-05-17 版 " * 9000,
        "By " + "Ab Cd, " * 12000,
        "记者 " + "王小明 " * 20000,
    ],
)
def test_no_text_of_a_hundred_thousand_characters_holds_an_index_up(text: str, model: StaticEncoder) -> None:
    """Each took over ten seconds, or minutes, before what is looked at was limited; by processor time."""
    begun = time.process_time()
    sections_of(text[:99_999], model)
    assert time.process_time() - begun < 10
