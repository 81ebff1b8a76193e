"""An engine is added in one place, and every door then asks it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pytest

import heze_graph
from heze_graph.mcp.server import Current
from heze_graph.model.answers import Answer
from heze_graph.rdf.codec import answer_of
from heze_graph.store import engine
from heze_graph.store.engine import Engine, connect


class Empty:
    """An engine over no data at all, which remembers the address that it was made with."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._store = pyoxigraph.Store()

    version = "none"

    def select(self, query: str) -> Answer:
        result = self._store.query(query)
        assert not isinstance(result, pyoxigraph.QueryTriples)
        return answer_of(result)

    def construct(self, query: str) -> list[pyoxigraph.Triple]:
        result = self._store.query(query)
        assert isinstance(result, pyoxigraph.QueryTriples)
        return list(result)

    def close(self) -> None:
        pass


@pytest.fixture
def added(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(engine.ENGINES, "empty", (__name__, "Empty"))


@pytest.mark.usefixtures("added")
def test_a_new_engine_is_one_class_and_one_line() -> None:
    made: Engine = connect("empty:anything")
    assert isinstance(made, Empty)
    assert made.address == "empty:anything"
    with heze_graph.open(endpoint="empty:x") as graph:
        assert list(graph.sparql("SELECT * { ?s ?p ?o }")) == []
        assert graph.sparql("ASK {}")[0].answer is True
    assert len(Current(endpoint="empty:x").read()[0].query("documents")) == 0


def test_the_command_line_asks_it() -> None:
    code = (
        "import sys; from heze_graph.store import engine; from heze_graph.cli import main\n"
        "engine.ENGINES['empty'] = ('tests.store.test_engines', 'Empty')\n"
        "sys.exit(main(['sparql', 'ASK {}', '--endpoint', 'empty:x', '--format', 'csv']))\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["answer", "true"]
