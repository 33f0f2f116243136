"""What surrounds the package: container, continuous integration, issue forms, citation."""

import re
from pathlib import Path

import pytest
import yaml

import qa
from qa.settings import load_settings
from tests.docs.conftest import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
STEPS = [
    (words[0], words[2])
    for line in re.sub(r"\\\n", " ", DOCKERFILE).splitlines()
    if line.strip() and not line.startswith("#")
    for words in [line.partition(" ")]
]


def steps(instruction: str) -> list[str]:
    """What follows each of these instructions, in order."""
    return [rest for name, rest in STEPS if name == instruction]


def test_all_that_the_container_copies_is_there_and_goes_to_the_builder() -> None:
    copied = {source for rest in steps("COPY") for source in rest.split()[:-1]}
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[:1] == "!"}
    assert copied == kept
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert {Path(name).name for name in ("LICENSE", "README.md")} <= copied  # the package's metadata names them


def test_the_container_runs_as_a_user_without_power_from_before_its_command() -> None:
    order = [name for name, _ in STEPS]
    assert steps("USER") == ["qa"]
    assert "useradd --create-home" in steps("RUN")[0]
    assert order.index("USER") > max(number for number, name in enumerate(order) if name == "RUN")
    assert order.index("USER") < order.index("CMD")


def test_the_container_keeps_its_state_in_volumes_and_says_whether_it_is_well() -> None:
    assert steps("VOLUME") == ['["/data/documents", "/data/index"]']
    assert steps("WORKDIR")[-1] == "/data"
    assert "http://127.0.0.1:7860/" in steps("HEALTHCHECK")[0]
    assert steps("EXPOSE") == ["7860"]


def test_the_settings_of_the_container_are_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Inside it listens everywhere; the README's line publishes it to this machine alone, at the same port."""
    for pair in steps("ENV")[0].split():
        monkeypatch.setenv(*pair.split("="))
    web = load_settings().web
    assert (web.host, web.port) == ("0.0.0.0", 7860)
    assert web.kept.is_relative_to("/data/index")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"docker run .*?(?:-p|--publish) (\S+)", readme) == ["127.0.0.1:7860:7860"]


def test_every_form_and_workflow_can_be_read() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["jobs"]["all"]["steps"][-1] == {"run": ".ci/run"}
    forms = [path for path in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml") if path.stem != "config"]
    for form in (yaml.safe_load(path.read_text(encoding="utf-8")) for path in forms):
        assert {"name", "description", "body"} <= set(form)
        fields = [field["attributes"]["label"] for field in form["body"] if field["type"] != "markdown"]
        assert len(fields) == len(set(fields)) > 2


def test_a_commit_is_checked_by_what_people_run() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"][0]["hooks"]
    assert [hook["entry"] for hook in hooks] == ["make check"]
    assert "\ncheck:" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_the_citation_names_this_version_and_licence() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert (cited["version"], cited["license"]) == (qa.__version__, "Apache-2.0")
    assert {"cff-version", "message", "title", "authors"} <= set(cited)
