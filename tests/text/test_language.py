"""The language of a text, where its script or its most frequent words tell."""

import pytest

from qa.text import written_in

LATIN = {
    "en": "The keeper of the light lived in the tower for thirty years, and his daughter was born there.",
    "de": "Der Wärter lebte dreißig Jahre im Turm, und seine Tochter wurde dort in einer Nacht geboren.",
    "fr": "Le gardien du phare a vécu dans la tour pendant trente ans, et sa fille est née sur les rochers.",
    "es": "El guardián del faro vivió en la torre por treinta años, y su hija nació una noche en el muelle.",
    "it": "Il guardiano del faro visse nella torre per trenta anni, e la figlia nacque una notte con il vento.",
    "pt": "O guarda do farol viveu na torre por trinta anos, e a filha não quis sair da ilha com uma tia.",
    "nl": "De wachter woonde dertig jaar in het huis van de toren, en zijn dochter werd er met een kat geboren.",
}


@pytest.mark.parametrize(("tag", "text"), LATIN.items())
def test_latin_letters_are_told_apart_by_frequent_words(tag: str, text: str) -> None:
    assert written_in(text) == tag


@pytest.mark.parametrize(
    "text", ["", "1786", "Wexbridge", "Aldersund, Brandt, Lovisa", "Ilong-ilong ang pangalan niya"]
)
def test_what_tells_nothing_has_no_language(text: str) -> None:
    assert written_in(text) == ""


def test_two_languages_in_equal_parts_are_none() -> None:
    assert written_in(f"{LATIN['en']} {LATIN['de']} {LATIN['fr']} {LATIN['es']}") == ""


def test_other_scripts_tell_their_language() -> None:
    texts = {"ar": "افتتح الجسر القديم", "he": "המגדלור נבנה", "el": "Ο φάρος", "th": "ประภาคาร"}
    assert {tag: written_in(text) for tag, text in texts.items()} == {tag: tag for tag in texts}
