"""What `from qa import …` offers: a few names, loaded when they are asked for."""

import doctest
import json
import subprocess
import sys

import pytest

import qa

HEAVY = {"numpy", "pydantic", "faiss", "tantivy", "tokenizers", "gradio", "torch", "typer"}


def fresh(code: str) -> list[str]:
    """What the code prints as JSON in a new interpreter."""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    told: list[str] = json.loads(run.stdout)
    return told


@pytest.mark.usefixtures("sample")
def test_the_use_shown_in_the_docstring_is_what_happens() -> None:
    assert doctest.testmod(qa) == (0, 5)


def test_the_names_are_sorted_and_no_other_is_public() -> None:
    assert qa.__all__ == sorted(qa.__all__) == fresh("import json, qa; print(json.dumps(dir(qa)))")


@pytest.mark.parametrize("name", qa.__all__)
def test_a_name_is_the_one_its_part_defines(name: str) -> None:
    found = getattr(qa, name)
    assert found.__name__ == name
    assert found is getattr(sys.modules[found.__module__], name)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="'qa' has no attribute 'Bott'"):
        getattr(qa, "Bott")  # noqa: B009 - a type checker refuses qa.Bott, as it should


def test_the_import_alone_loads_nothing_heavy() -> None:
    assert HEAVY.isdisjoint(fresh("import json, sys, qa; print(json.dumps(list(sys.modules)))"))


def test_an_error_can_be_caught_without_loading_the_rest() -> None:
    assert HEAVY.isdisjoint(fresh("import json, sys; from qa import QAError; print(json.dumps(list(sys.modules)))"))
