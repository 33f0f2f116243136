"""The most plausible reading wins, doubt is told, and what is like no language is not read."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.loading.encoding.damage import leniently
from qa.loading.encoding.detection import LEGACY, WIDE, Candidate, Decoded, _partly, _sample, detect
from tests.loading.test_decoding import TEXTS


def test_only_the_candidates_given_are_read() -> None:
    data = TEXTS["ru"].encode("koi8_r")
    for codec, exact in (("koi8_r", True), ("cp1251", False)):
        found = detect(data, (Candidate(codec, ("ru",)),))
        assert (found is not None and found.text == TEXTS["ru"]) == exact


def test_candidates_that_give_the_same_text_are_no_rivals() -> None:
    """cp1252 and ISO 8859-15 read these letters alike: which of them it was cannot be told and does not matter."""
    found = detect(TEXTS["de"].encode("cp1252"), (Candidate("cp1252", ("de",)), Candidate("iso8859_15", ("de",))))
    assert found == Decoded(TEXTS["de"], "cp1252", True)


def test_a_rare_encoding_needs_the_better_reading() -> None:
    data = "Größe".encode("cp1252")
    common = (Candidate("cp1252", ("de",)), Candidate("cp1250", ("de",), 6.0))
    seldom = (Candidate("cp1252", ("de",), 6.0), Candidate("cp1250", ("de",)))
    assert [found.encoding for found in map(lambda pair: detect(data, pair), (common, seldom)) if found] == [
        "cp1252",
        "cp1250",
    ]


@pytest.mark.parametrize("candidates", [LEGACY, WIDE])
def test_noise_is_not_read(candidates: tuple[Candidate, ...]) -> None:
    assert detect(random.Random(2).randbytes(1000), candidates) is None


def test_long_texts_are_judged_by_a_sample_and_decoded_whole() -> None:
    for language, codec in (("zh-Hans", "gb18030"), ("ja", "cp932"), ("ru", "cp1251")):
        text = f"{TEXTS[language]}\n" * 3000
        found = detect(text.encode(codec))
        assert found is not None
        assert found.text == text


BRIDGES = {
    "gb18030": "平湖大桥于一九六九年竣工，设计者是许伯谦。",
    "big5hkscs": "平湖大橋於一九六九年竣工，設計者是許伯謙。",
    "cp932": "平湖大橋は一九六九年に完成し、設計者は山田です。",
    "euc_jp": "平湖大橋は一九六九年に完成し、設計者は山田です。",
    "cp949": "평호대교는 천구백육십구년에 완공되었으며 설계자는 허백겸이다.",
}


@pytest.mark.parametrize("codec", BRIDGES)
@pytest.mark.parametrize("padding", range(6))
def test_a_long_line_is_read_wherever_its_sample_ends(codec: str, padding: int) -> None:
    """A line of 4,096 bytes and more was cut inside a character, and the next line glued to the half."""
    text = "A" * padding + BRIDGES[codec] * 120 + "\n" + BRIDGES[codec][:5] + "\n"
    found = detect(text.encode(codec))
    assert found is not None
    assert (found.text, found.certain) == (text, True)


@pytest.mark.parametrize("codec", BRIDGES)
@pytest.mark.parametrize("between", ["\r", " ", "\t"])
def test_a_long_beginning_in_ascii_hides_nothing(codec: str, between: str) -> None:
    """6,000 bytes of numbers before the first telling character, in a file whose only line they are."""
    text = between.join(map(str, range(1_500))) + between + BRIDGES[codec] * 30
    found = detect(text.encode(codec))
    assert found is not None
    assert found.text == text


NARROW = [candidate.codec for candidate in LEGACY if not candidate.codec.startswith("utf")]


@given(
    st.sampled_from(NARROW),
    st.lists(st.sampled_from(["字", "大桥", "é", "ж", "ア", "한", "𠮷", " ", "\r", "\n", "a" * 30, "9", "b" * 997])),
    st.integers(1, 400),
)
def test_what_decodes_a_file_decodes_its_sample(codec: str, parts: list[str], times: int) -> None:
    data = ("".join(parts) * times).encode(codec, errors="ignore")
    assert _partly(_sample(data), codec) is not None


def test_a_sample_that_decodes_is_not_enough() -> None:
    """The last byte is valid in no position of GBK: the reading says so, or is another one that holds it."""
    data = (TEXTS["zh-Hans"] * 2000).encode("gbk") + b"\xff"
    found = detect(data)
    assert found is not None
    assert found.text == leniently(data, found.encoding) == TEXTS["zh-Hans"] * 2000 + "\ufffd"
    assert not found.certain


OTHERS = [
    ("ru", "mac_cyrillic"), ("ru", "cp855"), ("ru", "gb18030"), ("ru", "cp932"), ("ru", "cp949"), ("el", "mac_greek"),
    ("el", "cp737"), ("el", "gb18030"), ("pl", "cp852"), ("pl", "mac_latin2"), ("he", "cp862"), ("ko", "gb18030"),
    ("th", "gb18030"), ("ar", "gb18030"), ("fr", "gb18030"), ("de", "gb18030"), ("es", "gb18030"), ("vi", "gb18030"),
    ("fr", "cp500"), ("de", "cp037"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "codec"), OTHERS)
def test_encodings_that_are_met_seldom_are_read(language: str, codec: str) -> None:
    """Russian of an old Macintosh was read as Greek, Russian in GB 18030 as Big5, and said to be certain."""
    found = detect(TEXTS[language].encode(codec))
    assert found is not None
    assert found.text == TEXTS[language]


@pytest.mark.parametrize(("sign", "codec"), [("‧", "cp950"), ("～", "cp950")])
def test_signs_of_windows_are_read_with_certainty_in_big5(sign: str, codec: str) -> None:
    """‧ joins the parts of names; Big5-HKSCS has • in its place."""
    text = f"{TEXTS['zh-Hant']}史蒂芬{sign}金說。"
    assert detect(text.encode(codec)) == Decoded(text, codec, True)
