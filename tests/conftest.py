"""What several tests share."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from heze_graph import resources
from heze_graph.cli import main
from heze_graph.model.answers import Answer
from heze_graph.pipeline.build import build, seed_tables
from heze_graph.queries.library import Library, load
from heze_graph.reference import Reference
from heze_graph.store import folder
from heze_graph.store.embedded import Embedded

#: A command line: its words, and then its exit status, standard output and standard error.
Run = Callable[..., tuple[int, str, str]]

# Messages are in English wherever the tests run, in other processes, too.
os.environ["LC_ALL"] = "C.UTF-8"

# A slow machine fails no test, and the same code gives the same result; the scripts in tests/fuzz look further.
settings.register_profile(
    "anywhere",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("anywhere")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--no-skips", action="store_true", help="fail when a test is skipped (what CI asks)")


def pytest_collection_finish() -> None:
    """Spare the garbage collector the thousands of tests that stay, each time that it looks for what does not."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and session.config.getoption("--no-skips") and reporter.stats.get("skipped"):
        reporter.write_line("\nskipped tests, which --no-skips does not allow")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def reference() -> Reference:
    return Reference(resources.REFERENCE)


@pytest.fixture(scope="session")
def seed_store(reference: Reference, tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("seeds") / "store"
    build(seed_tables(), store, reference)
    return store


@pytest.fixture(scope="session")
def large_store(reference: Reference, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store with an index on disk, as a large graph has it."""
    store = tmp_path_factory.mktemp("large") / "store"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folder, "MEMORY_LIMIT", 0)
        build(seed_tables(), store, reference)
    return store


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every SELECT query that embedded stores are asked during the test."""
    queries: list[str] = []
    select = Embedded.select

    def noted(self: Embedded, query: str) -> Answer:
        queries.append(query)
        return select(self, query)

    monkeypatch.setattr(Embedded, "select", noted)
    return queries


@pytest.fixture(scope="session")
def seed_engine(seed_store: Path) -> Embedded:
    return Embedded(seed_store)


@pytest.fixture(scope="session")
def library() -> Library:
    return load(resources.QUERIES)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in a folder of its own; give its exit status and what it prints."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str, str]:
        try:
            status = main(arguments)
        except SystemExit as stop:
            status = int(stop.code or 0)
        out, err = capsys.readouterr()
        return status, out, err

    return call


@pytest.fixture
def built(run: Run, seed_store: Path, tmp_path: Path) -> Run:
    """Run in a folder in which a build has been done."""
    (tmp_path / ".heze-graph").mkdir()
    (tmp_path / ".heze-graph" / "last-build").write_text(str(seed_store), encoding="utf-8")
    return run
