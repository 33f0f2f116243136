"""Keeps an index up to date with its folder: `python examples/keep_fresh.py FOLDER INDEX [SECONDS]`.

It looks again and again, by default every minute; with 0 seconds it looks once. A page or a bot that runs picks up each
change by itself.
"""

import sys
import time
from pathlib import Path

from qa import QAError, Settings, build_index, load_settings


def refresh(settings: Settings) -> str:
    """Brings the index up to date and says what changed; empty when nothing did."""
    report = build_index(settings)
    changes = {"added": report.added, "changed": report.changed, "removed": report.removed}
    return ", ".join(f"{number} {change}" for change, number in changes.items() if number)


def main() -> None:
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    settings = load_settings(documents=Path(sys.argv[1]), index=Path(sys.argv[2]))
    seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 60.0
    while True:
        try:
            print(refresh(settings) or "nothing changed", flush=True)
        except QAError as error:  # an empty folder, or another process is writing: the old index goes on answering
            print(f"{error.message}; {error.hint}", file=sys.stderr, flush=True)
        if not seconds:
            break
        time.sleep(seconds)


if __name__ == "__main__":
    main()
