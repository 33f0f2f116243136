"""Flags are settings like any other: checked, and above what the file says."""

from pathlib import Path

import pytest

from qa.cli.shared import settings_of
from qa.errors import SettingsError


def test_a_flag_that_is_no_setting_is_refused_and_the_rest_of_its_group_stays() -> None:
    Path("qa.toml").write_text('[web]\nhost = "0.0.0.0"\nport = 7000\n', encoding="utf-8")
    with pytest.raises(SettingsError, match=r"web\.port is refused"):
        settings_of(None, None, None, port=99_999)
    web = settings_of(None, None, None, port=8000, host=None).web
    assert (web.host, web.port) == ("0.0.0.0", 8000)
