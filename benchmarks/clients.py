"""Many clients of one page: answers a second, how long each waits, and the same while the index is made anew.

`python -m benchmarks.clients [--workers 0 2] [--clients 20] [--seconds 20] [--reader quick] [--documents DIR]` runs
`qa serve` on the documents, once for each number of workers, and asks through its interface for programs.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import HTTPError
from urllib.request import Request, urlopen

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Asked:
    """Seconds that one question took, and whether it was answered; else it was told in a sentence to come back."""

    seconds: float
    answered: bool


@contextmanager
def page(folder: Path, documents: Path, **variables: str) -> Iterator[str]:
    """The address of a page on the documents, with an index in `folder`."""
    own = {"QA_DOCUMENTS": str(documents), "QA_INDEX": str(folder / "index"), "QA_WEB__PORT": "0", "CI": "true"}
    command = [sys.executable, "-m", "qa", "serve"]
    process = subprocess.Popen(
        command, cwd=folder, env={**os.environ, **own, **variables}, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout
        url = process.stdout.readline().strip()
        yield url.rstrip("/")
    finally:
        process.terminate()
        process.wait()


def post(url: str, body: object) -> int:
    """The status of the reply."""
    request = Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    try:
        with urlopen(request, timeout=600) as reply:
            reply.read()
            return int(reply.status)
    except HTTPError as error:
        error.read()
        return error.code


def ask(url: str, questions: Sequence[str], clients: int, seconds: float) -> list[Asked]:
    """What came of the questions of so many clients, each of which asks the next one when it has its answer."""
    ends = time.perf_counter() + seconds

    def one(number: int) -> list[Asked]:
        asked = []
        for question in cycle([*questions[number % len(questions) :], *questions[: number % len(questions)]]):
            started = time.perf_counter()
            if started > ends:
                break
            status = post(f"{url}/api/ask", {"question": question})
            if status not in {200, 503}:
                raise AssertionError(f"{status} for {question!r}")
            asked.append(Asked(time.perf_counter() - started, status == 200))
            if status != 200:
                time.sleep(1)
        return asked

    with ThreadPoolExecutor(clients) as threads:
        return [one for some in threads.map(one, range(0, clients * 7, 7)) for one in some]


def told(name: str, asked: Sequence[Asked], seconds: float) -> str:
    """A line: answers a second, and the median and 95th percentile of their seconds."""
    answers = sorted(one.seconds for one in asked if one.answered)
    middle, late = answers[len(answers) // 2], answers[int(len(answers) * 0.95)]
    refused = len(asked) - len(answers)
    return f"{name:<38}{len(answers) / seconds:8.1f} a second{middle:8.2f} s{late:8.2f} s   told to come back {refused}"


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workers", type=int, nargs="+", default=[0, 2])
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--reader", choices=("quick", "thorough"), default="quick")
    parser.add_argument("--documents", type=Path, default=ROOT / "documents")
    options = parser.parse_args()
    lines = (ROOT / "testsets" / "sample.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    for workers in options.workers:
        name = f"{workers} workers, {options.reader} reader, {options.clients} clients"
        variables = {"QA_WEB__WORKERS": str(workers), "QA_ANSWERING__READER": options.reader}
        with (
            TemporaryDirectory() as folder,
            page(Path(folder), options.documents.resolve(), **variables) as url,
            ThreadPoolExecutor(1) as writer,
        ):
            ask(url, questions, options.clients, 2)
            print(told(name, ask(url, questions, options.clients, options.seconds), options.seconds), flush=True)
            ended = time.perf_counter() + options.seconds

            def rebuild(url: str = url, ended: float = ended) -> int:
                made = 0
                while time.perf_counter() < ended:
                    made += post(f"{url}/api/rebuild", {"from_scratch": True}) == 200
                return made

            made = writer.submit(rebuild)
            asked = ask(url, questions, options.clients, options.seconds)
            print(told(f"  made anew {made.result()} times meanwhile", asked, options.seconds), flush=True)


if __name__ == "__main__":
    main()
