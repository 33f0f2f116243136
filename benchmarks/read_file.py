"""What the program reads in one file, as JSON: the text, the text of each page or slide, the title, or why it refuses.

`python -m benchmarks.read_file FILE`. One object on standard output, for scoring against texts that are known:
`{"text": "…", "pages": ["…"], "meta": {"title": "…", …}, "refused": null}`, or `{"refused": "encrypted", …}`.
"""

import json
import sys
from collections.abc import Iterable
from pathlib import Path

from qa.errors import DocumentError
from qa.loading.reading import load_documents, read_source
from qa.records import Document

LARGEST = 10**9


def described(path: Path) -> dict[str, object]:
    """The text, pages and title of the file, or of all that is in it, or the refusal."""
    try:
        documents, problems = load_documents(path.name, read_source(path.parent, path.name, LARGEST))
    except DocumentError as error:
        return {"refused": error.reason or "error", "message": error.message, "hint": error.hint}
    return {
        "text": "\n".join(document.text for document in documents),
        "pages": list(pages(documents[0])),
        "meta": {name: getattr(documents[0], name) for name in ("title", "author", "date")},
        "refused": None,
        "doubt": "; ".join(problem.message for problem in problems),
    }


def pages(document: Document) -> Iterable[str]:
    """The text of each page from the first to the last that has any; none where places name no page."""
    bounds: dict[int, tuple[int, int]] = {}
    for place in document.places:
        if place.page is not None:
            bounds[place.page] = bounds.get(place.page, (place.start, place.end))[0], place.end
    for page in range(1, max(bounds, default=0) + 1):
        start, end = bounds.get(page, (0, 0))
        yield document.text[start:end]


if __name__ == "__main__":
    json.dump(described(Path(sys.argv[1])), sys.stdout, ensure_ascii=False)
