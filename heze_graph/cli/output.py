"""What the commands share: which store they use, and how answers and progress are shown."""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from heze_graph.cli.usage import columns
from heze_graph.errors import UsageError
from heze_graph.export.files import is_stdout, write_whole
from heze_graph.messages import Message, say, spoken
from heze_graph.model.answers import Answer
from heze_graph.rdf import iris
from heze_graph.rdf.formats import TABLES
from heze_graph.rdf.terms import PREFIXES
from heze_graph.store.engine import Engine, connect
from heze_graph.store.folder import last_store

if TYPE_CHECKING:
    from heze_graph.queries.columns import Column

#: IRIs of things and graphs are shortened, too.
_SHOWN = {**PREFIXES, "id": iris.ID, "graph": iris.GRAPH}


def today(options: argparse.Namespace) -> date:
    """Return the day given by --today, or else today by this machine's calendar."""
    given: date | None = options.today
    return given or date.today()  # noqa: DTZ011  (the day where the reader is, not that of a time zone)


@dataclass(frozen=True, slots=True)
class Headings:
    """The sheet name of an answer, the titles of its columns, and how files for people are worded.

    `render` makes such a file in a format of `sheets.FOR_PEOPLE`; None leaves names and codes as they are.
    """

    title: str = "answer"
    columns: tuple[Column, ...] = ()
    render: Callable[[Answer, str], bytes] | None = None


def show(answer: Answer, form: str | None, out: Path | None, headings: Headings = Headings()) -> None:
    """Show an answer on stdout, or write it to a file, in a format of the command line.

    Files for people, Excel and CSV, use words where the headings provide them; a text table leaves out companion
    columns, and has Chinese headers where messages are Chinese.

    Raises UsageError where the format cannot hold a table, or needs a file.
    """
    form = form or (_form_of(out) if out else "table")
    if form == "table":
        from heze_graph.queries.columns import for_people

        chinese = headings.render and spoken() == "zh"
        titles = {one.name: one.title("zh") for one in headings.columns if chinese}
        shown = for_people(answer, headings.columns)
        _show_table(replace(shown, columns=tuple(titles.get(name, name) for name in shown.columns)), out)
        return
    from heze_graph.export.formats import rendered

    if out:
        from heze_graph.export.workbook import FOR_PEOPLE

        render = headings.render if form in FOR_PEOPLE else None
        write_whole(out, render(answer, form) if render else rendered(answer, form, headings.title, excel=True))
    elif form == "xlsx":
        raise UsageError.problem("cli.no-out")
    else:
        sys.stdout.write(rendered(answer, form, headings.title).decode("utf-8"))


def _show_table(answer: Answer, out: Path | None) -> None:
    from heze_graph.export.tabular import table_text

    if out:
        write_whole(out, table_text(answer, None, prefixes=_SHOWN).encode("utf-8"))
        return
    width = columns() if sys.stdout.isatty() else None
    # https://no-color.org: any non-empty value disables colour.
    colour = obeys_escapes(sys.stdout) and not os.environ.get("NO_COLOR")
    sys.stdout.write(table_text(answer, width, colour=colour, prefixes=_SHOWN))
    inform(say("cli.row" if len(answer.rows) == 1 else "cli.rows", count=len(answer.rows)))


def _form_of(out: Path) -> str:
    suffix = out.suffix.lower().removeprefix(".")
    forms = {"txt": "table"} | {name: name for name in TABLES}
    if suffix not in forms:
        raise UsageError.problem("cli.out-suffix", where="--out", suffix=suffix, forms=tuple(forms))
    return forms[suffix]


def standard_input(most: int) -> bytes:
    """Return standard input up to a maximum size and one byte more, which shows that there is too much."""
    raw = getattr(sys.stdin, "buffer", None)
    if raw is not None:
        return bytes(raw.read(most + 1))
    return sys.stdin.read(most + 1).encode("utf-8") if sys.stdin else b""


def obeys_escapes(stream: TextIO | None) -> bool:
    """Return whether a stream is a terminal that understands escape sequences."""
    return stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"


def name(file: Path) -> None:
    """Print the name of a written file, unless the file was standard output."""
    if not is_stdout(file):
        print(file)


def inform(text: str | Message) -> None:
    """Print a message on stderr; if it is closed or full, the message is dropped and the work goes on."""
    with suppress(OSError):
        print(text, file=sys.stderr or io.StringIO())


@contextmanager
def progress() -> Iterator[Callable[[Message], None]]:
    """Give a function to report stages to: a spinner with the time in a terminal, silence elsewhere."""
    if not obeys_escapes(sys.stderr):
        yield lambda _stage: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(str(say("cli.starting")), total=None)
        yield lambda stage: bar.update(task, description=str(stage))


def output_language(options: argparse.Namespace) -> str:
    """Return the language of a command's output: the requested one, or that of the tables."""
    return options.language or "zh"


def store_of(options: argparse.Namespace) -> Path:
    """Return the store given by --store, or that of the last build in this folder."""
    return last_store() if options.store is None else Path(options.store)


def site_of(options: argparse.Namespace) -> str:
    """Return the address of the pages given by --site, without a trailing slash; raises UsageError if invalid."""
    address: str = options.site
    if address and not re.fullmatch(r"https?://[^\s?#]+", address):
        raise UsageError.problem("cli.site-address", where="--site", address=address)
    return address.rstrip("/")


def engine_of(options: argparse.Namespace) -> Engine:
    """Return the engine that a command queries."""
    if getattr(options, "endpoint", None):
        return connect(options.endpoint)
    from heze_graph.store.embedded import Embedded

    return Embedded(store_of(options))
