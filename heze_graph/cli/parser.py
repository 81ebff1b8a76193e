"""The commands and their arguments; each command is the function of its name in a module of this package.

`COMMANDS` has the function that adds each command's arguments; `docs/write_lists.py` reads it, too. Only those of the
given command are added, to a parser of its own: `--help` lists all commands, and should not wait for their arguments or
for the modules that know their choices.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Collection, Sequence

from heze_graph.cli.usage import Parser, Version, argparse_in
from heze_graph.messages import LANGUAGES, say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path
    from typing import Any, Protocol

    class Arguments(Protocol):
        """Something that accepts the arguments of a command: its parser, or a list of them."""

        def add_argument(self, *names: str, **described: Any) -> object:
            """Add an argument as `argparse` does."""

        def add_mutually_exclusive_group(self, *, required: bool = False) -> Arguments:
            """Return a group of mutually exclusive arguments."""

        def set_defaults(self, **values: Any) -> None:
            """Set default values."""


_NETWORK_TABLES = ("metrics", "edges", "tying-targets", "no-common-leader", "definitions")


def parse(arguments: Sequence[str], language: str) -> argparse.Namespace:
    """Return the parsed command line; raises SystemExit for wrong usage, with a message in a language."""
    with argparse_in(language):
        found = parser(arguments)
        if not arguments:
            found.print_help(sys.stderr)
            found.exit(2)
        return found.parse_args(arguments)


def parser(arguments: Collection[str] | None = None) -> argparse.ArgumentParser:
    """Return the parser in the current language, with the commands that some arguments name."""
    root = Parser(prog="heze-graph", description=help_text("help.program"))
    root.set_defaults(language=None)
    in_language(root)
    root.add_argument("--version", action=Version, nargs=0, help=help_text("help.version"))
    wanted = [name for name in COMMANDS if arguments is None or name in arguments]

    def made(**named: Any) -> Any:
        return Parser(**named) if named["prog"].rpartition(" ")[2] in wanted else None

    parser_class: Any = made  # argparse calls it: the parser of a command that is not given would never be asked
    commands = root.add_subparsers(metavar="COMMAND", required=True, parser_class=parser_class)
    for name, (module, describe) in COMMANDS.items():
        words = help_text(f"help.command.{name}")
        command = commands.add_parser(name, help=words, description=words)
        if name in wanted:
            command.set_defaults(command=_lazy(module, name))
            in_language(command)
            describe(command)
    return root


def _run(run: Arguments) -> None:
    run.add_argument("tables", nargs="*", type=path, metavar="TABLE", help=help_text("help.tables"))
    run.add_argument("--out", type=path, default="heze-out", metavar="DIR", help=help_text("help.out.run"))
    run.add_argument("--no-site", action="store_true", help=help_text("help.no-site"))
    _shared(run)
    _of_table(run)


def _build(build: Arguments) -> None:
    build.add_argument("tables", nargs="*", type=path, metavar="TABLE", help=help_text("help.tables"))
    build.add_argument("--store", type=path, metavar="DIR", help=help_text("help.store.new"))
    build.add_argument("--add", action="store_true", help=help_text("help.add"))
    build.add_argument("--shards", type=path, metavar="DIR", help=help_text("help.shards"))
    _shared(build)
    _of_table(build)


def _read(read: Arguments) -> None:
    read.add_argument("table", type=path, metavar="TABLE", help=help_text("help.table"))
    read.add_argument("--format", choices=("table", "json"), default="table", help=help_text("help.format"))
    _of_table(read)


def _shared(command: Arguments) -> None:
    command.add_argument("--scheduler", metavar="ADDRESS", help=help_text("help.scheduler"))
    command.add_argument("--workers", type=count, metavar="N", help=help_text("help.workers"))


def _of_table(command: Arguments) -> None:
    """Add the arguments with which a person describes a table."""
    from heze_graph.model.printed import ROLES

    command.add_argument("--place", metavar="NAME|DIR", help=help_text("help.place.name"))
    command.add_argument("--year", type=year, help=help_text("help.year"))
    command.add_argument("--period", help=help_text("help.period"))
    columns = help_text("help.column", roles=ROLES)
    command.add_argument("--column", action="append", default=[], metavar="HEADER=ROLE", help=columns)
    command.add_argument("--name", help=help_text("help.name.document"))
    command.add_argument("--strict", action="store_true", help=help_text("help.strict"))


def _link(link: Arguments) -> None:
    link.add_argument("--review", action="store_true", required=True, help=help_text("help.review"))
    link.add_argument("--person", metavar="NAME", help=help_text("help.person"))
    link.add_argument("--date", metavar="YYYY-MM-DD", help=help_text("help.date.decided"))
    link.add_argument("--place", type=path, metavar="DIR", help=help_text("help.place.folder"))
    _stored(link, endpoint=False)


def _query(query: Arguments) -> None:
    query.add_argument("name", metavar="NAME", help=help_text("help.name.query"))
    _parameters(query)
    query.add_argument("--labels", choices=("zh", "en", "none"), default="zh", help=help_text("help.labels"))
    query.add_argument("--first", type=count, metavar="N", help=help_text("help.first"))
    _linked(query)
    _answered(query)


def _lint(lint: Arguments) -> None:
    lint.add_argument("files", nargs="*", type=path, metavar="FILE", help=help_text("help.files.lint"))


def _sparql(sparql: Arguments) -> None:
    sparql.add_argument("text", metavar="TEXT|FILE|-", help=help_text("help.query.text"))
    _answered(sparql)


def _view(view: Arguments) -> None:
    view.add_argument("name", metavar="NAME", help=help_text("help.view"))
    view.add_argument("--out", type=path, metavar="FILE.html", help=help_text("help.out.view"))
    view.add_argument("--svg", type=path, metavar="FILE", help=help_text("help.svg"))
    view.add_argument("--png", type=path, metavar="FILE", help=help_text("help.png"))
    _viewed(view)


def _brief(brief: Arguments) -> None:
    from heze_graph.rdf.formats import BRIEFS

    brief.add_argument("things", nargs="+", metavar="THING", help=help_text("help.things"))
    brief.add_argument("--out", metavar="FILE|DIR/", help=help_text("help.out.brief"))
    brief.add_argument("--format", choices=BRIEFS, help=help_text("help.format.brief"))
    brief.add_argument("--today", type=day, metavar="YYYY-MM-DD", help=help_text("help.today.brief"))
    brief.add_argument("--font", type=path, metavar="FILE", help=help_text("help.font"))
    _stored(brief)


def _network(network: Arguments) -> None:
    from heze_graph.rdf.formats import NETWORKS, TABLES

    network.add_argument("name", metavar="NAME", nargs="?", default="units", help=help_text("help.network-view"))
    what = network.add_mutually_exclusive_group()
    for table in _NETWORK_TABLES:
        words = help_text(f"help.network.{table}")
        what.add_argument(f"--{table}", dest="table", action="store_const", const=table, help=words)
    network.set_defaults(table="metrics")
    forms = ("table", *TABLES, *NETWORKS)
    network.add_argument("--format", choices=forms, help=help_text("help.format.answer"))
    network.add_argument("--out", type=path, metavar="FILE", help=help_text("help.out"))
    _viewed(network)


def _pack(pack: Arguments) -> None:
    pack.add_argument("--out", type=path, default="督查.xlsx", metavar="FILE.xlsx", help=help_text("help.out.pack"))
    pack.add_argument("--today", type=day, metavar="YYYY-MM-DD", help=help_text("help.today.pack"))
    pack.add_argument("--days", type=count, default=30, metavar="N", help=help_text("help.days"))
    pack.add_argument("--leader", action="append", default=[], metavar="NAME", help=help_text("help.leader"))
    pack.add_argument("--unit", action="append", default=[], metavar="NAME", help=help_text("help.unit"))
    _linked(pack)
    _stored(pack)


def _export(export: Arguments) -> None:
    from heze_graph.rdf.formats import NETWORKS, PLANS, QUADS

    export.add_argument("file", type=path, metavar="FILE", help=help_text("help.file.export"))
    export.add_argument("--format", choices=(*QUADS, *NETWORKS, *PLANS), help=help_text("help.format.export"))
    _stored(export, endpoint=False)


def _push(push: Arguments) -> None:
    where = push.add_mutually_exclusive_group(required=True)
    where.add_argument("--endpoint", metavar="URL", help=help_text("help.endpoint.push"))
    where.add_argument("--bulk", type=path, metavar="DIR", help=help_text("help.bulk"))
    push.add_argument("--query", metavar="URL", help=help_text("help.query.push"))
    push.add_argument("--prune", action="store_true", help=help_text("help.prune"))
    _stored(push, endpoint=False)


def _serve(serve: Arguments) -> None:
    serve.add_argument("--port", type=int, default=8000, metavar="N", help=help_text("help.port"))
    serve.add_argument("--host", default="127.0.0.1", help=help_text("help.host"))
    serve.add_argument("--allow-host", action="append", default=[], metavar="NAME", help=help_text("help.allow-host"))
    serve.add_argument("--base-path", default="", metavar="/PATH", help=help_text("help.base-path"))
    serve.add_argument("--edit", action="store_true", help=help_text("help.edit"))
    serve.add_argument("--password-file", type=path, metavar="FILE", help=help_text("help.password-file"))
    serve.add_argument("--trust-proxy", metavar="IP", help=help_text("help.trust-proxy"))
    _stored(serve)


def _viewed(command: Arguments) -> None:
    command.add_argument("--around", metavar="THING", help=help_text("help.around"))
    command.add_argument("--steps", type=int, default=2, metavar="N", help=help_text("help.steps"))
    command.add_argument("--date", type=day, metavar="YYYY-MM-DD", help=help_text("help.date.printed"))
    _parameters(command)
    _stored(command)


def help_text(key: str, **values: object) -> str:
    """Return a help text with its percent signs escaped for argparse."""
    return str(say(key, **values)).replace("%", "%%")


def _linked(command: Arguments) -> None:
    command.add_argument("--site", default="", metavar="URL", help=help_text("help.site"))


def _parameters(command: Arguments) -> None:
    words = help_text("help.parameter")
    command.add_argument("-p", "--parameter", action="append", default=[], metavar="NAME=VALUE", help=words)


def path(text: str) -> Path:
    """Return the path given by a text."""
    from pathlib import Path

    return Path(text)


def count(text: str) -> int:
    """Return a number of at least one; argparse turns the ValueError into a message."""
    if int(text) < 1:
        raise ValueError(text)
    return int(text)


def year(text: str) -> int:
    """Return a four-digit year; argparse turns the ValueError into a message."""
    if not text.isascii() or not text.isdigit() or len(text) != 4 or not text.startswith(("1", "2")):
        raise ValueError(text)
    return int(text)


def day(text: str) -> date:
    """Return a day; argparse turns the ValueError into a message."""
    from datetime import date

    return date.fromisoformat(text)


def _listed(command: Arguments) -> None:
    from heze_graph.rdf.formats import TABLES

    forms = ("table", *(form for form in TABLES if form != "xlsx"))
    command.add_argument("--format", choices=forms, default="table", help=help_text("help.format"))
    _stored(command, endpoint=False)


def _answered(command: Arguments) -> None:
    from heze_graph.rdf.formats import TABLES

    command.add_argument("--format", choices=("table", *TABLES), help=help_text("help.format.answer"))
    command.add_argument("--out", type=path, metavar="FILE", help=help_text("help.out.answer"))
    _stored(command)


def _stored(command: Arguments, *, endpoint: bool = True) -> None:
    where = command.add_mutually_exclusive_group()
    where.add_argument("--store", type=path, metavar="DIR", help=help_text("help.store"))
    if endpoint:
        where.add_argument("--endpoint", metavar="URL", help=help_text("help.endpoint"))


def in_language(command: Arguments) -> None:
    """Accept the language before or after the name of a command; the latter takes precedence."""
    command.add_argument("--language", choices=LANGUAGES, default=argparse.SUPPRESS, help=help_text("help.language"))


def _lazy(module: str, function: str) -> Callable[[argparse.Namespace], None]:
    """Return a function that imports its module when called: `--help` should not wait for a store."""

    def command(options: argparse.Namespace) -> None:
        from importlib import import_module

        getattr(import_module(f"heze_graph.cli.{module}"), function)(options)

    return command


#: Each command by name: the module with its function, and what adds its arguments.
COMMANDS: dict[str, tuple[str, Callable[[Arguments], None]]] = {
    "run": ("build", _run),
    "build": ("build", _build),
    "read": ("build", _read),
    "link": ("build", _link),
    "queries": ("query", _listed),
    "query": ("query", _query),
    "lint": ("query", _lint),
    "sparql": ("query", _sparql),
    "view": ("export", _view),
    "brief": ("export", _brief),
    "network": ("export", _network),
    "pack": ("export", _pack),
    "export": ("export", _export),
    "push": ("export", _push),
    "check": ("export", _listed),
    "serve": ("query", _serve),
    "mcp": ("query", _stored),
}
