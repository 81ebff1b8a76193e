"""The commands that ask (queries, query, sparql), lint, which checks queries, and the servers: serve, mcp."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from heze_graph import resources
from heze_graph.cli.output import Headings, engine_of, inform, show, site_of, standard_input, store_of
from heze_graph.errors import SavedQueryError, UsageError
from heze_graph.export.files import whole, write_whole
from heze_graph.export.tabular import csv_parts, excel_csv_bytes
from heze_graph.messages import say
from heze_graph.model.answers import Answer
from heze_graph.queries.choices import namesakes, unknown
from heze_graph.queries.library import load, load_named
from heze_graph.rdf.terms import PREFIXES
from heze_graph.store.engine import connect, is_large
from heze_graph.store.folder import remember

if TYPE_CHECKING:
    import pyoxigraph

    from heze_graph.export.wording import Wording
    from heze_graph.queries.library import SavedQuery
    from heze_graph.store.engine import Engine
    from heze_graph.web.server import Settings


#: A longer text is a query; some systems even fail when asked whether it is a file.
_LONGEST_PATH = 200
#: The maximum size in bytes of a query in a file or on standard input; a device may be endless.
_LONGEST_QUERY = 16 * 1024 * 1024


def queries(options: argparse.Namespace) -> None:
    """List the saved queries."""
    from heze_graph.queries.library import listing

    library = load(resources.QUERIES)
    show(listing(library), options.format, None)
    for fault in library.broken:
        inform(say("cli.broken", fault=fault))


def query(options: argparse.Namespace) -> None:
    """Run a saved query."""
    saved = load_named(resources.QUERIES, options.name)
    values = parameter_values(options.parameter)
    text = saved.bound(values)
    engine = engine_of(options)
    try:
        for note in (*namesakes(saved, values, engine), *unknown(saved, values, engine)):
            inform(note)
        headings = Headings(saved.name, saved.columns, _writer(saved, engine, options))
        if saved.form == "SELECT" and (options.first or is_large(engine)):
            _give_some(engine, saved, values, options, headings)
        else:
            content = engine.select(text) if saved.form == "SELECT" else engine.construct(text)
            _give(content, options, headings)
    finally:
        engine.close()


def _give_some(
    engine: Engine, saved: SavedQuery, values: dict[str, str], options: argparse.Namespace, headings: Headings
) -> None:
    """Give the first rows of an answer, or of a large graph all of them, in parts where it comes in parts."""
    from heze_graph.queries.in_order import comes_in_parts, first, parts, whole_text

    if options.first:
        _give(first(engine, saved, values, options.first), options, headings)
    elif _form(options) == "csv" and comes_in_parts(engine, saved):
        _give_parts(parts(engine, saved, values), options, headings)
    else:
        _give(engine.select(whole_text(engine, saved, values)), options, headings)


def _form(options: argparse.Namespace) -> str | None:
    named = options.out.suffix.lower().removeprefix(".") if options.out else None
    return options.format or named


def _give_parts(answers: Iterable[Answer], options: argparse.Namespace, headings: Headings) -> None:
    """Write an answer as CSV part by part, holding one part at a time."""
    if not options.out:
        for part in csv_parts(answers):
            sys.stdout.write(part)
        return
    with whole(options.out) as output:
        for number, answer in enumerate(answers):
            data = headings.render(answer, "csv") if headings.render else excel_csv_bytes(answer)
            output.write(data if not number else data.partition(b"\n")[2])


def _writer(saved: SavedQuery, engine: Engine, options: argparse.Namespace) -> Callable[[Answer, str], bytes] | None:
    """Return the writer of a file for people, None where its headers are to stay as they are."""
    site = site_of(options)
    if options.labels == "none":
        return None

    @cache
    def wording(titles: bool) -> Wording:
        from heze_graph.export.wording import ASKED, wording_of

        return wording_of(engine, load(resources.QUERIES, ASKED[titles]), options.labels, site, titles=titles)

    def render(answer: Answer, form: str) -> bytes:
        from heze_graph.export.workbook import answer_file

        return answer_file(saved, answer, form, engine, wording(titles=form != "csv"))

    return render


def lint(options: argparse.Namespace) -> None:
    """Check saved queries: one line for each problem, with file and line."""
    from heze_graph.export.tabular import plain_text
    from heze_graph.queries.lint import lint_file, lint_library

    if options.files:
        problems = [problem for file in options.files for problem in lint_file(file)]
        checked = len(options.files)
    else:
        library = load(resources.QUERIES)
        problems, checked = lint_library(library), len(library.queries) + len(library.faults)
    for problem in problems:
        print(plain_text(problem))
    if problems:
        found = say("cli.fault" if len(problems) == 1 else "cli.faults", count=len(problems))
        raise SavedQueryError.problem("cli.lint", found=found)
    inform(say("cli.query-sound" if checked == 1 else "cli.queries-sound", count=checked))


def sparql(options: argparse.Namespace) -> None:
    """Run any query, in a separate process."""
    from heze_graph.queries.adhoc import AdHoc

    adhoc = AdHoc(lambda: connect(options.endpoint)) if options.endpoint else AdHoc.of_store(store_of(options))
    try:
        _give(adhoc.ask(_text(options.text)), options, Headings())
    finally:
        adhoc.close()


def parameter_values(given: Iterable[str]) -> dict[str, str]:
    """Return the parameters given as name=value; raises UsageError for a malformed or duplicate one."""
    values: dict[str, str] = {}
    for pair in given:
        name, sign, value = pair.partition("=")
        if not sign:
            raise UsageError.problem("cli.parameter", where="-p", pair=pair)
        if name in values:
            raise UsageError.problem("cli.parameter-twice", where="-p", name=name)
        values[name] = value
    return values


def _text(given: str) -> str:
    """Return the query given on the command line, in a file or on standard input, always decoded as UTF-8.

    Raises UsageError where it cannot be read.
    """
    try:
        if given == "-":
            data = standard_input(_LONGEST_QUERY)
        elif "{" not in given and len(given) < _LONGEST_PATH and _is_file(Path(given)):
            with Path(given).open("rb") as file:
                data = file.read(_LONGEST_QUERY + 1)
        else:
            return given
        if len(data) > _LONGEST_QUERY:
            raise UsageError.problem("cli.query-long", where=given, most=_LONGEST_QUERY)
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError.problem("cli.query-encoding", where=given, byte=error.start + 1) from error
    except OSError as error:
        raise UsageError.problem("cli.query-unreadable", where=given, error=error) from error


def _is_file(path: Path) -> bool:
    """Return whether a text names a file: one that exists (or a pipe), or one with the suffix of a query."""
    return path.suffix in (".rq", ".sparql") or (path.exists() and not path.is_dir())


def _give(content: Answer | list[pyoxigraph.Triple], options: argparse.Namespace, headings: Headings) -> None:
    if isinstance(content, Answer):
        show(content, options.format, options.out, headings)
        return
    if options.format not in (None, "ttl"):
        raise UsageError.problem("cli.graph-format", format=options.format)
    from heze_graph.rdf.formats import serialise

    data = serialise(content, "ttl", PREFIXES)
    if options.out:
        write_whole(options.out, data)
    else:
        sys.stdout.write(data.decode("utf-8"))


def serve(options: argparse.Namespace) -> None:
    """Serve the pages, the query API and the SPARQL endpoint until interrupted.

    Raises UsageError for an invalid port or path, ListenError for an address that cannot be listened on, StoreError
    when there is no store.
    """
    from heze_graph.store.pool import Pool
    from heze_graph.web.front import is_local
    from heze_graph.web.server import Settings, free_address, leave, prepare
    from heze_graph.web.server import serve as listen

    path, proxy = options.base_path.rstrip("/"), options.trust_proxy or ""
    requested = Settings(options.host, options.port, options.allow_host, path, proxy)
    prepare()
    host, port = free_address(requested.host, requested.port)
    settings = replace(requested, host=host, port=port, names=(*requested.names, requested.host))
    if options.edit:
        settings = _edited(options, settings)
    engine = connect(options.endpoint) if options.endpoint else Pool(store_of(options))

    def ready() -> None:
        inform(say("cli.serving", url=settings.url))
        if not is_local(host):
            inform(say("cli.reachable"))
        if settings.desk:
            inform(say("cli.editing", url=settings.url))

    listen(engine, settings, ready)
    leave()


def _edited(options: argparse.Namespace, settings: Settings) -> Settings:
    """Return the settings of a server to which files can be brought, with an empty store if there is none yet.

    Raises UsageError for an endpoint, and where others have access but there is no password.
    """
    from heze_graph.pipeline.build import build
    from heze_graph.pipeline.desk import Desk
    from heze_graph.reference import Reference
    from heze_graph.store import folder
    from heze_graph.web.front import LEAST_PASSWORD, WriteAccess, is_local

    if options.endpoint:
        raise UsageError.problem("cli.edit-endpoint", where="--edit")
    password = _password(options.password_file) if options.password_file else ""
    alone = is_local(settings.host) and not (options.allow_host or options.trust_proxy or options.base_path)
    if not alone and not password:
        raise UsageError.problem("cli.edit-password", where="--edit")
    if password and len(password) < LEAST_PASSWORD:
        raise UsageError.problem("cli.short-password", where=options.password_file, least=LEAST_PASSWORD)
    store = store_of(options)
    if not folder.exists(store):
        build([], store, Reference.known(Path()))
        remember(store)
    return replace(settings, desk=Desk(store, Path()), access=WriteAccess(password))


def _password(file: Path) -> str:
    """Return the first line of a file; raises UsageError where it cannot be read."""
    try:
        return next(iter(file.read_text(encoding="utf-8-sig").splitlines()), "").strip()
    except (OSError, ValueError) as error:
        raise UsageError.problem("cli.no-password", where=file, error=error) from error


def mcp(options: argparse.Namespace) -> None:
    """Serve the Model Context Protocol on stdin and stdout until the client closes them.

    Raises UsageError when the extra `mcp` is not installed.
    """
    try:
        from heze_graph.mcp.server import Current, server
    except ModuleNotFoundError as error:
        raise UsageError.problem("cli.no-mcp", package=error.name) from error

    current = Current(endpoint=options.endpoint) if options.endpoint else Current(store_of(options))
    try:
        server(current).run("stdio")
    finally:
        current.close()
