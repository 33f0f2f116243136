"""Settings side by side: every combination of the values tried, asked the same questions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pydantic import BaseModel

from qa.errors import SettingsError
from qa.evaluation.compare import Change, compare
from qa.evaluation.figures import Figure, figures
from qa.evaluation.rows import Row
from qa.evaluation.run import evaluate
from qa.index import build_index
from qa.records import Progress
from qa.settings import Settings, load_settings
from qa.testsets import Case

Choice = Mapping[str, str]
"""Setting (`retrieval.fusion`) → value."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One combination: `name` says what was chosen, `settings` are those in force with it."""

    name: str
    settings: Settings


def variants(tried: Iterable[str], base: Settings) -> list[Variant]:
    """Every combination of the values in texts such as `retrieval.fusion=dense,lexical`, in order.

    SettingsError for a setting that there is not, or a value that it does not take.
    """
    axes = [_axis(text) for text in tried]
    choices = [dict(pairs) for pairs in product(*([(key, value) for value in values] for key, values in axes))]
    return [Variant(" ".join(f"{k}={v}" for k, v in choice.items()), _chosen(base, choice)) for choice in choices]


def _axis(text: str) -> tuple[str, Sequence[str]]:
    key, _, values = text.partition("=")
    known = list(_keys(Settings))
    if key not in known:
        near = get_close_matches(key, known, n=1)
        guess = f"did you mean {near[0]}? " if near else ""
        raise SettingsError(f"{key} is not a setting to try", hint=f"{guess}there are {', '.join(known)}")
    given = [value for value in values.split(",") if value]
    if not given:
        raise SettingsError(f"{text!r} tries no value", hint=f"write it like {key}=ONE,OTHER")
    return key, given


def _keys(group: type[BaseModel], prefix: str = "") -> Iterable[str]:
    """The settings that change answers and are one value, with their groups' names."""
    for name, field in group.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _keys(kind, f"{name}.") if name not in {"web", "loading"} else ()
        elif name not in {"documents", "index"}:
            yield f"{prefix}{name}"


def _chosen(base: Settings, choice: Choice) -> Settings:
    """`base` with the choice in place, checked as if it stood in qa.toml."""
    groups: dict[str, object] = {"documents": base.documents, "index": base.index, "model": base.model}
    for key, value in choice.items():
        group, _, name = key.rpartition(".")
        if group:
            groups[group] = {**_given(groups.get(group)), name: value}
        else:
            groups[name] = value
    return load_settings(**groups)


def _given(group: object) -> Mapping[str, object]:
    return group if isinstance(group, dict) else {}


@dataclass(frozen=True, slots=True)
class SweepResult:
    """What one variant comes to; `changes` are against the first one, for which there are none."""

    variant: Variant
    rows: Sequence[Row]
    figures: Mapping[str, Figure]
    changes: Mapping[str, Change]

    def as_json(self) -> dict[str, Any]:
        """Its part of the file that `--try` writes."""
        return {
            "name": self.variant.name,
            "figures": {name: asdict(figure) for name, figure in self.figures.items()},
            "changes": {name: asdict(change) for name, change in self.changes.items()},
        }


def sweep(
    variants: Sequence[Variant], cases: Sequence[Case], *, workers: int | None = None, progress: Progress | None = None
) -> list[SweepResult]:
    """Every variant asked of an index made for it, in order.

    All go into one index folder, one recipe after the other, so that no text is embedded twice by the same model.
    """
    asked: dict[str, Sequence[Row]] = {}
    with TemporaryDirectory(prefix="qa-try-") as folder:
        made: tuple[str, str] | None = None
        for variant in sorted(variants, key=_recipe):
            settings = variant.settings.model_copy(update={"index": Path(folder)})
            if _recipe(variant) != made:
                build_index(settings, rebuild=True, progress=progress)
                made = _recipe(variant)
            asked[variant.name] = evaluate(settings, cases, workers=workers, progress=progress).rows
    first = asked[variants[0].name]
    return [_result(variant, asked[variant.name], first) for variant in variants]


def _recipe(variant: Variant) -> tuple[str, str]:
    """What an index has to be made anew for."""
    return variant.settings.model, variant.settings.splitting.model_dump_json()


def _result(variant: Variant, rows: Sequence[Row], first: Sequence[Row]) -> SweepResult:
    changes = {} if rows is first else compare(first, rows).figures
    return SweepResult(variant, rows, figures(rows), changes)
