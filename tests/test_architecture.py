"""The folder listing is the architecture: imports point downwards, in no circle, and only at what a part shows.

`python -m tests.test_architecture` prints the map: the parts from the top floor down, and how many rooms and arrows.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

SRC = Path(__file__).parent.parent / "src"
PACKAGE = SRC / "qa"

FLOORS = [
    {"database", "errors", "names"},
    {"files", "records", "settings", "terminal", "transformer"},
    {"text", "embed", "reply"},
    {"articles", "loading", "store"},
    {"index", "asking"},
    {"bot"},
    {"testsets"},
    {"evaluation"},
    {"report"},
    {"web", "mcp"},
    {"cli"},
]
"""The parts from the ground up: each imports from lower floors only."""


def module_name(path: Path) -> str:
    """`qa.text.terms` for its file; a package's `__init__` has the package's name."""
    names = path.relative_to(SRC).with_suffix("").parts
    return ".".join(names[:-1] if names[-1] == "__init__" else names)


MODULES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def part_of(module: str) -> str:
    """The part that a module belongs to; empty for the package's face, `qa` itself and `python -m qa`."""
    name = module.split(".")[1] if "." in module else ""
    return "" if name == "__main__" else name


def imported(module: str) -> Iterator[str]:
    """The package's modules that a module imports, anywhere in it, for types too."""
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] == "qa":
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                yield name if name in MODULES and not _shown(node.module, alias.name) else node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)


def _shown(package: str, name: str) -> bool:
    """Whether a package's `__init__` defines or imports that name: then it is no module that is meant."""
    if MODULES[package].name != "__init__.py":
        return False
    tree = ast.parse(MODULES[package].read_text(encoding="utf-8"))
    return any(isinstance(node, ast.ImportFrom) and name in {alias.name for alias in node.names} for node in tree.body)


ARROWS = {module: sorted(set(imported(module)) - {module}) for module in MODULES}


def parts_graph() -> dict[str, set[str]]:
    """Which other parts each part imports."""
    graph: dict[str, set[str]] = {part: set() for part in map(part_of, MODULES) if part}
    for module, targets in ARROWS.items():
        if part_of(module):
            graph[part_of(module)] |= {part_of(target) for target in targets} - {part_of(module), ""}
    return graph


def test_every_part_has_its_floor() -> None:
    assert set(parts_graph()) == set().union(*FLOORS)


def test_imports_between_parts_point_downwards_only() -> None:
    level = {part: number for number, floor in enumerate(FLOORS) for part in floor}
    wrong = [
        f"{part} → {other}" for part, others in parts_graph().items() for other in others if level[other] >= level[part]
    ]
    assert wrong == []


def test_no_imports_go_round_in_a_circle() -> None:
    """TopologicalSorter raises CycleError, which names the circle."""
    TopologicalSorter({module: set(targets) for module, targets in ARROWS.items()}).prepare()


def test_what_is_private_to_a_part_stays_in_it() -> None:
    """Other parts import what `__init__` shows, never a module inside."""
    reached = [
        f"{module} → {target}"
        for module, targets in ARROWS.items()
        for target in targets
        if target.count(".") > 1 and part_of(target) != part_of(module)
    ]
    assert reached == []


def loaded(statement: str) -> set[str]:
    code = f"{statement}\nimport sys; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in run.stdout.split()}


def test_help_loads_nothing_heavy() -> None:
    heavy = {"torch", "gradio", "faiss", "numpy", "tantivy", "tokenizers", "langchain_text_splitters", "pydantic"}
    assert loaded("import qa.cli") & heavy == set()


def test_asking_loads_no_torch_and_no_page() -> None:
    heavy = {
        "lxml",
        "selectolax",
        "torch",
        "transformers",
        "sentence_transformers",
        "gradio",
        "langchain_text_splitters",
        "langchain_core",
    }
    assert loaded("import qa.cli, qa.bot, qa.store.local; qa.bot.open_encoder('bundled')") & heavy == set()


def main() -> None:
    """Prints the map."""
    graph = parts_graph()
    for floor in reversed(FLOORS):
        for part in sorted(floor):
            print(f"{part:<12}→ {', '.join(sorted(graph[part]))}")
    print(f"{len(graph)} rooms, {sum(map(len, graph.values()))} arrows; inside them {len(MODULES)} modules")


if __name__ == "__main__":
    main()
