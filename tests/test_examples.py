"""The examples in docstrings."""

import doctest
from importlib import import_module

import pytest


@pytest.mark.parametrize("name", ["draft", "formats.imported", "measures", "report.markup", "script", "slots"])
def test_the_examples_of_a_module_hold(name: str) -> None:
    assert doctest.testmod(import_module(f"qa.{name}")).failed == 0
