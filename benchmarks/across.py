"""Questions in one language on documents in another, from parallel test sets whose ids agree.

`python -m benchmarks.across A B > testset.jsonl` takes the questions of folder A and everything else of folder B;
then `qa eval testset.jsonl --documents B/documents`.
"""

import sys
from pathlib import Path

from qa.testsets.cases import Case, lines, read_testset


def across(questions: Path, documents: Path) -> list[Case]:
    """The questions of one folder with the answers of the other, by id, in the order of the first."""
    held = {case.id: case for case in read_testset(documents / "testset.jsonl")}
    asked = read_testset(questions / "testset.jsonl")
    return [held[case.id].model_copy(update={"question": case.question}) for case in asked if case.id in held]


if __name__ == "__main__":
    sys.stdout.writelines(lines(across(Path(sys.argv[1]), Path(sys.argv[2]))))
