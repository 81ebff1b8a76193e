"""Showing answers, progress and numbers."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from heze_graph.errors import UsageError
from heze_graph.export import tabular
from heze_graph.export.files import write_whole
from heze_graph.export.result_set import result_set_text
from heze_graph.export.terminal import table_text
from heze_graph.model.answers import Answer, Term
from heze_graph.triples.vocabulary import PREFIXES

#: IRIs of things and graphs are shown short, too.
_SHOWN = {**PREFIXES, "id": "https://w3id.org/heze-graph/id/", "graph": "https://w3id.org/heze-graph/graph/"}

_TEXTS: dict[str, Callable[[Answer], str]] = {
    "csv": tabular.csv_text,
    "json": tabular.json_text,
    "md": tabular.markdown_text,
    "ttl": result_set_text,
}


def answer_from(columns: tuple[str, ...], rows: Sequence[tuple[str | None, ...]]) -> Answer:
    """Return plain texts as an Answer."""
    return Answer(columns, tuple(tuple(Term("literal", text) if text else None for text in row) for row in rows))


def show(answer: Answer, form: str | None, out: Path | None, title: str = "answer") -> None:
    """Show an answer on stdout, or write it to a file, in a format of the command line.

    Raises UsageError where the format cannot hold a table, or needs a file.
    """
    form = form or (_form_of(out) if out else "table")
    if form == "xlsx":
        if out is None:
            raise UsageError.problem("--format xlsx", "no --out", "a file to write to", "add --out answer.xlsx")
        tabular.write_xlsx(answer, out, title)
    elif form == "csv" and out:
        tabular.write_csv(answer, out)
    elif out:
        text = table_text(answer, None, prefixes=_SHOWN) if form == "table" else _TEXTS[form](answer)
        write_whole(out, text.encode("utf-8"))
    elif form == "table":
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
        sys.stdout.write(table_text(answer, width, colour=sys.stdout.isatty(), prefixes=_SHOWN))
        tell(f"{len(answer.rows)} row{'' if len(answer.rows) == 1 else 's'}")
    else:
        sys.stdout.write(_TEXTS[form](answer))


def _form_of(out: Path) -> str:
    suffix = out.suffix.lower().removeprefix(".")
    forms = {"csv": "csv", "json": "json", "md": "md", "xlsx": "xlsx", "txt": "table", "ttl": "ttl"}
    if suffix not in forms:
        raise UsageError.problem("--out", f"the suffix “.{suffix}”", f"one of {', '.join(forms)}", "add --format")
    return forms[suffix]


def tell(text: str) -> None:
    """Say something on stderr."""
    print(text, file=sys.stderr)


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Give a function that is told each stage: a spinner with the time in a terminal, silence elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _stage: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=None)
        yield lambda stage: bar.update(task, description=stage)
