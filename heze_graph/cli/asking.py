"""The commands that ask: queries, query, sparql, and lint, which checks what is asked."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from heze_graph import resources
from heze_graph.cli.output import show, tell
from heze_graph.cli.stores import engine_of, store_of
from heze_graph.errors import SavedQueryError, UsageError
from heze_graph.export.files import write_whole
from heze_graph.export.rdf import serialise
from heze_graph.export.terminal import plain_text
from heze_graph.model.answers import Answer
from heze_graph.saved.free import Free
from heze_graph.saved.library import load
from heze_graph.saved.lint import lint_file, lint_library
from heze_graph.saved.listing import listing
from heze_graph.store.limits import ONE
from heze_graph.store.remote import Remote
from heze_graph.triples.vocabulary import PREFIXES

if TYPE_CHECKING:
    import pyoxigraph

#: A longer text is a query, and some systems fail at the mere question whether it is a file.
_LONGEST_PATH = 200


def queries(options: argparse.Namespace) -> None:
    """List the saved queries."""
    library = load(resources.QUERIES)
    show(listing(library), options.format, None)
    for fault in library.broken:
        tell(f"broken: {fault}")


def query(options: argparse.Namespace) -> None:
    """Run a saved query."""
    asked = load(resources.QUERIES).get(options.name)
    text = asked.bound(parameter_values(options.parameter))
    engine = engine_of(options)
    try:
        _give(engine.select(text) if asked.form == "SELECT" else engine.construct(text), options, asked.name)
    finally:
        engine.close()


def lint(options: argparse.Namespace) -> None:
    """Check saved queries: one line for each fault, with file and line."""
    if options.files:
        problems = [problem for file in options.files for problem in lint_file(file)]
        checked = len(options.files)
    else:
        library = load(resources.QUERIES)
        problems, checked = lint_library(library), len(library.queries) + len(library.faults)
    for problem in problems:
        print(plain_text(problem))
    if problems:
        found = f"{len(problems)} fault{'' if len(problems) == 1 else 's'}"
        raise SavedQueryError.problem("lint", found, "none", "correct what the lines above name")
    tell(f"{checked} {'query' if checked == 1 else 'queries'}, no fault")


def sparql(options: argparse.Namespace) -> None:
    """Run any query, in a process of its own."""
    free = Free(lambda: Remote(options.endpoint)) if options.endpoint else Free.of_store(store_of(options), ONE)
    try:
        _give(free.ask(_text(options.text)), options, "answer")
    finally:
        free.close()


def parameter_values(given: Iterable[str]) -> dict[str, str]:
    """Return the parameters given as name=value; raises UsageError for another form or a name given twice."""
    values: dict[str, str] = {}
    for pair in given:
        name, sign, value = pair.partition("=")
        if not sign:
            raise UsageError.problem("-p", f"“{pair}”", "name=value", "write it as in -p no=86")
        if name in values:
            raise UsageError.problem("-p", f"{name} a second time", "each parameter once", "leave one out")
        values[name] = value
    return values


def _text(given: str) -> str:
    try:
        if given == "-":
            return sys.stdin.read()
        if "{" not in given and len(given) < _LONGEST_PATH and _is_file(Path(given)):
            return Path(given).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError.problem(given, f"an unreadable file ({error})", "a query", "check the path") from error
    return given


def _is_file(path: Path) -> bool:
    """Return whether a text is meant as a file: one that is there, or one with the suffix of a query."""
    return path.suffix in (".rq", ".sparql") or path.is_file()


def _give(content: Answer | list[pyoxigraph.Triple], options: argparse.Namespace, title: str) -> None:
    if isinstance(content, Answer):
        show(content, options.format, options.out, title)
        return
    if options.format not in (None, "ttl"):
        raise UsageError.problem(
            f"--format {options.format}", "a query for a graph", "--format ttl", "ask for Turtle, or use SELECT"
        )
    data = serialise(content, "ttl", PREFIXES)
    if options.out:
        write_whole(options.out, data)
    else:
        sys.stdout.write(data.decode("utf-8"))
