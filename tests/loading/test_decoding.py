"""Bytes come back as the text they were made of, or are refused; doubt is told."""

import codecs
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.errors import DocumentError
from qa.loading.encoding.decoding import decode
from qa.loading.encoding.detection import Decoded

TEXTS = {
    "zh-Hans": "春天到了，河边的柳树长出了新叶。孩子们放学以后喜欢在公园里放风筝，老人坐在长椅上聊天。"
    "市政府计划明年修建一座新的图书馆，预计投资三亿元，可以容纳两千名读者。记者了解到，工程将于六月动工。",
    "zh-Hant": "春天到了，河邊的柳樹長出了新葉。孩子們放學以後喜歡在公園裡放風箏，老人坐在長椅上聊天。"
    "市政府計劃明年興建一座新的圖書館，預計投資三億元，可以容納兩千名讀者。記者了解到，工程將於六月動工。",
    "ja": "春になると川辺の柳が新しい葉をつけます。子どもたちは学校のあと公園で凧をあげて遊びます。"
    "市は来年、新しい図書館を建てる計画で、二千人の読者が利用できるようになるという。「楽しみです」と住民は話した。",
    "ko": "봄이 오면 강가의 버드나무에 새 잎이 돋는다. 아이들은 학교가 끝나면 공원에서 연을 날리며 논다. "
    "시청은 내년에 새 도서관을 지을 계획이며 이천 명이 이용할 수 있을 것이라고 밝혔다.",
    "ru": "Весной на берегу реки распускаются ивы. Дети после школы любят запускать в парке воздушных змеев. "
    "В следующем году город построит новую библиотеку, рассчитанную на две тысячи читателей.",
    "de": "Im Frühling blühen die Bäume am Fluß, und die Kinder spielen nach der Schule gern draußen. "
    "Die Stadt möchte nächstes Jahr eine größere Bücherei für zweitausend Leser eröffnen, erklärte der Bürgermeister.",
    "fr": "Au début de l'été, les élèves préfèrent jouer dehors près de la rivière. L'année prochaine, la ville "
    "espère créer une bibliothèque où deux mille lecteurs seront reçus, a déclaré le maire à la presse.",
    "es": "En otoño los niños juegan después de clase en el jardín público. ¿Cuándo abrirá la biblioteca? El próximo "
    "año, según explicó el alcalde, la ciudad construirá una más grande para todos los lectores del país.",
    "pl": "Wiosną nad rzeką rosną świeże liście, a dzieci po szkole chętnie bawią się w parku. W przyszłym roku "
    "miasto chce wybudować większą bibliotekę, w której będzie mogło czytać dwa tysiące osób.",
    "el": "Την άνοιξη στην όχθη του ποταμού βγαίνουν νέα φύλλα και τα παιδιά παίζουν στο πάρκο μετά το σχολείο. "
    "Του χρόνου ο δήμος θα χτίσει μια μεγαλύτερη βιβλιοθήκη για δύο χιλιάδες αναγνώστες.",
    "th": "เมื่อถึงฤดูใบไม้ผลิ ต้นไม้ริมแม่น้ำก็แตกใบใหม่ เด็กๆ ชอบเล่นว่าวในสวนหลังเลิกเรียน "
    "ปีหน้าเมืองนี้จะสร้างห้องสมุดแห่งใหม่ให้ผู้อ่านได้ใช้ประมาณสองพันคน",
    "ar": "في الربيع تنمو أوراق جديدة على ضفة النهر، ويلعب الأطفال في الحديقة بعد المدرسة. "
    "وفي العام القادم ستبني المدينة مكتبة كبيرة تتسع لألفي قارئ كما قال رئيس البلدية.",
    "he": "באביב צומחים עלים חדשים על גדת הנהר, והילדים משחקים בפארק אחרי בית הספר. "
    "בשנה הבאה תבנה העיר ספרייה גדולה יותר לאלפיים קוראים, כך אמר ראש העיר.",
    "vi": "Mùa xuân, hàng cây bên sông ra lá mới và trẻ em thích chơi diều trong công viên sau giờ học. "
    "Năm sau thành phố sẽ xây một thư viện lớn hơn cho hai nghìn bạn đọc.",
}
UNICODE = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32")
ENCODINGS: dict[str, tuple[str, ...]] = {
    "zh-Hans": ("gb2312", "gbk", "gb18030", "hz"),
    "zh-Hant": ("big5", "big5hkscs", "cp950", "gb18030"),
    "ja": ("cp932", "shift_jis", "euc_jp", "iso2022_jp"),
    "ko": ("euc_kr", "cp949", "iso2022_kr"),
    "ru": ("cp1251", "koi8_r", "iso8859_5", "cp866"),
    "de": ("cp1252", "iso8859_1", "iso8859_15"),
    "fr": ("cp1252", "iso8859_1", "iso8859_15"),
    "es": ("cp1252", "iso8859_1"),
    "pl": ("cp1250", "iso8859_2"),
    "el": ("cp1253", "iso8859_7"),
    "th": ("cp874", "tis_620"),
    "ar": ("cp1256", "iso8859_6"),
    "he": ("cp1255", "iso8859_8"),
    "vi": (),
}
LATIN = ("de", "fr", "es", "pl", "vi")
CASES = [(language, encoding) for language in TEXTS for encoding in (*UNICODE, *ENCODINGS[language])]


