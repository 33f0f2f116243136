"""The quick and the thorough reader side by side, on the same questions of each test set.

`python -m benchmarks.readers FOLDER | A:B ... [--sample 200] [--withhold 0.5] [--workers 2] [--model thorough]`. A
FOLDER holds `documents/` and `testset.jsonl`; A:B asks the questions of folder A of the documents of folder B. Prints a
table as Markdown has it: each figure with its 95 % interval, quick / thorough.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from benchmarks.across import across
from qa.evaluation import Figure, evaluate, figures, indexed_aside, sampled, withheld
from qa.settings import BUNDLED, ReaderName, Settings
from qa.testsets import Case
from qa.testsets.cases import read_testset

READERS: tuple[ReaderName, ...] = ("quick", "thorough")
SHOWN = {
    "recall@5": "right passage among 5",
    "first_quote": "first quote holds the answer",
    "quotes@3": "one of three does",
    "answer_f1": "marked answer, F1",
    "auroc_quote": "AUROC, first quote right",
    "ece": "calibration error",
    "false_refusal": "refused, though there",
    "rejection": "refused, as not there",
    "milliseconds_median": "milliseconds",
}
WITHOUT_INTERVAL = "recall@5", "false_refusal", "ece", "milliseconds_median"


def cases_of(name: str) -> tuple[Path, list[Case]]:
    """The folder that is asked, and the questions."""
    asked, _, held = name.partition(":")
    if held:
        return Path(held), across(Path(asked), Path(held))
    return Path(asked), list(read_testset(Path(asked) / "testset.jsonl"))


def measured(name: str, sample: int, withhold: float, workers: int, model: str) -> list[dict[str, Figure]]:
    """The figures of each reader, over one index."""
    folder, cases = cases_of(name)
    some, missing = withheld(sampled(cases, sample), withhold)
    settings = Settings(documents=folder / "documents", model=model)
    with indexed_aside(settings, without=missing) as (aside, _):
        runs = [evaluate(aside.reading_with(reader), some, workers=workers) for reader in READERS]
    return [figures(run.rows) for run in runs]


def cell(name: str, found: Sequence[dict[str, Figure]]) -> str:
    """One figure of all readers."""
    if any(name not in one for one in found):
        return ""
    if name == "milliseconds_median":
        return " / ".join(f"{one[name].value:.0f}" for one in found)
    shown = [f"{one[name].value:.2f}" for one in found]
    if name not in WITHOUT_INTERVAL:
        shown = [f"{text} [{one[name].low:.2f}, {one[name].high:.2f}]" for text, one in zip(shown, found, strict=True)]
    return " / ".join(shown)


def main() -> None:
    """Asks, prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", metavar="FOLDER|A:B")
    parser.add_argument("--sample", type=int, default=200, help="of each set's questions, at most")
    parser.add_argument("--withhold", type=float, default=0.0, help="share of the questions without their documents")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--model", default=BUNDLED, help="the embedding model")
    options = parser.parse_args()
    print(f"| quick / thorough | questions | {' | '.join(SHOWN.values())} |\n|{'---|' * (len(SHOWN) + 2)}")
    for name in options.folders:
        found = measured(name, options.sample, options.withhold, options.workers, options.model)
        title = " → ".join("/".join(Path(part).parts[-2:]) for part in name.split(":"))
        count = max(figure.n for figure in found[0].values())
        print(f"| {title} | {count} | {' | '.join(cell(one, found) for one in SHOWN)} |", flush=True)


if __name__ == "__main__":
    main()
