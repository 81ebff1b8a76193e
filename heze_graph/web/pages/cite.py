"""How to cite a thing or an answer: as text, BibTeX or CSL-JSON, down to the printed cell."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from heze_graph.entities.entity import Thing, describe
from heze_graph.model.answers import TextRow
from heze_graph.rdf import iris
from heze_graph.web.front import is_local
from heze_graph.web.pages import charts, filters, questions, start
from heze_graph.web.pages.files import today
from heze_graph.web.pages.graph import PageGraph, path_of
from heze_graph.web.pages.table import state_of
from heze_graph.web.rendering import address, format_parameter, page, text

_NUMBER = """SELECT e.number FROM entry e JOIN thing d ON d.id = e.document
    WHERE d.iri = ? AND e.line <= ? ORDER BY e.line DESC LIMIT 1"""
#: The facts of a thing that are printed in a cell.
_PHRASES = ("phrase", "printed", "wording")
_MOST = 6
_SPACE = re.compile(r"\s+")
_SPECIAL = re.compile(r"[\\{}$&#^_%~]")
_ESCAPES = {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"}
_TYPES = {"bib": "application/x-bibtex; charset=utf-8", "json": "application/vnd.citationstyles.csl+json"}


@dataclass(frozen=True, slots=True)
class Citation:
    """The citation of a table: its issuer, title and year, the place in it, the address, and the date of access."""

    key: str
    issuer: str
    title: str
    year: str
    place: str
    address: str
    accessed: date

    def text(self) -> str:
        """Return the citation as text, following GB/T 7714."""
        issuer = f"{self.issuer}. " if self.issuer else ""
        place = f" {self.place}." if self.place else ""
        return f"{issuer}{self.title}[R/OL]. ({self.year})[{self.accessed}].{place} {self.address}"

    def bibtex(self) -> str:
        """Return the citation as a BibTeX entry, with TeX's special characters escaped."""
        fields = {
            "author": f"{{{_tex(self.issuer)}}}" if self.issuer else "",
            "title": f"{{{_tex(self.title)}}}",
            "year": self.year,
            "note": _tex(self.place),
            "url": self.address,
            "urldate": self.accessed.isoformat(),
        }
        lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
        return f"@misc{{{self.key},\n{lines}\n}}\n"

    def csl(self) -> dict[str, Any]:
        """Return the citation as a CSL-JSON item."""
        day = self.accessed
        item: dict[str, Any] = {"id": self.key, "type": "report", "title": self.title, "language": "zh-CN"}
        if self.issuer:
            item["author"] = [{"literal": self.issuer}]
        if self.year.isdigit():
            item["issued"] = {"date-parts": [[int(self.year)]]}
        if self.place:
            item["note"] = self.place
        return {**item, "URL": self.address, "accessed": {"date-parts": [[day.year, day.month, day.day]]}}


def cite(request: Request) -> Response:
    """Return how to cite `?about=`, a thing by the rest of its path, `?query=` with its values, or `?chart=` likewise.

    Raises HTTPException 404 for an unknown thing, query or chart.
    """
    format_parameter(request, "html")
    graph = PageGraph.of(request)
    label, path, found = _cited(request, graph)
    context = {
        "label": label,
        "about": path,
        "texts": [one.text() for one in found],
        "bibtex": "".join(one.bibtex() for one in found),
        "csl": _csl(found),
        "files": {form: _with(request, form, graph.language) for form in _TYPES},
    }
    return page(request, "cite.html", context)


def cite_file(request: Request) -> Response:
    """Return the citation as BibTeX or CSL-JSON; raises as `cite` does."""
    form = request.path_params["form"]
    if form not in _TYPES:
        raise HTTPException(404)
    format_parameter(request, form)
    _, _, found = _cited(request, PageGraph.of(request))
    body = "".join(one.bibtex() for one in found) if form == "bib" else _csl(found)
    return Response(
        body, headers={"Content-Type": _TYPES[form], "Content-Disposition": f'attachment; filename="cite.{form}"'}
    )


def _with(request: Request, form: str, language: str) -> str:
    return address(f"/cite.{form}", language, **{k: v for k, v in request.query_params.items() if k != "lang"})


def _csl(found: Sequence[Citation]) -> str:
    return json.dumps([one.csl() for one in found], ensure_ascii=False, indent=1) + "\n"


def _cited(request: Request, graph: PageGraph) -> tuple[str, str, list[Citation]]:
    """Return the label of what is cited, its page, and the tables it is based on."""
    origin = str(request.base_url).rstrip("/")
    if is_local(request.url.hostname or ""):  # what only this machine reaches is cited by its IRI, which stays
        origin = iris.BASE.rstrip("/")
    if name := request.query_params.get("query"):
        return _of_answer(graph, name, dict(request.query_params), origin)
    if name := request.query_params.get("chart"):
        return _of_chart(graph, name, request.query_params, origin)
    about = request.query_params.get("about", "")
    iri = about if about.startswith(iris.ID) else iris.ID + about
    thing = describe(graph.site.engine, graph.site.library, iri) if about else None
    if thing is None:
        raise HTTPException(404, text("cite.nothing", graph.language, about=about[:80]))
    return graph.thing(iri).label, path_of(iri) or "", list(_of_thing(graph, thing, origin))


