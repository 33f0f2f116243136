"""Scripts of texts."""

import pytest

from qa.text.script import script


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("澜湾日报 Lan Bay Courier 是一份报纸，每天早上出版一次，周末除外，一九二三年创刊。", "Han"),
        ("橋の長さは11.8キロです", "Japanese"),
        ("한국어 문장", "Hangul"),
        ("Счёты", "Cyrillic"),
        ("ხიდი 1998 წელს აშენდა. (TBC)", "Georgian"),
        ("ድልድዩ በ1998 ተሠራ።", "Ethiopic"),
        ("123", ""),
        ("ª º", "Latin"),
    ],
)
def test_a_text_has_the_script_of_most_of_its_letters(text: str, name: str) -> None:
    assert script(text) == name
