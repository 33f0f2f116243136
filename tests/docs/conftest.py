"""One folder with the sample documents, their test sets and an index, copied for each test that asks for it."""

import shutil
from pathlib import Path

import pytest

from qa.index import build_index
from qa.settings import Settings

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="session")
def _indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "here"
    shutil.copytree(ROOT / "documents", folder / "documents")
    shutil.copytree(ROOT / "testsets", folder / "testsets")
    build_index(Settings(documents=folder / "documents", index=folder / "index"))
    return folder


@pytest.fixture
def sample(_indexed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder one is in: as after `qa index` in a copy of the repository."""
    here = tmp_path / "sample"
    shutil.copytree(_indexed, here)
    monkeypatch.chdir(here)
    return here
