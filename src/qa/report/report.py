"""The report as JSON: figures, recipe, and every question with its reply, in the test set's order."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from qa.errors import TestSetError
from qa.evaluation import Comparison, Figure, Outcome, Row, Run, breakdown, figures
from qa.files import write_whole


@dataclass(frozen=True, slots=True)
class Report:
    """A run and what its rows come to."""

    run: Run
    figures: Mapping[str, Figure]
    breakdown: Mapping[str, Mapping[str, Mapping[str, Figure]]]
    comparison: Comparison | None = None

    def as_json(self) -> dict[str, Any]:
        """What `qa eval --out` writes; only milliseconds differ from one run to the next."""
        compared = {"comparison": self.comparison.as_json()} if self.comparison else {}
        return {
            "figures": {name: asdict(figure) for name, figure in self.figures.items()},
            "testset": self.run.testset,
            "command": self.run.command,
            "recipe": dict(self.run.recipe),
            "settings": dict(self.run.settings),
            **compared,
            "breakdown": {
                dimension: {
                    group: {name: asdict(figure) for name, figure in found.items()} for group, found in groups.items()
                }
                for dimension, groups in self.breakdown.items()
            },
            "questions": [_question(row) for row in self.run.rows],
        }


def report(run: Run, comparison: Comparison | None = None) -> Report:
    """The run with all that is computed from its rows."""
    return Report(run, figures(run.rows), breakdown(run.rows), comparison)


def write_text(path: Path, text: str) -> None:
    """Replaces the file at once; TestSetError when it cannot be written."""
    try:
        write_whole(path, text)
    except OSError as error:
        raise _unwritable(path, error.strerror or str(error)) from error


def must_have_folder(path: Path) -> None:
    """TestSetError when the folder that the file is to stand in is not there."""
    if not path.parent.is_dir():
        raise _unwritable(path, f"there is no folder {path.parent}")


def _unwritable(path: Path, reason: str) -> TestSetError:
    return TestSetError(f"{path} cannot be written: {reason}", hint="name another file, or mend its folder")


def as_text(found: Report) -> str:
    """The JSON as it stands in the file."""
    return json.dumps(found.as_json(), ensure_ascii=False, indent=1) + "\n"


def _question(row: Row) -> dict[str, object]:
    """The agreed keys of a test set; the further ones by name, so that none is taken for a figure; what came of it."""
    fields: dict[str, object] = row.case.model_dump(mode="json")
    tags = row.case.tags_by_name()
    return {
        **{key: value for key, value in fields.items() if key not in tags},
        "tags": {key: fields[key] for key in tags},
        "outcome": row.outcome.model_dump(mode="json"),
        "reply": row.reply.model_dump(mode="json") if row.reply else None,
    }


def _row_fields(question: object) -> object:
    """The fields of a `Row`; in reports of earlier versions tags and outcome stand among the agreed keys."""
    if not isinstance(question, Mapping):
        return question
    case = {key: value for key, value in question.items() if key not in {"tags", "outcome", "reply"}}
    outcome, tags, reply = (question.get(key) for key in ("outcome", "tags", "reply"))
    if isinstance(outcome, Mapping) and isinstance(tags, Mapping):
        return {"case": {**tags, **case}, "outcome": outcome, "reply": reply}
    found = {key: case.pop(key) for key in Outcome.model_fields if key in case}
    return {"case": {**case, "tags": tags, "outcome": outcome}, "outcome": found, "reply": reply}


class _Questions(BaseModel):
    """What of a report's file is read; the figures are computed anew."""

    questions: tuple[Annotated[Row, BeforeValidator(_row_fields)], ...] = Field(min_length=1)
    testset: str = ""
    command: str = ""
    recipe: dict[str, object] = {}
    settings: dict[str, object] = {}


def read_run(path: Path) -> Run:
    """The run that a report in a file is about; TestSetError when the file is none."""
    try:
        found = _Questions.model_validate_json(path.read_bytes())
    except OSError as error:
        raise TestSetError(
            f"the report {path} cannot be read: {error.strerror or error}", hint="name a file that --out wrote"
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"] if part != "case") or "the file"
        raise TestSetError(
            f"{path} is not a report: {place}: {first['msg']}", hint="name a file that `qa eval --out` wrote"
        ) from None
    return Run(found.testset or path.name, found.questions, found.recipe, found.settings, found.command)