def sized(language: str, size: int) -> str:
    text = TEXTS[language]
    return (f"{text}\n" * (size // len(text) + 1))[:size]


@pytest.mark.parametrize(("language", "encoding"), CASES)
def test_a_text_comes_back_exactly_in_every_encoding(language: str, encoding: str) -> None:
    """From 20 characters on; for Latin alphabets from 50, as they have few letters outside ASCII."""
    for size in (50 if language in LATIN else 20, 50, 200, 1000):
        text = sized(language, size)
        assert decode(text.encode(encoding)).text == text, size


def test_eight_characters_are_never_wrong_without_doubt() -> None:
    """But for UTF-16 without a mark: eight characters may all be pairs of ASCII letters."""
    wrong = []
    for language, encoding in CASES:
        if encoding in {"utf-16-le", "utf-16-be"}:
            continue
        for start in range(0, 100, 4):
            text = TEXTS[language][start : start + 8]
            try:
                found = decode(text.encode(encoding))
            except DocumentError:
                continue
            wrong += [(text, encoding, found)] if found.certain and found.text != text else []
    assert not wrong


HARD = {
    "a GBK headline of 8 characters": ("江苏启动抗旱应急", "gbk"),
    "GB2312": (TEXTS["zh-Hans"] * 3, "gb2312"),
    "GBK with rare characters late": (TEXTS["zh-Hans"] * 9 + "朱镕基与陶喆、李喆都来了。", "gbk"),
    "four-byte GB18030": (TEXTS["zh-Hans"] + "𠮷野家的“𠮷”字。", "gb18030"),
    "traditional Chinese in GBK": (TEXTS["zh-Hant"], "gbk"),
    "Big5": (TEXTS["zh-Hant"], "big5"),
    "Big5-HKSCS with Hong Kong characters": (
        "佢哋話今日好凍，唔想出街。你食咗飯未呀？啲人喺邊度，嗰個係邊個嚟㗎？",
        "big5hkscs",
    ),
    "UTF-16 without a mark": (TEXTS["zh-Hans"], "utf-16-le"),
    "English with a few Chinese words": ("The city of 北京 (Beijing) and the river 黄河 are named here.\n" * 9, "gbk"),
    "English with one Chinese word late": ("Nothing but plain English text. " * 3000 + "北京大学", "gbk"),
    "a rare word after a megabyte": (TEXTS["zh-Hans"] * 6000 + "喆", "gbk"),
}


@pytest.mark.parametrize("name", HARD)
def test_hard_cases_come_back_exactly(name: str) -> None:
    text, encoding = HARD[name]
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"plain", "utf-8"),
        (b"", "utf-8"),
        ("é".encode("utf-8-sig"), "utf-8-sig"),
        (codecs.BOM_UTF16_LE + "中".encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + "中".encode("utf-16-be"), "utf-16-be"),
        (TEXTS["zh-Hans"].encode("gbk"), "gb18030"),
        (TEXTS["zh-Hant"].encode("big5"), "big5hkscs"),
        (TEXTS["ja"].encode("shift_jis"), "cp932"),
        (TEXTS["ko"].encode("euc_kr"), "cp949"),
        (TEXTS["ru"].encode("koi8_r"), "koi8_r"),
    ],
)
def test_the_chosen_encoding_is_named_and_certain(data: bytes, encoding: str) -> None:
    found = decode(data)
    assert (found.encoding, found.certain) == (encoding, True)


def test_line_ends_become_newlines_and_nothing_else_changes() -> None:
    assert decode("ａ\r\n\u3000b\rc\n\n \u2028ﬁ".encode()).text == "ａ\n\u3000b\nc\n\n \u2028ﬁ"
    assert decode("甲\r\n乙\r丙".encode("utf-16")).text == "甲\n乙\n丙"


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=8))
def test_utf8_of_any_characters_comes_back(text: str) -> None:
    assert decode(text.encode("utf-8-sig")).text == text
    assert decode(("啊啊啊" + text).encode()).text == "啊啊啊" + text


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_storable_text_that_encodes_back_or_are_refused(data: bytes) -> None:
    try:
        found = decode(data)
    except DocumentError:
        return
    assert "\0" not in found.text
    found.text.encode()
    if b"\r" not in data and found.encoding in {"cp1252", "cp1251", "utf-8", "utf-16-le"}:
        assert found.text.encode(found.encoding) == data.removeprefix(codecs.BOM_UTF16_LE)


def test_a_replacement_character_of_the_file_stays_and_casts_doubt() -> None:
    found = decode("lost \ufffd here, the rest is sound".encode())
    assert "\ufffd" in found.text
    assert not found.certain


