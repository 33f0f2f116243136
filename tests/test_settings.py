"""Settings come from flags, environment, qa.toml and defaults, in this order, and unknown ones are refused."""

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
        ("[splitting]\nmethod = 'words'", "splitting.method is refused"),
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


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("QA_SPLITTING", "abc", 'variable cannot be read: .*"splitting"'),
        ("QA_LOADING", "[[[", 'variable cannot be read: .*"loading"'),
        ("QA_SPLITTING", "5", "splitting is refused"),
        ("QA_SPLITTING", "[" * 100_000, "nested too deeply"),
        ("QA_INDEX", "index\udcff", "index is refused: .*not Unicode"),
        ("QA_MODEL", "model\udcff", "model is refused: .*not Unicode"),
        ("QA_WEB__KEPT", "kept\udcff", "web.kept is refused: .*not Unicode"),
    ],
)
def test_an_ugly_variable_is_named(monkeypatch: pytest.MonkeyPatch, variable: str, value: str, said: str) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError, match=said) as caught:
        load_settings()
    assert "QA_" in caught.value.hint


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('documents = "文章"'.encode("gbk"), "not UTF-8"),
        (b'documents = "a\\u0000b"', "documents is refused: .*not Unicode"),
        (b"a = " + b"[" * 100_000, "nested too deeply"),
    ],
)
def test_an_ugly_file_is_named(content: bytes, said: str) -> None:
    Path("qa.toml").write_bytes(content)
    with pytest.raises(SettingsError, match=said) as caught:
        load_settings()
    assert "qa.toml" in caught.value.hint


def test_a_byte_order_mark_before_the_file_is_passed_over() -> None:
    Path("qa.toml").write_text('documents = "文章"', encoding="utf-8-sig")
    assert load_settings().documents == Path("文章")


def test_a_tilde_is_the_home_folder_wherever_a_name_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    Path("qa.toml").write_text('model = "~/model"\n[web]\nkept = "~/kept.jsonl"\n', encoding="utf-8")
    monkeypatch.setenv("QA_INDEX", "~/index")
    settings = load_settings(documents=Path("~/documents"))
    assert (settings.documents, settings.index) == (tmp_path / "documents", tmp_path / "index")
    assert (settings.model, settings.web.kept) == (str(tmp_path / "model"), tmp_path / "kept.jsonl")
    assert load_settings(index=Path("~no such user/a~b")).index == Path("~no such user/a~b")


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """`QA_INDEX=` made the working folder the index."""
    monkeypatch.setenv("QA_INDEX", "")
    monkeypatch.setenv("QA_SPLITTING", "")
    assert load_settings() == load_settings(index=Path("index"))
