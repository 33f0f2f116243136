"""Dialogues are told from forms and prose, and questions from what only quotes one."""

import pytest

from qa.records import Document
from qa.text import split
from qa.text.turns import is_question, turns

TALK = "HOST: What happened?\n\nMIA: {long} The map was wrong.\n\nHOST: And now?\n\nMIA (cont'd): We wait.\n"


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("Tom: Hi.\nMia: Who has it?\nTom: Lena.\nMia: Fine.\n", "Tom Mia Tom Mia"),
        ("[10:01] Tom: Hi.\n[10:02] Mia: Who?\n[10:03] Tom: She.\n[10:04] Mia: Ah.\n", "Tom Mia Tom Mia"),
        ("12/03/2021, 10:02 - Tom: Hi.\n12/03/2021, 10:03 - Mia: Yes?\n" * 2, "Tom Mia Tom Mia"),
        ("<tom> Hi.\n<mia> Who?\n<tom> Lena.\n<mia> Ah.\n", "tom mia tom mia"),
        ("**Mia Lund:** Who?\n\n**Tom:** She.\n\n" * 2, "Mia Lund|Tom|Mia Lund|Tom"),
        ("记者：地图对吗？\n\n马琳：错了。\n\n记者：谢谢。\n\n马琳：不客气。\n", "记者 马琳 记者 马琳"),
        ("Q: Who?\nA: She.\nQ: When?\nA: Now.\n", "|||"),
        ("Name: Lund\nPhone: 31\n\nName: Aas\nPhone: 17\n", ""),
        ("Note: the harbour is deep.\nThe mayor said: wait.\n", ""),
        ("Tom: Hi.\nMia: Yes?\n", ""),
    ],
)
def test_a_dialogue_has_speakers_who_come_back(text: str, speakers: str) -> None:
    expected = speakers.split("|") if "|" in speakers else speakers.split()
    assert [one.speaker for one in turns(text)] == expected


@pytest.mark.parametrize(
    ("sentence", "asks"),
    [
        ("Who has the map?", True),
        ("**Q: Who repairs the taps?**", True),
        ("问：谁负责修理水龙头", True),
        ("谁有地图？”", True),
        ("متى؟", True),
        ("The slogan was “Where is the beef?”", False),
        ("He wrote “Who goes?” in 1911.", False),
        ("Questions: none.", False),
    ],
)
def test_what_asks_is_told_from_what_quotes_a_question(sentence: str, asks: bool) -> None:
    assert is_question(sentence) is asks


def test_a_passage_that_begins_inside_a_turn_is_titled_with_its_speaker() -> None:
    text = TALK.format(long="We worked on it for years and years, with great care. " * 9)
    chunks = split(Document("a.txt", "Talk", text, "", "utf-8"), 300, 60)
    titles = {chunk.title for chunk in chunks}
    assert titles == {"Talk", "Talk › MIA"}
    for chunk in chunks:
        assert (chunk.title == "Talk") == text.startswith(("HOST", "MIA"), chunk.start)
