"""How an index was made against how it is wanted: what differs is named, whatever version of the program made it."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, fields

import numpy as np

from qa.database import Location
from qa.errors import RecipeMismatch
from qa.records import Recipe

DRIFT = 0.02
"""How far the probe's vector, of length one, may move: further than by half precision, and much less than by a prompt,
another normal form or a lost character (`tests/embed/test_sentence_transformer.py`, with all-MiniLM-L6-v2)."""


def stored(recipe: Recipe) -> str:
    """The recipe as it is kept in the catalogue."""
    return json.dumps(asdict(recipe))


def check(place: Location, found: Mapping[str, object], wanted: Recipe) -> None:
    """RecipeMismatch that names the first difference, or says that another version of the program made the index."""
    check_version(place, found)
    for name, value in json.loads(stored(wanted)).items():
        if name != "probe" and found[name] != value:
            raise RecipeMismatch(
                f"the index in {place} was made with {name} = {found[name]}, not {value}",
                hint=f"run `qa index --rebuild` to make it anew, or set {name} back",
            )
    if (moved := drift(found, wanted)) > DRIFT:
        raise RecipeMismatch(
            f"the model {wanted.model} gave other vectors when the index in {place} was made: "
            f"those of a fixed text are {moved:.2g} apart, more than {DRIFT}",
            hint="run `qa index --rebuild` to make it anew, or go back to the libraries it was made with",
        )


def check_version(place: Location, found: Mapping[str, object]) -> None:
    """RecipeMismatch where another version of the program made the index, which this one may not be able to read."""
    keys = {field.name: field.default for field in fields(Recipe)}
    if found.keys() != keys.keys() or found["format"] != keys["format"]:
        version = _version(found.get("format"), keys["format"])
        raise RecipeMismatch(
            f"the index in {place} was made by {version} version of this program",
            hint="run `qa index --rebuild` to make it anew",
        )


def same_vectors(found: Mapping[str, object], wanted: Recipe) -> bool:
    """Whether vectors of that name in an index made so are what the model gives now, in a format that can be read."""
    return found.get("format") == wanted.format and drift(found, wanted) <= DRIFT


def drift(found: Mapping[str, object], wanted: Recipe) -> float:
    """How far the probe's vector has moved; infinite where the two cannot be compared."""
    try:
        moved = float(np.linalg.norm(np.subtract(np.array(found.get("probe"), np.float64), wanted.probe)))
    except (TypeError, ValueError):
        return math.inf
    return moved if math.isfinite(moved) else math.inf


def _version(found: object, wanted: object) -> str:
    if not isinstance(found, int) or not isinstance(wanted, int) or found == wanted:
        return "another"
    return "a newer" if found > wanted else "an older"
