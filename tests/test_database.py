"""Where an index lies, and what of a database's URL is shown."""

from pathlib import Path

import pytest

from qa.database import Database, location
from qa.errors import SettingsError
from qa.settings import Settings, load_settings

PASSWORDS = ["s3cret", "p@ss", "a%2Fb", "x:y", "%"]


@pytest.mark.parametrize("password", PASSWORDS)
def test_a_password_is_never_shown_and_reaches_the_server(password: str) -> None:
    """By what psycopg makes of the address."""
    conninfo = pytest.importorskip("psycopg.conninfo")
    database = Database(f"postgresql://editor:{password}@db:5433/news?sslmode=require&sslpassword=hidden")
    assert str(database) == "postgresql://editor:***@db:5433/news?sslmode=require&sslpassword=***"
    assert repr(database) == "Database()"
    assert password not in database.without_secrets(f"it said {password} and {password!r}, and hidden")
    told = conninfo.conninfo_to_dict(database.address)
    assert told["password"] == password.replace("%2F", "/")
    assert (told["host"], told["port"], told["dbname"], told["user"]) == ("db", "5433", "news", "editor")


def test_several_servers_and_a_socket_are_left_as_they_are() -> None:
    for url in ("postgresql://a:1,b:2/news?target_session_attrs=read-write", "postgresql:///news?host=/run/pg"):
        assert Database(url).address == str(Database(url)) == url
        assert Database(url).name == "news"


@pytest.mark.parametrize("url", ["postgresql://u:p/w@h/n", "postgres://u:p?w@h/n", "postgresql://u:p#w@h/n"])
def test_a_sign_of_the_url_in_the_password_is_explained_without_it(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_INDEX", url)
    with pytest.raises(SettingsError, match="write / as %2F") as caught:
        load_settings()
    assert "p/w" not in caught.value.message
    assert url not in caught.value.message


def test_the_setting_takes_a_folder_or_a_database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    url = "postgresql://editor@db/news"
    (tmp_path / "qa.toml").write_text(f'index = "{url}"', encoding="utf-8")
    assert load_settings().index == Database(url)
    assert load_settings().model_dump(mode="json")["index"] == url
    with pytest.raises(SettingsError, match=f"the index is in {url}, not in a folder"):
        _ = Settings(index=Database(url)).index_folder
    monkeypatch.setenv("QA_INDEX", "~/index")
    assert load_settings().index == Path("~/index").expanduser()
    assert location("postgresqlish") == Path("postgresqlish")
