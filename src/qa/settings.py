"""Settings: defaults < `qa.toml` < environment `QA_…` < command-line flags; unknown keys are refused.

`QA_SPLITTING__CHUNK_SIZE=200` sets what `[splitting] chunk_size = 200` sets in `qa.toml`.
"""

import os
import tomllib
from fnmatch import fnmatch
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from pydantic_settings import SettingsError as UnreadableVariable

from qa.database import Database, Location, location
from qa.errors import SettingsError

ReaderName = Literal["quick", "thorough"]
Method = Literal["sentences", "recursive", "markdown", "tokens"]

PREFIX = "QA_"
SETTINGS_FILE = "qa.toml"
BUNDLED, THOROUGH = "bundled", "thorough"


def _expanded(name: str) -> str:
    """The name of a file or model, a `~` at its beginning made the home folder."""
    if not name:
        raise ValueError("it is empty")
    if any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in name):
        raise ValueError("it is not Unicode text")
    return os.path.expanduser(name)  # noqa: PTH111  Path's own raises for an unknown user


Name = Annotated[str, AfterValidator(_expanded)]
Place = Annotated[Path, AfterValidator(lambda path: Path(_expanded(str(path))))]


def _located(value: object) -> Location:
    """The folder or the database that is named."""
    if isinstance(value, Database):
        return value
    place = location(value) if isinstance(value, str | Path) else None
    if place is None:
        raise ValueError("it is no folder and no URL of a database")
    return place if isinstance(place, Database) else Path(_expanded(str(value)))


IndexPlace = Annotated[Location, NoDecode, PlainValidator(_located), PlainSerializer(str)]


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Loading(_Group):
    """Reading files. `encodings` maps a file pattern (`old/*.txt`) to the encoding to read it with,
    `passwords` one to what opens an encrypted file, which is never shown.

    So many `workers` read at a time; none is as many as there are processor cores.
    """

    max_megabytes: float = Field(default=50, gt=0)
    workers: int | None = Field(default=None, ge=1)
    encodings: dict[str, str] = {}
    passwords: dict[str, SecretStr] = {}

    @property
    def max_bytes(self) -> int:
        """The size up to which a file is read."""
        return int(self.max_megabytes * 1_000_000)

    def encoding(self, source: str) -> str | None:
        """The encoding that is set for a source, if any: that of the first pattern which fits."""
        return next((name for pattern, name in self.encodings.items() if fnmatch(source, pattern)), None)

    def password(self, source: str) -> str | None:
        """The password that is set for a source, if any: that of the first pattern which fits."""
        found = (secret for pattern, secret in self.passwords.items() if fnmatch(source, pattern))
        return next((secret.get_secret_value() for secret in found), None)


class Splitting(_Group):
    """How passages are cut, and their sizes in columns: a full-width character counts as two.

    By the method "tokens" sizes count tokens of the embedding model.
    """

    method: Method = "sentences"
    chunk_size: int = Field(default=400, ge=40, le=20_000)
    chunk_overlap: int = Field(default=80, ge=0)

    @model_validator(mode="after")
    def _overlap_is_smaller(self) -> "Splitting":
        if self.chunk_overlap * 2 > self.chunk_size:
            raise ValueError("chunk_overlap must be at most half of chunk_size")
        return self


class Retrieval(_Group):
    """How passages are found: both ways fused, or one of them alone; `passages` go on to be quoted, without that
    number as many as the reader takes."""

    fusion: Literal["fused", "dense", "lexical"] = "fused"
    passages: int | None = Field(default=None, ge=1, le=200)
    candidates: int = Field(default=50, ge=1, le=1000)


class Answering(_Group):
    """Which reader looks for the answer in the passages, how many quotes are shown, and from which confidence on an
    answer counts as found or possible.

    Without `possible` the calibration's own threshold holds (see `calibration.py`).
    """

    reader: ReaderName = "quick"
    quotes: int = Field(default=3, ge=1, le=20)
    found: float = Field(default=0.5, ge=0, le=1)
    possible: float | None = Field(default=None, ge=0, le=1)


