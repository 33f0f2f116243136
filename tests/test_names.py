"""What the names of files and folders say belongs to a passage; names that say nothing add no word."""

from collections.abc import Callable
from pathlib import Path

import pytest

from qa.bot import Bot
from qa.index import build_index
from qa.names import words_of
from qa.settings import Settings


@pytest.mark.parametrize(
    ("source", "title", "words"),
    [
        ("contracts/2021/lease-munich.txt", "lease-munich", "contracts 2021"),
        ("contracts/2021/leaseMunich.txt", "The rent", "contracts 2021 lease Munich"),
        ("archive.zip/2019/fees.txt", "Fees for boats", "archive 2019"),
        ("合同/慕尼黑租约.txt", "租金", "合同 慕尼黑租约"),
        ("HVAC/manual_v2.pdf", "x", "HVAC manual"),
        ("invoice-4711-munich.pdf", "x", "invoice munich"),
    ],
)
def test_names_say_what_the_title_does_not(source: str, title: str, words: str) -> None:
    assert words_of(source, title) == words


@pytest.mark.parametrize(
    "source",
    [
        "00123.txt",
        "IMG_2031.jpg",
        "scan 12.pdf",
        "page-0012.txt",
        "corpus_dev_0001.txt",
        "3f2a9c1e-bead-4c2d-9a7b-001122334455.txt",
        "deadbeefcafe.txt",
        "d41d8cd98f00b204e9800998ecf8427e.html",
        "xkqjz.txt",
        "doc (2).docx",
        "The_last-ferry.txt",
    ],
)
def test_names_that_say_nothing_or_what_the_title_says_give_no_word(source: str) -> None:
    assert words_of(source, "The last ferry") == ""


def test_a_file_is_found_by_its_name_and_its_folders(settings: Settings, write: Callable[[str, str], Path]) -> None:
    """The lease of 2019 was the first quote, whose text says neither Munich nor 2021."""
    for year, place, rent in ((2021, "munich", 2400), (2021, "hamburg", 1900), (2019, "munich", 2100)):
        write(f"contracts/{year}/lease-{place}.txt", f"The rent is {rent} euros a month, due on the first.\n")
    build_index(settings)
    with Bot.open(settings) as bot:
        for asked in ("lease Munich 2021", "What is the rent in the lease Munich 2021?"):
            first = bot.ask(asked).quotes[0]
            assert (first.source, first.title) == ("contracts/2021/lease-munich.txt", "lease-munich")
