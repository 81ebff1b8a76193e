"""Every habit of the house as a session: `nox -l` lists them, `nox -s lint` runs one, `.ci/run` runs those of CI.

Sessions use the environment they are started in: install it once by the README's test command.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nox

nox.options.default_venv_backend = "none"
nox.options.sessions = ["lint", "types", "layers", "tests"]


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests on all cores; a skipped test fails. Arguments go to pytest: `nox -s tests -- tests/web`."""
    options = ["-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder", "--no-skips"]
    session.run(sys.executable, "-m", "pytest", *options, *session.posargs, external=True)


@nox.session
def lint(session: nox.Session) -> None:
    """Style and format of the code."""
    session.run("ruff", "check", ".", external=True)
    session.run("ruff", "format", "--check", ".", external=True)


@nox.session
def types(session: nox.Session) -> None:
    """Types, strictly, tests included; and that nothing is called that Windows has not."""
    session.run("mypy", external=True)
    session.run("mypy", "--platform", "win32", "--no-warn-unreachable", "heze_graph", external=True)


@nox.session
def layers(session: nox.Session) -> None:
    """Rooms are entered from above only."""
    session.run("lint-imports", external=True)


@nox.session
def lists(session: nox.Session) -> None:
    """Write the lists in docs/ anew from what they are lists of."""
    session.run(sys.executable, "docs/write_lists.py", external=True)
    session.run(sys.executable, "docs/write_licences.py", external=True)
    session.run(sys.executable, "docs/run_notebook.py", external=True)


@nox.session
def editor(session: nox.Session) -> None:
    """Build editor, charts and the script of the offline site anew, and compare them (needs npm)."""
    for room in ("editor", "charts", "offline"):
        with session.chdir(room):
            session.run("npm", "ci", "--no-audit", "--no-fund", "--silent", external=True)
            session.run("npm", "run", "--silent", "check", external=True)


@nox.session
def pictures(session: nox.Session) -> None:
    """Draw the pictures of the READMEs anew (needs Chromium and LibreOffice)."""
    session.run(sys.executable, "docs/draw_pictures.py", external=True)


@nox.session
def offline_install(session: nox.Session) -> None:
    """Make wheels, install them where there is no index, and do the main job there."""
    session.run(sys.executable, "-m", "tests.offline_install", external=True)


@nox.session
def lock(session: nox.Session) -> None:
    """Compile the versions that CI installs anew (needs uv)."""
    head = "# What CI installs (PIP_CONSTRAINT), compiled from pyproject.toml by `nox -s lock`.\n"
    command = ("uv", "pip", "compile", "pyproject.toml", "--extra", "test", "--universal", "--python-version", "3.11")
    versions = session.run(*command, "--no-annotate", "--no-header", "--quiet", external=True, silent=True)
    Path(".ci/constraints.txt").write_text(head + str(versions), encoding="utf-8", newline="\n")


@nox.session
def wheel(session: nox.Session) -> None:
    """Build the wheel, install it elsewhere, do the main job and serve it."""
    session.run("bash", ".ci/wheel", external=True)


@nox.session
def audit(session: nox.Session) -> None:
    """Ask for known faults in what CI installs (needs pip-audit, and its data from the network).

    What nobody knows anything of fails, too: without data there is no answer, and that is no good one.
    """
    locked = ("--requirement", ".ci/constraints.txt", "--no-deps", "--disable-pip")
    session.run("pip-audit", "--strict", *locked, *session.posargs, external=True)


@nox.session
def fuzz(session: nox.Session) -> None:
    """Mutate files, pages, records and lists for as long as asked: `nox -s fuzz -- --cases 10000 --seed 3`."""
    for name in ("files", "pages", "records", "lists"):
        session.run(sys.executable, "-m", f"tests.fuzz.{name}", *session.posargs, external=True)


@nox.session
def mutants(session: nox.Session) -> None:
    """Break one line at a time and count what the tests notice: `nox -s mutants -- --sample 400 --seed 1`."""
    session.run(sys.executable, "-m", "tests.mutants", *session.posargs, external=True)
