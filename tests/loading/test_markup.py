"""The words of XML come line by line, and no entity of it is resolved."""

import pytest

from qa.errors import DocumentError
from tests.loading.made import read


def test_elements_inside_a_sentence_do_not_break_it() -> None:
    data = b"<doc><title>T</title><p>The <b>Varn</b> bridge.</p><list><i>a</i><i>b</i></list></doc>"
    assert (read("a.xml", data).text, read("a.xml", data).title) == ("T\nThe Varn bridge.\na\nb\n", "T")


def test_a_tower_of_entities_stays_what_it_is() -> None:
    tower = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(12))
    assert read("a.xml", f"<!DOCTYPE d [{tower}]><d><a>x&e11;</a></d>".encode()).text.strip() in {"x", "x&e11;"}


def test_what_is_no_xml_is_refused() -> None:
    with pytest.raises(DocumentError) as caught:
        read("a.xml", b"just words")
    assert caught.value.reason == "damaged"
