"""Asks a test set with two settings and says which is better: `python examples/compare_settings.py TESTSET FOLDER`.

`qa eval --try retrieval.fusion=lexical,fused` does this on the command line; here are the parts that it is made of.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from qa import QAError, Settings, load_settings
from qa.evaluation import Row, compare, evaluate, indexed_aside
from qa.testsets import Case, read_any


def asked(settings: Settings, cases: Sequence[Case]) -> Sequence[Row]:
    """A row for each question, asked of a throw-away index of the documents."""
    with indexed_aside(settings) as (aside, _):
        return evaluate(aside, cases).rows


def main() -> None:
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    cases = read_any(Path(sys.argv[1])).cases
    rows = [
        asked(load_settings(documents=Path(sys.argv[2]), retrieval={"fusion": fusion}), cases)
        for fusion in ("lexical", "fused")
    ]
    changes = compare(*rows).figures
    for name in ("recall@5", "first_quote", "any_quote"):
        if name in changes:
            change = changes[name]
            print(f"{name:<12} {change.before:.2f} → {change.now:.2f}  p = {change.difference.p:.2f}")


if __name__ == "__main__":
    try:
        main()
    except QAError as error:
        sys.exit(f"{error.message}; {error.hint}")
