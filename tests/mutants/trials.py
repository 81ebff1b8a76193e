"""The trials: each fault in a fork of a process that has collected all tests, on the tests that run its line.

The fork exchanges the code of the function that the fault is in. It stands in the copy of the checkout, too, so that
workers and readers in processes of their own have it. A fault in what runs at import gets a run of its own.
"""

from __future__ import annotations

import os
import pickle
import resource
import signal
import sys
import traceback
from collections.abc import Sequence
from itertools import compress
from operator import not_
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.mutants.runs import OPTIONS, TESTS, Brief, ended
from tests.mutants.swap import swapped

if TYPE_CHECKING:
    from tests.mutants.faults import Fault
    from tests.mutants.runs import Known

_MEMORY = 8 * 2**30
#: How many files of tests are run before all others.
_NEAR = 3
#: How a fork says that its fault runs at import.
AT_IMPORT = 71
#: How a fork says that it came to no end.
FAILED = 70
#: How pytest says that it ran none.
NO_TESTS = 5


def limit(seconds: float) -> None:
    """End this process after so many seconds of its own work, or after long waiting: a busy machine ends nothing."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, 300 + 10 * seconds)


class Chosen(Brief):
    """A pytest plugin for the run of a fault: some tests in their order, each ended after ten times its time."""

    def __init__(self, tests: Sequence[str], seconds: dict[str, float]) -> None:
        self._order, self._seconds = {test: place for place, test in enumerate(tests)}, seconds

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        if not self._order:
            return
        items[:] = sorted(
            (item for item in items if item.nodeid in self._order), key=lambda item: self._order[item.nodeid]
        )

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        limit(5 + 10 * self._seconds.get(nodeid, 0))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            print(f"noticed by {report.nodeid}", file=sys.stderr, flush=True)


class Trial(Chosen):
    """A pytest plugin that collects all tests once and tries each fault in a fork on some of them."""

    def __init__(self, copy: Path, faults: Sequence[Fault], known: Known) -> None:
        super().__init__((), known.seconds)
        self._copy, self._faults, self._known = copy, faults, known
        #: How the fork of each fault ended: 0 where no test noticed it.
        self.codes: list[int] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        for fault in self._faults:
            found = [items[test] for test in self._known.tests(fault) if test in items]
            self.codes.append(self._try(session, fault, found) if found else 0)
        return True

    def _try(self, session: pytest.Session, fault: Fault, items: Sequence[pytest.Item]) -> int:
        file = self._copy / fault.path
        whole, times = file.read_text(encoding="utf-8"), file.stat()
        broken = fault.broken(whole)
        file.write_text(broken, encoding="utf-8")
        process = os.fork()
        if not process:
            self._in_fork(session, fault, items, (whole, broken))
        code = ended(process, os.waitpid(process, 0)[1])
        file.write_text(whole, encoding="utf-8")
        os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
        return code

    def _in_fork(
        self, session: pytest.Session, fault: Fault, items: Sequence[pytest.Item], texts: tuple[str, str]
    ) -> None:
        code = FAILED
        try:
            os.setpgid(0, 0)
            resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
            module = sys.modules.get(fault.path.removesuffix(".py").replace("/", "."))
            swappable = fault.path.endswith(".rq") or (module and swapped(module, *texts))
            code = _first_failure(session, items) if swappable else AT_IMPORT
        except BaseException:  # noqa: BLE001 (told in the output; a fork must not go on)
            traceback.print_exc()
        finally:
            os._exit(code)


def _first_failure(session: pytest.Session, items: Sequence[pytest.Item]) -> int:
    for item, following in zip(items, [*items[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return 1
    return 0


def trials(copy: Path, faults: Sequence[Fault], known: Known, into: Path) -> int:
    """Try faults one after the other and write down how each ended."""
    _write_no_bytecode()
    trial = Trial(copy, faults, known)
    code = pytest.main([*OPTIONS, "-s", *TESTS], plugins=[trial])
    into.write_bytes(pickle.dumps(trial.codes))
    return int(code)


def _write_no_bytecode() -> None:
    sys.dont_write_bytecode = True
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"


def tried(copy: Path, fault: Fault, tests: Sequence[str], seconds: dict[str, float]) -> int:
    """Break the copy and run the tests of a fault that runs at import until one fails."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    _write_no_bytecode()
    limit(120)
    file = copy / fault.path
    file.write_text(fault.broken(file.read_text(encoding="utf-8")), encoding="utf-8")
    code = 0
    for part in _parts(tests):
        files = dict.fromkeys(test.split("::")[0] for test in part)
        code = int(pytest.main([*OPTIONS, "-x", *files], plugins=[Chosen(part, seconds)])) if part else NO_TESTS
        if code not in {0, NO_TESTS}:
            break
    return code


def _parts(tests: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the tests of the few files that come first, then the others: most faults are noticed by the former."""
    near = list(dict.fromkeys(test.split("::")[0] for test in tests))[:_NEAR]
    is_near = [test.split("::")[0] in near for test in tests]
    return list(compress(tests, is_near)), list(compress(tests, map(not_, is_near)))
