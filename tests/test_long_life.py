"""One reader that is asked for months while the documents change: nothing that it holds or leaves grows with that."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from qa.bot import Bot
from qa.embed import open_encoder
from qa.index import build_index, update_index
from qa.settings import Settings

MEGABYTE = 1_000_000
QUESTIONS = (
    "How long is the bridge?",
    "大桥是哪年通车的？",
    "Who sold the ferry?",
    "Where does tea grow?",
    "What is cheese?",
)

TEXTS = (
    "Tea grows on hills.\n\nIt is dried.",
    "海港大桥于1998年通车。\n\n设计者是许伯谦。",
    "The tower is 40 m high.\n\nIt is old.",
)


def held(settings: Settings) -> dict[str, int]:
    """What the process and the index folder hold, in numbers and bytes."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    told = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    log = settings.index_folder / "catalog.sqlite-wal"
    files = [path for path in settings.index_folder.rglob("*") if path.is_file()]
    return {
        "open files": len(list(Path("/proc/self/fd").iterdir())),
        "threads": int(told["Threads"]),
        "memory": int(told["VmRSS"].split()[0]) * 1000,
        "files": len(files),
        "disk": sum(path.stat().st_size for path in files if path != log),
        "log": log.stat().st_size,
    }


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc tells what a process holds")
@pytest.mark.parametrize(
    ("generations", "asked", "megabytes"), [(12, 6, 120), pytest.param(200, 50, 30, marks=pytest.mark.slow)]
)
def test_nothing_grows_with_questions_and_generations(
    settings: Settings, write: Callable[[str, str], Path], generations: int, asked: int, megabytes: int
) -> None:
    """From a quarter of the way on; a few files and threads come and go as tantivy merges its segments, and memory
    grows for some fifty generations until its pools are as large as they become."""
    encoder = open_encoder(settings.model)
    for number, text in enumerate(TEXTS):
        write(f"{number}.txt", text)
    build_index(settings)
    with Bot.open(settings) as bot:
        for generation in range(generations):
            write("bridge.txt", f"The bridge is {generation} m long.\n\nThe ferry was sold by Elin Marsh.\n")
            update_index(settings, ["bridge.txt"], encoder=encoder)
            for number in range(asked):
                bot.ask(QUESTIONS[number % len(QUESTIONS)])
            if generation == generations // 4:
                early = held(settings)
        assert f"{generations - 1} m long" in bot.ask(QUESTIONS[0]).quotes[0].text
        late = held(settings)
    assert late["log"] < 5 * MEGABYTE  # it is folded in, and written from its beginning, at four
    allowed = {"open files": 3, "threads": 5, "memory": megabytes * MEGABYTE, "files": 40, "disk": MEGABYTE}
    grown = {what: late[what] - early[what] for what in allowed}
    assert {what: by for what, by in grown.items() if by > allowed[what]} == {}
