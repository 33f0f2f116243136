"""The examples in docstrings, of every module."""

import doctest
import pkgutil
from importlib import import_module

import pytest

import qa

MODULES = [module.name for module in pkgutil.walk_packages(qa.__path__, "qa.") if not module.name.endswith("__main__")]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_hold(name: str) -> None:
    assert doctest.testmod(import_module(name)).failed == 0


def test_there_are_examples_to_hold() -> None:
    assert sum(len(doctest.DocTestFinder().find(import_module(name))) > 0 for name in MODULES) > 5
