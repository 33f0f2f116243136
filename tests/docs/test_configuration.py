"""The page on configuration names every setting and no other, with its real default."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from qa.settings import load_settings
from tests.docs.conftest import ROOT

PAGE = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `([\w.]+)` \| (?:`(.*?)`)? ?\| `(QA_\w+)=(.*?)` \|", PAGE, re.MULTILINE)


def flat(group: BaseModel, prefix: str = "") -> Iterator[tuple[str, object]]:
    """Every setting of a group and the groups in it, with its value; a path as it is written."""
    for name in type(group).model_fields:
        value = getattr(group, name)
        if isinstance(value, BaseModel):
            yield from flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value.as_posix() if isinstance(value, Path) else value


def in_force() -> dict[str, object]:
    return dict(flat(load_settings()))


def test_every_setting_is_there_with_its_default_and_no_other() -> None:
    shown = {name: tomllib.loads(f"value = {default}")["value"] if default else None for name, default, _, _ in ROWS}
    assert list(shown.items()) == list(in_force().items())


@pytest.mark.parametrize(("name", "_default", "variable", "value"), ROWS, ids=[row[0] for row in ROWS])
def test_a_variable_sets_what_stands_in_its_row_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, name: str, _default: str, variable: str, value: str
) -> None:
    before = in_force()
    monkeypatch.setenv(variable, value)
    after = in_force()
    assert [setting for setting in after if after[setting] != before[setting]] == [name]
