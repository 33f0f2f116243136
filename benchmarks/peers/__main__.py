"""Ours side by side with LangChain + FAISS, LlamaIndex, Haystack, Chroma and txtai.

`python -m benchmarks.peers FOLDER... [--documents 2000] [--questions 500] [--rounds 3] [--only NAME...]`. FOLDER holds
`documents/` and `testset.jsonl`. Each program does what its own documentation says, with our embedding model, in a
process of its own environment, which is made where there is none (see `environments.py`); once with passages as that
documentation cuts them, once with passages as long as ours. In each round every program indexes from nothing, answers
one question in a new process, and all in another. Writes `docs/peers.md` and `docs/peers.svg`, or prints the tables
where `--only` some programs are measured. `--again` writes the page anew from what was measured last.
"""

import argparse
import json
import os
import platform
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date
from functools import partial
from pathlib import Path
from textwrap import fill
from typing import Any

from benchmarks.peers.chart import chart
from benchmarks.peers.corpus import Corpus, make_corpus
from benchmarks.peers.environments import BUILT
from benchmarks.peers.measuring import Figure, Measured, Trial
from benchmarks.peers.processes import ROOT
from benchmarks.peers.programs import OURS, PEERS, Program
from benchmarks.peers.table import WIDE, page, table

RESULTS = BUILT / "measured.json"


def measure(
    programs: Sequence[Program], corpus: Corpus, folder: Path, rounds: int, keep: Callable[[list[Measured]], None]
) -> list[Measured]:
    """Each of them with its own and with equal passages; ours are equal to ours. What is found so far is kept."""
    trials = [Trial(program, corpus, folder, equal=equal) for equal in (False, True) for program in programs]
    trials = [trial for trial in trials if trial.program is not OURS or not trial.measured.equal]
    for number in range(rounds):
        for trial in trials:
            print(f"round {number + 1}: {trial.program.title}, equal: {trial.task.equal}", flush=True)
            trial.round()
            keep([trial.finished() for trial in trials])
    return [trial.finished() for trial in trials]


def head(corpus: Corpus, rounds: int, versions: dict[str, str]) -> str:
    """What was measured, of what, when, and how to do it again."""
    named = ", ".join(f"{name} {number}" for name, number in versions.items())
    options = f"--documents {corpus.count} --questions {len(corpus.questions)} --rounds {rounds}"
    with_what = f"Python {platform.python_version()}; {named}."
    return f"""# Side by side with peers

Measured on {date.today():%-d %B %Y}, on {os.cpu_count()} cores, with
`python -m benchmarks.peers FOLDER... {options}`.
{fill(with_what, WIDE)}

{corpus.count:,} documents and {len(corpus.questions)} questions of the development sets {", ".join(corpus.sets)}:
our settings were chosen on them, so expect less of ours elsewhere. All programs embed with the bundled model. Each does
what its own documentation says ([how](../benchmarks/peers)), in a process and an environment of its own; none is a part
of this project. Times are the processor's, of all its cores, which other programs on the machine change less; by the
clock they stand below. In brackets: the least and the most, where something was done several times, or the 95 %
interval over questions; the best of a column is bold."""


def save(about: str, measured: Sequence[Measured]) -> None:
    """As JSON, for `--again`."""
    RESULTS.write_text(json.dumps({"about": about, "rows": [asdict(row) for row in measured]}), encoding="utf-8")


def saved() -> tuple[str, list[Measured]]:
    """What `save` wrote."""
    read: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8"))
    rows = [
        Measured(**{**row, "figures": {name: Figure(**figure) for name, figure in row["figures"].items()}})
        for row in read["rows"]
    ]
    return read["about"], rows


def sides(measured: Sequence[Measured]) -> tuple[list[Measured], list[Measured]]:
    """The rows of both tables, as far as there are any: passages of their own, and equal ones; ours is in both."""
    there = [row for row in measured if row.figures or row.failed]
    return [row for row in there if not row.equal], [row for row in there if row.equal or row.program == OURS.name]


def write(folder: Path, about: str, measured: Sequence[Measured]) -> None:
    """The page and the chart."""
    own, equal = sides(measured)
    (folder / "peers.md").write_text(page(about, own, equal), encoding="utf-8")
    (folder / "peers.svg").write_text(chart(own, equal), encoding="utf-8")


def main() -> None:
    """Measures and writes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--questions", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="+", choices=[program.name for program in (OURS, *PEERS)], metavar="NAME")
    parser.add_argument("--again", action="store_true", help="write the page anew from what was measured last")
    options = parser.parse_args()
    if options.again:
        write(ROOT / "docs", *saved())
        return
    if not options.folders:
        parser.error("name at least one folder with documents/ and testset.jsonl")
    programs = [one for one in (OURS, *PEERS) if not options.only or one.name in options.only]
    folder = BUILT / "work"
    corpus = make_corpus(options.folders, options.documents, options.questions, folder / "corpus")
    versions = {
        name: number for one in programs for name, number in Trial(one, corpus, folder, equal=False).versions().items()
    }
    about = head(corpus, options.rounds, versions)
    measured = measure(programs, corpus, folder, options.rounds, partial(save, about))
    shutil.rmtree(folder)
    if options.only:
        print(*map(table, sides(measured)), sep="\n\n")
    else:
        write(ROOT / "docs", about, measured)


if __name__ == "__main__":
    main()
