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


SPELLED = {
    "ar": ["افتتح العمدة الجسر القديم في عام 1786، وكان طوله مئة متر.", "حسن", "بنيت المنارة عام ألف"],
    "fa": [
        "پل قدیمی در سال ۱۷۸۶ به دست شهردار گشایش یافت و درازای آن صد متر بود.",
        "پل قديمي در سال به دست شهردار گشايش يافت و چراغ كنار آن ژرف بود",  # with the ye and kaf of an Arabic keyboard
        "دریاچهٔ ارومیه",
    ],
    "ur": ["پرانا پل 1786 میں میئر نے کھولا تھا اور اس کی لمبائی سو میٹر ہے۔", "لاہور کا قلعہ"],
    "ps": ["زوړ پل په کال کې د ښاروال لخوا پرانیستل شو او اوږدوالی یې سل متره و."],
    "ckb": ["پردە کۆنەکە لە ساڵی ١٧٨٦ لەلایەن سەرۆکی شارەوە کرایەوە و درێژییەکەی سەد مەترە."],
    "ug": ["كونا كۆۋرۈك 1786-يىلى شەھەر باشلىقى تەرىپىدىن ئېچىلغان بولۇپ، ئۇزۇنلۇقى يۈز مېتىر."],
    "sd": ["پراڻي پل ميئر کولي هئي ۽ ان جي ڊيگهه سؤ ميٽر آهي، ڇو ته ڳوٺ ويجهو هو"],
    "he": ["המגדלור נבנה בשנת 1897 וגובהו ארבעים מטרים."],
    "yi": ["דער ייִדישער שרײַבער האָט געװױנט אין אַן אַלטן הױז בײַם ים."],
    "ru": ["Старый мост был открыт мэром в 1786 году.", "Объект", "Красная площадь", "Съезд и объявление"],
    "uk": ["Старий міст відкрив мер у 1786 році, і його довжина сягає ста метрів.", "Київ"],
    "be": ["Стары мост быў адкрыты мэрам у 1786 годзе, яго даўжыня сто метраў."],
    "bg": ["Старият мост е открит от кмета през 1786 година, а дължината му е сто метра, колкото и на пътя.", "Мостът"],
    "sr": ["Стари мост је отворио градоначелник 1786. године, а његова дужина је сто метара; ноћу светле ђердани."],
    "mk": ["Стариот мост го отвори градоначалникот, а неговата должина е сто метри; ноќе ѕвезди и меѓу нив луѓе."],
    "hi": ["पुराना पुल 1786 में महापौर ने खोला था और उसकी लंबाई सौ मीटर है, बड़ा पेड़ पास है।"],
    "mr": ["जुना पूल महापौरांनी उघडला आणि त्याची लांबी शंभर मीटर आहे; जवळच शाळा व तळे आहे."],
}


@pytest.mark.parametrize(("tag", "texts"), SPELLED.items())
def test_letters_tell_the_languages_of_a_script_apart(tag: str, texts: list[str]) -> None:
    """Persian and Urdu were Arabic, Ukrainian and Bulgarian were Russian, Marathi was Hindi."""
    assert {text: written_in(text) for text in texts} == dict.fromkeys(texts, tag)


def test_a_foreign_name_does_not_change_a_long_texts_language() -> None:
    assert written_in("الجسر القديم في المدينة " * 20 + "پژو") == "ar"
    assert written_in("Старый мост был открыт мэром. " * 20 + "Їжакевич") == "ru"


def test_letters_that_fit_no_language_tell_none() -> None:
    """Kazakh; Arabic as a Persian keyboard writes it."""
    assert written_in("Ескі көпірді қала әкімі ашты, ұзындығы жүз метр.") == ""
    assert written_in("افتتح العمدة الجسر القدیم فی المدینة الکبیرة، وأعلن ذلک") == ""
