"""Processes of any environment, and what they take."""

import os
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
QUIET = {
    "ANONYMIZED_TELEMETRY": "False",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "HF_HUB_OFFLINE": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
"""Nobody is told anything, and nothing is fetched, while we measure."""
BETWEEN = 0.1


@dataclass(frozen=True)
class Spent:
    """Seconds by the clock and of the processor, and the most memory in MB, of a process with those that it starts."""

    wall: float
    processor: float
    memory: float


def run(arguments: Sequence[str]) -> Spent:
    """Runs a program from the project's folder; CalledProcessError, with what it said, where it fails."""
    begun, most, ended = time.perf_counter(), [0.0], threading.Event()
    env = os.environ | QUIET
    with subprocess.Popen(
        arguments, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as child:
        watching = threading.Thread(target=_watch, args=(child.pid, most, ended))
        watching.start()
        assert child.stdout
        said = child.stdout.read()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - begun
    ended.set()
    watching.join()
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, arguments, said)
    return Spent(wall, used.ru_utime + used.ru_stime, max(used.ru_maxrss / 1024, most[0]))


def _watch(process: int, most: list[float], ended: threading.Event) -> None:
    """Keeps the most that the process and its descendants held together, where the system tells (Linux)."""
    while not ended.wait(BETWEEN):
        most[0] = max(most[0], sum(_resident(one) for one in (process, *_descendants(process))))


def _descendants(process: int) -> Iterator[int]:
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            started = [int(one) for one in children.read_text(encoding="ascii").split()]
        except OSError:
            continue  # it has ended
        for one in started:
            yield one
            yield from _descendants(one)


def _resident(process: int) -> float:
    """MB that a process holds."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError):
        return 0.0  # it has ended
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