def _of_thing(graph: PageGraph, thing: Thing, origin: str) -> Iterator[Citation]:
    """Yield the tables a thing was read from, the latest first, each with its first line and, where known, the cell."""
    if thing.kind == "document":
        row = next(row for row in graph.documents if row["documentIri"] == thing.iri)
        yield _citation(row, "", f"{origin}{address(path_of(thing.iri) or '/', 'zh')}")
        return
    phrase = next((fact.value.text for name in _PHRASES for fact in thing.values(name)), "")
    cells = graph.rows("cells-of-thing", thing=thing.iri) if thing.sources else []
    lines: dict[str, int] = {}
    for source in thing.sources:
        lines.setdefault(source.document, source.line)
    for row in reversed(graph.documents):
        if row["document"] in lines:
            line = lines[row["document"]]
            yield _at_line(graph, row, line, _cell(cells, row["document"], line, phrase), origin)


def _cell(cells: Sequence[TextRow], document: str, line: int, phrase: str) -> TextRow | None:
    """Return the cell of a line that prints a phrase, None where it is unknown."""
    own = [cell for cell in cells if cell["document"] == document and int(cell["line"]) == line]
    # A heading may stand before the text, in a cell of its own, or in a line above.
    parts = [part for text in (phrase, *reversed(phrase.split("\n"))) if (part := _SPACE.sub("", text))]
    printed = [(cell, _SPACE.sub("", cell["printed"])) for cell in own]
    return next((cell for part in parts for cell, text in printed if part in text), None)


def _at_line(graph: PageGraph, row: TextRow, line: int, cell: TextRow | None, origin: str) -> Citation:
    language = graph.language
    number = graph.catalogue.rows(_NUMBER, row["documentIri"], line)
    parts = [text("cite.number", language, no=number[0][0])] if number and number[0][0] else []
    parts.append(text("cite.line", language, line=line))
    if cell:
        parts.append(text("cite.column", language, column=cell["header"] or cell["column"]))
    long = {"line": line} if graph.long_document(row["document"]) else {}
    place = f"line-{line}-{cell['column']}" if cell else f"line-{line}"
    where = f"{origin}{address(path_of(row['documentIri']) or '/', 'zh', **long)}#{place}"
    return _citation(row, text("cite.comma", language).join(parts), where, f"-{line}")


def _citation(row: TextRow, place: str, where: str, key: str = "") -> Citation:
    return Citation(
        f"{row['document']}{key}", row["issuer"], row["title"] or row["document"], row["year"], place, where, today()
    )


def _of_answer(
    graph: PageGraph, name: str, parameters: Mapping[str, str], origin: str
) -> tuple[str, str, list[Citation]]:
    """Return how to cite an answer: the query with its values and address, then the tables of the graph."""
    found = next((query for query in graph.site.library.queries if query.name == name), None)
    if found is None:
        raise HTTPException(404, text("cite.nothing", graph.language, about=name[:80]))
    state = state_of(found, parameters, f"/queries/{name}", graph.language)
    labels = {one.name: one.column.title(graph.language) for one in found.parameters}
    given = [(labels[key], value) for key, value in state.given.items()]
    title = _title(questions.question_of(found, graph.language).summary, given)
    path = address(f"/queries/{name}", graph.language, **state.given)
    return title, path, [_worked_out(graph, name, title, origin + path), *_tables(graph.documents, origin)]


def _of_chart(graph: PageGraph, name: str, parameters: QueryParams, origin: str) -> tuple[str, str, list[Citation]]:
    """Return how to cite a chart of the first page with its filters, followed by its tables."""
    if name not in (*charts.BY, charts.DUE):
        raise HTTPException(404, text("cite.nothing", graph.language, about=name[:80]))
    selection = {
        key: values for key, values in filters.chosen("target", parameters).items() if key not in (name, "light")
    }
    chart = charts.by_dimension(graph, name, selection, {})
    chosen = [
        (text(f"facets.by.{key}", graph.language), filters.label(graph, key, value))
        for key, values in selection.items()
        for value in values
    ]
    title, by = _title(chart.title, chosen), {} if name in (charts.BY[0], charts.DUE) else {"by": name}
    path = f"{address('/', graph.language, **by, **selection)}#chart-{chart.name}"
    tables = _tables(start.documents_of(graph, selection), origin)
    return title, path, [_worked_out(graph, chart.name, title, origin + path), *tables]


def _title(heading: str, values: Sequence[tuple[str, str]]) -> str:
    chosen = "；".join(f"{label}：{value}" for label, value in values)
    return f"{heading}（{chosen}）" if chosen else heading


def _worked_out(graph: PageGraph, name: str, title: str, where: str) -> Citation:
    """Return how to cite a result computed by this program."""
    year = max((row["year"] for row in graph.documents), default="")
    version = (graph.site.version or "")[:12]
    place = text("cite.version", graph.language, version=version) if version else ""
    return Citation(f"heze-graph-{name}", "heze-graph", title, year, place, where, today())


def _tables(documents: Sequence[TextRow], origin: str) -> Iterator[Citation]:
    for row in documents[:_MOST]:
        yield _citation(row, "", f"{origin}{address(path_of(row['documentIri']) or '/', 'zh')}")


def _tex(value: str) -> str:
    return _SPECIAL.sub(lambda found: _ESCAPES.get(found[0], "\\" + found[0]), value)


ROUTES = (Route("/cite", cite), Route("/cite.{form}", cite_file))
