"""The tools as an assistant uses them: a real client starts `qa mcp` and talks to it."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from qa.cli import main
from qa.index import build_index
from qa.mcp import WINDOW
from qa.settings import Settings

BRIDGE = "The old bridge was opened in 1786 by the mayor.\n"
QUESTION = "When was the old bridge opened?"


def write_documents(settings: Settings) -> None:
    (settings.documents / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    (settings.documents / "long.txt").write_text("海边的天气很好。\n" * 4000, encoding="utf-8")
    build_index(settings)


def test_an_assistant_asks_searches_lists_and_reads(settings: Settings) -> None:
    pytest.importorskip("mcp", reason="the extra `mcp` is not installed")
    write_documents(settings)
    names, answers = asyncio.run(talk(settings))
    assert names == {"ask": True, "search": True, "documents": True, "read": True}
    asked, narrowed, found, listed, read, end, refused, unknown = answers
    (quote, *_) = asked["quotes"]
    assert BRIDGE[quote["start"] : quote["end"]] == quote["text"]
    assert (narrowed["verdict"], narrowed["filter"]["within"]) == ("not_found", ["long.txt"])
    (passage,) = found["passages"]
    assert BRIDGE[passage["start"] : passage["end"]] == passage["text"]
    assert ([row["source"] for row in listed["documents"]], listed["matching"]) == (["bridge.txt"], 1)
    assert (read["text"], read["end"]) == ("海边的天气很好。\n" * (WINDOW // 9) + "海边", WINDOW)
    assert (end["text"], end["length"]) == ("。\n", 36_000)
    assert "no letter or digit" in refused
    assert "nothing.txt" in unknown


async def talk(settings: Settings) -> tuple[dict[str, bool], list[Any]]:
    """Which tools there are, each whether it changes nothing, and what they answer."""
    from mcp import Client, StdioServerParameters

    command = ["-m", "qa", "mcp", "--documents", str(settings.documents), "--index", str(settings.index)]
    calls = [
        ("ask", {"question": QUESTION}),
        ("ask", {"question": QUESTION, "within": ["long.txt"]}),
        ("search", {"question": QUESTION, "passages": 1}),
        ("documents", {"filter": "BRIDGE"}),
        ("read", {"source": "long.txt"}),
        ("read", {"source": "long.txt", "start": 35_998}),
        ("ask", {"question": "?!"}),
        ("read", {"source": "../nothing.txt"}),
    ]
    async with Client(StdioServerParameters(command=sys.executable, args=command)) as client:
        listed = await client.list_tools()
        found = [await client.call_tool(name, given) for name, given in calls]
    answers = [one.content[0].text if one.is_error else one.structured_content for one in found]
    assert json.loads(found[0].content[0].text) == found[0].structured_content  # for clients that know no structure
    return {tool.name: tool.annotations.read_only_hint for tool in listed.tools}, answers


def test_without_the_extra_the_command_names_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_documents(settings)
    monkeypatch.setitem(sys.modules, "mcp", None)
    argv = ["qa", "mcp", "--documents", str(settings.documents), "--index", str(settings.index)]
    monkeypatch.setattr(sys, "argv", argv)
    with pytest.raises(SystemExit) as left:
        main()
    assert (left.value.code, 'pip install "qa[mcp]"' in capsys.readouterr().err) == (1, True)


def test_the_example_for_a_desktop_program_starts_this_command() -> None:
    page = (Path(__file__).parent.parent / "docs" / "programs.md").read_text(encoding="utf-8")
    example = json.loads(page.split("```json\n")[1].split("```")[0])
    server = example["mcpServers"]["documents"]
    assert server["args"][0] == "mcp"
    assert set(server["args"][1::2]) <= {"--documents", "--index"}
