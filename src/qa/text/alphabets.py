"""Which language a text in Arabic, Hebrew, Cyrillic or Devanagari letters is of, as far as they alone tell."""

import unicodedata

import regex

_ARABIC = "ءآؤئابتثجحخدذرزسشصضطظعغفقكلمنهويى"
_PERSIAN = _ARABIC + "پچژگکیۀ"
_RUSSIAN = "абвгдежзийклмнопрстуфхцчшщъыьэюяё"
_HINDI = "अआइईउऊऋएऐओऔऍऑकखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसह"
ALPHABETS = {
    "Arabic": {
        "ar": _ARABIC + "ةأإٱ",
        "fa": _PERSIAN,
        "ur": _PERSIAN + "ٹڈڑےںہھۂۃۓ",
        "ps": _PERSIAN + "ټډړږښګڼېۍځڅ",
        "ckb": _PERSIAN + "ڤڕڵۆێەھ",
        "ug": _PERSIAN + "ېۇۆۈۋەڭھ",
        "sd": _PERSIAN + "ڄڃڇڌڏٿٻڀڪڻڙڊٽٺڦڱڳھ",
    },
    "Hebrew": {"he": "אבגדהוזחטיךכלםמןנסעףפץצקרשת", "yi": "אבגדהוזחטיךכלםמןנסעףפץצקרשתװױײ"},
    "Cyrillic": {
        "ru": _RUSSIAN,
        "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
        "be": "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
        "sr": "абвгдђежзијклљмнњопрстћуфхцчџш",
        "mk": "абвгдѓежзѕијклљмнњопрстќуфхцчџш",
    },
    "Devanagari": {"hi": _HINDI, "mr": _HINDI + "ळ"},
}
"""By script, the letters of each language; one whose letters another one has too comes before it.

Arabic, as typed by Persians, has their ک and ی but its own ة; it is of no language here, rather than of a wrong one.
"""
_FEW = 1 / 150
"""What is more of a text's letters than this is no chance, as a foreign name is."""
_HARD_SIGN = regex.compile(r"ъ(?=[бвгджзйклмнпрстфхцчшщ])")
"""A vowel in Bulgarian, and before a consonant in no other language of these letters; they have all of Russian's."""


def spelled_in(text: str, script: str) -> str:
    """The tag of the first language of that script whose letters are all but a few of the text's; empty for none.

    Languages that the letters do not tell apart count as the one with most readers: Nepali as Hindi.

    >>> spelled_in("پل قدیمی", "Arabic"), spelled_in("پرانا پل ہے", "Arabic"), spelled_in("الجسر القديم", "Arabic")
    ('fa', 'ur', 'ar')
    >>> spelled_in("мостът", "Cyrillic"), spelled_in("объект", "Cyrillic"), spelled_in("міст її", "Cyrillic")
    ('bg', 'ru', 'uk')
    """
    folded = unicodedata.normalize("NFKC", text).lower()
    letters = regex.findall(rf"[\p{{{script}}}&&\p{{L}}]", folded, regex.VERSION1)
    fits = (
        tag
        for tag, alphabet in ALPHABETS[script].items()
        if sum(letter not in alphabet for letter in letters) <= _FEW * len(letters)
    )
    found = next(fits, "")
    hard = sum(1 for _ in _HARD_SIGN.finditer(folded))
    return "bg" if found == "ru" and hard > _FEW * len(letters) else found
