"""A whole index of any size: making it, opening it, asking it, and bringing one document in, each in its own process.

`python -m benchmarks.whole [--passages 100000] [--folder DIR]` prints seconds, by the clock and of the processor, and
the most memory that each process held. With `--folder` the documents and the index are kept, and used again; with
`--ask` as well the index in it is only opened and asked.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.corpus import composed, questions
from qa.bot import Bot
from qa.settings import Settings

PASSAGES_AN_ARTICLE = 8.6


def write_documents(folder: Path, passages: int) -> None:
    """Articles of about so many passages, in folders of a thousand; those that are there stay."""
    for number, text in enumerate(composed(int(passages / PASSAGES_AN_ARTICLE))):
        path = folder / f"{number // 1000:03}" / f"{number:06}.txt"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


def process(*arguments: str) -> tuple[float, float, float, str]:
    """Seconds, those of the processor, the most memory in MB, and the output of a process of this Python."""
    started = time.perf_counter()
    child = subprocess.Popen([sys.executable, "-m", *arguments], stdout=subprocess.PIPE, text=True)
    assert child.stdout
    said = child.stdout.read()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, arguments)
    return time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said


def ask(settings: Settings, count: int = 300) -> None:
    """Opens the index, asks it, and prints how long each took."""
    asked = questions(count + 1)
    opened = spent()
    with Bot.open(settings) as bot:
        print(f"{bot.state().documents:,} documents, {bot.state().chunks:,} passages")
        _tell("opening", *since(opened))
        bot.ask(asked[0])
        each = [_asked(bot, question) for question in asked[1:]]
    for place, name in ((0.5, "asking, median"), (0.95, "asking, 95th percentile")):
        wall, processor = (sorted(times)[int(len(each) * place)] for times in zip(*each, strict=True))
        _tell(name, wall, processor)


def _asked(bot: Bot, question: str) -> tuple[float, float]:
    begun = spent()
    bot.ask(question)
    return since(begun)


def spent() -> tuple[float, float]:
    """Seconds by the clock, and of the processor."""
    return time.perf_counter(), time.process_time()


def since(begun: tuple[float, float]) -> tuple[float, float]:
    """Seconds since then, by the clock and of the processor."""
    return time.perf_counter() - begun[0], time.process_time() - begun[1]


def measure(settings: Settings) -> None:
    """Everything, in processes of their own."""
    index = ["--index", str(settings.index)]
    command = ["qa", "index", "--documents", str(settings.documents), *index]
    one = settings.documents / "one.txt"
    _tell("indexing", *process(*command)[:3])
    one.write_text(next(composed(1, seed=9)), encoding="utf-8")
    _tell("one document added", *process(*command)[:3])
    one.unlink()
    process(*command)
    _tell("nothing changed", *process(*command)[:3])
    _tell("qa status", *process("qa", "status", *index)[:3])
    *used, said = process("benchmarks.whole", "--ask", "--folder", str(settings.index_folder.parent))
    print(said, end="")
    _tell("all of the asking", *used)


def _tell(name: str, wall: float, processor: float, memory: float | None = None) -> None:
    held = "" if memory is None else f" {memory:8.0f} MB"
    print(f"{name:<24}{wall:9.3f} s, of the processor {processor:9.3f} s{held}", flush=True)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--ask", action="store_true", help="only ask the index in the folder")
    options = parser.parse_args()
    with TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        settings = Settings(documents=folder / "documents", index=folder / "index")
        if options.ask:
            ask(settings)
            return
        write_documents(settings.documents, options.passages)
        measure(settings)


if __name__ == "__main__":
    main()
