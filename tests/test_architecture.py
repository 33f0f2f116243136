"""Imports point downwards only, and heavy parts are imported where they are needed."""

import ast
import subprocess
import sys
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "src" / "qa"

LAYERS = [
    {"errors", "scripts", "script", "calibration", "trees"},
    {"records", "settings", "detect", "measures", "weighted"},
    {"decode", "html", "titles", "terms", "embed", "resample", "testset", "slots"},
    {"load", "split", "store", "reader"},
    {"catalog", "dense", "lexical", "formats", "spans"},
    {"local_store", "check", "draft"},
    {"index", "retrieve", "evidence", "answer", "followup"},
    {"quote"},
    {"bot"},
    {"judge"},
    {"figures", "partial", "workers"},
    {"evaluate", "compare", "gate"},
    {"trial", "calibrate"},
    {"report"},
    {"web"},
    {"cli"},
]
LATE = {("store", "local_store")}  # open_store() is an `if`, and imports what it opens when it opens it


def level(module: str) -> int:
    return next(number for number, layer in enumerate(LAYERS) if module in layer)


def imports(path: Path) -> set[str]:
    """The modules of the package that a file imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module] if node.module != "qa" else [f"qa.{alias.name}" for alias in node.names]
            found.update(name.split(".")[1] for name in names if name.startswith("qa."))
        elif isinstance(node, ast.Import):
            found.update(alias.name.split(".")[1] for alias in node.names if alias.name.startswith("qa."))
    return found - {"__version__"}


def modules() -> dict[str, list[Path]]:
    single = {path.stem: [path] for path in PACKAGE.glob("*.py") if not path.stem.startswith("__")}
    packages = {path.parent.name: sorted(path.parent.glob("*.py")) for path in PACKAGE.glob("*/__init__.py")}
    return single | packages


def test_every_module_has_its_layer() -> None:
    assert set(modules()) == set().union(*LAYERS)


def test_imports_point_downwards_only() -> None:
    wrong = [
        f"{module} → {imported}"
        for module, paths in modules().items()
        for path in paths
        for imported in imports(path) - {module}
        if level(imported) >= level(module) and (module, imported) not in LATE
    ]
    assert wrong == []


def loaded(statement: str) -> set[str]:
    code = f"{statement}\nimport sys; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in run.stdout.split()}


def test_help_loads_nothing_heavy() -> None:
    heavy = {"torch", "gradio", "faiss", "numpy", "tantivy", "tokenizers", "langchain_text_splitters", "pydantic"}
    assert loaded("import qa.cli") & heavy == set()


def test_asking_loads_no_torch_and_no_page() -> None:
    heavy = {"torch", "transformers", "sentence_transformers", "gradio", "langchain_text_splitters", "langchain_core"}
    assert loaded("import qa.cli, qa.bot, qa.local_store; qa.bot.open_encoder('bundled')") & heavy == set()