class Web(_Group):
    """Where the chat page listens, the test set that it keeps questions in, and further names that it answers to.

    It brings in by itself what changes in the documents folder, unless it is not to `watch`.

    An allowed host is a name as browsers show it, for a page behind a proxy: `qa.example.org`, with its port where
    that is neither the page's own nor a usual one. `users` is a file of logins that `qa user` writes; a page that other
    machines can reach is refused without one, unless it is to be used `without_login`. So many `workers` answer, each
    a process of its own; with none, the page's own process does.
    """

    host: str = Field(default="127.0.0.1", min_length=1)
    port: int = Field(default=7860, ge=0, le=65535)
    allowed_hosts: list[Annotated[str, Field(pattern=r"^(\[[\da-fA-F:.]+\]|[^\s:/@*\[\]]+)(:\d+)?$")]] = []
    kept: Place = Path("testsets/kept.jsonl")
    watch: bool = True
    users: Place | None = None
    without_login: bool = False
    workers: int = Field(default=0, ge=0, le=64)


class Settings(BaseSettings):
    """All settings of the program; see the module's docstring for where they come from."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_ignore_empty=True,
        toml_file=SETTINGS_FILE,
        extra="forbid",
        frozen=True,
    )

    documents: Place = Path("documents")
    index: IndexPlace = Path("index")
    model: Name = BUNDLED
    loading: Loading = Loading()
    splitting: Splitting = Splitting()
    retrieval: Retrieval = Retrieval()
    answering: Answering = Answering()
    web: Web = Web()

    @property
    def names_reader(self) -> bool:
        """Whether a reader was chosen: the page's own is the thorough one, that of everything else the quick one."""
        return "reader" in self.answering.model_fields_set

    @property
    def index_folder(self) -> Path:
        """The folder of the index; SettingsError where it lies in a database."""
        if not isinstance(self.index, Path):
            raise SettingsError(f"the index is in {self.index}, not in a folder", hint="name a folder with --index")
        return self.index

    def reading_with(self, reader: ReaderName) -> "Settings":
        """The same settings with that reader."""
        return self.model_copy(update={"answering": self.answering.model_copy(update={"reader": reader})})

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags first, then the environment, then `qa.toml`."""
        return init_settings, env_settings, _Toml(settings_cls)


class _Toml(TomlConfigSettingsSource):
    """`qa.toml`, with or without the byte order mark that some editors put before it."""

    def _read_file(self, file_path: Path | Traversable) -> dict[str, Any]:
        return tomllib.loads(file_path.read_text(encoding="utf-8-sig"))


def load_settings(**flags: object) -> Settings:
    """The settings in force; a flag that is None counts as not given. SettingsError names the bad key."""
    given: dict[str, Any] = {name: value for name, value in flags.items() if value is not None}
    try:
        _refuse_unknown_environment()
        return Settings(**given)
    except ValidationError as error:
        raise SettingsError(_sentence(error), hint="look in qa.toml and the QA_… variables") from None
    except UnreadableVariable as error:
        raise SettingsError(
            f"a {PREFIX}… variable cannot be read: {error}",
            hint=f"set the keys of a group one by one, as {PREFIX}SPLITTING__CHUNK_SIZE=400, or give the group as JSON",
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"qa.toml is not valid TOML: {error}", hint="mend that line of qa.toml") from None
    except UnicodeDecodeError as error:
        raise SettingsError(f"qa.toml is not UTF-8 text: {error}", hint="save qa.toml as UTF-8") from None
    except RecursionError:
        raise SettingsError(
            "the settings are nested too deeply", hint="look in qa.toml and the QA_… variables"
        ) from None
    except OSError as error:
        raise SettingsError(
            f"qa.toml cannot be read: {error.strerror}", hint="give yourself permission to read it"
        ) from error


def _refuse_unknown_environment() -> None:
    for name in os.environ:
        key = name.removeprefix(PREFIX).split("__")[0].lower()
        if name.startswith(PREFIX) and key not in Settings.model_fields:
            known = ", ".join(sorted(PREFIX + field.upper() for field in Settings.model_fields))
            raise SettingsError(f"{name} is not a setting", hint=f"unset it, or use one of {known}")


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"]) or "settings"
    reason = (
        "is not a setting"
        if first["type"] == "extra_forbidden"
        else f"is refused: {first['msg'].removeprefix('Value error, ')}"
    )
    return f"{key} {reason}"
