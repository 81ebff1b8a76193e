"""The page of one document: how it stands, and a lossless copy of its printed rows, each with an address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from starlette.requests import Request

from heze_graph.things.catalogue import Table
from heze_graph.things.thing import Thing
from heze_graph.web.things import sections
from heze_graph.web.things.lights import tally
from heze_graph.web.things.reader import ROWS_ON_PAGE, Reader
from heze_graph.web.things.sections import Section
from heze_graph.web.things.target import PrintedRow, printed_rows


@dataclass(frozen=True, slots=True)
class Pages:
    """Which of several pages of rows is shown."""

    page: int
    last: int


def document(reader: Reader, thing: Thing) -> Iterator[Section]:
    """Yield the sections of a Document, its rows apart."""
    name = thing.values("identifier")[0].value.text
    lights = [row["light"] for row in reader.remembered("goals") if row["document"] == name]
    shown = [{"document": name, "goals": len(lights), "bar": tally(lights)}] if lights else []
    yield Section("lights", "lights", shown, "goals")
    yield replace(sections.findings(reader, thing.iri), more="closed")


def table(reader: Reader, thing: Thing) -> Table:
    """Return what the catalogue knows of a Document."""
    name = thing.values("identifier")[0].value.text
    return next(table for table in reader.catalogue.documents if table.name == name)


def copy(reader: Reader, thing: Thing, request: Request) -> tuple[list[PrintedRow], Pages]:
    """Return the printed rows of one page of a Document: the page that is asked for, or that has the line asked for."""
    rows = printed_rows(reader.rows("cells-of-thing", thing=thing.iri))
    last = max(1, -(-len(rows) // ROWS_ON_PAGE))
    line, page = (_number(request.query_params.get(name, "")) for name in ("line", "page"))
    if line:
        before = sum(row.line < line for row in rows)
        page = before // ROWS_ON_PAGE + 1
    page = min(max(page, 1), last)
    return rows[(page - 1) * ROWS_ON_PAGE : page * ROWS_ON_PAGE], Pages(page, last)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
