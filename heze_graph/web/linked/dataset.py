"""The data set as a whole: its VoID description, the service description of the endpoint, and what both stand on."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from heze_graph import iris
from heze_graph.export.rdf import serialise
from heze_graph.export.statements import DESCRIBING
from heze_graph.export.void import Figures, Publication, dataset_triples, service_triples
from heze_graph.saved.library import SavedQuery, load_query
from heze_graph.web.linked.downloads import DUMPS, generation_of
from heze_graph.web.linked.negotiation import answer, origin, rdf_wanted
from heze_graph.web.memory import Memory
from heze_graph.web.rendering import LANGUAGES, text
from heze_graph.web.site import Site, site_of

_memory = Memory(4)
#: Of each of these classes one thing is an example.
_EXAMPLES = ("Target", "Unit", "Leader", "Document")


def void(request: Request) -> Response:
    """Return the description of the data set; a browser is sent to the page that says the same to people."""
    form = rdf_wanted(request)
    if form is None and "text/html" in request.headers.get("accept", ""):
        return RedirectResponse("/graph" + (f"?{request.url.query}" if request.url.query else ""), 303)
    form = form or "ttl"
    site = site_of(request)
    published = Publication(
        server=origin(request),
        title=_words("dataset.title"),
        description=_words("dataset.description"),
        version=site.version,
        dumps=DUMPS if generation_of(site) else {},
        examples=_memory.get(site, "examples", lambda: _examples(site)),
        documents=tuple(name for name, _ in _memory.get(site, "documents", lambda: documents(site))),
    )
    return answer(request, serialise(dataset_triples(figures(site), published), form, DESCRIBING), form)


def service_description(request: Request) -> Response:
    """Return the description of the endpoint at `/sparql`, for a GET without a query; Turtle unless asked otherwise."""
    form = rdf_wanted(request) or "ttl"
    triples = service_triples(origin(request) + "/sparql", figures(site_of(request)))
    return answer(request, serialise(triples, form, DESCRIBING), form)


def figures(site: Site) -> Figures:
    """Return the graph in numbers, counted once for a version of the data."""
    return _memory.get(site, "figures", lambda: _counted(site))


def documents(site: Site) -> tuple[tuple[str, str], ...]:
    """Return the IRI and the title of each document."""
    answer_ = site.engine.select(site.library.get("documents").bound({}))
    return tuple((iris.document(row["document"]), row.get("title", "")) for row in answer_.texts())


def _counted(site: Site) -> Figures:
    def table(name: str) -> dict[str, int]:
        rows = site.engine.select(_query(name).text).rows
        return {key.text: int(count.text) for key, count in rows if key and count}

    sizes = next(site.engine.select(_query("sizes").text).texts())
    return Figures(
        graphs=table("graphs"),
        classes=table("classes"),
        properties=table("properties"),
        **{name: int(value) for name, value in sizes.items()},
    )


def _examples(site: Site) -> tuple[str, ...]:
    query = _query("example")
    answers = (site.engine.select(query.bound({"class": iris.TERM + name})) for name in _EXAMPLES)
    return tuple(row["thing"] for one in answers for row in one.texts())


def _words(key: str) -> dict[str, str]:
    return {language: text(key, language) for language in LANGUAGES}


@cache
def _query(name: str) -> SavedQuery:
    return load_query(Path(__file__).with_name(f"{name}.rq"))
