"""Where a model is: a folder, or the hub's cache on this machine. Only `planned` and `fetch` use the network."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from qa.errors import ModelError

_OTHER_RUNTIMES = (
    *("onnx/*", "openvino/*", "coreml/*", "*.onnx", "*.tflite", "*.gguf", "*.h5", "*.msgpack", "*.ot"),
    *("*.md", ".gitattributes", "*.png", "*.jpg", "*.svg"),
)  # files of a model's repository that sentence-transformers with torch does not read


@dataclass(frozen=True, slots=True)
class Download:
    """What fetching a model brings: its files, how many bytes of them are not here yet, from where and to where."""

    repository: str
    files: Sequence[str]
    size: int
    source: str
    cache: Path


def model_folder(model: str) -> Path:
    """The folder that `model` names, or where the hub's cache keeps the model of that name; ModelError for none.

    A folder without `modules.json` is taken as the library takes it: the mean of a plain transformer's tokens.
    """
    folder = Path(model)
    if any((folder / name).is_file() for name in ("modules.json", "config.json")):
        return folder
    if folder.is_dir():
        raise ModelError(
            f"the folder {model} holds no embedding model: it has no modules.json",
            hint="name the folder that sentence-transformers saved, or leave the setting `model` at its default",
        )
    return _cached(model)


def _cached(model: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    step = f"`qa fetch {model}` fetches it once, where there is a network; or name a folder that holds it"
    try:
        unread = [*_OTHER_RUNTIMES, "*.bin"]
        folder = Path(snapshot_download(_repository(model), local_files_only=True, ignore_patterns=unread))
        if (folder / "modules.json").is_file():
            return folder
    except LocalEntryNotFoundError:
        pass
    except HFValidationError:
        step = "name a folder that holds one, or a model as the hub does, OWNER/MODEL"
    raise ModelError(
        f"there is no embedding model {model!r} on this machine",
        hint=f"{step}, or leave the setting `model` at its default",
    )


def planned(model: str) -> Download:
    """What `fetch` would bring, by the hub's word; ModelError when it has no such model, or cannot be reached."""
    from huggingface_hub import constants, snapshot_download
    from huggingface_hub.utils.tqdm import disable_progress_bars

    repository = _repository(model)
    with _translated(repository), disable_progress_bars():
        found = snapshot_download(repository, dry_run=True, ignore_patterns=list(_OTHER_RUNTIMES))
    weights = {Path(file.filename).parent for file in found if file.filename.endswith(".safetensors")}
    wanted = [file for file in found if not file.filename.endswith(".bin") or Path(file.filename).parent not in weights]
    files = [file.filename for file in wanted]
    if "modules.json" not in files:
        raise ModelError(
            f"{repository} is no sentence-transformers model: it has no modules.json",
            hint="choose one that the hub lists under sentence-transformers",
        )
    missing = sum(file.file_size or 0 for file in wanted if file.will_download)
    return Download(repository, files, missing, constants.ENDPOINT, Path(constants.HF_HUB_CACHE))


def fetch(download: Download) -> Path:
    """Brings the files into the hub's cache, with progress on a terminal; gives the folder that holds them.

    What has come stays when the network breaks off, and the next time goes on from it.
    """
    from huggingface_hub import snapshot_download
    from huggingface_hub.utils.tqdm import disable_progress_bars

    quiet = nullcontext() if sys.stderr.isatty() else disable_progress_bars()
    with _translated(download.repository), quiet:
        return Path(snapshot_download(download.repository, allow_patterns=list(download.files)))


def _repository(model: str) -> str:
    """The name on the hub; one without an owner is sentence-transformers' own, as in that library."""
    return model if "/" in model else f"sentence-transformers/{model}"


@contextmanager
def _translated(repository: str) -> Iterator[None]:
    """Turns the errors of the hub's client into sentences."""
    try:
        yield
    except Exception as error:  # it passes on what the network and the disk raise
        raise _sentence(repository, error) from error


def _sentence(repository: str, error: Exception) -> ModelError:
    from huggingface_hub import constants
    from huggingface_hub.errors import HFValidationError, OfflineModeIsEnabled, RepositoryNotFoundError

    cause = error.__cause__ or error
    if isinstance(cause, HFValidationError):
        return ModelError(f"{repository!r} is no model's name on the hub", hint="a name reads OWNER/MODEL")
    if isinstance(cause, OfflineModeIsEnabled):
        return ModelError("HF_HUB_OFFLINE is set: nothing is fetched", hint="unset it for this command")
    if isinstance(cause, RepositoryNotFoundError):
        return ModelError(
            f"{constants.ENDPOINT} has no model {repository}, or does not show it to everybody",
            hint="check the name; for a model that is not public set HF_TOKEN",
        )
    first, *_ = [*str(cause).splitlines(), type(cause).__name__]
    return ModelError(
        f"{repository} could not be fetched from {constants.ENDPOINT}: {first}",
        hint="check the network, HF_ENDPOINT and the free space, and run it again: what has come is kept",
    )
