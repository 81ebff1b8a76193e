"""The process of the server: what it writes on stdout, what it sees of a build, how it ends and refuses."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from mcp.server.mcpserver.exceptions import ToolError

from heze_graph.cli import main
from heze_graph.mcp.server import Current, Tools
from heze_graph.store.folder import current, write
from heze_graph.store.lanes import Limits


def test_a_query_without_end_is_ended(seed_store: Path) -> None:
    graph = Current(seed_store, limits=Limits(saved_workers=1, adhoc_workers=0, saved_seconds=0.5))
    tools = Tools(graph)
    query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?p ?q ?r }"
    try:
        with pytest.raises(ToolError, match="found no end within"):
            tools.sparql(query)
        assert not tools.sparql("ASK {}").is_error
    finally:
        graph.close()


def test_stdout_carries_only_the_protocol_in_utf8(seed_store: Path) -> None:
    """Raw lines, as a client of another language on a system with another code page would send them."""
    hello = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {
            "protocolVersion": "2025-06-18",
            "capabilities": {},
            "clientInfo": {"name": "raw", "version": "1"},
        },
    }
    # Half of a pair of code units, which JSON can write and UTF-8 cannot.
    half = {"name": "search", "arguments": {"text": "\ud800"}}
    ask = {"name": "run_query", "arguments": {"name": "documents"}}
    lines = [
        json.dumps(hello),
        json.dumps({"jsonrpc": "2.0", "method": "notifications/initialized"}),
        "this is no JSON",
        json.dumps({"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": half}),
        "[" * 100_000,
        json.dumps({"jsonrpc": "2.0", "id": 3, "method": "tools/call", "params": ask}),
    ]
    command = [sys.executable, "-m", "heze_graph", "mcp", "--store", str(seed_store)]
    environment = {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0", "LC_ALL": "C"}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("".join(f"{line}\n" for line in lines).encode())
        process.stdin.flush()
        answers: dict[object, Any] = {}
        while 3 not in answers:
            message = json.loads(process.stdout.readline().decode("utf-8"))
            answers[message.get("id")] = message
        rest, errors = process.communicate()
    assert rest == b""
    assert b"Traceback" not in errors
    assert process.returncode == 0
    titles = [row["values"]["title"] for row in answers[3]["result"]["structuredContent"]["rows"]]
    assert all(title.startswith("菏泽市人民政府") for title in titles)


def test_a_build_in_between_is_seen(tmp_path: Path, seed_store: Path) -> None:
    store = tmp_path / "store"
    shutil.copytree(seed_store, store)
    engine = Current(store)
    try:
        before = engine.read()[1].version
        text = current(store).graph.read_text(encoding="utf-8").splitlines(keepends=True)
        write(store, "".join(line for line in text if "/id/target/" not in line), {"documents": []})
        after = current(store).version
        deadline = time.monotonic() + 60
        while (found := engine.read()[1]).version == before and time.monotonic() < deadline:
            time.sleep(0.05)
        assert found.version == after
        assert len(found.graph.query("links")) == 0
        assert len(found.documents) == 2
    finally:
        engine.close()


def test_without_a_store_nothing_is_said_on_stdout(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "heze_graph", "mcp", "--store", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert (done.returncode, done.stdout) == (1, "")
    assert "run `heze-graph build` first" in done.stderr


def test_without_its_extra_the_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.startswith("heze_graph.mcp.")]:
        monkeypatch.delitem(sys.modules, name)
    for name in [name for name in sys.modules if name.split(".")[0] in ("mcp", "mcp_types")]:
        monkeypatch.setitem(sys.modules, name, None)
    assert main(["mcp"]) == 2
    assert "heze-graph[mcp]" in capsys.readouterr().err
