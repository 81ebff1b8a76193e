"""The page of one thing, at the path of its IRI, and the lists of all things of a kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from heze_graph import iris
from heze_graph.things import Thing, describe
from heze_graph.web.linked import iri_of, links, rdf, rdf_wanted
from heze_graph.web.questions.known import path_of
from heze_graph.web.rendering import page, text
from heze_graph.web.things import document, facts, finding, kinds, lists, target
from heze_graph.web.things.kinds import plain
from heze_graph.web.things.reader import Reader
from heze_graph.web.things.sections import Section, cut

#: What a page is composed of, by the kind of the thing; every other thing has a plain page of facts.
_SECTIONS: dict[str, Callable[[Reader, Thing], Iterator[Section]]] = {
    "document": document.document,
    "entry": target.entry,
    "finding": finding.finding,
    "leader": kinds.leader,
    "place": kinds.place,
    "project": kinds.named,
    "target": target.target,
    "theme": kinds.named,
    "unit": kinds.unit,
}
#: The kinds of things that the picture of what stands around a thing has.
_IN_PICTURE = ("leader", "place", "project", "target", "theme", "unit")
_TEMPLATES = {"document": "thing_document.html", "finding": "thing_finding.html"}
_NEAR = 8


def thing(request: Request) -> Response:
    """Return a thing as a page, or as RDF where the asker wants that."""
    iri = iri_of(request)
    form = rdf_wanted(request)
    if form:
        return rdf(request, iri, form)
    reader = Reader.of(request)
    found = describe(reader.site.engine, reader.site.library, iri)
    if found is None:
        return _missing(request, reader, iri)
    response = page(request, _TEMPLATES.get(found.kind, "thing.html"), _shown(request, reader, found))
    response.headers.update({"Link": links(request), "Vary": "Accept"})
    return response


def listing(request: Request) -> Response:
    """Return the list of all things of a kind, or the thing that has this path."""
    kind = request.path_params["path"]
    if kind not in lists.KINDS:
        return thing(request)
    reader = Reader.of(request)
    return page(request, "thing_list.html", {"reader": reader, **lists.listed(reader, kind, request.query_params)})


def _shown(request: Request, reader: Reader, found: Thing) -> dict[str, Any]:
    sections = _SECTIONS.get(found.kind)
    contents = [cut(section) for section in (sections or plain)(reader, found) if section.rows]
    shown: dict[str, Any] = {
        "reader": reader,
        "thing": found,
        "label": _label(reader, found),
        "path_of_thing": path_of(found.iri),
        "listed": found.kind if found.kind in lists.KINDS else "",
        "kind_label": facts.kind_label(reader, found),
        "facts": facts.shown(reader, found),
        "contents": contents,
        "picture": found.iri if found.kind in _IN_PICTURE else "",
        "sources": found.sources,
        "plain": sections is None,
        "uses": facts.uses(reader, found) if sections is None else (),
    }
    if found.kind == "document":
        rows, pages = document.copy(reader, found, request)
        shown |= {"rows": rows, "pages": pages, "table": document.table(reader, found)}
    if found.kind == "finding":
        shown["said"] = finding.said(reader, found)
    return shown


def _label(reader: Reader, found: Thing) -> str:
    """Return the heading of a page: a name, else what is printed there, else the printed place."""
    if any(name.role == "preferred" for name in found.names):
        return found.label(reader.language)
    if found.kind == "finding":
        kinds_of = found.values("findingKind")
        return "".join((one.value_en if reader.language == "en" else one.value_zh) for one in kinds_of[:1])
    for term in ("wording", "phrase", "printed"):
        for fact in found.values(term):
            return fact.value.text
    if found.kind in ("row", "assignment") and found.sources:
        source = found.sources[0]
        where = reader.document(source.document).label
        return text("thing.cite", reader.language, document=where, line=source.line)
    return reader.known.place(found.iri, reader.language) or found.label(reader.language)


def _missing(request: Request, reader: Reader, iri: str) -> Response:
    """Say that there is no such thing, with the things that are called nearly so."""
    name = iris.text_of(iri.rpartition("/")[2])
    hits = [hit for hit in reader.index.search(name, _NEAR) if hit.kind != "question"]
    return page(request, "thing_missing.html", {"reader": reader, "iri": iri, "hits": hits}, 404)


ROUTES = (Route("/id/{path:path}", listing),)
