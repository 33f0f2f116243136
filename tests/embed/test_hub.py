"""Models are found on this machine without a network, and fetched by `qa fetch` alone."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qa.embed import open_encoder
from qa.embed.static import BUNDLED_MODEL
from qa.errors import ModelError
from tests.embed.hub import Hub, serving

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """Serves a real small model, with files for other programs beside it."""
    folder = tmp_path_factory.mktemp("hub") / "model"
    shutil.copytree(BUNDLED_MODEL, folder)
    (folder / "onnx").mkdir()
    for name in ("onnx/model.onnx", "pytorch_model.bin", "tf_model.h5"):
        (folder / name).write_bytes(b"for another program")
    with serving("people/tiny", folder) as hub:
        yield hub


@pytest.fixture
def qa(hub: Hub, tmp_path: Path) -> Run:
    """Runs `qa` in a process of its own, with a cache of its own and the hub on this machine."""
    own = {"HF_HOME": str(tmp_path / "home"), "HF_ENDPOINT": hub.url}
    hub.asked.clear()
    hub.refused.clear()

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
        return subprocess.run(
            [sys.executable, "-m", "qa", *arguments],
            env={**inherited, **own, **environment},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    return run


def test_a_model_is_fetched_once_after_which_indexing_and_asking_need_no_network(
    qa: Run, hub: Hub, tmp_path: Path
) -> None:
    Path("documents").mkdir()
    Path("documents/ferry.txt").write_text("The ferry Morgenrot was sold to Norway in 1998.", encoding="utf-8")
    unasked = qa("index", "--model", "people/tiny")
    assert (unasked.returncode, hub.asked) == (1, [])
    assert "`qa fetch people/tiny`" in unasked.stderr
    fetched = qa("fetch", "people/tiny")
    assert fetched.returncode == 0
    assert Path(fetched.stdout.strip(), "modules.json").is_file()
    assert f"people/tiny: 4 files, 38.4 MB of them to fetch from {hub.url} to {tmp_path / 'home'}" in fetched.stderr
    assert sorted(line.rpartition("/")[2] for line in hub.asked if line.startswith("GET /people")) == [
        "config_sentence_transformers.json", "model.safetensors", "modules.json", "tokenizer.json",
    ]  # fmt: skip
    hub.asked.clear()
    assert qa("index", "--model", "people/tiny").returncode == 0
    asked = qa("ask", "When was the Morgenrot sold to Norway?", "--model", "people/tiny")
    assert ("1998" in asked.stdout, hub.asked) == (True, [])


def test_a_model_of_which_a_part_has_come_is_not_used_and_the_next_time_brings_the_rest(qa: Run, hub: Hub) -> None:
    hub.refused.add("model.safetensors")
    broken = qa("fetch", "people/tiny")
    assert (broken.returncode, "could not be fetched" in broken.stderr) == (1, True)
    assert "`qa fetch people/tiny`" in qa("ask", "Where?", "--model", "people/tiny").stderr
    hub.refused.clear()
    hub.asked.clear()
    assert qa("fetch", "people/tiny").returncode == 0
    assert not any(line.startswith("GET /people") and line.endswith("tokenizer.json") for line in hub.asked)


def test_what_keeps_a_model_from_being_fetched_is_said_in_one_sentence(qa: Run, hub: Hub) -> None:
    said = {
        "HF_HUB_OFFLINE is set": qa("fetch", "people/tiny", HF_HUB_OFFLINE="1"),
        "has no model people/none": qa("fetch", "people/none"),
        "is no model's name": qa("fetch", "no name/at all"),
        "Connection refused": qa("fetch", "people/tiny", HF_ENDPOINT="http://127.0.0.1:9"),
    }
    for sentence, run in said.items():
        assert (run.returncode, sentence in run.stderr, len(run.stderr.splitlines())) == (1, True, 2)
    assert not any("resolve" in line for line in hub.asked)


def test_what_is_no_sentence_transformers_model_is_not_fetched(qa: Run, hub: Hub, tmp_path: Path) -> None:
    settings = hub.folder / "modules.json"
    settings.rename(tmp_path / "aside.json")
    try:
        run = qa("fetch", "people/tiny")
    finally:
        (tmp_path / "aside.json").rename(settings)
    assert (run.returncode, "is no sentence-transformers model" in run.stderr) == (1, True)


def test_a_missing_model_is_named_with_the_next_step_before_torch_is_imported() -> None:
    """Importing torch takes seconds; the answer must not wait for it."""
    script = (
        "import sys; from qa.embed import open_encoder; from qa.errors import ModelError\n"
        "try: open_encoder('nobody/nothing')\n"
        "except ModelError as error: print(error.message, error.hint, 'torch' in sys.modules, sep='|')"
    )
    printed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    message, hint, torch = printed.strip().split("|")
    assert message == "there is no embedding model 'nobody/nothing' on this machine"
    assert "`qa fetch nobody/nothing`" in hint
    assert torch == "False"


def test_a_folder_without_a_model_is_named_and_not_looked_up(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="holds no embedding model: it has no modules"):
        open_encoder(str(tmp_path))
    with pytest.raises(ModelError, match="there is no embedding model") as caught:
        open_encoder(str(tmp_path / "missing"))
    assert "qa fetch" not in caught.value.hint
