"""What `make run` installs is declared and pinned."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DECLARED = [Requirement(line) for line in PROJECT["dependencies"]]
EXTRAS = PROJECT["optional-dependencies"]
OPTIONAL = [Requirement(line) for extra in ("ocr", "mcp", "postgres") for line in EXTRAS[extra]]


def installed_by(wanted: Requirement, seen: set[str]) -> Iterator[str]:
    """The distributions that come with one, by their requirements on this machine."""
    name = canonicalize_name(wanted.name)
    if name in seen and not wanted.extras:
        return
    seen.add(name)
    yield name
    for line in requires(name) or []:
        needed = Requirement(line)
        if not needed.marker or any(needed.marker.evaluate({"extra": extra}) for extra in ("", *wanted.extras)):
            yield from installed_by(needed, seen)


def test_every_distribution_that_the_package_brings_is_pinned_exactly_and_to_no_machine() -> None:
    """A local tag such as torch's "+cpu", a path or an address would be true of one machine."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []
    pinned = {canonicalize_name(line.partition("==")[0]) for line in lines}
    seen: set[str] = set()
    brought = {name for requirement in DECLARED for name in installed_by(requirement, seen)}
    assert {"torch", "transformers", "tokenizers"} <= brought
    assert brought - pinned == set()


def test_the_package_imports_nothing_that_it_does_not_declare() -> None:
    belongs_to = packages_distributions()
    declared = {canonicalize_name(requirement.name) for requirement in DECLARED + OPTIONAL}
    undeclared = {
        name
        for path in (ROOT / "src").rglob("*.py")
        for name in imported(path)
        if name != "qa" and not declared & {canonicalize_name(owner) for owner in belongs_to.get(name, [name])}
    }
    assert undeclared - set(sys.stdlib_module_names) == set()


def imported(path: Path) -> Iterator[str]:
    """The top-level names of what a module imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]
        elif isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
