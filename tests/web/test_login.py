"""A page that others can reach asks who they are, or does not start."""

from base64 import b64encode
from pathlib import Path

import pytest
from typer.testing import CliRunner

from qa.cli import app
from qa.errors import SettingsError
from qa.settings import Web
from qa.web.login import Login, add_user, credentials, read_users
from qa.web.serving import is_private, must_ask_who

PASSWORD = "open sesame: 芝麻"


def basic(name: str, password: str) -> str:
    return "Basic " + b64encode(f"{name}:{password}".encode()).decode()


def test_a_user_may_enter_with_the_right_password_alone(tmp_path: Path) -> None:
    users = tmp_path / "users.txt"
    add_user(users, "Ada", "another password")
    add_user(users, "Ben", PASSWORD)
    add_user(users, "Ada", PASSWORD)
    assert [line.split("$")[0] for line in users.read_text(encoding="utf-8").splitlines()] == [
        "Ada:scrypt",
        "Ben:scrypt",
    ]
    assert "sesame" not in users.read_text(encoding="utf-8")
    assert users.stat().st_mode & 0o077 == 0
    login = Login(read_users(users))
    right = basic("Ada", PASSWORD)
    assert not login.remembers(right)
    assert login.allows(right)
    assert login.remembers(right)
    for wrong in (basic("Ada", "another password"), basic("Eve", PASSWORD), basic("", ""), "", "Basic %", f"X{right}"):
        assert not login.allows(wrong), wrong
        assert not login.remembers(wrong), wrong


def test_a_password_may_hold_a_colon() -> None:
    assert credentials(basic("Ada", "a:b")) == ("Ada", "a:b")


@pytest.mark.parametrize(
    ("name", "password"), [("", PASSWORD), ("a:b", PASSWORD), ("a\nb", PASSWORD), ("Ada", "short")]
)
def test_a_name_or_password_that_cannot_be_one_is_refused(tmp_path: Path, name: str, password: str) -> None:
    with pytest.raises(SettingsError):
        add_user(tmp_path / "users.txt", name, password)
    assert not (tmp_path / "users.txt").exists()


@pytest.mark.parametrize("text", ["", "Ada\n", "Ada:secret\n", "Ada:scrypt$xx$yy\n", "Ada:md5$00$00\n"])
def test_a_file_that_names_no_user_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "users.txt").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"users\.txt"):
        must_ask_who(Web(users=tmp_path / "users.txt"))
    with pytest.raises(SettingsError, match=r"missing\.txt"):
        must_ask_who(Web(users=tmp_path / "missing.txt"))


def test_a_page_for_others_without_a_login_is_refused_unless_it_is_meant_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_user(tmp_path / "users.txt", "Ada", PASSWORD)
    for host in ("127.0.0.1", "localhost", "::1", "[::1]", "127.0.0.9"):
        assert is_private(host)
        must_ask_who(Web(host=host))
    for host in ("0.0.0.0", "::", "192.0.2.7", "qa.example.org"):
        with pytest.raises(SettingsError, match="everyone") as caught:
            must_ask_who(Web(host=host))
        assert "qa user NAME" in caught.value.hint
        must_ask_who(Web(host=host, users=tmp_path / "users.txt"))
        assert capsys.readouterr().err == ""
        must_ask_who(Web(host=host, without_login=True))
        assert "no login" in capsys.readouterr().err


def test_the_command_writes_a_user_and_shows_no_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_WEB__USERS", str(tmp_path / "users.txt"))
    result = CliRunner().invoke(app, ["user", "Ada"], input=f"{PASSWORD}\n{PASSWORD}\n")
    assert (result.exit_code, "sesame" in result.output) == (0, False)
    assert Login(read_users(tmp_path / "users.txt")).allows(basic("Ada", PASSWORD))
