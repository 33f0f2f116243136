"""A page gives the text that a reader sees, and none that cannot be parsed in time is tried."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.errors import DocumentError
from qa.loading.formats.html import DEEPEST, declared_encoding, read_page
from qa.loading.reading import load_document


def text_of(html: str) -> str:
    return load_document("a.html", html.encode())[0].text


def test_html_gives_its_visible_text() -> None:
    page = """<!doctype html><html><head><title>T &amp; t</title><style>p{}</style></head><body>
    <nav>menu</nav><h1>Head</h1>\n<p>One <b>bold</b>,\n and&nbsp;&lt;b&gt; <i> x</i>y.</p><p>Two<br>lines</p>
    <div>a<div>b</div>c</div><table><tr><td>1</td><td>2</td></tr><tr><th></th><td>4</td></tr></table>
    <ul><li>i</li><li>j</li></ul><pre>\n a\n  b</pre>中文\n换行<script>x()</script><template>t</template>
    <noscript>n</noscript><!-- c --></body></html>"""
    document, _ = load_document("a.html", page.encode())
    assert document.title == "T & t"
    assert document.text == (
        "Head\n\nOne bold, and\u00a0<b> xy.\n\nTwo\nlines\n\na\nb\nc\n\n1\t2\n\t4\n\ni\nj\n\n a\n  b\n\n中文换行\n"
    )


def test_deeply_nested_html_does_not_overflow() -> None:
    assert text_of("<div>" * 5000 + "deep" + "</div>" * 5000) == "deep\n"


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(lambda text: bool(text.strip())))
def test_html_text_is_what_was_escaped_into_it(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    assert text_of(f"<meta charset=utf-8><pre>-{escaped}é中</pre>") == f"-{text}é中\n"


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 100_000,
        ("<ul>" + "</b><li>") * 50_000,
        ("<i></p><section>x") * 50_000,
        "<!-->" + "<div>" * 100_000,
        "<!-- x --!>" + "<div>" * 100_000,
        "<div/>" * 100_000,
        "<rt>" * 100_000,
        "".join(f"<b id=a{number}><p>" for number in range(3_200)),  # 47 KB: every <p> holds a copy of every <b>
    ],
)
def test_html_nested_too_deeply_is_refused_by_name(page: str) -> None:
    with pytest.raises(DocumentError, match=r"a\.html: is nested too deeply to be a page") as caught:
        load_document("a.html", page.encode())
    assert ".txt" in caught.value.hint


@pytest.mark.parametrize(
    ("tags", "text"),
    [
        ("<p>a", "a"),
        ("<br>a", "a"),
        ("<ul><li>a<li>a</ul>", "a\na"),
        ("<div>a</DIV >", "a"),
        ("<!-- <div> -->a", "a"),
        ("<script>'<div>'</script>a", "a"),
        ("<svg><path d='M0'/></svg>a", "a"),
        ("<ruby>a<rt></ruby>", "a"),
        ("<p><b>a</b></p>", "a"),
    ],
)
def test_many_elements_side_by_side_are_not_deep(tags: str, text: str) -> None:
    shown = text_of(tags * (DEEPEST + 1)).replace("\n", "")
    assert shown == text.replace("\n", "") * (DEEPEST + 1)


@pytest.mark.parametrize("page", ["<" + "a" * 10**6, "<a" * 10**6, "<!--" * 10**6, "<script>" * 10**5, "</b>" * 10**6])
def test_a_page_of_nothing_but_broken_tags_is_read(page: str) -> None:
    """Work that grew with the square of the page would not end here."""
    _, text = read_page(page)
    assert len(text) <= len(page)


@pytest.mark.parametrize(
    ("page", "codec"),
    [
        (b"<meta charset=gb2312>", "gb18030"),
        (b"<META http-equiv='Content-Type' content='text/html; charset=Shift_JIS'>", "cp932"),
        (b'<meta name="a"><meta charset = "KOI8-R">', "koi8-r"),
        (b"<p>charset=gbk", None),
        (b" " * 8192 + b"<meta charset=gbk>", None),
    ],
)
def test_the_declared_encoding_is_named_as_browsers_read_it(page: bytes, codec: str | None) -> None:
    assert declared_encoding(page) == codec


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title></title>", "Fees"),
        ("<title> \n </title>", "Fees"),
        ("", "Fees"),
        ("<title>Town</title>", "Town"),
        ("</head><body><svg><title>Logo</title></svg>", "Fees"),
        ("</head><body><svg><g><title>Logo</title></g></svg><title>Late</title>", "Late"),
    ],
)
def test_the_title_is_the_pages_own_and_has_words(head: str, title: str) -> None:
    assert read_page(f"<html><head>{head}<h1></h1><h1>Fees</h1><p>Cars pay two.")[0] == title
