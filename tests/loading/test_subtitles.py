"""Subtitles give what is spoken, and when."""

import pytest

from tests.loading.made import named, read

SRT = (
    b"1\r\n00:00:01,000 --> 00:00:02,500\r\nThe <i>bridge</i>\r\nis 212 m long.\r\n\r\n"
    b"2\r\n00:01:05,000 --> 00:01:07,000\r\n1912.\r\n"
)
VTT = (
    b"WEBVTT\n\nNOTE none of this\n\n00:01.000 --> 00:02.000 align:start\n<v Ada>The bridge\nis 212 m long.\n\n"
    b"01:05.000 --> 01:07.000\n1912.\n"
)


@pytest.mark.parametrize(("name", "data", "times"), [("a.srt", SRT, "00:01:05"), ("a.vtt", VTT, "01:05")])
def test_the_spoken_lines_are_text_and_the_time_is_the_place(name: str, data: bytes, times: str) -> None:
    found = read(name, data)
    assert found.text == "The bridge\nis 212 m long.\n1912.\n"
    assert named(found, f"at {times}") == "1912."