@pytest.mark.parametrize("text", ["中文", TEXTS["zh-Hans"], TEXTS["ru"], TEXTS["de"], TEXTS["th"]])
def test_utf8_cut_off_in_a_character_is_read_up_to_there(text: str) -> None:
    assert decode(f"{text}é".encode()[:-1]) == Decoded(f"{text}\ufffd", "utf-8", False)


@pytest.mark.parametrize("wrong", [b"\xff", b"\0", b"\x80"])
@pytest.mark.parametrize("language", ["zh-Hans", "ja", "ko", "ru", "th", "ar", "fr"])
def test_one_bad_byte_in_utf8_is_damage_and_the_rest_is_read(language: str, wrong: bytes) -> None:
    head, tail = TEXTS[language][:40], TEXTS[language][40:]
    assert decode(head.encode() + wrong + tail.encode()) == Decoded(f"{head}\ufffd{tail}", "utf-8", False)


@pytest.mark.parametrize(
    ("language", "encoding", "wrong"),
    [
        ("zh-Hans", "gb18030", b"\xff"),
        ("zh-Hant", "big5hkscs", b"\xff"),
        ("ja", "cp932", b"\0"),
        ("ko", "cp949", b"\xff"),
        ("ru", "cp1251", b"\x98"),
        ("fr", "cp1252", b"\0"),
        ("zh-Hans", "utf-16-le", b"\0\xdc"),
        ("ru", "utf-16-be", b"\xd8\0"),
        ("en", "utf-8", b"\0"),
        ("en", "utf-16-le", b"\0\0"),
    ],
)
def test_one_bad_byte_in_much_good_text_is_damage(language: str, encoding: str, wrong: bytes) -> None:
    text = TEXTS.get(language, "Plain English is written here, over and over again, and nothing else.") * 400
    found = decode(text.encode(encoding) + wrong + text.encode(encoding))
    assert (found.text, found.encoding, found.certain) == (f"{text}\ufffd{text}", encoding, False)


@pytest.mark.parametrize("sign", "° © § ½ µ ² × · ¥ é ß Ω ж א د … – → ✓ • € “ 中 ～".split())
@pytest.mark.parametrize("around", ["Keep it below %s degrees, said the keeper.", "Notes: %s\nmore", "5 %s by 3 %s"])
def test_one_odd_sign_in_utf8_is_no_doubt(sign: str, around: str) -> None:
    text = around.replace("%s", sign)
    assert decode(text.encode()) == Decoded(text, "utf-8", True)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"PK\x03\x04\x14\x00\x06\x00", "ZIP"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PNG"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "JPEG"),
        (b"\x1f\x8b\x08\x00abc", "gzip"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "a Windows program, which is not read"),
        (b"\x7fELF\x02\x01\x01\x00", "a program, which is not read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "an old Office document (DOC, XLS, PPT), which is not read"),
    ],
)
def test_known_formats_are_refused_by_name(data: bytes, name: str) -> None:
    with pytest.raises(DocumentError, match="not text") as caught:
        decode(data)
    assert name in caught.value.hint
    assert caught.value.hint.endswith(", which is not read; move it out of the folder")


@pytest.mark.parametrize(
    "data", [b"abc\0def", b"\x01\x02\x03\x04" * 50, random.Random(1).randbytes(4096), b"text" * 9 + b"\0\0"]
)
def test_binary_data_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match="not text") as caught:
        decode(data)
    assert caught.value.hint.startswith("move it out of the folder; or, if it is text, name the encoding in qa.toml")


def test_words_that_are_also_signatures_are_text() -> None:
    assert decode(b"MZ is a town. ID3 is a tag. BZh").certain
    assert decode(b"PK stands for Pakistan.").certain


def test_a_forced_encoding_is_obeyed_and_named() -> None:
    data = "春天到了".encode("gbk")
    assert decode(data, "GBK").text == "春天到了"
    assert decode(data, "koi8-r").text == data.decode("koi8-r")
    assert decode(data, "GBK").encoding == "gbk"


@pytest.mark.parametrize(
    ("data", "encoding", "message"),
    [
        ("春天é".encode(), "ascii", "byte 0 cannot be read as ascii"),
        (b"abc\xff", "utf-8", "byte 3"),
        (b"abc", "klingon", "'klingon' is not a text encoding"),
        (b"abc", "rot13", "is not a text encoding"),
        (b"a\0b", "utf-8", "U\\+0000"),
        (b"\\ud800", "unicode_escape", "U\\+D800"),
    ],
)
def test_a_forced_encoding_that_does_not_fit_is_refused(data: bytes, encoding: str, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        decode(data, encoding)


def test_a_few_accents_are_read_with_doubt() -> None:
    found = decode("un café".encode("latin-1"))
    assert found.text == "un café"
    assert not found.certain


def test_repetition_is_no_evidence() -> None:
    found = decode("今天天气很好".encode("gbk") * 20_000)
    assert not found.certain


def test_large_files_are_read_whole() -> None:
    text = TEXTS["zh-Hans"] * 26_000
    assert decode(text.encode()).text == decode(text.encode("gbk")).text == text
