"""Asks a folder of documents one question: `python examples/ask_a_folder.py FOLDER "QUESTION"`."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from qa import Answer, Bot, QAError, build_index, load_settings


def ask(folder: Path, question: str) -> Answer:
    """The answer from an index of the folder, which is gone afterwards."""
    with TemporaryDirectory() as index:
        settings = load_settings(documents=folder, index=Path(index))
        for problem in build_index(settings).problems:
            print(f"! {problem.message}", file=sys.stderr)
        with Bot.open(settings) as bot:
            return bot.ask(question)


def main() -> None:
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    answer = ask(Path(sys.argv[1]), sys.argv[2])
    print(f"{answer.verdict} ({answer.confidence:.0%}): {answer.text}")
    for quote in answer.quotes or answer.near_misses:
        print(f"- {quote.text}  [{quote.source} {quote.start}:{quote.end}]")


if __name__ == "__main__":
    try:
        main()
    except QAError as error:
        sys.exit(f"{error.message}; {error.hint}")
