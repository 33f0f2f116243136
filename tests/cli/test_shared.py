"""Flags are settings like any other: checked, and above what the file says."""

import os
import subprocess
import sys
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


APP = Path(__file__).parent.parent.parent / "app.py"


@pytest.mark.parametrize(
    "started", ["from qa.cli import main; main()", f"runpy.run_path({str(APP)!r}, None, '__main__')"]
)
def test_products_take_one_thread_unless_it_is_said_otherwise(started: str) -> None:
    """Two gain nothing for a question and take twice the processor; the library looks when numpy is imported."""
    script = (
        f"import os, runpy, sys; sys.argv[1:] = ['--help']\ntry: {started}\n"
        "finally: print('numpy' in sys.modules, os.environ['OPENBLAS_NUM_THREADS'])"
    )
    for given, taken in (({}, "1"), ({"OPENBLAS_NUM_THREADS": "3"}, "3")):
        kept = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
        ended = subprocess.run(
            [sys.executable, "-c", script], env=kept | given, capture_output=True, text=True, check=False
        )
        assert ended.stdout.split()[-2:] == ["False", taken], ended.stderr
