"""What is beyond the page's limits is refused, and costs nobody else his turn."""

import asyncio
import time
from collections.abc import Iterable
from pathlib import Path
from threading import Barrier, Thread
from typing import TYPE_CHECKING

import pytest

from qa.errors import PageBusy
from qa.web import limits
from qa.web.limits import LONGEST_BODY, WAITING_UPLOADS, TooLong, Turns, upload_fits, whole_body

if TYPE_CHECKING:
    from starlette.types import Message, Receive


def sent(messages: Iterable["Message"]) -> "Receive":
    """What receives these messages, and then none."""
    waiting = iter(messages)

    async def receive() -> "Message":
        for message in waiting:
            return message
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    return receive


def part(body: bytes, more: bool) -> "Message":
    return {"type": "http.request", "body": body, "more_body": more}


def test_a_body_is_read_whole_and_given_on_once() -> None:
    async def read() -> list["Message"]:
        receive = await whole_body(sent([part(b"ab", True), part(b"c", False), {"type": "http.disconnect"}]))
        return [await receive(), await receive()]

    assert asyncio.run(read()) == [{"type": "http.request", "body": b"abc"}, {"type": "http.disconnect"}]


def test_a_body_that_is_too_long_or_does_not_come_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its size need not be stated: it is counted as it comes."""
    monkeypatch.setattr(limits, "SECONDS", 0.05)
    for messages in ([part(b"x" * LONGEST_BODY, True), part(b"x", False)], [part(b"x", True)]):
        with pytest.raises(TooLong):
            asyncio.run(whole_body(sent(messages)))
    asyncio.run(whole_body(sent([part(b"x" * LONGEST_BODY, False)])))


def test_a_body_that_trickles_is_not_waited_for_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each letter by itself would come in time."""
    monkeypatch.setattr(limits, "SECONDS", 0.3)

    async def trickle() -> "Message":
        await asyncio.sleep(0.05)
        return part(b"x", True)

    with pytest.raises(TooLong):
        asyncio.run(asyncio.wait_for(whole_body(trickle), 20))


def test_uploads_that_wait_are_counted_together(tmp_path: Path) -> None:
    assert upload_fits(tmp_path / "none", WAITING_UPLOADS * 10, 10)
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "file").write_bytes(b"x" * 15)
    assert upload_fits(tmp_path, WAITING_UPLOADS * 10 - 15, 10)
    assert not upload_fits(tmp_path, WAITING_UPLOADS * 10 - 14, 10)


def test_a_few_questions_are_answered_at_once_some_wait_and_the_next_is_told_so() -> None:
    turns, inside, done = Turns(at_once=2, waiting=1, seconds=20), Barrier(3), Barrier(3)

    def ask() -> None:
        with turns.one():
            inside.wait(20)
            done.wait(20)

    def wait() -> None:
        with turns.one():
            answered.append("waited")

    answered: list[str] = []
    asking = [Thread(target=ask) for _ in range(2)]
    for thread in asking:
        thread.start()
    inside.wait(20)
    waiting = Thread(target=wait)
    waiting.start()
    while turns._room._value:  # until the third one waits
        time.sleep(0.01)
    with pytest.raises(PageBusy), turns.one():
        pass
    assert answered == []
    done.wait(20)
    for thread in [*asking, waiting]:
        thread.join()
    assert answered == ["waited"]
    with turns.one():
        pass


def test_who_waits_too_long_for_his_turn_is_told_so() -> None:
    turns = Turns(at_once=1, waiting=1, seconds=0.01)
    with turns.one(), pytest.raises(PageBusy), turns.one():
        pass
    with turns.one():
        pass
