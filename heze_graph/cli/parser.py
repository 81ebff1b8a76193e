"""The commands and their options; each command names the function that does it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from heze_graph import __version__
from heze_graph.reference.language import ROLES

if TYPE_CHECKING:
    # argparse gives this class no public name.
    _Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001

Command = Callable[[argparse.Namespace], None]

TABLE_FORMATS = ("table", "csv", "json", "xlsx", "md", "ttl")
NETWORK_FORMATS = ("table", "csv", "json", "xlsx", "md", "graphml", "gexf")
EXPORT_FORMATS = ("ttl", "nt", "nq", "trig", "jsonld", "rdf", "graphml", "gexf")

_VIEWS = "the view: units, leaders, targets, counties, projects, themes, ego, or a saved query with “view: network”"
_NETWORK_TABLES = {
    "metrics": "each node with its measures (the default)",
    "edges": "each tie with what it stands on",
    "tying-targets": "the targets that tie otherwise separate groups",
    "no-common-leader": "the units that share targets but no leader",
    "definitions": "what each measure means and where it is defined",
}


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    root = argparse.ArgumentParser(
        prog="heze-graph",
        description="Government target tables as a knowledge graph. 把政府责任目标一览表变成知识图谱。",
    )
    root.add_argument("--version", action="version", version=f"heze-graph {__version__}")
    commands = root.add_subparsers(metavar="COMMAND", required=True)
    _making(commands)
    _asking(commands)
    _giving(commands)
    _serving(commands)
    return root


def _making(commands: _Commands) -> None:
    run = _command(commands, "run", _lazy("making", "run"), "everything at once into one folder 一步到位")
    run.add_argument("tables", nargs="*", type=Path, metavar="TABLE", help="table files (default: the two seed tables)")
    run.add_argument("--out", type=Path, default=Path("heze-out"), metavar="DIR", help="the folder (default: heze-out)")
    build = _command(commands, "build", _lazy("making", "build"), "build the graph 建图")
    build.add_argument("tables", nargs="*", type=Path, metavar="TABLE", help="table files (default: the seed tables)")
    build.add_argument("--store", type=Path, metavar="DIR", help="where the graph goes (default: .heze-graph/store)")
    build.add_argument("--add", action="store_true", help="put the tables into the graph that is there 加入已有图谱")
    read = _command(commands, "read", _lazy("making", "read"), "show what is understood of one table 试读一张表")
    read.add_argument("table", type=Path, metavar="TABLE", help="a table file")
    read.add_argument("--format", choices=("table", "json"), default="table", help="default: table")
    for command in (run, build, read):
        command.add_argument(
            "--place", type=Path, metavar="DIR", help="the folder of the city's register (default: told by the title)"
        )
        command.add_argument(
            "--column",
            action="append",
            default=[],
            metavar="HEADER=ROLE",
            help=f"what a column is for, where its header does not tell: {', '.join(ROLES)}",
        )
        command.add_argument("--name", help="the document's name in the graph (default: place, year and period)")
        command.add_argument("--strict", action="store_true", help="stop at the first row that cannot be understood")
    link = _command(commands, "link", _lazy("linking", "link"), "review doubtful links 复核存疑的对应关系")
    link.add_argument(
        "--review", action="store_true", required=True, help="show each, and record what a person decides"
    )
    link.add_argument("--person", metavar="NAME", help="who decides; without it the links are only shown")
    link.add_argument("--date", metavar="YYYY-MM-DD", help="when it was decided (default: today)")
    link.add_argument(
        "--place", type=Path, metavar="DIR", help="the folder of the city's register, where the judgement is recorded"
    )
    _stored(link, endpoint=False)


def _asking(commands: _Commands) -> None:
    queries = _command(commands, "queries", _lazy("asking", "queries"), "list the saved queries 列出预存查询")
    queries.add_argument("--format", choices=("table", "csv", "json", "md"), default="table", help="default: table")
    _stored(queries, endpoint=False)
    query = _command(commands, "query", _lazy("asking", "query"), "run a saved query 运行预存查询")
    query.add_argument("name", metavar="NAME", help="its name, see `heze-graph queries`")
    query.add_argument(
        "-p", "--parameter", action="append", default=[], metavar="NAME=VALUE", help="a parameter; may be repeated"
    )
    _answered(query)
    lint = _command(commands, "lint", _lazy("asking", "lint"), "check saved queries 检查预存查询")
    lint.add_argument("files", nargs="*", type=Path, metavar="FILE", help="query files (default: all saved queries)")
    sparql = _command(commands, "sparql", _lazy("asking", "sparql"), "run any SPARQL query, read-only 运行任意查询")
    sparql.add_argument("text", metavar="TEXT|FILE|-", help="the query, a file that holds it, or - for standard input")
    _answered(sparql)


def _giving(commands: _Commands) -> None:
    view = _command(commands, "view", _lazy("giving", "view"), "write a network page 生成网络图")
    view.add_argument("name", metavar="NAME", help=_VIEWS)
    view.add_argument("--out", type=Path, metavar="FILE.html", help="the page (default: NAME.html)")
    view.add_argument("--svg", type=Path, metavar="FILE", help="the picture as SVG; the page only with --out")
    view.add_argument("--png", type=Path, metavar="FILE", help="the picture as PNG; the page only with --out")
    _viewed(view)
    network = _command(commands, "network", _lazy("giving", "network"), "what a network's structure says 网络指标")
    network.add_argument("name", metavar="NAME", nargs="?", default="units", help=f"{_VIEWS} (default: units)")
    what = network.add_mutually_exclusive_group()
    for table, help_text in _NETWORK_TABLES.items():
        what.add_argument(f"--{table}", dest="table", action="store_const", const=table, help=help_text)
    network.set_defaults(table="metrics")
    network.add_argument("--format", choices=NETWORK_FORMATS, help="default: by the suffix of --out, or table")
    network.add_argument("--out", type=Path, metavar="FILE", help="write to a file")
    _viewed(network)
    export = _command(commands, "export", _lazy("giving", "export"), "write the graph for other systems 导出")
    export.add_argument("file", type=Path, metavar="FILE", help="the file; its suffix tells the format")
    export.add_argument("--format", choices=EXPORT_FORMATS, help="where the suffix does not tell")
    _stored(export, endpoint=False)
    push = _command(commands, "push", _lazy("pushing", "push"), "load the graph into a remote store 推送到远程库")
    where = push.add_mutually_exclusive_group(required=True)
    where.add_argument("--endpoint", metavar="URL", help="its Graph Store Protocol address 图存储协议地址")
    where.add_argument("--bulk", type=Path, metavar="DIR", help="write files for a bulk loader instead 写批量装载文件")
    push.add_argument("--query", metavar="URL", help="where it answers queries (default: told by the address)")
    push.add_argument("--prune", action="store_true", help="remove graphs of ours there that this store has not")
    _stored(push, endpoint=False)
    check = _command(commands, "check", _lazy("giving", "check"), "check the graph: shapes and findings 检查")
    check.add_argument("--format", choices=("table", "csv", "json", "md"), default="table", help="default: table")
    _stored(check, endpoint=False)


def _serving(commands: _Commands) -> None:
    serve = _command(commands, "serve", _lazy("serving", "serve"), "web pages and SPARQL endpoint 网页服务")
    serve.add_argument("--port", type=int, default=8000, metavar="N", help="default: 8000")
    serve.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: this machine only)")
    serve.add_argument(
        "--allow-host", action="append", default=[], metavar="NAME", help="a further name by which browsers may call it"
    )
    _stored(serve)
    mcp = _command(
        commands, "mcp", _lazy("assisting", "mcp"), "a server for assistants, on stdin and stdout 智能助手接口"
    )
    _stored(mcp)


def _viewed(command: argparse.ArgumentParser) -> None:
    command.add_argument("--language", choices=("zh", "en"), default="zh", help="default: zh")
    command.add_argument("--around", metavar="THING", help="only what stands around one thing, given by its name")
    command.add_argument("--steps", type=int, default=2, metavar="N", help="how far around it (default: 2)")
    command.add_argument("--date", type=day, metavar="YYYY-MM-DD", help="the date to print (default: the data's)")
    command.add_argument(
        "-p", "--parameter", action="append", default=[], metavar="NAME=VALUE", help="a parameter; may be repeated"
    )
    _stored(command)


def day(text: str) -> str:
    """Return a day as it was given; argparse makes the ValueError a message."""
    return date.fromisoformat(text).isoformat()


def _answered(command: argparse.ArgumentParser) -> None:
    command.add_argument("--format", choices=TABLE_FORMATS, help="default: by the suffix of --out, or table")
    command.add_argument("--out", type=Path, metavar="FILE", help="write to a file (CSV with a BOM, for Excel)")
    _stored(command)


def _stored(command: argparse.ArgumentParser, *, endpoint: bool = True) -> None:
    where = command.add_mutually_exclusive_group()
    where.add_argument("--store", type=Path, metavar="DIR", help="the store (default: that of the last build here)")
    if endpoint:
        where.add_argument("--endpoint", metavar="URL", help="a SPARQL endpoint to ask instead of a store")


def _command(commands: _Commands, name: str, command: Command, help_text: str) -> argparse.ArgumentParser:
    made = commands.add_parser(name, help=help_text, description=help_text)
    made.set_defaults(command=command)
    return made


def _lazy(module: str, function: str) -> Command:
    """Return a function that imports its module when it is called: `--help` should not wait for a store."""

    def command(options: argparse.Namespace) -> None:
        from importlib import import_module

        getattr(import_module(f"heze_graph.cli.{module}"), function)(options)

    return command
