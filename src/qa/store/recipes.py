"""How an index was made against how it is wanted: what differs is named, whatever version of the program made it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from pathlib import Path

from qa.errors import RecipeMismatch
from qa.records import Recipe


def stored(recipe: Recipe) -> str:
    """The recipe as it is kept in the catalogue."""
    return json.dumps(asdict(recipe))


def check(folder: Path, found: Mapping[str, object], wanted: Recipe) -> None:
    """RecipeMismatch that names the first difference, or says that another version of the program made the index."""
    check_version(folder, found)
    for name, (was, value) in differences(found, json.loads(stored(wanted))).items():
        raise RecipeMismatch(
            f"the index in {folder} was made with {name} = {was}, not {value}",
            hint=f"run `qa index --rebuild` to make it anew, or set {name} back",
        )


def check_version(folder: Path, found: Mapping[str, object]) -> None:
    """RecipeMismatch where another version of the program made the index, which this one may not be able to read."""
    keys = {field.name: field.default for field in fields(Recipe)}
    if found.keys() != keys.keys() or found["format"] != keys["format"]:
        version = _version(found.get("format"), keys["format"])
        raise RecipeMismatch(
            f"the index in {folder} was made by {version} version of this program",
            hint="run `qa index --rebuild` to make it anew",
        )


def differences(found: Mapping[str, object], wanted: Mapping[str, object]) -> dict[str, tuple[object, object]]:
    """What is wanted otherwise than it was found, by name: (found, wanted)."""
    return {name: (found.get(name), value) for name, value in wanted.items() if found.get(name) != value}


def _version(found: object, wanted: object) -> str:
    if not isinstance(found, int) or not isinstance(wanted, int) or found == wanted:
        return "another"
    return "a newer" if found > wanted else "an older"
