"""Classes of characters and what was measured of them belong together, and the measurement can be made again."""

import json
from importlib.resources import files

import pytest

from qa.loading.encoding.languages import Measured, language_of
from qa.loading.encoding.letters import SCRIPTS, classes
from training.encodings.fit import capital, shares

MEASURED = json.loads((files("qa.loading.encoding") / "languages.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["zh-Hans", "zh-Hant", "ja", "ko", *SCRIPTS])
def test_every_class_has_its_share(name: str) -> None:
    measured = MEASURED["alphabets" if name in SCRIPTS else name]
    assert measured["shares"].keys() == classes(name).keys()
    assert 0.95 < sum(measured["shares"].values()) <= 1.03  # the rest is signs; the least shares are rounded up


def test_a_character_costs_the_share_of_its_class_among_its_letters() -> None:
    """Half of the text is shared by n common letters: 1 / 2n each, which is log2(2n) bits; a capital costs 3 more."""
    russian = language_of("ru", Measured({"common": 0.5, "others": 0.25}, 5.0, 3.0))
    common = len(classes("ru")["common"])
    assert 2 ** russian.price("о") == pytest.approx(common / 0.5)
    assert russian.price("О") == russian.price("о") + 3.0


def test_shares_are_counted_outside_ascii_and_none_is_nothing() -> None:
    """Of eight letters six are common (four о, and Ы as ы), and two are ё, one of the others."""
    assert shares("ru", ["abc оооо", "ёё Ыы 12"]) == {"common": 0.75, "others": 0.25}
    assert shares("ru", ["о" * 100]) == {"common": 1.0, "others": 0.003}


def test_a_capital_costs_what_its_rarity_says() -> None:
    """Two of ten letters: 8 to 2 is two bits."""
    assert capital({"ru": ["ОО" + "о" * 8], "uk": [], "el": []}) == 2.0
