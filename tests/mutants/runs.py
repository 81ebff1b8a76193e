"""The first run: the tests, unbroken, in a copy of the checkout under coverage.py, to know which tests run each line.

A run is a fork of this process, in which pytest and the large libraries are imported and heze_graph is not.
"""

from __future__ import annotations

import importlib
import os
import shutil
import signal
import sys
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import coverage

    from tests.mutants.faults import Fault

#: Rooms whose tests are run, the dearest first, and the doctests.
TESTS = (
    "tests/records",
    "tests/queries",
    "tests/extraction",
    "tests/checks",
    "tests/pipeline/test_rows_elsewhere.py",
    "tests/store/test_lanes.py",
    "tests/store/test_pool.py",
    "tests/golden",
    "tests/linking",
    "tests/rdf",
    "heze_graph",
)
_HEAVY = ("hypothesis", "networkx", "openpyxl", "pyoxigraph", "rapidfuzz", "rdflib", "rich", "rustworkx", "selectolax")
_IMPORT = "import"
#: Few tests that compare everything that a table becomes: they notice most, so they come first.
_WIDE = "tests/golden/"
#: What pytest is told in every run. Tests that ask another program, grlc, fail when that does not start.
OPTIONS = (
    *("-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-W", "ignore::pytest.PytestAssertRewriteWarning"),
    "--ignore=tests/queries/test_grlc.py",
)
#: How many examples a property is tried on.
_EXAMPLES = 10


@dataclass(slots=True)
class Known:
    """What the first run tells: the tests that run each line of a file, those that read a query, and their cost."""

    lines: dict[str, dict[int, set[str]]] = field(default_factory=dict)
    readers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    seconds: dict[str, float] = field(default_factory=dict)
    fixtures: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    failed: set[str] = field(default_factory=set)

    def add(self, other: Known) -> None:
        """Add what the tests of another room run."""
        for file, lines in other.lines.items():
            mine = self.lines.setdefault(file, {})
            for line, contexts in lines.items():
                mine.setdefault(line, set()).update(contexts)
        for known, its in ((self.readers, other.readers), (self.fixtures, other.fixtures)):
            for name, tests in its.items():
                known[name].update(tests)
        self.seconds.update(other.seconds)
        self.failed.update(other.failed)

    def tests(self, fault: Fault) -> list[str]:
        """Return the tests that run a line, the widest, then the quickest first; what runs once counts for its file."""
        if fault.path.endswith(".rq"):
            found = self._with_fixtures(self.readers[Path(fault.path).stem])
        else:
            lines = self.lines.get(fault.path, {})
            contexts = lines.get(fault.line, set())
            if fault.once or _IMPORT in contexts:
                contexts = set().union(*lines.values())
            found = self._with_fixtures(contexts - {_IMPORT})
        return sorted(found - self.failed, key=lambda test: (_WIDE not in test, self.seconds.get(test, 0), test))

    def _with_fixtures(self, contexts: set[str]) -> set[str]:
        return {test for context in contexts for test in self.fixtures.get(context, {context})}


class Brief:
    """A pytest plugin: a property is tried on few examples, and one that breaks it is enough."""

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        from hypothesis import Phase, settings

        test = getattr(item, "obj", None)
        if said := getattr(test, "_hypothesis_internal_use_settings", None):
            few = settings(said, max_examples=_EXAMPLES, phases=[Phase.explicit, Phase.generate])
            test._hypothesis_internal_use_settings = few  # type: ignore[union-attr]


class Watch(Brief):
    """A pytest plugin for the first run: what runs belongs to a test, or to a fixture that several tests share."""

    def __init__(self, measured: coverage.Coverage, known: Known) -> None:
        self._measured, self._known, self._context = measured, known, _IMPORT

    def _enter(self, context: str) -> str:
        before, self._context = self._context, context
        self._measured.switch_context(context)
        return before

    def pytest_collection_finish(self) -> None:
        from heze_graph.queries.library import Library

        whole = Library.get

        def get(library: Library, name: str) -> Any:
            self._known.readers[name].add(self._context)
            return whole(library, name)

        Library.get = get  # type: ignore[method-assign, assignment]
        sys.addaudithook(self._opened)

    def _opened(self, event: str, arguments: Any) -> None:
        if event == "open" and str(arguments[0]).endswith(".rq") and self._context not in self._known.fixtures:
            self._known.readers[Path(str(arguments[0])).stem].add(self._context)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        begin = time.process_time()
        self._enter(item.nodeid)
        try:
            return (yield)
        finally:
            self._known.seconds[item.nodeid] = time.process_time() - begin
            self._enter(_IMPORT)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest) -> Iterator[Any]:
        if fixturedef.scope == "function":
            return (yield)
        context = f"fixture {fixturedef.baseid} {fixturedef.argname}"
        self._known.fixtures[context].update(
            item.nodeid for item in request.session.items if fixturedef.argname in getattr(item, "fixturenames", ())
        )
        before = self._enter(context)
        try:
            return (yield)
        finally:
            self._enter(before)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if not report.passed:
            self._known.failed.add(report.nodeid)


def warm() -> None:
    """Import what every run needs and no fault touches."""
    for name in _HEAVY:
        importlib.import_module(name)


def forked(copy: Path, output: Path, work: Callable[[], int]) -> int:
    """Do some work in a fork whose home is a copy of the checkout; return its process."""
    process = os.fork()
    if process:
        return process
    code = 70
    try:
        os.setpgid(0, 0)
        os.chdir(copy)
        home, os.environ["PYTHONPATH"] = str(Path(__file__).parents[2]), str(copy)
        sys.path[:] = [str(copy), *(place for place in sys.path if place not in {"", home})]
        with output.open("wb") as file:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
        code = work()
    except BaseException:  # noqa: BLE001 (told in the output; a fork must not go on)
        traceback.print_exc()
    finally:
        os._exit(code)


def ended(process: int, status: int) -> int:
    """End what a fork left behind; return its exit code, negative where a signal ended it."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process, signal.SIGKILL)
    return os.waitstatus_to_exitcode(status)


def copied(root: Path, copy: Path) -> Path:
    """Copy the checkout, compiled files too where they are there."""
    ignored = shutil.ignore_patterns(".*_cache", ".git", ".hypothesis", "node_modules", ".venv")
    shutil.copytree(root, copy, ignore=ignored)
    return copy


def watched(copy: Path, room: str, into: Path) -> int:
    """Run the tests of a room under coverage.py and write down what it tells."""
    import pickle

    import coverage

    known, data = Known(), str(into.with_suffix(".coverage"))
    measured = coverage.Coverage(data_file=data, config_file=False, source=[str(copy / "heze_graph")])
    measured.start()
    measured.switch_context(_IMPORT)
    code = int(pytest.main([*OPTIONS, room], plugins=[Watch(measured, known)]))
    measured.stop()
    found = measured.get_data()
    for file in found.measured_files():
        lines = found.contexts_by_lineno(file)
        known.lines[Path(file).relative_to(copy).as_posix()] = {
            line: set(tests) - {""} for line, tests in lines.items()
        }
    if code in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}:
        into.write_bytes(pickle.dumps(known))
    return code
