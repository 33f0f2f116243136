"""Settings come from flags, environment, qa.toml and defaults, in this order, and unknown ones are refused."""

import tomllib
from pathlib import Path

import pytest

from qa.errors import SettingsError
from qa.settings import load_settings


def test_flags_beat_the_environment_which_beats_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("qa.toml").write_text(
        'model = "file"\nindex = "file"\ndocuments = "file"\n[splitting]\nchunk_size = 300\n', encoding="utf-8"
    )
    monkeypatch.setenv("QA_INDEX", "environment")
    monkeypatch.setenv("QA_DOCUMENTS", "environment")
    monkeypatch.setenv("QA_SPLITTING__CHUNK_OVERLAP", "50")
    settings = load_settings(documents=Path("flag"), index=None)
    assert (settings.model, settings.index, settings.documents) == ("file", Path("environment"), Path("flag"))
    assert (settings.splitting.chunk_size, settings.splitting.chunk_overlap) == (300, 50)


@pytest.mark.parametrize(
    ("toml", "named"),
    [
        ("modle = 'x'", "modle is not a setting"),
        ("[splitting]\nchunk_sise = 3", "splitting.chunk_sise is not a setting"),
        ("[splitting]\nchunk_size = 3", "splitting.chunk_size is refused"),
        ("[splitting]\nchunk_size = 100\nchunk_overlap = 80", "chunk_overlap must be at most half"),
        ("[retrieval]\nfusion = 'magic'", "retrieval.fusion is refused"),
        ("model = ", "not valid TOML"),
    ],
)
def test_a_bad_setting_is_named(toml: str, named: str) -> None:
    Path("qa.toml").write_text(toml, encoding="utf-8")
    with pytest.raises(SettingsError, match=named) as caught:
        load_settings()
    assert "qa.toml" in caught.value.hint


def test_a_misspelt_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_MODLE", "x")
    with pytest.raises(SettingsError, match="QA_MODLE is not a setting"):
        load_settings()
    monkeypatch.delenv("QA_MODLE")
    monkeypatch.setenv("QA_SPLITTING__CHUNK_SISE", "3")
    with pytest.raises(SettingsError, match="chunk_sise is not a setting"):
        load_settings()


def test_the_readme_shows_every_setting_with_its_default() -> None:
    readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    shown = tomllib.loads(readme.partition("```toml\n")[2].partition("```")[0])
    assert shown == load_settings().model_dump(mode="json", exclude_none=True)
