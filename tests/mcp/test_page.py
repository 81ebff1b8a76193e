"""docs/assistants.md says what is so."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import cast

from heze_graph.cli.parser import parser
from heze_graph.mcp.server import LIMITS, Current, Tools

PAGE = (Path(__file__).parent.parent.parent / "docs" / "assistants.md").read_text(encoding="utf-8")


def test_the_configuration_starts_the_server() -> None:
    block = re.search(r"(?s)```json\n(.*?)```", PAGE)
    assert block
    (server,) = json.loads(block[1])["mcpServers"].values()
    assert server["command"] == "heze-graph"
    options = parser().parse_args(server["args"])
    assert options.store.name == "store"
    assert options.endpoint is None
    for arguments in re.findall(r"`(\[\"mcp\".*?\])`", PAGE):
        assert parser().parse_args(json.loads(arguments)).endpoint


def test_every_tool_is_listed_with_its_limit() -> None:
    tools = [tool.__name__ for tool in Tools(cast("Current", None)).all()]
    assert re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE) == tools
    assert f"after {LIMITS.saved_seconds:.0f} seconds" in PAGE
